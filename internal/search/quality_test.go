package search

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"mingde/internal/calendar"
	"mingde/internal/config"
	"mingde/internal/entry"
	"mingde/internal/markdown"
	"mingde/internal/page"
	"mingde/internal/showcase"
	"mingde/internal/sitegen"
)

// town is a generated site with its postings and the texts that they are of.
type town struct {
	site  *page.Site
	files [][][]byte // by segment and number
	texts [][]string // by segment and place: folded, a line for each text that stands by itself
	size  int        // bytes of all postings
}

func newTown(t testing.TB, opt sitegen.Options) *town {
	t.Helper()
	docs := map[[32]byte]*markdown.Doc{}
	plain := map[[32]byte]string{}
	var cfg config.Config
	var entries []*entry.Entry
	for name, data := range sitegen.Files(opt) {
		if name == "site.toml" {
			cfg, _ = config.Load([]byte(data), name)
		}
		if !strings.HasSuffix(name, entry.Extension) {
			continue
		}
		e, doc, _ := entry.Parse(name, []byte(data), time.UTC)
		if e == nil || doc == nil {
			t.Fatal(name)
		}
		_, body, _ := strings.Cut(data[3:], "\n+++")
		whole, _ := markdown.Parse([]byte(body), name, 1)
		docs[e.Body], plain[e.Body] = doc, whole.Text
		entries = append(entries, e)
	}
	day, _ := calendar.ParseDay(sitegen.AsOf)
	show, _ := showcase.Compile(&cfg, entries, showcase.Options{AsOf: day})
	w := &town{}
	w.site, _ = page.Plan(show, page.Inputs{
		File: func(string) (f page.FileFacts, ok bool) { return },
		Body: func(*showcase.Item) (sum [32]byte, read page.ReadBody) { return },
	})
	for _, g := range w.site.Search() {
		p, texts := NewPiece(g.Shards), []string{}
		for at, it := range g.Items {
			text := w.site.SearchText(it)
			gather(p, at, text, docs[it.Body].HTML)
			lines := slices.Concat(text.Names, text.Words, strings.Split(plain[it.Body], "\n"))
			texts = append(texts, "\n"+Fold(strings.Join(lines, "\n"))+"\n")
		}
		files := p.Texts()
		w.files, w.texts = append(w.files, files), append(w.texts, texts)
		w.size += len(bytes.Join(files, nil))
	}
	return w
}

func gather(p *Piece, at int, text page.SearchText, body []byte) {
	p.Begin(at)
	p.Names(text.Names)
	p.Words(text.Words)
	p.Filters(text.Filters)
	p.Body(body)
}

// find answers a query as static/search.js does, by segment and place.
func (w *town) find(t testing.TB, query string) (found [][]bool) {
	t.Helper()
	for i, g := range w.site.Search() {
		hits := make([]int, len(g.Items))
		terms := termsOf(query)
		for _, term := range terms {
			for _, at := range lookUp(t, w.files[i], term) {
				hits[at]++
			}
		}
		own := make([]bool, len(hits))
		for at := range hits {
			own[at] = len(terms) > 0 && hits[at] == len(terms)
		}
		found = append(found, own)
	}
	return found
}

