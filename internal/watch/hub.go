package watch

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"mingde/internal/build"
	"mingde/internal/calendar"
	"mingde/internal/message"
	"mingde/internal/preview"
	"mingde/internal/problem"
)

// The times of the streams.
const (
	pingTime = 15 * time.Second // between two signs of life
	readTime = 10 * time.Second // within which a browser must take what it is told
)

// maxDays is how many days' states are kept for the toolboxes.
const maxDays = 8

// hub tells the open pages what they need to know. Each client has a goroutine of its own, that of its request: one that
// does not read holds up nobody, and is dropped when its connection has not taken anything for readTime.
//
// Two things change at their own pace: the pages, which are compared as soon as the site has changed, and the state that
// the toolboxes tell, which may be held back while somebody is still writing.
type hub struct {
	say   *message.Catalogue
	site  site
	fixed bool // the day of the server was chosen when it was started
	keep  *keeper
	quit  <-chan struct{}

	mu      sync.Mutex
	clients map[*client]bool
	told    map[calendar.Day]preview.State
	round   int // of announcements: what was asked for in an earlier one is not kept
	sums    *sums
	beside  beside // as it was announced
	turns   int    // of what is beside the state
}

// beside is what the toolboxes tell beside the state of the site.
type beside struct {
	polling  string            // why changes are looked for now and then
	trouble  problem.Text      // why the site cannot be read; zero if it can
	failures []problem.Problem // of pages that cannot be made
	turn     int               // another one for all that is ever told of the last two; 0 for nothing
}

func (b beside) equal(c beside) bool {
	return b.trouble.Key == c.trouble.Key && maps.Equal(b.trouble.Args, c.trouble.Args) && slices.EqualFunc(b.failures, c.failures, alike)
}

func newHub(say *message.Catalogue, shown site, fixed bool, quit <-chan struct{}) *hub {
	return &hub{
		say: say, site: shown, fixed: fixed, keep: newKeeper(shown), quit: quit,
		clients: map[*client]bool{}, told: map[calendar.Day]preview.State{}, sums: newSums(),
	}
}

// compare lets every client compare its page with the site, which has changed.
func (h *hub) compare() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sums = newSums()
	h.wake()
}

// wake lets every client look for news. The caller holds mu.
func (h *hub) wake() {
	for c := range h.clients {
		select {
		case c.wake <- struct{}{}:
		default: // it will wake up anyway
		}
	}
}

// announce makes the present state of the site that of the toolboxes, with what is told beside it, and gives it.
func (h *hub) announce(polling string, trouble problem.Text) preview.State {
	failures, _ := h.keep.failures()
	now := h.turn(beside{polling: polling, trouble: trouble, failures: failures})
	fresh := h.look(0, 0, now)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.round++
	h.beside = now
	clear(h.told)
	h.told[0] = fresh
	h.wake()
	return fresh
}

// turn numbers what is told beside the state.
func (h *hub) turn(now beside) beside {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case now.trouble.Key == "" && len(now.failures) == 0:
	case now.equal(h.beside):
		now.turn = h.beside.turn
	default:
		h.turns++
		now.turn = h.turns
	}
	return now
}

