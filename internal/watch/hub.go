package watch

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
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
	say  *message.Catalogue
	site site
	quit <-chan struct{}

	mu      sync.Mutex
	clients map[*client]bool
	told    map[calendar.Day]preview.State
	round   int // of announcements: what was asked for in an earlier one is not kept
	sums    *sums
	polling string
}

func newHub(say *message.Catalogue, shown site, quit <-chan struct{}) *hub {
	return &hub{
		say: say, site: shown, quit: quit, clients: map[*client]bool{}, told: map[calendar.Day]preview.State{}, sums: newSums(),
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

// announce makes the present state of the site that of the toolboxes; polling is why changes are looked for now and then.
func (h *hub) announce(polling string) {
	fresh := h.look(0, 0, polling)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.round++
	h.polling = polling
	clear(h.told)
	h.told[0] = fresh
	h.wake()
}

// state is what the toolboxes of a day's pages tell.
func (h *hub) state(day calendar.Day) preview.State {
	h.mu.Lock()
	st, ok := h.told[day]
	today, round, polling := h.told[0].AsOf, h.round, h.polling
	h.mu.Unlock()
	if ok {
		return st
	}
	st = h.look(day, today, polling)
	h.mu.Lock()
	defer h.mu.Unlock()
	if round == h.round && len(h.told) < maxDays {
		h.told[day] = st
	}
	return st
}

// look asks the site for the state of a day; today is that of the server, zero where it is the day asked for.
func (h *hub) look(day, today calendar.Day, polling string) preview.State {
	st := h.site.State(day)
	return preview.State{
		Number: st.Number, AsOf: st.AsOf, Today: cmp.Or(today, st.AsOf), Problems: st.Problems, Standing: st.Failed && st.Ready,
		Coming: coming(st.Coming), Entries: st.Entries, Pages: st.Pages, Drafts: st.Drafts, Polling: polling,
	}
}

// sums are those of the pages that somebody looks at, made once for each state of the site.
type sums struct {
	mu sync.Mutex
	of map[where]func() (build.Sum, bool, error)
}

// where is a page of a day.
type where struct {
	day     calendar.Day
	address string
}

func newSums() *sums { return &sums{of: map[where]func() (build.Sum, bool, error){}} }

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
	state, gone     string // what it was told last; "" for nothing yet
	wake            chan struct{}
}

// newClient reads what the script says of its page. A day that is none is that of the server.
func newClient(r *http.Request) *client {
	q := r.URL.Query()
	day, _ := calendar.ParseDay(q.Get("day"))
	return &client{
		at:      where{day, q.Get("page")},
		content: q.Get("content"), assets: q.Get("assets"), wake: make(chan struct{}, 1),
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
	text := "retry: 500\n\n" + h.news(c)
	for {
		if !tell(w, text) {
			return
		}
		select {
		case <-c.wake:
			text = h.news(c)
		case <-ping.C:
			text = ": ping\n\n"
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
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clients[c] = true
}

func (h *hub) leave(c *client) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.clients, c)
}

// news gives the events for all that a client does not know yet, and takes them for told.
func (h *hub) news(c *client) string {
	st := h.state(c.at.day)
	if c.at.address == preview.StartPage {
		return h.ofStart(c, st.Number) + h.ofState(c, st)
	}
	return h.ofPage(c) + h.ofState(c, st)
}

// ofStart compares the start page: its sum is the number of the state.
func (h *hub) ofStart(c *client, number int) string {
	sum := fmt.Sprint(number)
	if c.content == sum {
		return ""
	}
	c.content = sum
	return event("reload", struct{}{})
}

// ofPage compares a page of the site with what the client shows of it. Where there is no site, or the machine fails, there
// is nothing to tell: the next change brings it.
func (h *hub) ofPage(c *client) string {
	sum, ok, err := h.sum(c.at)
	if c.state == "" && sum != (build.Sum{Content: c.content, Assets: c.assets}) {
		sum, ok, err = h.site.Sum(c.at.day, c.at.address) // its page may be newer than what is remembered
	}
	switch {
	case err != nil:
		return ""
	case !ok && c.content == "":
		return ""
	case !ok:
		return h.ofGone(c)
	case sum.Content != c.content || c.gone != "":
		c.content, c.assets, c.gone = sum.Content, sum.Assets, ""
		return event("reload", struct{}{})
	case sum.Assets != c.assets:
		c.assets = sum.Assets
		return event("assets", assetsEvent{sum.Assets, h.site.Assets(c.at.day)})
	}
	return ""
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

func (h *hub) ofState(c *client, st preview.State) string {
	wrong, warnings := problem.Count(st.Problems)
	text := event("state", stateEvent{st.Number, preview.Panel(h.say, st, c.at.address, c.root()), wrong, warnings})
	if text == c.state {
		return ""
	}
	c.state = text
	return text
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
