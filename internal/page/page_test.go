package page

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"mingde/internal/calendar"
	"mingde/internal/config"
	"mingde/internal/entry"
	"mingde/internal/markdown"
	"mingde/internal/message"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

var update = flag.Bool("update", false, "rewrite the expected results")

// site plans the site of an archive: its entries, "site.toml", and other files, of which those named *.jpg count as
// pictures of 1600 × 1200.
func site(t testing.TB, archive *txtar.Archive, asOf calendar.Day, drafts bool) (*Site, []problem.Problem) {
	t.Helper()
	cfg := config.Default()
	files := map[string]FileFacts{}
	docs := map[[32]byte]*markdown.Doc{}
	var entries []*entry.Entry
	for _, f := range archive.Files {
		if f.Name == "site.toml" {
			cfg, _ = config.Load(f.Data, f.Name)
			continue
		}
		facts := FileFacts{Sum: [32]byte{1, byte(len(files))}, Size: int64(len(f.Data))}
		if strings.HasSuffix(f.Name, ".jpg") {
			facts.Width, facts.Height = 1600, 1200
		}
		files[f.Name] = facts
		if !strings.HasSuffix(f.Name, entry.Extension) {
			continue
		}
		e, doc, problems := entry.Parse(f.Name, f.Data, cfg.Location)
		if errors, _ := problem.Count(problems); errors > 0 {
			t.Fatal(problems)
		}
		docs[e.Body] = doc
		entries = append(entries, e)
	}
	s, problems := showcase.Compile(&cfg, entries, showcase.Options{AsOf: asOf, Drafts: drafts})
	planned, more := Plan(s, Inputs{
		Identity: cfg.BaseURL, Style: "assets/site.0.css", Static: map[string]string{"assets/site.0.css": "static/site.css"},
		File:  func(path string) (FileFacts, bool) { f, ok := files[path]; return f, ok },
		Shard: func(level, number int) [32]byte { return [32]byte{byte(level), byte(number)} },
		Body: func(it *showcase.Item) ([32]byte, ReadBody) {
			return it.Body, func(use func(*markdown.Doc) error) error { return use(docs[it.Body]) }
		},
	})
	return planned, append(problems, more...)
}

