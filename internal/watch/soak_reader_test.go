package watch

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	unescape "html"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"mingde/internal/build"
	"mingde/internal/calendar"
	"mingde/internal/preview"
)

// reader is an open page as the script makes it: it knows the sums of what it shows, follows what it is told, now and then
// loses the connection or goes to another page.
type reader struct {
	url   string
	web   http.Client
	r     *rand.Rand
	still func() bool   // it stays where it is
	next  func() string // where it goes
	done  chan struct{}

	mu              sync.Mutex
	path            string // that it has asked for
	page            string // its address in the site
	day             calendar.Day
	content, assets string
	number          string // of the state for which a stand-in was made
	state           int    // the last one that it was told of
	loaded          string // the assets with which body came
	body            []byte
	connected       bool
	told            map[string]int // events by name, and what it did of its own
	secrets         int
}

func newReader(url string, seed uint64, still func() bool, next func() string) *reader {
	return &reader{
		url: url, web: http.Client{Transport: &http.Transport{}}, r: rand.New(rand.NewPCG(seed, 9)), still: still, next: next,
		done: make(chan struct{}), told: map[string]int{},
	}
}

// run reads until ctx ends.
func (p *reader) run(ctx context.Context) {
	defer close(p.done)
	defer p.web.CloseIdleConnections()
	for open := true; ctx.Err() == nil; {
		if open && !p.open(ctx) {
			p.pause(ctx, 50*time.Millisecond) // nobody answers: as after the script's retry
			continue
		}
		open = p.follow(ctx)
	}
}

func (p *reader) pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

var (
	element   = regexp.MustCompile(`<script data-mingde [^>]*>`)
	attribute = regexp.MustCompile(`data-(page|day|content|assets|number)="([^"]*)"`)
)

// open loads the page at the path, and takes the sums from its script.
func (p *reader) open(ctx context.Context) bool {
	p.mu.Lock()
	path := p.path
	p.mu.Unlock()
	r, _ := http.NewRequestWithContext(ctx, http.MethodGet, p.url+escaped(path), nil)
	resp, err := p.web.Do(r)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return false
	}
	tag := map[string]string{}
	for _, m := range attribute.FindAllSubmatch(element.Find(body), -1) {
		tag[string(m[1])] = unescape.UnescapeString(string(m[2]))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if bytes.Contains(body, []byte(secret)) {
		p.secrets++
	}
	p.told["opened"]++
	p.page, p.content, p.assets, p.number = tag["page"], tag["content"], tag["assets"], tag["number"]
	p.day, _ = calendar.ParseDay(tag["day"])
	if p.page == "" { // a stand-in does not know
		p.locate()
	}
	p.loaded, p.body = p.assets, preview.Strip(body)
	return true
}

// locate does what the script does of the same name.
func (p *reader) locate() {
	p.page = index(p.path)
	if rest, dated := strings.CutPrefix(p.path, preview.StartPage+"at/"); dated {
		day, address, _ := strings.Cut(rest, "/")
		p.day, _ = calendar.ParseDay(day)
		p.page = index(address)
	}
}

// follow listens until the page is to be loaded again, or the connection is lost.
func (p *reader) follow(ctx context.Context) (reload bool) {
	ctx, hangUp := context.WithCancel(ctx)
	defer hangUp()
	p.mu.Lock()
	q := url.Values{"page": {p.page}, "day": {p.day.String()}, "content": {p.content}, "assets": {p.assets}}
	p.mu.Unlock()
	r, _ := http.NewRequestWithContext(ctx, http.MethodGet, p.url+preview.StartPage+"events?"+q.Encode(), nil)
	resp, err := p.web.Do(r)
	if err != nil {
		p.pause(ctx, 50*time.Millisecond)
		return false
	}
	defer resp.Body.Close()
	whim := time.AfterFunc(time.Duration(1+p.r.IntN(2500))*time.Millisecond, func() {
		if !p.still() {
			hangUp()
		}
	})
	defer whim.Stop()
	p.connect(true)
	defer p.connect(false)
	if p.listen(resp.Body) {
		return true
	}
	return p.move()
}

func (p *reader) connect(yes bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.connected = yes
}

// move goes to another page, or stays; then the connection was lost.
func (p *reader) move() (moved bool) {
	if p.still() || p.r.IntN(3) == 0 {
		return false
	}
	to := p.next()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.told["moved"]++
	p.path = to
	return true
}

// listen takes events until one says that the page is to be loaded again.
func (p *reader) listen(stream io.Reader) (reload bool) {
	lines, name := bufio.NewReader(stream), ""
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return false
		}
		if n, ok := strings.CutPrefix(line, "event: "); ok {
			name = strings.TrimSpace(n)
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok && p.take(name, data) {
			return true
		}
	}
}

func (p *reader) take(name, data string) (reload bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.told[name]++
	switch name {
	case "reload":
		return true
	case "gone":
		p.content = ""
	case "assets":
		var e assetsEvent
		if json.Unmarshal([]byte(data), &e) == nil {
			p.assets = e.Sum
		}
	case "state":
		var e stateEvent
		err := json.Unmarshal([]byte(data), &e)
		p.state = e.Number
		return err == nil && p.number != "" && p.number != fmt.Sprint(e.Number)
	}
	return false
}

// behind says what a reader has missed of the site as it is; "" for nothing.
func (p *reader) behind(live *build.Live) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	state := live.State(0)
	sum, ok, err := live.Sum(p.day, p.page)
	file, _, _ := live.Render(p.day, p.page)
	switch {
	case p.secrets > 0:
		return "it was shown what lies outside the site"
	case !p.connected:
		return p.path + ": not connected"
	case p.state != state.Number:
		return fmt.Sprintf("%s: it was told of state %d, and there is %d", p.path, p.state, state.Number)
	case p.number != "" && p.number != fmt.Sprint(state.Number):
		return fmt.Sprintf("%s: it stands in for a page in state %s, and that is %d", p.path, p.number, state.Number)
	case p.page == preview.StartPage && p.content != fmt.Sprint(state.Number):
		return fmt.Sprintf("the start page shows state %s of %d", p.content, state.Number)
	case p.page == preview.StartPage || err != nil || p.number != "" && !ok:
		return ""
	case !ok && p.content != "":
		return p.path + " is gone, and it does not know"
	case ok && sum != build.Sum{Content: p.content, Assets: p.assets}:
		return fmt.Sprintf("%s: it shows %s %s, and there is %s %s", p.path, p.content, p.assets, sum.Content, sum.Assets)
	case ok && p.assets == p.loaded && !bytes.Equal(p.body, file.Data):
		return p.path + ": it shows something else under the same sum"
	}
	return ""
}
