package build_test

import (
	"os"
	"strings"
	"testing"

	"mingde/internal/problem"
)

// An attachment is looked through again when its bytes have changed, and what was found is told from the cache when not.
func TestAttachmentsAgain(t *testing.T) {
	d := put(t)
	d.write(t, map[string]string{
		"content/events/a.md":  "+++\ntitle = \"包粽子\"\ndate = 2026-06-18\ncommunity = \"zhenlong\"\nattachments = [{file = \"a.csv\", title = \"名单\"}]\n+++\n",
		"content/events/a.csv": "姓名,电话\n李某,0851-5550100\n",
	})
	told := func() (rules []string) {
		for _, p := range d.check(t).Problems {
			if p.Severity == problem.Error {
				rules = append(rules, p.Rule+" "+p.Message.Args["place"])
			}
		}
		return rules
	}
	if got := told(); got != nil {
		t.Fatal(got)
	}
	must(t, os.WriteFile(d.path("content/events/a.csv"), []byte("姓名,电话\n李某,13800000000\n"), 0o644))
	for range 2 {
		if got := strings.Join(told(), " "); got != "mobile-number a.csv!B2" {
			t.Errorf("got %q", got)
		}
	}
}
