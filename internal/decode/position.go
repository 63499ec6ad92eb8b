package decode

import (
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"

	"mingde/internal/problem"
)

// Index knows where the keys and values of a document stand. Fields are named by their path: "title",
// "volunteers[2].team", "rules.raw-html"; see [Join] and [Item].
type Index struct {
	text      []byte
	firstLine int
	lines     []int // offset of each line's first byte
	spans     map[string]entry
	order     []string
}

// entry is where one field stands. An item of an array has no key: the value stands for it.
type entry struct{ key, value span }

// Join gives the path of a field within a table. A name that has characters of the notation of paths is quoted.
func Join(parent, name string) string {
	if name == "" || strings.ContainsAny(name, ".[]\" \t\r\n") {
		name = strconv.Quote(name)
	}
	if parent == "" {
		return name
	}
	return parent + "." + name
}

// Item gives the path of an item of a list, counted from 0.
func Item(parent string, i int) string { return parent + "[" + strconv.Itoa(i) + "]" }

// parentOf takes the last part off a path; "" has none.
func parentOf(field string) string {
	for i, quoted := len(field)-1, false; i >= 0; i-- {
		switch c := field[i]; {
		case c == '"' && (i == 0 || field[i-1] != '\\'):
			quoted = !quoted
		case !quoted && (c == '.' || c == '['):
			return field[:i]
		}
	}
	return ""
}

// Positions finds where the keys and values of a document stand that begins on the line firstLine of its file. Of a
// document with broken syntax it knows what comes before the break.
func Positions(text []byte, firstLine int) Index {
	text = trimMark(text)
	return positions(text, text, firstLine)
}

// positions parses one text and counts columns in another, of which the first is a repaired copy of the same length.
func positions(original, repaired []byte, firstLine int) Index {
	x := Index{text: original, firstLine: max(firstLine, 1), lines: []int{0}, spans: map[string]entry{}}
	for i, c := range original {
		if c == '\n' {
			x.lines = append(x.lines, i+1)
		}
	}
	if _, deep := tooDeep(repaired); !deep {
		b := indexer{x: &x, text: repaired, arrays: map[string]int{}}
		b.document()
	}
	return x
}

// Key gives the place of a field's name.
func (x Index) Key(field string) (problem.Place, bool) {
	e, ok := x.spans[field]
	if !ok {
		return problem.Place{}, false
	}
	return x.named(e.key, field), true
}

// Value gives the place of a field's value; of a table that has a header, the header's name.
func (x Index) Value(field string) (problem.Place, bool) {
	e, ok := x.spans[field]
	if !ok {
		return problem.Place{}, false
	}
	return x.named(e.value, field), true
}

// Place gives the best place for a problem of a field: its value, or else that of the nearest field around it, or else
// the document's first line.
func (x Index) Place(file, field string) problem.Place { return x.nearest(file, field, x.Value) }

// KeyPlace is as [Index.Place], for problems of the name rather than the value.
func (x Index) KeyPlace(file, field string) problem.Place { return x.nearest(file, field, x.Key) }

func (x Index) nearest(file, field string, find func(string) (problem.Place, bool)) problem.Place {
	p := x.at(lineAt(x.text, 0))
	for around := field; around != ""; around = parentOf(around) {
		if at, ok := find(around); ok {
			p = at
			break
		}
	}
	p.File, p.Field = file, field
	return p
}

// Scalar gives the text of a field's value as it is written, quotes and all; of a table or a list nothing.
func (x Index) Scalar(field string) string {
	e, ok := x.spans[field]
	if !ok || e.key == e.value && !strings.HasSuffix(field, "]") {
		return ""
	}
	if c := x.text[e.value.start]; c == '[' || c == '{' {
		return ""
	}
	return string(x.text[e.value.start:e.value.end])
}

// Fields lists the paths of all fields and items, in the order in which they stand.
func (x Index) Fields() []string { return x.order }

func (x Index) named(s span, field string) problem.Place {
	p := x.at(s)
	p.Field = field
	return p
}