// state is what the toolboxes of a day's pages tell.
func (h *hub) state(day calendar.Day) preview.State {
	h.mu.Lock()
	st, ok := h.told[day]
	today, announced := h.told[0]
	round, told := h.round, h.beside
	h.mu.Unlock()
	if ok {
		return st
	}
	st = h.look(day, today.AsOf, told)
	if announced && st.Number != today.Number {
		return held(st, today) // what is wrong may be told only when nobody is writing any more
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if round == h.round && len(h.told) < maxDays {
		h.told[day] = st
	}
	return st
}

// held gives a state that is newer than the one that was told, with what that one told of problems.
func held(st, told preview.State) preview.State {
	st.Number, st.Problems, st.Standing, st.Frozen, st.Fresh, st.Absent = told.Number, told.Problems, told.Standing, told.Frozen, told.Fresh, told.Absent
	return st
}

// look asks the site for the state of a day; today is that of the server, zero where it is the day asked for.
func (h *hub) look(day, today calendar.Day, b beside) preview.State {
	st := h.site.State(day)
	s := preview.State{
		Number: st.Number, AsOf: st.AsOf, Today: cmp.Or(today, st.AsOf), Fixed: h.fixed, Problems: st.Problems,
		Standing: st.Failed && st.Ready, Frozen: st.Frozen, Fresh: st.Fresh, Absent: st.Absent, Coming: coming(st.Coming),
		Entries: st.Entries, Pages: st.Pages, Drafts: st.Drafts, Polling: b.polling, Trouble: b.trouble, Turn: b.turn,
	}
	if len(b.failures) > 0 {
		s.Unmade = true
		s.Problems = problem.Sort(slices.Concat(st.Problems, b.failures))
	}
	return s
}

// sums are those of the pages that somebody looks at, made once for each state of the site, and so are the pages
// themselves before anybody is told to load them.
type sums struct {
	mu   sync.Mutex
	of   map[where]func() (build.Sum, bool, error)
	made map[where]func() bool
}

// where is a page of a day.
type where struct {
	day     calendar.Day
	address string
}

func (w where) compare(v where) int {
	return cmp.Or(cmp.Compare(w.day, v.day), cmp.Compare(w.address, v.address))
}

func newSums() *sums {
	return &sums{of: map[where]func() (build.Sum, bool, error){}, made: map[where]func() bool{}}
}

// sum gives a page's sum. What is remembered may be newer than the state that was last told of, never older than that.
func (h *hub) sum(at where) (build.Sum, bool, error) {
	h.mu.Lock()
	all := h.sums
	h.mu.Unlock()
	all.mu.Lock()
	get := all.of[at]
	if get == nil {
		get = onceSum(func() (build.Sum, bool, error) { return h.site.Sum(at.day, at.address) })
		all.of[at] = get
	}
	all.mu.Unlock()
	return get()
}

// made tells whether a page can be made: one that cannot is not loaded, and what is on the screen stays.
func (h *hub) made(at where) bool {
	h.mu.Lock()
	all := h.sums
	h.mu.Unlock()
	all.mu.Lock()
	get := all.made[at]
	if get == nil {
		get = sync.OnceValue(func() bool {
			_, ok, _, err := h.keep.render(at)
			return ok && err == nil
		})
		all.made[at] = get
	}
	all.mu.Unlock()
	return get()
}

// retry makes the pages again that could not be made: the site has changed, or a moment has passed.
func (h *hub) retry() {
	for _, at := range h.keep.failing() {
		h.made(at)
	}
}

func onceSum(get func() (build.Sum, bool, error)) func() (build.Sum, bool, error) {
	var once sync.Once
	var sum build.Sum
	var ok bool
	var err error
	return func() (build.Sum, bool, error) {
		once.Do(func() { sum, ok, err = get() })
		return sum, ok, err
	}
}

// client is one open page.
type client struct {
	at              where
	content, assets string // sums of what it shows
	missing         string // the sum of the site's page for what it does not have, where that is on the screen
	gone            string // what it was told last; "" for nothing
	state           toolbox
	greeted         bool // it has been told of its page
	wake            chan struct{}
}

// toolbox is what the toolbox of a page depends on, besides the page.
type toolbox struct {
	version, polling string
	today            calendar.Day
}

// newClient reads what the script says of its page. A day that is none is that of the server.
func newClient(r *http.Request) *client {
	q := r.URL.Query()
	day, _ := calendar.ParseDay(q.Get("day"))
	return &client{
		at:      where{day, q.Get("page")},
		content: q.Get("content"), assets: q.Get("assets"), missing: q.Get("missing"), wake: make(chan struct{}, 1),
	}
}

// root is the way from the client's page, as it is served, to the root of the server.
func (c *client) root() string {
	if c.at.day == 0 {
		return base(c.at.address)
	}
	return base(preview.StartPage + "at/" + c.at.day.String() + "/" + c.at.address)
}

// serve is the stream of one client: what it has missed when it connects, then what comes.
func (h *hub) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return
	}
	c := newClient(r)
	h.join(c)
	defer h.leave(c)
	ping := time.NewTicker(pingTime)
	defer ping.Stop()
	alive := tell(w, "retry: 500\n\n") && h.news(w, c)
	for alive {
		select {
		case <-c.wake:
			alive = h.news(w, c)
		case <-ping.C:
			alive = tell(w, ": ping\n\n")
		case <-h.quit:
			return
		case <-r.Context().Done():
			return
		}
	}
}

