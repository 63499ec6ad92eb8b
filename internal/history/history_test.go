package history_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"mingde/internal/history"
)

// repository is one in the making.
type repository struct {
	*testing.T
	folder string
}

func (r repository) git(args ...string) {
	r.Helper()
	cmd := exec.Command("git", append([]string{"-C", r.folder, "-c", "user.name=test", "-c", "user.email=test@example.org"}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		r.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func (r repository) write(path, text string) {
	r.Helper()
	file := filepath.Join(r.folder, filepath.FromSlash(path))
	if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(text), 0o644)); err != nil {
		r.Fatal(err)
	}
}

func (r repository) commit(day string) {
	r.Helper()
	r.git("add", "--all")
	r.git("commit", "--quiet", "--message=x", "--date="+day+"T12:00:00Z")
}

func (r repository) first() map[string]string {
	r.Helper()
	first, err := history.First(context.Background(), filepath.Join(r.folder, "site"), "content")
	if err != nil {
		r.Fatal(err)
	}
	days := map[string]string{}
	for path, when := range first {
		if days[path] = "imported"; !when.IsZero() {
			days[path] = when.UTC().Format(time.DateOnly)
		}
	}
	return days
}

// The site is a folder of the repository; names are Chinese; files are renamed, changed, removed and come again, and many come at once.
func TestFirst(t *testing.T) {
	r := repository{t, t.TempDir()}
	r.git("init", "--quiet")
	if got := r.first; os.MkdirAll(filepath.Join(r.folder, "site"), 0o755) != nil || len(got()) > 0 {
		t.Error("files in a repository without commits")
	}
	r.write("site/content/events/端午 包粽子.md", "端午节前，社区在广场包粽子。\n")
	r.write("site/site.toml", "title = \"\"\n")
	r.commit("2026-06-01")
	for i := range 21 {
		r.write("site/content/events/old-"+strconv.Itoa(i)+".md", "旧的第"+strconv.Itoa(i)+"条\n")
	}
	r.commit("2026-06-02")
	r.git("mv", "site/content/events/端午 包粽子.md", "site/content/events/zongzi.md")
	r.git("mv", "site/content/events/old-7.md", "site/content/events/seven.md")
	r.write("site/content/events/new.md", "新的一条，写的是别的事情，和前面都不一样。\n")
	r.commit("2026-06-03")
	r.write("site/content/events/new.md", "新的一条，改了几个字。\n")
	r.commit("2026-06-04")
	r.git("rm", "--quiet", "site/content/events/new.md")
	r.commit("2026-06-05")
	r.write("site/content/events/new.md", "又回来了。\n")
	r.commit("2026-06-06")
	r.write("site/content/events/never.md", "还没有提交。\n")
	got := r.first()
	want := map[string]string{
		"content/events/端午 包粽子.md": "2026-06-01", "content/events/zongzi.md": "2026-06-01", "content/events/new.md": "2026-06-03",
	}
	for i := range 21 {
		want["content/events/old-"+strconv.Itoa(i)+".md"] = "imported"
	}
	want["content/events/seven.md"] = "imported"
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for path, day := range want {
		if got[path] != day {
			t.Errorf("%s: got %s, want %s", path, got[path], day)
		}
	}
}

// What has no history says why.
func TestNoHistory(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(folder))
	if _, err := history.First(context.Background(), folder, "content"); !errors.Is(err, history.ErrNoRepository) {
		t.Errorf("no repository: %v", err)
	}
	r := repository{t, folder}
	r.git("init", "--quiet")
	r.write("content/a.md", "一\n")
	r.commit("2026-06-01")
	r.write("content/b.md", "二\n")
	r.commit("2026-06-02")
	shallow := filepath.Join(t.TempDir(), "shallow")
	r.git("clone", "--quiet", "--depth=1", "file://"+filepath.ToSlash(folder), shallow)
	if _, err := history.First(context.Background(), shallow, "content"); !errors.Is(err, history.ErrShallow) {
		t.Errorf("shallow: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := history.First(context.Background(), folder, "content"); !errors.Is(err, history.ErrNoGit) {
		t.Errorf("no git: %v", err)
	}
}
