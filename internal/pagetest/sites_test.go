package pagetest

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"fmt"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"mingde/internal/build"
	"mingde/internal/calendar"
	"mingde/internal/page"
	"mingde/internal/sitegen"
	"mingde/layouts"
	"mingde/static"
)

// baseURL puts the sites under a prefix.
const baseURL = "https://wenming.example.org/tangting/"

// site is a built site. The tests of this package look at the same few, each built when the first of them asks.
type site struct {
	dir  string
	plan []build.Planned
}

var (
	scratch string // holds the sites
	shipped = once(func() (site, error) { return built("shipped", "../..", calendar.Date(2026, 11, 20)) })
	edge    = once(func() (site, error) { return written("edge", edgeFiles()) })
	empty   = once(func() (site, error) { return written("empty", emptyFiles()) })
	names   = once(func() (site, error) { return written("names", namesFiles()) })
	// large has some hundreds of entries over five years, most of them with pictures.
	large = once(func() (site, error) {
		opt := sitegen.Usual(7, 500)
		opt.Communities, opt.Photos = 6, 0.9
		return written("large", sitegen.Files(opt))
	})
)

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "pagetest")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		scratch = dir
		return m.Run()
	}())
}

func once(make func() (site, error)) func(testing.TB) site {
	made := sync.OnceValues(make)
	return func(t testing.TB) site {
		t.Helper()
		s, err := made()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

// written builds a site of files.
func written(name string, files map[string]string) (site, error) {
	root := filepath.Join(scratch, name+"-source")
	for file, text := range files {
		to := filepath.Join(root, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return site{}, err
		}
		if err := os.WriteFile(to, []byte(text), 0o644); err != nil {
			return site{}, err
		}
	}
	day, _ := calendar.ParseDay(sitegen.AsOf)
	return built(name, root, day)
}

// built builds a site with its drafts, so that their mark is on a page as well.
func built(name, root string, day calendar.Day) (site, error) {
	s := site{dir: filepath.Join(scratch, name)}
	opt := build.Options{
		Root: root, Out: s.dir, Cache: filepath.Join(scratch, name+"-cache"), AsOf: day, Drafts: true, BaseURL: baseURL,
		Layouts: layouts.FS, Static: static.FS, Version: "test",
	}
	r, err := build.Run(context.Background(), opt)
	if err == nil && r.Failed {
		err = fmt.Errorf("%s: %v", name, r.Problems)
	}
	if err != nil {
		return s, err
	}
	s.plan, err = build.Pages(context.Background(), opt)
	return s, err
}

// pages gives the addresses of all pages of a type, the longest first; none where the type is no page to look at.
func (s site) pages(kind page.Type) []string {
	var all []string
	size := map[string]int64{}
	for _, p := range s.plan {
		if p.Type == kind && kind.Layout() != "" && kind != page.Alias {
			info, err := os.Stat(s.file(p.Path))
			if err != nil {
				panic(err) // it is in the plan
			}
			size[p.Path] = info.Size()
			all = append(all, p.Path)
		}
	}
	slices.SortStableFunc(all, func(a, b string) int { return cmp.Compare(size[b], size[a]) })
	return all
}

// each gives the longest page of each type that the site has.
func (s site) each() (addresses []string) {
	for _, kind := range page.Types() {
		if all := s.pages(kind); len(all) > 0 {
			addresses = append(addresses, all[0])
		}
	}
	return addresses
}

func (s site) file(address string) string { return filepath.Join(s.dir, filepath.FromSlash(address)) }

// marked tells whether a page is shown to editors only: a draft, or not yet due. No list has it.
func (s site) marked(t testing.TB, address string) bool {
	t.Helper()
	b, err := os.ReadFile(s.file(address))
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Contains(b, []byte(`content="noindex`))
}

// serve puts a site on the web as servers do it, text compressed at level 9, and gives its address.
func (s site) serve(t testing.TB) (base string) {
	t.Helper()
	plain := http.FileServer(http.Dir(s.dir))
	server := httptest.NewServer(http.StripPrefix("/tangting/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=3600")
		switch filepath.Ext(r.URL.Path) {
		case ".html", ".css", ".js", ".svg", ".xml", ".json":
			if b, err := os.ReadFile(s.file(r.URL.Path)); err == nil {
				w.Header().Set("Content-Type", mime.TypeByExtension(filepath.Ext(r.URL.Path)))
				w.Header().Set("Content-Encoding", "gzip")
				w.Write(zipped(b))
				return
			}
		}
		plain.ServeHTTP(w, r)
	})))
	t.Cleanup(server.Close)
	return server.URL + "/tangting/"
}

// zipped is how text travels.
func zipped(b []byte) []byte {
	var buf bytes.Buffer
	z, _ := gzip.NewWriterLevel(&buf, gzip.BestCompression) // a level that exists
	z.Write(b)
	z.Close() // a buffer takes everything
	return buf.Bytes()
}
