package markdown

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/tools/txtar"
)

// FuzzParse holds what is true of every body.
func FuzzParse(f *testing.F) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data)
		for _, part := range bytes.Split(archive.Files[0].Data, []byte("\n\n")) {
			f.Add(part)
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if !utf8.Valid(body) || bytes.IndexByte(body, 0) >= 0 {
			return
		}
		if err := check(body); err != nil {
			t.Fatalf("%q: %v", body, err)
		}
	})
}

// check tells what is wrong with the Doc of a body.
func check(body []byte) error {
	const firstLine = 5
	doc, problems := Parse(body, "x.md", firstLine)
	last := firstLine + bytes.Count(body, newline)
	for _, s := range doc.Slots {
		if s.Line < firstLine || s.Line > last || s.Column < 1 || s.Dest == "" {
			return fmt.Errorf("slot %+v", s)
		}
	}
	for _, p := range problems {
		if p.Line < firstLine || p.Line > last || p.Column < 1 || p.File != "x.md" {
			return fmt.Errorf("problem %+v", p)
		}
	}
	if n := utf8.RuneCountInString(doc.Summary); n > longest {
		return fmt.Errorf("summary of %d code points", n)
	}
	if strings.Contains(doc.Text, "\n\n") && !bytes.Contains(doc.HTML, []byte("<pre")) {
		return fmt.Errorf("empty line in text %q", doc.Text)
	}
	for _, c := range doc.Text {
		if isForbidden(c) {
			return fmt.Errorf("%U in text", c)
		}
	}
	again, _ := Parse(body, "x.md", firstLine)
	if !reflect.DeepEqual(doc, again) {
		return fmt.Errorf("the second time differs: %q, %q", again.HTML, doc.HTML)
	}
	bare, _ := ParseHTML(body, "x.md", firstLine)
	if bare.Text = doc.Text; !reflect.DeepEqual(doc, bare) {
		return fmt.Errorf("without text it differs: %q, %q", bare.HTML, doc.HTML)
	}
	if err := checkFilled(&doc); err != nil {
		return err
	}
	return checkCoding(doc)
}

// checkFilled fills every slot and lets an HTML parser read the result.
func checkFilled(doc *Doc) error {
	var order []int
	show := visible(doc)
	filled := doc.Fill(nil, func(dst []byte, n int) []byte {
		order = append(order, n)
		return show(dst, n)
	})
	if len(order) != len(doc.Slots) || !slices.IsSorted(order) {
		return fmt.Errorf("slots filled: %v of %d", order, len(doc.Slots))
	}
	if bytes.IndexByte(filled, mark) >= 0 {
		return fmt.Errorf("a mark is left in %q", filled)
	}
	if err := wellFormed(filled); err != nil {
		return err
	}
	return wellFormed(doc.Fill(nil, func(dst []byte, _ int) []byte { return dst }))
}

// wellFormed has HTML read and written by a parser as browsers have it: where that repairs anything, or an id stands
// twice, it is an error.
func wellFormed(b []byte) error {
	context := &html.Node{Type: html.ElementNode, Data: "article", DataAtom: atom.Article}
	nodes, err := html.ParseFragment(bytes.NewReader(b), context)
	if err != nil {
		return fmt.Errorf("%w in %q", err, b)
	}
	var again bytes.Buffer
	for _, n := range nodes {
		if err := html.Render(&again, n); err != nil {
			return err
		}
	}
	want, got := tokens(b), tokens(again.Bytes())
	if !slices.Equal(got, want) {
		return fmt.Errorf("not well-formed: %q becomes %q", b, again.Bytes())
	}
	ids := map[string]bool{}
	z := html.NewTokenizer(bytes.NewReader(b))
	for z.Next() != html.ErrorToken {
		for _, a := range z.Token().Attr {
			if a.Key != "id" {
				continue
			}
			if ids[a.Val] || a.Val == "" || strings.ContainsAny(a.Val, " \t\n\"<>&'") {
				return fmt.Errorf("id %q in %q", a.Val, b)
			}
			ids[a.Val] = true
		}
	}
	return nil
}

func tokens(b []byte) []string {
	var list []string
	z := html.NewTokenizer(bytes.NewReader(b))
	for z.Next() != html.ErrorToken {
		t := z.Token()
		if t.Type == html.SelfClosingTagToken {
			t.Type = html.StartTagToken // the renderer writes <br/>
		}
		slices.SortFunc(t.Attr, func(a, b html.Attribute) int { return strings.Compare(a.Key, b.Key) }) // as the renderer
		list = append(list, t.String())
	}
	return list
}

