package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// office is a computer that publishes a site into a folder.
type office struct {
	*testing.T
	dir string
}

func newOffice(t *testing.T, settings string) *office {
	t.Helper()
	o := &office{t, filepath.Join(t.TempDir(), "site")}
	if err := copySite(o.dir); err != nil {
		t.Fatal(err)
	}
	o.settings(settings)
	return o
}

// settings are the lines of [publish] beside its target.
func (o *office) settings(lines string) {
	o.Helper()
	data, err := os.ReadFile("testdata/site/site.toml")
	if err != nil {
		o.Fatal(err)
	}
	o.write("site.toml", string(data)+"\n[publish]\ntarget = \"dir:../www\"\nmax_delete_share = 1.0\n"+lines+"\n")
}

func (o *office) write(name, text string) {
	o.Helper()
	file := filepath.Join(o.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		o.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		o.Fatal(err)
	}
}

func (o *office) remove(name string) {
	o.Helper()
	if err := os.Remove(filepath.Join(o.dir, filepath.FromSlash(name))); err != nil {
		o.Fatal(err)
	}
}

// shows tells whether the public folder has a page.
func (o *office) shows(name string) bool {
	_, err := os.Lstat(filepath.Join(o.dir, "../www", filepath.FromSlash(name)))
	return err == nil
}

// must runs a publish command that must end with a code and say something, and gives all it said.
func (o *office) must(code int, says string, args ...string) string {
	o.Helper()
	args = append([]string{"-C", o.dir, "--lang", "en", "publish"}, args...)
	got, out, complaints := call(o.Context(), "en", args...)
	if said := out + complaints; got != code || !strings.Contains(said, says) {
		o.Errorf("%v: exit code %d, want %d and %q:\n%s", args[4:], got, code, says, said)
	}
	return out + complaints
}

const zongzi = "content/events/2026/06/zongzi.md"

func zongziWith(line string) string {
	return "+++\ntitle = \"端午包粽子\"\ndate = 2026-06-18\ncommunity = \"zhenlong\"\nthemes = [\"jieri\"]\n" + line + "\n+++\n\n居民一起包粽子。\n"
}

const taken = `withdrawn = {date = 2026-06-29, by = "镇龙街道办事处", document = "通知"}`

// What stands in the sources as withdrawn no rollback brings back, whether or not it was published so, and whether or not the rest of the content is
// in order. The publish that withdraws says that there is no way back.
func TestRollbackKnowsWhatIsWithdrawn(t *testing.T) {
	o := newOffice(t, "")
	const page = "events/2026/06/zongzi.html"
	o.must(0, "published generation 1")
	o.remove(zongzi)
	o.must(0, "published generation 2", "--yes")
	o.write(zongzi, zongziWith(taken))
	for range 2 {
		o.must(guarded, "it shows what was withdrawn since", "rollback")
		o.must(guarded, "it shows what was withdrawn since", "rollback", "1", "--yes")
		if o.shows(page) {
			t.Fatal("what was withdrawn is public again")
		}
		o.write("content/pages/broken.md", "+++\ntitel = 1\n+++\n") // the second time there is a mistake
	}
	o.remove("content/pages/broken.md")
	o.must(0, "something was withdrawn, and the history with it: kept bodies deleted: ", "--yes")
	o.must(guarded, "generation 3 withdrew something", "rollback")
}

// Where no entry can be read it is not known what is withdrawn: a person must say so.
func TestRollbackOfUnreadSources(t *testing.T) {
	o := newOffice(t, "")
	o.must(0, "published generation 1")
	o.write(zongzi, zongziWith(`summary = "改坏了"`))
	o.must(0, "published generation 2")
	if err := os.RemoveAll(filepath.Join(o.dir, "content")); err != nil {
		t.Fatal(err)
	}
	o.write(zongzi, "+++\n= nothing\n")
	o.must(guarded, "no entry can be read", "rollback")
	if said := o.must(0, "went back to generation 1 (this is generation 3)", "rollback", "--yes"); !strings.Contains(said, "was not checked") {
		t.Errorf("it does not say that it did not look: %s", said)
	}
}

