package build

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"mingde/internal/calendar"
	"mingde/internal/output"
	"mingde/internal/sitegen"
)

// A site, its cache and its output that were brought back from an archive, every file with another time and inode, cost a
// read: nothing is parsed, rendered or written. And they are known afterwards, so that the build after it need not read
// them once more.
func TestRestored(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	opt := options(filepath.Join(folder, "site"), filepath.Join(folder, "public"), 0)
	opt.AsOf, _ = calendar.ParseDay(sitegen.AsOf)
	site := sitegen.Usual(11, 60)
	site.Photos = 0.3
	if err := sitegen.New(site).Write(opt.Root); err != nil {
		t.Fatal(err)
	}
	want, files := run(t, opt)
	if want.Failed || want.Rendered == 0 {
		t.Fatal(words(want.Problems))
	}
	before := time.Now().Add(-time.Hour)
	for _, name := range []string{"site", "public", "public.cache"} {
		bringBack(t, filepath.Join(folder, name), before)
	}
	time.Sleep(coarse + 200*time.Millisecond) // a file as young as that is read by any build
	got, again := run(t, opt)
	if got.Rendered != 0 || got.Reused != want.Pages || len(got.Reasons) != 1 || sum(got.Written) != 0 {
		t.Errorf("rendered %d, reused %d of %d, wrote %v", got.Rendered, got.Reused, want.Pages, got.Written)
	}
	if names := differ(files, again); len(names) > 0 || words(got.Problems) != words(want.Problems) {
		t.Errorf("%v differ; %s, want %s", names, words(got.Problems), words(want.Problems))
	}
	time.Sleep(100 * time.Millisecond) // as above, of the output
	b, err := start(opt)
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	b.standing.open(b.out, b.cacheDir())
	if err := b.sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if stands, err := b.stands(t.Context()); !stands || err != nil || b.reread {
		t.Errorf("stands %v, %v; sources read once more: %v", stands, err, b.reread)
	}
	w, err := output.Open(opt.Out, opt.Cache)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	known := slices.Clone(w.Previous().Files)
	if w.Survey(2); !slices.Equal(known, w.Previous().Files) {
		t.Error("the index does not know the files that were brought back")
	}
}

func sum[K comparable](counts map[K]int) (total int) {
	for _, n := range counts {
		total += n
	}
	return total
}

// bringBack puts a copy in the place of a folder, every file of it with another inode and a time of its own.
func bringBack(t *testing.T, folder string, when time.Time) {
	t.Helper()
	saved := folder + ".saved"
	err := errors.Join(os.Rename(folder, saved), os.CopyFS(folder, os.DirFS(saved)))
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.Walk(folder, func(name string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		return os.Chtimes(name, when, when)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What somebody else has built into the folder since it was looked at is looked at once more, and no reason to give up.
func TestBuiltMeanwhile(t *testing.T) {
	root := unpackText(t, "-- site.toml --\ntitle = \"x\"\n-- content/pages/a.md --\n+++\ntitle = \"a\"\n+++\n")
	opt := options(root, filepath.Join(t.TempDir(), "public"), asOf)
	b, err := start(opt)
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	b.standing.open(b.out, b.cacheDir())
	if err := b.survey(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, want := run(t, opt)
	if err := b.write(context.Background()); err != nil {
		t.Fatal(err)
	}
	if b.result.Rendered != 0 {
		t.Errorf("%d pages were rendered although they stand", b.result.Rendered)
	}
	if names := differ(want, folder(t, opt.Out)); len(names) > 0 {
		t.Errorf("%v differ", names)
	}
}