// tell writes to a stream; false where nobody reads it.
func tell(w http.ResponseWriter, text string) bool {
	if text == "" {
		return true
	}
	control := http.NewResponseController(w)
	control.SetWriteDeadline(time.Now().Add(readTime))
	_, err := w.Write([]byte(text))
	return err == nil && control.Flush() == nil
}

func (h *hub) join(c *client) {
	h.keep.hold(c.at, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clients[c] = true
}

func (h *hub) leave(c *client) {
	h.keep.hold(c.at, -1)
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.clients, c)
}

// news tells all that a client does not know yet, its page first: nobody waits for a toolbox to see what they wrote. It
// tells whether the client is still there.
func (h *hub) news(w http.ResponseWriter, c *client) bool {
	if c.at.address == preview.StartPage {
		st := h.state(0)
		return tell(w, h.ofStart(c, st.Version())) && tell(w, h.ofState(c, st))
	}
	return tell(w, h.ofPage(c)) && tell(w, h.ofState(c, h.state(c.at.day)))
}

// ofStart compares the start page: its sum is the version of the state.
func (h *hub) ofStart(c *client, version string) string {
	if c.content == version {
		return ""
	}
	c.content = version
	return event("reload", struct{}{})
}

// ofPage compares a page of the site with what the client shows of it. Where there is no site, or the page cannot be made,
// there is nothing to tell: the next change brings it.
func (h *hub) ofPage(c *client) string {
	sum, ok, err := h.sum(c.at)
	if !c.greeted && sum != (build.Sum{Content: c.content, Assets: c.assets}) {
		sum, ok, err = h.site.Sum(c.at.day, c.at.address) // its page may be newer than what is remembered
	}
	c.greeted = true
	switch {
	case err != nil:
		return ""
	case !ok && c.content == "":
		return h.ofMissing(c)
	case !ok:
		return h.ofGone(c)
	case sum.Content != c.content || c.gone != "":
		if !h.made(c.at) {
			return ""
		}
		c.content, c.assets, c.gone = sum.Content, sum.Assets, ""
		return event("reload", struct{}{})
	}
	return h.ofAssets(c, sum)
}

func (h *hub) ofAssets(c *client, sum build.Sum) string {
	if sum.Assets == c.assets {
		return ""
	}
	c.assets = sum.Assets
	return event("assets", assetsEvent{sum.Assets, h.site.Assets(c.at.day)})
}

// notFound is the site's page for what it does not have.
const notFound = "404.html"

// ofMissing compares the site's page for what it does not have, where that is what the client shows.
func (h *hub) ofMissing(c *client) string {
	at := where{c.at.day, notFound}
	sum, ok, err := h.sum(at)
	switch {
	case c.missing == "" || err != nil || !ok:
		return ""
	case sum.Content != c.missing:
		if !h.made(at) {
			return ""
		}
		c.missing, c.assets = sum.Content, sum.Assets
		return event("reload", struct{}{})
	}
	return h.ofAssets(c, sum)
}

func (h *hub) ofGone(c *client) string {
	var to *preview.Entry
	if it, ok := h.site.Moved(c.at.day, c.at.address); ok {
		moved := preview.Entry(it)
		to = &moved
	}
	html := preview.Gone(h.say, c.at.address, to, c.root())
	if html == c.gone {
		return ""
	}
	c.gone = html
	return event("gone", goneEvent{html})
}

// ofState makes a toolbox where it is another than the client has.
func (h *hub) ofState(c *client, st preview.State) string {
	now := toolbox{st.Version(), st.Polling, st.Today}
	if now == c.state {
		return ""
	}
	c.state = now
	wrong, warnings := problem.Count(st.Problems)
	return event("state", stateEvent{st.Number, st.Version(), preview.Panel(h.say, st, c.at.address, c.root()), wrong, warnings})
}

// What the events carry.
type (
	assetsEvent struct {
		Sum   string            `json:"sum"`
		Names map[string]string `json:"names"`
	}
	goneEvent struct {
		HTML string `json:"html"`
	}
	stateEvent struct {
		Number   int    `json:"number"`
		Version  string `json:"version"`
		HTML     string `json:"html"`
		Errors   int    `json:"errors"`
		Warnings int    `json:"warnings"`
	}
)

// event writes one event; JSON has no line breaks of its own.
func event(name string, data any) string {
	text, err := json.Marshal(data)
	if err != nil {
		panic("watch: " + err.Error()) // only strings and numbers go in
	}
	return "event: " + name + "\ndata: " + string(text) + "\n\n"
}
