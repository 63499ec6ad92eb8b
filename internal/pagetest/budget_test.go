package pagetest

import (
	"bytes"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"mingde/internal/page"
)

// What a page may weigh, in bytes as they travel unless another unit is named. The first 14 KB of HTML and stylesheet are painted
// after one round trip; the rest is what somebody pays for who reads on the cheapest plan.
const (
	textBudget       = 8 << 10 // an entry, and a list of 30
	homeBudget       = 10 << 10
	searchBudget     = 4 << 10
	statisticsBudget = 14 << 10
	styleBudget      = 6 << 10
	scriptBudget     = 600
	rawBudget        = 60 << 10 // as it stands on the disk
	rawStyleBudget   = 24 << 10
	entryNodes       = 800 // elements
	listNodes        = 900
	tableNodes       = 1200
	thumbBudget      = 10 << 10
)

// view is what the first view of a page may load on a phone.
type view struct{ picture, pictures, total, requests int }

var (
	entryView = view{60 << 10, 60 << 10, 90 << 10, 6}
	listView  = view{10 << 10, 60 << 10, 80 << 10, 10}
	homeView  = view{60 << 10, 90 << 10, 120 << 10, 10}
	plainView = view{0, 0, 30 << 10, 6}
)

// Every page keeps within its budget, in the shipped showcase and in one of some hundreds of entries.
func TestBudgets(t *testing.T) {
	for name, s := range map[string]site{"shipped": shipped(t), "large": large(t)} {
		t.Run(name, func(t *testing.T) {
			for _, kind := range page.Types() {
				weigh(t, s, kind)
			}
			weighStyle(t, s)
		})
	}
}

// weigh holds all pages of a type against its budgets, and logs the heaviest.
func weigh(t *testing.T, s site, kind page.Type) {
	budget := textBudget
	switch {
	case kind == page.Home:
		budget = homeBudget
	case kind == page.Statistics, kind == page.StatisticsYear:
		budget = statisticsBudget
	case kind == page.NotFound: // which has the stylesheet in it
		budget += styleBudget
	case kind.String() == "search":
		budget = searchBudget
	}
	nodes := listNodes
	switch kind {
	case page.Event, page.Model, page.Roll, page.Team, page.Station, page.Person, page.Bulletin, page.Plain:
		nodes = entryNodes
	case page.StatisticsYear: // which is tables, cell by cell
		nodes = tableNodes
	}
	var most struct{ travels, raw, nodes int }
	for _, address := range s.pages(kind) {
		b, err := os.ReadFile(s.file(address))
		if err != nil {
			t.Fatal(err)
		}
		p := dissect(t, b)
		travels := len(zipped(b))
		for _, f := range []struct {
			what         string
			got, allowed int
		}{
			{"bytes as they travel", travels, budget}, {"bytes", len(b), rawBudget}, {"elements", p.elements, nodes}, {"bytes of script", p.script, scriptBudget},
		} {
			if f.got > f.allowed {
				t.Errorf("%s %s: %d %s, more than %d", kind, address, f.got, f.what, f.allowed)
			}
		}
		for _, f := range p.foreign {
			t.Errorf("%s loads %s", address, f)
		}
		most.travels, most.raw, most.nodes = max(most.travels, travels), max(most.raw, len(b)), max(most.nodes, p.elements)
	}
	if most.raw > 0 {
		t.Logf("%-16s %6d of %6d bytes, %6d raw, %4d elements", kind, most.travels, budget, most.raw, most.nodes)
	}
}

// weighStyle holds the stylesheets against their budget. They bring no letters and load nothing.
func weighStyle(t *testing.T, s site) {
	files, err := filepath.Glob(s.file("assets/*.css"))
	if err != nil || len(files) != 1 {
		t.Fatalf("stylesheets: %v, %v", files, err)
	}
	b, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	travels := len(zipped(b))
	t.Logf("%-16s %6d of %6d bytes, %6d raw", "stylesheet", travels, styleBudget, len(b))
	if travels > styleBudget || len(b) > rawStyleBudget {
		t.Errorf("the stylesheet has %d bytes, %d as they travel", len(b), travels)
	}
	for _, word := range []string{"@font-face", "@import", "url("} {
		if bytes.Contains(b, []byte(word)) {
			t.Errorf("the stylesheet has %s", word)
		}
	}
}

// parts is what counts of a page.
type parts struct {
	elements int
	script   int      // bytes of scripts that run, as they travel
	foreign  []string // what it loads from elsewhere
}