// at turns offsets into lines and columns. The end is the place right after the last character.
func (x Index) at(s span) problem.Place {
	line, column := x.position(s.start)
	endLine, endColumn := x.position(s.end)
	if endLine == line {
		endColumn = max(column, endColumn) // a range may cut a character of a text that is no UTF-8
	}
	return problem.Place{Line: line, Column: column, EndLine: endLine, EndColumn: endColumn}
}

// position counts an offset within a character, as a repaired text may have one, as that of the character.
func (x Index) position(offset int) (line, column int) {
	for offset > 0 && offset < len(x.text) && !utf8.RuneStart(x.text[offset]) {
		offset--
	}
	n := sort.SearchInts(x.lines, offset+1) - 1
	return x.firstLine + n, utf8.RuneCount(x.text[x.lines[n]:offset]) + 1
}

// indexer fills an Index from go-toml's syntax tree, which keeps offsets.
type indexer struct {
	x      *Index
	text   []byte
	arrays map[string]int // how many [[headers]] of each path came so far
}

// document walks through all expressions. The parser stops at the first that it does not understand, and so does the
// index: a problem behind it is told with the document's first line.
func (b *indexer) document() {
	p := unstable.Parser{}
	p.Reset(b.text)
	table := ""
	for p.NextExpression() {
		switch e := p.Expression(); e.Kind {
		case unstable.KeyValue:
			b.pair(table, e)
		case unstable.Table:
			table = b.header(e.Key(), false)
		case unstable.ArrayTable:
			table = b.header(e.Key(), true)
		}
	}
}

// put records a field where it stands first: a table may be named by several headers and dotted keys.
func (b *indexer) put(field string, e entry) {
	if _, ok := b.x.spans[field]; !ok {
		b.x.spans[field] = e
		b.x.order = append(b.x.order, field)
	}
}

// latest gives the path that the name of an array of tables stands for in a key: its item of the latest header.
func (b *indexer) latest(field string) string {
	if n := b.arrays[field]; n > 0 {
		return Item(field, n-1)
	}
	return field
}

func (b *indexer) header(key unstable.Iterator, array bool) (field string) {
	for key.Next() {
		at := rangeOf(key.Node())
		field = Join(field, string(key.Node().Data))
		b.put(field, entry{at, at})
		if array && key.IsLast() {
			b.arrays[field]++
		}
		if !key.IsLast() || array {
			field = b.latest(field)
			b.put(field, entry{at, at})
		}
	}
	return field
}

func (b *indexer) pair(table string, pair *unstable.Node) {
	field, key := table, pair.Key()
	for key.Next() {
		at := rangeOf(key.Node())
		field = Join(field, string(key.Node().Data))
		if key.IsLast() {
			value := span{b.valueStart(at.end), rangeOf(pair).end}
			b.put(field, entry{at, value})
			b.within(field, value, pair.Value())
			return
		}
		b.put(field, entry{at, at})
		field = b.latest(field)
	}
}

// valueStart steps over the equals sign.
func (b *indexer) valueStart(i int) int {
	for i < len(b.text) && (b.text[i] == ' ' || b.text[i] == '\t' || b.text[i] == '=') {
		i++
	}
	return i
}

// within goes into arrays and inline tables; for these the tree has no ends.
func (b *indexer) within(field string, at span, n *unstable.Node) {
	switch n.Kind {
	case unstable.InlineTable:
		for pairs := n.Children(); pairs.Next(); {
			b.pair(field, pairs.Node())
		}
	case unstable.Array:
		i, offset := 0, at.start+1
		for items := n.Children(); items.Next(); i++ {
			item := b.item(offset, items.Node())
			name := Item(field, i)
			b.put(name, entry{item, item})
			b.within(name, item, items.Node())
			offset = item.end
		}
	}
}

func (b *indexer) item(offset int, n *unstable.Node) span {
	if n.Kind != unstable.Array && n.Kind != unstable.InlineTable {
		return rangeOf(n)
	}
	start := skipFiller(b.text, offset)
	return span{start, skipBrackets(b.text, start)}
}

func rangeOf(n *unstable.Node) span {
	return span{int(n.Raw.Offset), int(n.Raw.Offset + n.Raw.Length)}
}
