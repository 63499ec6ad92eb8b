package watch

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"mingde/internal/pagetest"
)

// What an editor sees in Chromium while the files of the shipped showcase change under the preview: all of it real. The
// steps edit the files; the preview is stopped and started for them here.
func TestBrowser(t *testing.T) {
	t.Parallel()
	w := onRig(t, shipped(t), showDay, nil)
	control := http.NewServeMux()
	control.HandleFunc("/stop", func(http.ResponseWriter, *http.Request) { w.stop() })
	control.HandleFunc("/start", func(http.ResponseWriter, *http.Request) { w.start() })
	office := httptest.NewServer(control)
	defer office.Close()
	var wrong []string
	input := map[string]string{"url": w.url, "root": w.opt.Build.Root, "office": office.URL}
	faults := pagetest.Drive(t, "testdata/steps.mjs", input, &wrong)
	for _, text := range append(wrong, faults...) {
		t.Error(text)
	}
}
