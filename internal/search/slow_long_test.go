//go:build long

package search_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"mingde/internal/pagetest"
	"mingde/internal/sitegen"
)

// mostWait is how long a first query may take on a slow phone, in ms, beside what the network takes.
const mostWait = 300

// A first query on a phone whose CPU is six times slower than this machine's.
func TestSlowPhone(t *testing.T) {
	dir := built(t, sitegen.Usual(3, 10_000))
	server := httptest.NewServer(zipped(http.FileServer(http.Dir(dir))))
	defer server.Close()
	input := map[string]any{"http": server.URL + "/", "queries": []string{"志愿", "绿豆汤", "二十四节气", "里互助"}}
	var got [][2]any
	pagetest.Drive(t, "testdata/slow.mjs", input, &got)
	for _, one := range got {
		t.Logf("%s: %.0f ms", one[0], one[1])
		if one[1].(float64) > mostWait {
			t.Errorf("%s took %.0f ms, at most %d are right", one[0], one[1], mostWait)
		}
	}
}
