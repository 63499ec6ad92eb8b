package pagetest

import (
	"net/url"
	"os"
	"path"
	"slices"
	"testing"

	"mingde/internal/page"
)

// clicks is how many it may take from the home page to an entry.
const clicks = 4

// entryTypes are the pages of entries.
var entryTypes = []page.Type{page.Event, page.Roll, page.Model, page.Team, page.Station, page.Person, page.Bulletin, page.Community, page.Theme, page.Plain}

// Every entry can be reached from the home page by links alone, without a script and in few clicks.
func TestReach(t *testing.T) {
	for name, s := range map[string]site{"shipped": shipped(t), "large": large(t), "edge": edge(t), "names": names(t)} {
		t.Run(name, func(t *testing.T) { reach(t, s) })
	}
}

func reach(t *testing.T, s site) {
	names, err := htmlFiles(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := readPages(os.DirFS(s.dir), names)
	if err != nil {
		t.Fatal(err)
	}
	far := map[string]int{"index.html": 0}
	queue := []string{"index.html"}
	for len(queue) > 0 {
		from := queue[0]
		queue = queue[1:]
		for link := range pages[from].links {
			u, err := url.Parse(link)
			if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" {
				continue
			}
			to := path.Join(path.Dir(from), u.Path)
			if _, seen := far[to]; !seen && pages[to] != nil {
				far[to] = far[from] + 1
				queue = append(queue, to)
			}
		}
	}
	var at [clicks + 1]int
	for _, p := range s.plan {
		if !slices.Contains(entryTypes, p.Type) {
			continue
		}
		n, reached := far[p.Path]
		switch {
		case !reached && s.marked(t, p.Path):
		case !reached:
			t.Errorf("no link leads to %s", p.Path)
		case n > clicks:
			t.Errorf("%s is %d clicks away", p.Path, n)
		default:
			at[n]++
		}
	}
	t.Logf("entries 0, 1, … clicks away: %v", at)
}
