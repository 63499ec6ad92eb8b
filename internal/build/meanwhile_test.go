package build

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mingde/layouts"
)

// meanwhile does something once when the layouts are read: after the entries, and before their mistakes are given lines.
type meanwhile struct {
	fs.FS
	do func()
}

func (m *meanwhile) Open(name string) (fs.File, error) {
	if m.do != nil && filepath.Ext(name) == ".html" {
		m.do()
		m.do = nil
	}
	return m.FS.Open(name)
}

// An entry that is saved while a site is built, between being parsed and being read once more for the line of a mistake, is the
// new one next time: in a build, in one after another, and in a site in memory.
func TestSavedMeanwhile(t *testing.T) {
	const file, page = "content/events/2026/06/a.md", "events/2026/06/a.html"
	const first = "+++\ntitle = \"甲\"\ndate = 2026-06-01\ncommunity = \"draft\"\nplace = \"巷口\"\n+++\n第一版\n"
	second := strings.NewReplacer("甲", "乙", `"draft"`, `"x"`, "一", "二").Replace(first)
	site := func(t *testing.T) (Options, func()) {
		opt := options(t.TempDir(), filepath.Join(t.TempDir(), "public"), middle)
		put(t, opt.Root, "site.toml", "title = \"t\"\nbase_url = \"https://x.example/\"\n")
		put(t, opt.Root, "content/communities/x.md", "+++\ntitle = \"某社区\"\n+++\n")
		put(t, opt.Root, "content/communities/draft.md", "+++\ntitle = \"另一社区\"\ndraft = true\n+++\n")
		put(t, opt.Root, file, first)
		return opt, func() { put(t, opt.Root, file, second) }
	}
	t.Run("build", func(t *testing.T) {
		opt, save := site(t)
		opt.Layouts = &meanwhile{layouts.FS, save}
		for i, want := range []string{"link-hidden", ""} {
			result, err := Run(t.Context(), opt)
			if got := words(result.Problems); err != nil || result.Failed || !strings.Contains(got, want) {
				t.Fatalf("build %d: %v\n%s", i, err, got)
			}
		}
		if data, err := os.ReadFile(filepath.Join(opt.Out, page)); err != nil || !strings.Contains(string(data), "第二版") {
			t.Errorf("%v\n%s", err, data)
		}
	})
	t.Run("live", func(t *testing.T) {
		opt, save := site(t)
		opt.Layouts = &meanwhile{layouts.FS, save}
		live, err := OpenLive(opt, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer live.Close()
		for i, want := range []string{"link-hidden", ""} {
			update, err := live.Update(t.Context(), opt.Now, nil)
			if got := words(update.Problems); err != nil || update.Failed || !strings.Contains(got, want) {
				t.Fatalf("update %d: %v\n%s", i, err, got)
			}
		}
		if f, ok, err := live.Render(0, page); err != nil || !ok || !strings.Contains(string(f.Data), "第二版") {
			t.Errorf("%v %v\n%s", ok, err, f.Data)
		}
	})
}
