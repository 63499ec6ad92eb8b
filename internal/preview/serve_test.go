package preview_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"mingde/internal/calendar"
	"mingde/internal/message"
	"mingde/internal/preview"
	"mingde/internal/problem"
)

var (
	today = calendar.Date(2026, 11, 26)
	zh    = message.For(message.Chinese)
)

func entries() []preview.Entry {
	edited := time.Date(2026, 11, 26, 14, 3, 0, 0, time.FixedZone("CST", 8*3600))
	return []preview.Entry{
		{"重阳节敬老包饺子", "content/events/2026/10/chongyang-jiaozi.md", "events/2026/10/chongyang-jiaozi.html", "public", calendar.Date(2026, 10, 18), edited},
		{"镇龙社区“周末影院”第十二场：露天放映《我和我的祖国》，请自带小板凳", "content/events/2026/12/zhoumo-yingyuan-di-12-chang-lutian-fangying.md", "events/2026/12/zhoumo-yingyuan-di-12-chang-lutian-fangying.html", "draft", calendar.Date(2026, 12, 5), edited.Add(-time.Hour)},
		{"2026年第四榜评选启动", "content/rolls/2026-4.md", "rolls/2026-4.html", "scheduled", calendar.Date(2026, 12, 1), edited.AddDate(0, 0, -2)},
		{"", "content/events/2026/11/<b>没有标题</b>.md", "", "unreadable", 0, edited.AddDate(-1, 0, 0)},
		{"停水通知", "content/pages/tingshui.md", "", "expired", calendar.Date(2026, 11, 1), time.Time{}},
	}
}

func coming() []preview.Coming {
	e := entries()
	return []preview.Coming{
		{calendar.Date(2026, 12, 1), e[2], "goes-public"},
		{calendar.Date(2026, 12, 1), e[2], "notice-begins"},
		{calendar.Date(2026, 12, 6), e[1], "event-over"},
		{calendar.Date(2027, 1, 1), e[0], "expires"},
	}
}

func mistake(n int, file string, line int, severity problem.Severity) problem.Problem {
	return [...]problem.Problem{
		{Place: problem.Place{File: file, Line: line, Column: 1}, Rule: "dead-link", Severity: severity,
			Message: problem.Text{Key: "rule.dead-link", Args: problem.Args{"link": "../teams/hongmajia.md"}}, Hint: problem.Text{Key: "rule.dead-link.hint"}},
		{Place: problem.Place{File: file, Line: line, Column: 9}, Rule: "end-before-start", Severity: severity,
			Message: problem.Text{Key: "rule.end-before-start", Args: problem.Args{"end": "2026-10-17 09:00", "start": "2026-10-18 09:00"}}, Hint: problem.Text{Key: "rule.end-before-start.hint"}},
		{Place: problem.Place{File: file}, Rule: "mobile-number", Severity: severity,
			Message: problem.Text{Key: "rule.mobile-number", Args: problem.Args{"number": fmt.Sprintf("138****12%02d", line)}}, Hint: problem.Text{Key: "rule.mobile-number.hint"}, Basis: "《中华人民共和国个人信息保护法》第十三条"},
	}[n%3]
}

// mistakes makes n errors and m warnings in a few files; the warnings of the first file are on the page of a test.
func mistakes(n, m int) []problem.Problem {
	var ps []problem.Problem
	for i := range n + m {
		severity := problem.Error
		if i >= n {
			severity = problem.Warning
		}
		ps = append(ps, mistake(i, entries()[i%3].File, 4+i, severity))
	}
	return problem.Sort(ps)
}

func state(number int, ps []problem.Problem) preview.State {
	errors, _ := problem.Count(ps)
	return preview.State{
		Number: number, AsOf: today, Today: today, Problems: ps, Standing: errors > 0, Coming: coming(),
		Entries: 86, Pages: 241, Drafts: 1,
	}
}

func overview(s preview.State) preview.Overview {
	e := entries()
	return preview.Overview{State: s, Recent: e, Drafts: e[1:2], Scheduled: e[2:3]}
}