// Each testdata/*.txtar holds a site; "pages DATE" are the pages of that day, "view DATE ADDRESS" is what a layout sees.
func TestPlan(t *testing.T) {
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			asked := 0
			for i, f := range archive.Files {
				words := strings.Fields(f.Name)
				if len(words) < 2 {
					continue
				}
				asked++
				got := answer(t, archive, words)
				if *update {
					archive.Files[i].Data = []byte(got)
				} else if got != string(f.Data) {
					t.Errorf("%s, got:\n%s", f.Name, got)
				}
			}
			if asked == 0 {
				t.Error("nothing is asked")
			}
			if *update {
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func answer(t *testing.T, archive *txtar.Archive, words []string) string {
	var sources txtar.Archive
	for _, f := range archive.Files {
		if !strings.Contains(f.Name, " ") {
			sources.Files = append(sources.Files, f)
		}
	}
	day, ok := calendar.ParseDay(words[1])
	if !ok {
		t.Fatalf("%s is no date", words[1])
	}
	planned, problems := site(t, &sources, day, slices.Contains(words, "drafts"))
	var w bytes.Buffer
	switch words[0] {
	case "pages":
		for _, p := range planned.Pages {
			fmt.Fprintf(&w, "%s %s\n", p.Path, p.Type)
		}
		problem.WriteText(&w, problem.Sort(problems), message.For(message.Chinese).Say)
	case "view":
		for _, p := range planned.Pages {
			if p.Path == words[2] {
				trace(&w, p.View())
			}
		}
	}
	return w.String()
}

// trace prints a view without the parts that all pages share.
func trace(w *bytes.Buffer, view any) {
	Trace(view, func(path, value string) {
		if !strings.HasPrefix(path, "Frame.Chrome") && !strings.Contains(path, ".Chrome.") && value != "" && value != "0" && value != "false" {
			fmt.Fprintf(w, "%s = %s\n", path, value)
		}
	})
	if v := reflect.ValueOf(view).Elem().FieldByName("Body"); v.IsValid() {
		html, err := v.Interface().(Body).Append(nil)
		fmt.Fprintf(w, "%s%v\n", html, err)
	}
}

// Every exported field of every view goes into its sum, below lists and pointers too: changing any one value changes the
// sum.
func TestSumSeesEveryField(t *testing.T) {
	views := []any{
		HomeView{}, HubView{}, YearView{}, MonthView{}, GroupView{}, ArchiveView{}, EventView{}, PlainView{}, CommunitiesView{},
		CommunityView{}, ThemesView{}, ThemeView{}, CommunityThemeView{}, SiteMapView{}, NotFoundView{}, AliasView{}, WithdrawnView{},
		RollsView{}, RollView{}, HonourListView{}, PeopleView{}, NamesView{}, ModelView{}, VolunteersView{}, StarsView{}, TeamView{},
		StationView{}, PersonView{}, BulletinsView{}, BulletinYearView{}, BulletinView{}, StatisticsView{}, StatisticsYearView{}, MediaView{},
		SearchView{}, SearchIndexView{}, SearchShardView{}, SearchRowsView{},
		AtomView{}, CalendarView{}, TableView{}, SitemapView{}, RobotsView{}, AssetView{}, PhotoView{},
	}
	for _, view := range views {
		v := reflect.New(reflect.TypeOf(view)).Elem()
		if n := vary(t, v, v, fmt.Sprintf("%T", view)); n == 0 {
			t.Errorf("%T has no fields", view)
		}
	}
}

// vary changes one value below v after another, and looks whether the sum of the whole view follows.
func vary(t *testing.T, whole, v reflect.Value, path string) (changes int) {
	t.Helper()
	compare := func(change func()) {
		forget(whole)
		before := SumOf(whole.Addr().Interface())
		change()
		forget(whole)
		if SumOf(whole.Addr().Interface()) == before {
			t.Errorf("%s is not in the sum", path)
		}
		changes++
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				changes += vary(t, whole, v.Field(i), path+"."+f.Name)
			}
		}
	case reflect.String:
		compare(func() { v.SetString("x") })
		v.SetString("")
	case reflect.Bool:
		compare(func() { v.SetBool(true) })
		v.SetBool(false)
	case reflect.Int, reflect.Int32:
		compare(func() { v.SetInt(7) })
		v.SetInt(0)
	case reflect.Array:
		compare(func() { v.Index(0).SetUint(7) })
		v.Index(0).SetUint(0)
	case reflect.Slice:
		compare(func() { v.Set(reflect.MakeSlice(v.Type(), 1, 1)) })
		changes += vary(t, whole, v.Index(0), path+"[]")
		v.SetZero()
	case reflect.Pointer:
		compare(func() { v.Set(reflect.New(v.Type().Elem())) })
		changes += vary(t, whole, v.Elem(), path)
		v.SetZero()
	default:
		t.Fatalf("%s is a %s", path, v.Kind())
	}
	return changes
}

// forget drops the sums that parts of a view remember.
func forget(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			forget(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			forget(v.Index(i))
		}
	case reflect.Struct:
		switch part := v.Addr().Interface().(type) {
		case *Card:
			part.sums.sum.Store(nil)
		case *Chrome:
			part.sums.sum.Store(nil)
		case *Honour:
			part.sums.sum.Store(nil)
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				forget(v.Field(i))
			}
		}
	}
}

// The asset part of a sum moves with the names of assets alone.
func TestSumParts(t *testing.T) {
	a := SumOf(&HomeView{Frame: Frame{Title: "a", Style: "assets/site.1.css"}})
	b := SumOf(&HomeView{Frame: Frame{Title: "a", Style: "assets/site.2.css"}})
	c := SumOf(&HomeView{Frame: Frame{Title: "b", Style: "assets/site.1.css"}})
	if a.Content != b.Content || a.Assets == b.Assets {
		t.Error("another stylesheet changes the content part, or leaves the asset part")
	}
	if a.Content == c.Content || a.Assets != c.Assets {
		t.Error("another title changes the asset part, or leaves the content part")
	}
}

func TestRomanise(t *testing.T) {
	for name, want := range map[string]string{
		"道德讲堂": "dao-de-jiang-tang", "邻居节": "lin-ju-jie", "4点半课堂": "4-dian-ban-ke-tang", "Book Club 读书会": "book-club-du-shu-hui", "！": "x",
	} {
		if got := romanise(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	taken := slugs{}
	if a, b := taken.of("试"), taken.of("事"); a != "shi" || b != "shi-2" {
		t.Errorf("%s %s", a, b)
	}
}

func TestReserved(t *testing.T) {
	for address, want := range map[string]bool{
		"events/2026/06/zongzi.html": false, "events/2026/06/index.html": true, "events/2026/06/1.html": true, "events/series/x.html": true,
		"events/festivals/x.html": true, "events/2026/x.html": false, "volunteers/stars.html": true, "pages/Index.html": true,
		"events/2026/06/2026.html": true, "events/12.html": false,
	} {
		if got := reserved(address); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}