// termsOf gives the terms of a query as records begin: those of a text, and characters that stand by themselves.
func termsOf(query string) []string {
	p := NewPiece(1)
	p.Begin(0)
	p.Words([]string{query})
	records, _ := appendRecords(nil, p.Texts()[0], 0)
	var keys []string
	for _, r := range records {
		keys = append(keys, string(r.key))
	}
	alone := strings.Map(func(r rune) rune {
		if classOf(r) == nothing {
			return -1
		}
		return r
	}, Fold(query))
	for _, run := range strings.FieldsFunc(alone, func(r rune) bool { return classOf(r) == ends }) {
		key := "~" + run + " "
		if r, size := utf8.DecodeRuneInString(run); size == len(run) && classOf(r) == ideal && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// shardOf tells in which of n files a term lies.
func shardOf(key string, n int) int {
	if word, ok := strings.CutPrefix(key, "~"); ok {
		return int(wordHash(strings.TrimSuffix(word, " "))) & (n - 1)
	}
	h := uint32(0)
	for _, r := range key {
		h = hash(h, r)
	}
	return int(h) & (n - 1)
}

// lookUp gives the places of a term; of a word of at least two characters, of all words that begin with it.
func lookUp(t testing.TB, files [][]byte, key string) (places []int32) {
	t.Helper()
	word, isWord := strings.CutPrefix(key, "~")
	if word = strings.TrimSuffix(word, " "); isWord && len([]rune(word)) > 1 {
		key = "~" + word
	}
	records, err := appendRecords(nil, files[shardOf(key, len(files))], 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if string(r.key) != key && !(isWord && len([]rune(word)) > 1 && strings.HasPrefix(string(r.key), key)) {
			continue
		}
		list, rest, ok := readList(nil, r.list)
		if !ok || len(rest) > 0 {
			t.Fatalf("%q has the list %q", r.key, r.list)
		}
		for _, p := range list {
			places = append(places, p.at)
		}
	}
	slices.Sort(places)
	return slices.Compact(places) // words with one beginning
}

// queries are words, parts of words, strings across words, numbers, names of communities and of the people of the site.
func (w *town) queries(r *rand.Rand, people int) []string {
	all := []string{
		"志愿", "邻里互助", "里互", "阅读分享", "读分", "垃圾分类", "圾分类", "松风", "竹溪社区", "放假的大学生", "假的大", "居委会门前", "三号楼架空层", "架空层把",
		"灭火器", "二十四节气", "四节气", "跳蚤市场", "绿豆汤", "血压也测了视力", "意见当天", "费用公开", "大家怎么说", "急救包", "助人为乐", "孝老爱亲",
		"榕树下的课堂", "楼道音乐会", "样本新闻网", "端午",
	}
	for len(all) < 30+people {
		kind := []entry.Kind{entry.Model, entry.Volunteer}[len(all)%2]
		it := w.site.Showcase.Public[kind][r.IntN(len(w.site.Showcase.Public[kind]))]
		if f := it.Volunteer(); f == nil || f.Type == "person" {
			all = append(all, it.Title)
		}
	}
	return all
}

// Every entry that holds a string is found by it, and next to none that does not: one that has all pairs of a string has mostly the string.
// (Where it has not, the string overlaps with itself in names that are made alike, as 甲社区志愿服务队 in an entry of 甲社区 with 乙社区志愿服务队.)
func TestQuality(t *testing.T) {
	usual := sitegen.Usual(3, entriesOfQuality)
	usual.Photos = 0 // there are no facts of pictures here, so that none is shown
	w := newTown(t, usual)
	wanted, found, right := 0, 0, 0
	for _, query := range w.queries(rand.New(rand.NewPCG(1, 1)), 10) {
		own := 0
		for i, hits := range w.find(t, query) {
			for at, hit := range hits {
				truth := strings.Contains(w.texts[i][at], query)
				switch {
				case truth && !hit:
					t.Errorf("%s is in %s and not found", query, w.site.Search()[i].Items[at].ID)
				case hit && !truth:
					own++
				}
				wanted, found, right = wanted+count(truth), found+count(hit), right+count(hit && truth)
			}
		}
		if own > 0 {
			t.Logf("%s: %d too many", query, own)
		}
	}
	precision := float64(right) / float64(found)
	t.Logf("%d entries: %d wanted, %d found, precision %.5f, %d bytes of postings", entriesOfQuality, wanted, found, precision, w.size)
	if wanted < entriesOfQuality || precision < 0.999 {
		t.Errorf("precision %.5f of %d", precision, found)
	}
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Special queries: one character, characters beyond 16 bits, full-width forms, beginnings of words, filters.
func TestQueries(t *testing.T) {
	p := NewPiece(4)
	names := []string{"𠮷野先生", "张三", "ＡＢＣ中心", "一般"}
	for at, name := range names {
		p.Begin(at)
		p.Names([]string{name})
		p.Words([]string{"热线12345，说到张，在A座", "Köln İzmir Ψυχής", "ئۇيغۇر تىلى", "か\u3099くせい"})
		p.Filters([]string{fmt.Sprintf("k=kind%d", at)})
		p.Body([]byte("<p>一<em>二</em>三</p>\n<p>四&amp;五\x00a六\x00/七</p>"))
	}
	files := p.Texts()
	for _, c := range []struct {
		query string
		want  int // −1: all
	}{
		{"𠮷野", 0}, {"𠮷", 0}, {"张", 1}, {"abc", 2}, {"ａｂ", 2}, {"12345", -1}, {"123", -1}, {"köl", -1}, {"izmir", -1}, {"ψυχήσ", -1},
		{"ئۇيغ", -1}, {"がく", -1}, {"一二三", -1}, {"六七", -1}, {"五六", -1}, {"a座", -1}, {"345", -2}, {"三四", -2}, {"四五", -2}, {"線", -2},
	} {
		terms := termsOf(c.query)
		hits := map[int32]int{}
		for _, term := range terms {
			for _, at := range lookUp(t, files, term) {
				hits[at]++
			}
		}
		for at := range names {
			want := c.want == -1 || c.want == at
			if got := hits[int32(at)] == len(terms); got != want || len(terms) == 0 {
				t.Errorf("%s finds %s: %v, by %q", c.query, names[at], got, terms)
			}
		}
	}
	if got := lookUp(t, files, "~k=kind2 "); len(got) != 1 || got[0] != 2 {
		t.Errorf("the filter gives %v", got)
	}
}

// Pieces of a segment, however cut, merge into what one piece gives; and a merge with entries gone, moved, changed and come gives
// what those that are left give.
func TestMergeEqualsWhole(t *testing.T) {
	w := newTown(t, sitegen.Usual(4, 60))
	g := w.site.Search()[0]
	r := rand.New(rand.NewPCG(5, 5))
	for range 6 {
		cut := 1 + r.IntN(len(g.Items)-1)
		check(t, w, g, [][]int{numbers(0, cut), numbers(cut, len(g.Items))}, nil)
		old := r.Perm(len(g.Items))[:20+r.IntN(40)]
		slices.Sort(old)
		check(t, w, g, nil, old)
	}
}

func numbers(from, to int) (all []int) {
	for i := from; i < to; i++ {
		all = append(all, i)
	}
	return all
}

// check compares a merge of pieces of some items each, or of an old state of some items with the rest, with the whole.
func check(t *testing.T, w *town, g page.SearchSegment, pieces [][]int, old []int) {
	t.Helper()
	words := func(p *Piece, at, item int) {
		p.Begin(at)
		p.Names(w.site.SearchText(g.Items[item]).Names)
		p.Words(strings.Split(w.texts[0][item], "\n"))
	}
	whole := NewPiece(g.Shards)
	parts := make([][]Part, g.Shards)
	put := func(p *Piece, moved []int32) {
		for n, text := range p.Texts() {
			parts[n] = append(parts[n], Part{text, moved})
		}
	}
	for at := range g.Items {
		words(whole, at, at)
	}
	for _, piece := range pieces {
		p := NewPiece(g.Shards)
		for _, at := range piece {
			words(p, at, at)
		}
		put(p, nil)
	}
	if old != nil {
		before, fresh, moved := NewPiece(g.Shards), NewPiece(g.Shards), []int32{}
		for at, item := range old {
			words(before, at, item)
			moved = append(moved, int32(item))
		}
		for at := range g.Items {
			if !slices.Contains(old, at) {
				words(fresh, at, at)
			}
		}
		put(before, moved)
		put(fresh, nil)
	}
	for n, want := range whole.Texts() {
		if got, err := Merge(nil, parts[n]...); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("file %d: %v\n%q\n%q", n, err, got, want)
		}
	}
}
