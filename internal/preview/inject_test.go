package preview_test

import (
	"bytes"
	"strings"
	"testing"

	"mingde/internal/preview"
)

var tag = preview.Tag{Root: "../../", Page: `events/"<x>&.html`, Day: "2026-12-01", Content: "0123abcd", Assets: "4567"}

func TestInject(t *testing.T) {
	const element = `<script data-mingde src="../../_mingde/watch.js" data-root="../../" data-page="events/&#34;&lt;x&gt;&amp;.html" ` +
		`data-day="2026-12-01" data-content="0123abcd" data-assets="4567" defer></script>`
	for page, want := range map[string]string{
		"":                                  "|",
		"<p>no body":                        "<p>no body|",
		"<body>a</body></html>":             "<body>a|</body></html>",
		"<BODY>a</Body\n></html>":           "<BODY>a|</Body\n></html>",
		"<script>'</body>'</script></body>": "<script>'</body>'</script>|</body>",
		"</body></body >":                   "</body>|</body >",
		"</bodyguard>":                      "</bodyguard>|",
	} {
		want = strings.ReplaceAll(want, "|", element)
		given := []byte(page)
		if got := string(preview.Inject(given, tag)); got != want {
			t.Errorf("%q: %q, want %q", page, got, want)
		}
		if string(given) != page {
			t.Errorf("%q was changed to %q", page, given)
		}
	}
}

func TestStripLeavesOthers(t *testing.T) {
	for _, page := range []string{
		"", "<body></body>",
		`<script data-mingde></script><p></p></body>`,
		`<script data-mingde x="<p>"></script></body>`,
		`<script src="x.js"></script></body>`,
	} {
		if got := string(preview.Strip([]byte(page))); got != page {
			t.Errorf("%q became %q", page, got)
		}
	}
}

// Whatever the page and the tag are, Strip undoes Inject, and Inject takes nothing away.
func FuzzInject(f *testing.F) {
	for _, page := range []string{
		"", "<body></body>", "<!-- </body> --></body><!-- </body> -->", "<script>'</body>'</script>", "</body", "</BODY\t></body>", "\x00\xff</body>",
		`<script data-mingde></script></body>`, `<script data-mingde`, `></script></body>`,
	} {
		f.Add([]byte(page), "../", "a.html", "")
	}
	f.Add([]byte("x"), `"></script>`, "</body>", "<script data-mingde>")
	f.Fuzz(func(t *testing.T, page []byte, root, name, day string) {
		with := preview.Inject(page, preview.Tag{Root: root, Page: name, Day: day, Content: day, Assets: root})
		if got := preview.Strip(with); !bytes.Equal(got, page) {
			t.Errorf("%q came back as %q", page, got)
		}
		if twice := preview.Strip(preview.Inject(with, tag)); !bytes.Equal(twice, with) {
			t.Errorf("%q came back as %q", with, twice)
		}
	})
}