// code is a picture as good as a QR code.
func code() []byte {
	m := image.NewGray(image.Rect(0, 0, 33, 33))
	for i := range m.Pix {
		m.Pix[i] = color.Gray{Y: uint8(i * i * 37 % 5 / 2 * 255)}.Y
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// office is a server as small as can be that keeps to the contract: one page, one set of problems, one stylesheet.
type office struct {
	*httptest.Server
	mu       sync.Mutex
	changed  chan struct{} // closed and made anew with every change
	number   int
	page     string // text of the body; "" when there is no page
	style    string // sum in the name of the stylesheet
	problems []problem.Problem
	refusing bool     // drops each connection
	cuts     int      // counts up to drop the connections there are
	asked    []string // queries of all connections
	open     int      // connections now
}

func newOffice(t *testing.T) *office {
	o := &office{changed: make(chan struct{}), number: 1, page: "<p>一</p>", style: "0000000000000001"}
	mux := http.NewServeMux()
	mux.Handle("/_mingde/", http.StripPrefix("/_mingde/", http.FileServerFS(preview.Files)))
	mux.HandleFunc("/_mingde/{$}", o.serveStart)
	mux.HandleFunc("/_mingde/events", o.serveEvents)
	mux.HandleFunc("/_mingde/at/{day}/{page...}", o.servePage)
	mux.HandleFunc("/do", o.serveDo)
	mux.HandleFunc("/assets/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprintf(w, "body { --style: %s }", strings.Split(r.URL.Path, ".")[1])
	})
	mux.HandleFunc("/", o.servePage)
	o.Server = httptest.NewServer(mux)
	t.Cleanup(func() { o.CloseClientConnections(); o.Close() })
	return o
}

// change does something to the office and tells all connections.
func (o *office) change(f func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f()
	close(o.changed)
	o.changed = make(chan struct{})
}

// serveDo lets the steps in the browser change the office, by a query, and answers what it knows; without a query
// nothing changes.
func (o *office) serveDo(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if len(q) == 0 {
		o.serveKnown(w)
		return
	}
	o.change(func() {
		o.number++
		if q.Has("page") {
			o.page = q.Get("page")
		}
		if q.Has("style") {
			o.style = q.Get("style")
		}
		if q.Has("errors") {
			var n, m int
			fmt.Sscan(q.Get("errors"), &n, &m)
			o.problems = mistakes(n, m)
		}
		if q.Has("refusing") {
			o.refusing = q.Get("refusing") == "1"
		}
		if q.Has("cut") {
			o.cuts++
		}
	})
	o.serveKnown(w)
}

func (o *office) serveKnown(w http.ResponseWriter) {
	o.mu.Lock()
	defer o.mu.Unlock()
	_ = json.NewEncoder(w).Encode(map[string]any{"asked": o.asked, "open": o.open})
}

func (o *office) content() string {
	if o.page == "" {
		return ""
	}
	return fmt.Sprintf("%x", o.page)
}

func (o *office) servePage(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	root, day := strings.Repeat("../", strings.Count(r.URL.Path, "/")-1), r.PathValue("day")
	if o.page == "" {
		w.WriteHeader(http.StatusOK) // a browser would log 404
		s := state(o.number, o.problems)
		_ = preview.Fault(w, zh, problem.Text{Key: "preview.mend", Args: problem.Args{"n": "1"}}, problem.Text{Key: "preview.nothing-yet"}, &s, root)
		return
	}
	page := fmt.Sprintf(`<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>页</title><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="%[1]sassets/site.%[2]s.css"><style>button { background: lime }</style></head><body><main><h1>页</h1><label>字 <input id="typed"></label>%[3]s<img alt="" src="%[1]sassets/logo.%[2]s.svg" srcset="%[1]sassets/logo.%[2]s.svg 2x"></main></body></html>`, root, o.style, o.page)
	_, _ = w.Write(preview.Inject([]byte(page), preview.Tag{
		Root: root, Page: address(r, day), Day: day, Content: o.content(), Assets: o.style,
	}))
}

func address(r *http.Request, day string) string {
	if day != "" {
		return r.PathValue("page")
	}
	return strings.TrimPrefix(r.URL.Path, "/")
}

func (o *office) serveStart(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	v := overview(state(o.number, o.problems))
	if v.Query = r.FormValue("q"); v.Query != "" {
		v.Found = v.Recent[:2]
	}
	if r.FormValue("empty") != "" {
		v = preview.Overview{State: preview.State{Number: o.number, AsOf: today, Today: today}}
	} else {
		v.Phone, v.QR = "http://192.168.1.23:8080/", code()
		v.Polling = "network"
	}
	_ = preview.Start(w, zh, v, "../")
}

// serveEvents tells a page what the contract says, until it or a cut ends the connection.
func (o *office) serveEvents(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	o.mu.Lock()
	o.asked = append(o.asked, r.URL.RawQuery)
	if o.refusing {
		o.mu.Unlock()
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	o.open++
	cuts := o.cuts
	o.mu.Unlock()
	defer func() { o.mu.Lock(); o.open--; o.mu.Unlock() }()
	w.Header().Set("Content-Type", "text/event-stream")
	told := ""
	for {
		o.mu.Lock()
		if o.cuts != cuts || o.refusing {
			o.mu.Unlock()
			return
		}
		var b strings.Builder
		o.tell(&b, q, &told)
		changed := o.changed
		o.mu.Unlock()
		_, _ = w.Write([]byte(b.String()))
		w.(http.Flusher).Flush()
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		}
	}
}

func (o *office) tell(b *strings.Builder, q url.Values, told *string) {
	page, content := q.Get("page"), o.content()
	if page == preview.StartPage {
		content = fmt.Sprint(o.number)
	}
	root := strings.Repeat("../", strings.Count(page, "/"))
	s := state(o.number, o.problems)
	if day := q.Get("day"); day != "" {
		s.AsOf, _ = calendar.ParseDay(day)
		root = "../../../" + root
	}
	html := preview.Panel(zh, s, page, root)
	if html != *told {
		*told = html
		event(b, "state", map[string]any{"version": s.Version(), "html": html})
	}
	switch {
	case content != q.Get("content") && content == "":
		event(b, "gone", map[string]any{"html": preview.Gone(zh, page, &entries()[0], root)})
		q.Set("content", "")
	case content != q.Get("content"):
		event(b, "reload", nil)
	case o.style != q.Get("assets") && page != preview.StartPage && content != "":
		event(b, "assets", map[string]any{"sum": o.style, "names": map[string]string{
			"site.css": "assets/site." + o.style + ".css", "logo.svg": "assets/logo." + o.style + ".svg",
		}})
		q.Set("assets", o.style)
	}
}

func event(b *strings.Builder, name string, data any) {
	j, err := json.Marshal(data)
	if err != nil {
		panic(err)
	}
	fmt.Fprintf(b, "event: %s\ndata: %s\n\n", name, j)
}