func dissect(t *testing.T, b []byte) (p parts) {
	root, err := html.ParseWithOptions(bytes.NewReader(b), html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Fatal(err)
	}
	for node := range root.Descendants() {
		if node.Type != html.ElementNode {
			continue
		}
		p.elements++
		loads := slices.Contains([]string{"img", "script", "iframe", "source", "video", "audio", "embed", "object"}, node.Data)
		data := false
		for _, a := range node.Attr {
			data = data || node.Data == "script" && a.Key == "type"
			loads = loads || node.Data == "link" && a.Key == "rel" && slices.Contains([]string{"stylesheet", "icon", "preload", "preconnect", "dns-prefetch"}, a.Val)
		}
		for _, a := range node.Attr {
			if loads && slices.Contains([]string{"src", "href", "srcset", "data"}, a.Key) && strings.Contains(a.Val, "//") && !strings.HasPrefix(a.Val, baseURL) && !strings.HasPrefix(a.Val, "data:") {
				p.foreign = append(p.foreign, a.Val)
			}
		}
		if node.Data == "script" && !data && node.FirstChild != nil {
			p.script += len(zipped([]byte(node.FirstChild.Data)))
		}
	}
	return p
}

// What the first view of a page loads on a phone keeps within its budget, and nothing moves on the page while it loads or is read,
// nor for those who chose larger letters.
func TestFirstViews(t *testing.T) {
	s := shipped(t)
	firstViews(t, s, map[string]view{
		s.pages(page.Home)[0]: homeView, s.pages(page.Hub)[0]: listView, s.pages(page.Event)[0]: entryView, s.pages(page.Roll)[0]: listView, s.pages(page.StatisticsYear)[0]: plainView,
	})
	firstViews(t, edge(t), map[string]view{"events/index.html": listView, "events/2026/06/e01.html": entryView})
}

func firstViews(t *testing.T, s site, allowed map[string]view) {
	base := s.serve(t)
	var addresses []string
	for _, address := range slices.Sorted(maps.Keys(allowed)) {
		addresses = append(addresses, base+address)
	}
	var result struct{ Views []firstView }
	for _, f := range Drive(t, "testdata/firstview.mjs", map[string]any{"start": base + "404.html", "addresses": addresses}, &result) {
		t.Error(f)
	}
	if len(result.Views) != 2*len(addresses) {
		t.Fatalf("%d views of %d pages", len(result.Views), len(addresses))
	}
	for _, v := range result.Views {
		address := strings.TrimPrefix(v.Address, base)
		v.judge(t, address, allowed[address])
	}
}

// firstView is what firstview.mjs tells of a page.
type firstView struct {
	Address, Look string
	InView        []struct {
		Address string
		Hero    bool
	}
	Loaded []struct {
		Address string
		Bytes   int
	}
	Moved float64
}

func (v firstView) judge(t *testing.T, address string, allowed view) {
	if v.Moved > 0.01 {
		t.Errorf("%s %q: moves by %.3f", address, v.Look, v.Moved)
	}
	hero := map[string]bool{} // of each picture of the first view; what is asked for first counts, wherever it stands
	for _, p := range v.InView {
		hero[p.Address] = p.Hero
	}
	var pictures, total, requests, ahead int
	for _, l := range v.Loaded {
		isHero, inView := hero[l.Address]
		budget := allowed.picture
		switch {
		case !inView && strings.Contains(l.Address, "/photos/"):
			ahead += l.Bytes
			if l.Bytes > thumbBudget && allowed == listView {
				t.Errorf("%s %q: %s has %d bytes, more than %d", address, v.Look, path.Base(l.Address), l.Bytes, thumbBudget)
			}
			continue
		case isHero:
			budget = entryView.picture
			pictures += l.Bytes
		case inView:
			pictures += l.Bytes
		}
		if inView && l.Bytes > budget {
			t.Errorf("%s %q: %s has %d bytes, more than %d", address, v.Look, path.Base(l.Address), l.Bytes, budget)
		}
		total += l.Bytes
		requests++
	}
	t.Logf("%-40s %-4s %6d bytes in %d requests, pictures %6d; ahead %6d; moves %.4f", address, v.Look, total, requests, pictures, ahead, v.Moved)
	if pictures > allowed.pictures || total > allowed.total || requests > allowed.requests {
		t.Errorf("%s %q: pictures %d of %d bytes, in all %d of %d in %d of %d requests", address, v.Look, pictures, allowed.pictures, total, allowed.total, requests, allowed.requests)
	}
}
