package layout

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"mingde/internal/page"
)

// A text that would do harm, in every string of every view, stays text.
func TestHostileTextIsEscaped(t *testing.T) {
	s := parsed(t)
	for _, hostile := range []string{`"><script>alert(1)</script>`, `'><img src=x onerror=alert(1)>`, `javascript:alert(1)`, ` JavaScript:alert(1)//`, `data:text/html,<script>alert(1)</script>`, `</title></style></textarea><script>`, `href="%00/`, "%00/", `{{.}}<!--`} {
		each(t, func(t *testing.T, typ page.Type, view any) {
			if reflect.ValueOf(view).Kind() != reflect.Pointer {
				p := reflect.New(reflect.TypeOf(view))
				p.Elem().Set(reflect.ValueOf(view))
				view = p.Interface()
			}
			fill(reflect.ValueOf(view), hostile)
			root := document(t, rendered(t, s, typ, view))
			for _, n := range elementsOf(root, "") {
				if n.Data == "script" && !ownScript(typ, n) || n.Data == "img" && attr(n, "src") == "x" {
					t.Fatalf("%q became <%s>", hostile, n.Data)
				}
				for _, a := range n.Attr {
					checkAttribute(t, hostile, n, a)
				}
			}
		})
	}
}

// ownScript tells whether a script is one of ours: the one that fetches that of the search page; the one that puts up the size and
// contrast which the reader chose; data.
func ownScript(typ page.Type, n *html.Node) bool {
	switch {
	case !below(n, "head"):
		return false
	case attr(n, "type") == "application/ld+json":
		return json.Valid([]byte(words(n)))
	case attr(n, "src") != "":
		return false
	case attr(n, "data-src") != "":
		return typ == page.Search && strings.Contains(words(n), "focusin") && !strings.Contains(words(n), "alert")
	}
	return strings.Contains(words(n), "mingde.look") && !strings.Contains(words(n), "alert")
}

func checkAttribute(t *testing.T, hostile string, n *html.Node, a html.Attribute) {
	t.Helper()
	switch a.Key {
	case "href", "src", "data-src", "content":
		value := strings.ToLower(strings.TrimSpace(a.Val))
		if attr(n, "http-equiv") == "refresh" {
			_, value, _ = strings.Cut(value, "url=")
		} else if a.Key == "content" {
			return
		}
		if strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:") {
			t.Errorf("%q leads to %q", hostile, a.Val)
		}
	default:
		if strings.HasPrefix(a.Key, "on") {
			t.Errorf("%q became the handler %s", hostile, a.Key)
		}
	}
}
