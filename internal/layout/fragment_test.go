package layout

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"mingde/internal/page"
)

// A fragment on a page in any folder is what its template would give with the root of that page.
func TestFragmentsReachTheRootFromAnywhere(t *testing.T) {
	s := parsed(t)
	c, h, ch := cardOf(2, "planned"), honourOf(0, "candidate"), chrome()
	for _, root := range []string{"", "../", "../../", "../../../", "/", "/wm/展示/", "/a&b/"} {
		for name, f := range map[string]func() (string, error){
			"card":      func() (string, error) { h, err := s.card.append(nil, root, c); return string(h), err },
			"row":       func() (string, error) { h, err := s.row.append(nil, root, c); return string(h), err },
			"honour":    func() (string, error) { h, err := s.honour.append(nil, root, h); return string(h), err },
			"honourrow": func() (string, error) { h, err := s.honourRow.append(nil, root, h); return string(h), err },
			"header":    func() (string, error) { h, err := s.header.append(nil, root, ch); return string(h), err },
			"footer":    func() (string, error) { h, err := s.footer.append(nil, root, ch); return string(h), err },
		} {
			text, err := f()
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]string{"card": c.Href, "row": c.Href, "honour": h.Href, "honourrow": h.Href, "header": "events/index.html", "footer": "sitemap.html"}[name]
			if !strings.Contains(text, `href="`+html.EscapeString(root)+want+`"`) || strings.Contains(text, mark) {
				t.Errorf("%s with root %q:\n%s", name, root, text)
			}
		}
	}
}

// Content that looks like a mark stays content.
func TestMarksInContentStay(t *testing.T) {
	s := parsed(t)
	c := cardOf(2, "held")
	c.Title, c.Lead, c.Cover.Alt = `%00/a`, `href="%00/b`, `1w, %00/c`
	text, err := s.card.append(nil, "../", c)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`>%00/a</a>`, `href=&#34;%00/b`, `alt="1w, %00/c"`, `src="../photos/`, `srcset="../photos/`, `400w, ../photos/`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
}

// A card is executed once, whatever the number of lists and folders.
func TestFragmentsAreMadeOnce(t *testing.T) {
	s := parsed(t)
	made := 0
	data := s.card.data
	s.card.data = func(c *page.Card) any { made++; return data(c) }
	cards := cardsOf(3, "held")
	for _, root := range []string{"", "../", "../../"} {
		if _, err := s.card.append(nil, root, append(cards, nil, cards[0])...); err != nil {
			t.Fatal(err)
		}
	}
	if made != 3 {
		t.Errorf("3 cards executed %d times", made)
	}
}

var srcset = regexp.MustCompile(`srcset="` + mark + `[^"]*"`)

func FuzzFragment(f *testing.F) {
	for _, seed := range []string{"", `<a href="%00/x">`, `<img src="%00/x"><a href="%00/">`, `%00/`, `href="%00/%00/`, `alt="%00/"`, `href="%00`, `href='%00/'`, `<img src="%00/x" srcset="%00/x 1w, %00/y 2w" alt="1w, %00/y">`, `srcset="a, %00/"`} {
		f.Add(seed, "../")
	}
	f.Fuzz(func(t *testing.T, text, root string) {
		want := srcset.ReplaceAllStringFunc(text, func(s string) string { return strings.ReplaceAll(s, mark, "\x00\x01") })
		for _, before := range []string{`href="`, `src="`} {
			want = strings.ReplaceAll(want, before+mark, before+"\x00\x01")
		}
		want = strings.ReplaceAll(want, "\x00\x01", root)
		if strings.Contains(text, "\x00\x01") {
			return
		}
		if got := string(appendFragment(nil, text, []byte(root))); got != want {
			t.Errorf("%q with root %q gives %q, want %q", text, root, got, want)
		}
	})
}