// checkCoding encodes and decodes a Doc.
func checkCoding(doc Doc) error {
	data := doc.Encode([]byte("before"))[len("before"):]
	whole, err := Decode(data)
	if err != nil {
		return err
	}
	if !equal(whole, doc) {
		return fmt.Errorf("decoded %+v, encoded %+v", whole, doc)
	}
	page, err := DecodeHTML(data)
	if err != nil {
		return err
	}
	doc.Text = ""
	if !equal(page, doc) {
		return fmt.Errorf("decoded without text %+v, encoded %+v", page, doc)
	}
	return nil
}

func equal(a, b Doc) bool {
	return bytes.Equal(a.HTML, b.HTML) && slices.Equal(a.Slots, b.Slots) && slices.Equal(a.Headings, b.Headings) &&
		a.Summary == b.Summary && a.Text == b.Text
}

// Every truncation and every changed bit is noticed.
func TestDecodeDamaged(t *testing.T) {
	doc, _ := Parse(ordinary(500), "x.md", 1)
	data := doc.Encode(nil)
	for n := range len(data) {
		if _, err := Decode(data[:n]); err == nil {
			t.Fatalf("%d of %d bytes are taken for a Doc", n, len(data))
		}
	}
	headEnd := len(data) - len(doc.Text)
	for i := range data {
		damaged := bytes.Clone(data)
		damaged[i] ^= 1 << (i % 8)
		if _, err := Decode(damaged); err == nil {
			t.Fatalf("a wrong bit in byte %d is not noticed", i)
		}
		textSum := len(magic)+4 <= i && i < len(magic)+8
		if _, err := DecodeHTML(damaged); err == nil && i < headEnd && !textSum {
			t.Fatalf("a wrong bit in byte %d is not noticed without the text", i)
		}
	}
}

// FuzzDecode: no bytes make Decode panic, and what it takes it would write in the same way. The sums are put right, so
// that the decoder behind them is reached.
func FuzzDecode(f *testing.F) {
	for _, body := range []string{"", "## 标题\n\n看[这里](a.md)和![图](b.jpg \"题\")[^1]。\n\n[^1]: 注\n", string(ordinary(300))} {
		doc, _ := Parse([]byte(body), "x.md", 1)
		f.Add(doc.Encode(nil))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, b := range [][]byte{data, resealed(data)} {
			doc, err := Decode(b)
			if err != nil {
				continue
			}
			doc.Fill(nil, visible(&doc))
			again, err := Decode(doc.Encode(nil))
			if err != nil || !equal(doc, again) {
				t.Fatalf("%+v comes back as %+v, %v", doc, again, err)
			}
		}
	})
}

// resealed gives data as the head of a Doc without text, with the sums and lengths that it should have.
func resealed(data []byte) []byte {
	if len(data) < headerSize {
		return data
	}
	b := bytes.Clone(data)
	copy(b, magic)
	seal(b, b[headerSize:], nil)
	return b
}

// pieces of which bodies are put together at random: what has a meaning, in all neighbourhoods.
var pieces = strings.Split("中文|。|，|“|”|a|1|100. |1. |- |* |> |# |## |    |\t|\n|\n|\n\n|  \n|\\\n|\\|*|**|***|_|__|~|~~|~~~|`|``|```\n|"+
	"[|]|(|)|![|](|](b.md)|]()|][|[^1]|[^2]|[^1]: |[^2]: |[a]: b\n|[a]|<|>|<https://a.b>|<b>|<!--|-->|<div>\n|&amp;|&#0;|&|\"|---\n|===\n|"+
	"!|p|p|　|\u00a0|é|한|🎉|\ufe00|\r\n|\r|:|+++\n|{#id}|fn-1|section", "|")

// Bodies put together at random keep what [FuzzParse] holds.
func TestRandomBodies(t *testing.T) {
	tables := []string{"|a|b|\n|-|-:|\n", "|", "|中|\n"}
	for seed := range uint64(4000) {
		random := rand.New(rand.NewPCG(seed, 1))
		from := pieces
		if seed%4 == 0 {
			from = slices.Concat(pieces, tables, tables, tables)
		}
		var b strings.Builder
		for range 1 + random.IntN(60) {
			b.WriteString(from[random.IntN(len(from))])
		}
		if err := check([]byte(b.String())); err != nil {
			t.Fatalf("seed %d, %q: %v", seed, b.String(), err)
		}
	}
}

// Many goroutines share the parser and the buffers.
func TestParseConcurrently(t *testing.T) {
	bodies := [][]byte{ordinary(3000), ordinary(300), []byte("甲[^1]\n\n[^1]: 注\n"), []byte("## 乙\n\n<b>"), nil}
	var want []string
	for _, body := range bodies {
		doc, _ := Parse(body, "x.md", 1)
		want = append(want, string(doc.Encode(nil)))
	}
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 100 {
				k := (g + i) % len(bodies)
				doc, _ := Parse(bodies[k], "x.md", 1)
				if string(doc.Encode(nil)) != want[k] {
					t.Errorf("body %d differs", k)
				}
			}
		})
	}
	all.Wait()
}
