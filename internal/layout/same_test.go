package layout

import (
	"bytes"
	"sync"
	"testing"

	"mingde/internal/page"
)

// Rendering does not depend on what was rendered before, nor on who renders at the same time.
func TestSameBytesAlways(t *testing.T) {
	type job struct {
		typ  page.Type
		view any
	}
	var jobs []job
	for typ, views := range fixtures() {
		for _, v := range views {
			jobs = append(jobs, job{typ, v})
		}
	}
	warm := parsed(t)
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for i := range jobs {
				j := jobs[(i*7+worker*11)%len(jobs)]
				var b, again bytes.Buffer
				if err := warm.Render(&b, j.typ, j.view); err != nil {
					t.Error(err)
				}
				if err := warm.Render(&again, j.typ, j.view); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
					t.Errorf("%s: other bytes the second time", j.typ)
				}
			}
		})
	}
	wg.Wait()
	cold := parsed(t)
	for _, j := range jobs {
		if rendered(t, warm, j.typ, j.view) != rendered(t, cold, j.typ, j.view) {
			t.Errorf("%s: other bytes from another Set", j.typ)
		}
	}
	warm.Forget()
	for _, j := range jobs {
		if rendered(t, warm, j.typ, j.view) != rendered(t, cold, j.typ, j.view) {
			t.Errorf("%s: other bytes after Forget", j.typ)
		}
	}
}
