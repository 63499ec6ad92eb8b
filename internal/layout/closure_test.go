package layout

import (
	"slices"
	"strings"
	"testing"

	"mingde/internal/page"
)

// An edited file changes the sums of exactly the types whose closure names it, and nothing else does.
func TestSumFollowsClosure(t *testing.T) {
	before := parsed(t)
	for path := range defaults(t) {
		files := defaults(t)
		files[path] = append(files[path], "\n"...)
		after, problems := Parse(files)
		if after == nil {
			t.Fatal(problems)
		}
		reached := 0
		for _, typ := range page.Types() {
			named := slices.Contains(before.Closure(typ), path)
			if changed := before.Sum(typ) != after.Sum(typ); changed != named {
				t.Errorf("%s: the sum of %s changes: %t, its closure names the file: %t", path, typ, changed, named)
			}
			if named {
				reached++
			}
		}
		if reached == 0 {
			t.Errorf("no page is made from %s", path)
		}
	}
}

func TestClosures(t *testing.T) {
	s := parsed(t)
	const every = "home hub year month series festival archive event communities community community-theme themes theme page site-map not-found alias withdrawn " +
		"rolls roll honour-list people names model volunteers stars team station person bulletins bulletin-year bulletin statistics statistics-year media"
	for file, want := range map[string]string{
		"base.html":               every,
		"partials/footer.html":    every,
		"home.html":               "home",
		"group.html":              "series festival",
		"partials/card.html":      "home hub series festival community theme team bulletins bulletin",
		"partials/row.html":       "hub year month series festival archive event community community-theme theme team",
		"partials/phase.html":     "home hub year month series festival archive event community community-theme theme team bulletins bulletin",
		"partials/published.html": "event page roll model team station person bulletin",
		"partials/tally.html":     "home year month series festival archive community community-theme theme team",
		"partials/honour.html":    "roll honour-list model",
		"partials/honoured.html":  "roll honour-list model",
		"partials/totals.html":    "home year month series festival archive community community-theme theme volunteers team statistics statistics-year",
	} {
		var got []string
		for _, typ := range page.Types() {
			if slices.Contains(s.Closure(typ), Folder+file) {
				got = append(got, typ.String())
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s is reached from %v, want %s", file, got, want)
		}
	}
}

// A site's own layout that calls for other partials has another closure.
func TestOverridesChangeTheClosure(t *testing.T) {
	files := defaults(t)
	files["layouts/withdrawn.html"] = []byte(`{{define "main"}}<h1>x</h1>{{template "partials/own.html" .}}{{end}}`)
	files["layouts/partials/own.html"] = []byte(`{{rows .Frame.Root nil}}`)
	s, problems := Parse(files)
	if s == nil {
		t.Fatal(problems)
	}
	for _, want := range []string{"layouts/partials/own.html", "layouts/partials/row.html", "layouts/partials/phase.html"} {
		if !slices.Contains(s.Closure(page.Withdrawn), want) {
			t.Errorf("%s is missing in %v", want, s.Closure(page.Withdrawn))
		}
	}
	if s.Sum(page.Alias) != parsed(t).Sum(page.Alias) {
		t.Error("the sum of another type changed")
	}
}
