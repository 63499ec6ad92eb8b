package build

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"mingde/internal/calendar"
	"mingde/internal/sitegen"
)

// BenchmarkBuild is a build of 1,000 and of 10,000 entries: from nothing; when nothing has changed; when the body, or the
// title, of one event has; when an event was added; and in a copy of the site, whose files have all another stat. Put
// TMPDIR on a disk in memory, lest the disk be measured.
func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := newBench(b, n)
			b.Run("cold", func(b *testing.B) {
				for b.Loop() {
					b.StopTimer()
					s.forget()
					b.StartTimer()
					s.build(b)
				}
			})
			s.build(b)
			time.Sleep(coarse) // until stat data is believed
			s.build(b)
			for _, change := range []struct {
				name string
				make func(k int)
			}{
				{"nothing", func(int) {}},
				{"body", s.body},
				{"title", s.title},
				{"new", s.add},
				{"copied", s.touch},
			} {
				b.Run(change.name, func(b *testing.B) {
					written, k := 0, 0
					for b.Loop() {
						b.StopTimer()
						change.make(k)
						k++
						b.StartTimer()
						written += s.build(b)
					}
					b.ReportMetric(float64(written)/float64(k), "files/op")
				})
			}
		})
	}
}

// bench is a site that is built again and again.
type bench struct {
	opt       Options
	event     string // the file of an event that is public
	text      string
	community string // its line
}

// communityLine is that of an entry of one community.
var communityLine = regexp.MustCompile(`(?m)^community = "[^"*]+"$`)

func newBench(b *testing.B, n int) *bench {
	b.Helper()
	root := b.TempDir()
	if err := sitegen.New(sitegen.Usual(7, n)).Write(root); err != nil {
		b.Fatal(err)
	}
	day, _ := calendar.ParseDay(sitegen.AsOf)
	s := &bench{opt: options(root, filepath.Join(b.TempDir(), "public"), day)}
	r, err := Run(context.Background(), s.opt)
	if err != nil || r.Failed {
		b.Fatal(err, words(r.Problems))
	}
	err = filepath.WalkDir(filepath.Join(root, "content/events"), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || s.event != "" || filepath.Ext(name) != ".md" {
			return err
		}
		text, err := os.ReadFile(name)
		head, _, _ := strings.Cut(string(text), "\n+++\n")
		hidden := func(field string) bool { return strings.Contains(head, "\n"+field) }
		if line := communityLine.FindString(head); line != "" && !slices.ContainsFunc([]string{"draft", "withdrawn", "expires"}, hidden) {
			s.event, s.text, s.community = name, string(text), line
		}
		return err
	})
	if err != nil || s.event == "" {
		b.Fatal(err, s.event)
	}
	return s
}

func (s *bench) build(b *testing.B) (written int) {
	r, err := Run(context.Background(), s.opt)
	if err != nil || r.Failed {
		b.Fatal(err, words(r.Problems))
	}
	for _, n := range r.Written {
		written += n
	}
	return written
}

func (s *bench) forget() {
	os.RemoveAll(s.opt.Out)
	os.RemoveAll(s.opt.Cache)
}

func (s *bench) write(name, text string) {
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		panic(err)
	}
}

func (s *bench) body(k int) { s.write(s.event, fmt.Sprintf("%s\n补记 %d。\n", s.text, k)) }

func (s *bench) title(k int) {
	s.write(s.event, strings.Replace(s.text, `title = "`, fmt.Sprintf(`title = "改%d `, k), 1))
}

func (s *bench) add(k int) {
	name := fmt.Sprintf("%s/added-%d.md", filepath.Dir(s.event), k)
	s.write(name, fmt.Sprintf("+++\ntitle = \"新增%d\"\ndate = %s\n%s\n+++\n\n来了一场活动。\n", k, sitegen.AsOf, s.community))
}

// touch gives all files of the site and of the output another time, as a copy has.
func (s *bench) touch(k int) {
	when := time.Now().Add(-time.Duration(k+1) * time.Hour)
	for _, dir := range []string{s.opt.Root, s.opt.Out} {
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			return os.Chtimes(name, when, when)
		})
		if err != nil {
			panic(err)
		}
	}
}

// BenchmarkLive is the site in memory after an edit, with the page of the edited event: from the cache, when its body,
// its title or nothing has changed, and the pages that are different counted.
func BenchmarkLive(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := newBench(b, n)
			time.Sleep(coarse) // until stat data is believed
			b.Run("open", func(b *testing.B) {
				for b.Loop() {
					l := s.open(b)
					l.Close()
				}
			})
			l := s.open(b)
			defer l.Close()
			time.Sleep(coarse)
			name, _ := filepath.Rel(s.opt.Root, s.event)
			folders := []string{filepath.ToSlash(filepath.Dir(name))}
			address := pageOf(filepath.ToSlash(name))
			for _, change := range []struct {
				name string
				make func(k int)
			}{{"nothing", func(int) {}}, {"body", s.body}, {"title", s.title}} {
				b.Run(change.name, func(b *testing.B) {
					k := 0
					for b.Loop() {
						b.StopTimer()
						change.make(k)
						k++
						b.StartTimer()
						u, err := l.Update(b.Context(), s.opt.Now, folders)
						if _, ok, err2 := l.Render(0, address); err != nil || err2 != nil || !ok || u.Failed {
							b.Fatal(err, err2, ok, words(u.Problems))
						}
					}
				})
			}
			b.Run("count", func(b *testing.B) {
				for b.Loop() {
					l.count.stale = true
					if _, err := l.Affected(b.Context()); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

func (s *bench) open(b *testing.B) *Live {
	l, err := OpenLive(s.opt, nil)
	if err != nil {
		b.Fatal(err)
	}
	if u, err := l.Update(b.Context(), s.opt.Now, nil); err != nil || u.Failed {
		b.Fatal(err, words(u.Problems))
	}
	return l
}