// After a rollback a timetable brings nothing back, whatever it would publish; a person does, once. The same site is no question.
func TestRollbackStands(t *testing.T) {
	o := newOffice(t, "")
	o.must(guarded, "nothing was published yet", "rollback")
	o.must(0, "published generation 1")
	o.must(0, "nothing changes by itself", "--if-due", "--as-of", "2026-06-29")
	o.write(zongzi, zongziWith(`summary = "改坏了"`))
	o.must(0, "published generation 2")
	o.must(0, "went back to generation 1 (this is generation 3)", "rollback")
	o.must(0, "the site shows generation 1 already", "rollback", "1")
	o.must(guarded, "nothing else was published before", "rollback")
	o.must(guarded, "is what was taken away", "rollback", "2")
	o.write(zongzi, zongziWith(`summary = "第二天改的"`))
	for range 2 {
		o.must(guarded, "the site shows generation 1, to which generation 3 went back", "--if-due")
		o.must(guarded, "the site shows generation 1", "--if-due", "--hold-back", "--as-of", "2026-07-01")
	}
	status := o.must(0, "public now: generation 3, which went back to generation 1", "status")
	if !strings.Contains(status, "went back to generation 1\n") || strings.Count(status, "can be gone back to") != 1 {
		t.Errorf("status: %s", status)
	}
	o.must(0, "published generation 4", "--yes")
	o.write(zongzi, zongziWith(`summary = "第三天改的"`))
	o.must(0, "published generation 5")
	o.must(0, "went back to generation 4 (this is generation 6)", "rollback")
	o.must(0, "went back to generation 3 (this is generation 7)", "rollback")
	o.must(guarded, "nothing else was published before", "rollback")
}

// What status calls reachable is, whoever published, with whatever settings.
func TestStatusIsTrue(t *testing.T) {
	o := newOffice(t, "keep = 3")
	for i, summary := range []string{"一", "二", "三"} {
		o.write(zongzi, zongziWith(`summary = "`+summary+`"`))
		o.must(0, "published")
		if said := o.must(0, "", "status"); strings.Count(said, "can be gone back to") != i {
			t.Errorf("status: %s", said)
		}
	}
	o.settings("keep = 0")
	o.write(zongzi, zongziWith(`summary = "四"`))
	o.must(0, "published generation 4")
	o.settings("keep = 3")
	if said := o.must(0, "", "status"); strings.Count(said, "can be gone back to") != 2 { // the bodies of the third are gone
		t.Errorf("status: %s", said)
	}
	o.must(guarded, "was not kept", "rollback")
	o.must(0, "went back to generation 2", "rollback", "2")
}

// What is wrong at the public address is said at each run until it is right, costs no new generation, and is not looked at once it is.
func TestPublicAddress(t *testing.T) {
	o := newOffice(t, "")
	var visits atomic.Int64
	broken := true
	files := http.FileServer(http.Dir(filepath.Join(o.dir, "../www")))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		visits.Add(1)
		if strings.HasPrefix(r.URL.Path, "/_pub") || r.URL.RawQuery != "" || broken {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		w.Header().Set("Cache-Control", "no-cache")
		if strings.HasSuffix(r.URL.Path, ".json") {
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
		}
		files.ServeHTTP(w, r)
	}))
	o.settings(`public_url = "` + server.URL + `"`)
	o.write(zongzi, zongziWith(""))
	for range 2 {
		said := o.must(incompletely, "published, but not as it should be at the public address: ", "--if-due")
		if strings.Contains(said, "could not be deleted") || strings.Contains(said, "as it was left") || strings.Contains(said, "generation 2") {
			t.Errorf("said: %s", said)
		}
	}
	o.must(0, "mingde publish doctor finds what to change", "status")
	broken = false
	o.must(0, "up to date (generation 2)")
	before := visits.Load()
	if o.must(0, "up to date (generation 2)"); visits.Load() != before {
		t.Error("it looked again without need")
	}
	server.Close()
	o.write(zongzi, zongziWith(`summary = "又改了"`))
	said := o.must(incompletely, "more likewise, or not tried")
	if strings.Count(said, "cannot be reached") != 1 || !strings.Contains(said, "at the public address: 1") {
		t.Errorf("said: %s", said)
	}
}

// Interrupted when all is published, it is published: while caches are told, for example.
func TestInterruptedTooLate(t *testing.T) {
	o := newOffice(t, "")
	ctx, interrupt := context.WithCancel(t.Context())
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		interrupt()
		time.Sleep(100 * time.Millisecond)
	}))
	defer hook.Close()
	o.must(0, "published generation 1")
	o.settings(`purge = ["` + hook.URL + `"]`)
	o.write(zongzi, zongziWith(`summary = "改了"`))
	code, out, complaints := call(ctx, "en", "-C", o.dir, "--lang", "en", "publish")
	if code != 0 || !strings.Contains(out, "published generation 2") || !strings.Contains(complaints, "interrupted when all was published") || !strings.Contains(complaints, "the next publish tells them") {
		t.Errorf("exit code %d: %s%s", code, out, complaints)
	}
}
