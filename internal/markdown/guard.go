package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"mingde/internal/problem"
)

// Limits of a body. An entry has at most 4 MiB; nothing that people write comes near them.
const (
	maxOpen     = 64      // blocks open at once: quotations count one level, lists two
	maxInline   = 32      // inline elements within each other
	maxCells    = 200_000 // cells of a table, those filled up by the parser included
	maxRun      = 12      // delimiters in a row, as in ****
	maxWork     = 1 << 30 // units of work of a body, about a nanosecond each
	lineCost    = 512     // of a line inside of a container: time and memory of the parser's record
	regexpCost  = 64      // of a byte that a regular expression reads
	segmentCost = 32      // of moving the record of a line
)

// guard counts the work of a body and stops what goldmark does in more than linear time: searching for the end of a
// link again and again, matching each delimiter with each other, filling up the rows of a table.
type guard struct {
	work          int
	deep, complex bool     // reported
	block         ast.Node // the block whose inline content is being read
	marks         int      // delimiters and brackets in it so far
}

// spend takes units of work, and tells whether there was enough; the first time that there was not is reported.
func (r *run) spend(units, offset int) bool {
	r.guard.work += units
	if r.guard.work <= maxWork {
		return true
	}
	r.tooComplex(offset)
	return false
}

// spent tells whether all work is used up.
func (r *run) spent() bool { return r.guard.work > maxWork }

// spendMark takes the work of one more delimiter in a block: it may be compared with all before it.
func (r *run) spendMark(block ast.Node, length, offset int) bool {
	if r.guard.block != block {
		r.guard.block, r.guard.marks = block, 0
	}
	r.guard.marks++
	return r.spend(r.guard.marks*length, offset)
}

func (r *run) tooDeep(offset int) {
	if !r.guard.deep {
		r.guard.deep = true
		r.report(RuleTooDeep.At(problem.Place{}, nil), offset)
	}
}

func (r *run) tooComplex(offset int) {
	if !r.guard.complex {
		r.guard.complex = true
		r.report(RuleTooComplex.At(problem.Place{}, nil), offset)
	}
}

// container guards a block that holds blocks: lists, quotations, footnotes.
type container struct{ parser.BlockParser }

// Open implements parser.BlockParser.
func (c container) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	if len(pc.OpenedBlocks()) < maxOpen {
		return c.BlockParser.Open(parent, reader, pc)
	}
	// Most lines that begin with the letters of a list are none: only the parser can tell.
	line, at := reader.Position()
	if node, _ := c.BlockParser.Open(parent, reader, pc); node != nil {
		runOf(pc).tooDeep(at.Start)
		reader.SetPosition(line, at)
	}
	return nil, parser.NoChildren
}

// Continue implements parser.BlockParser.
func (c container) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	_, at := reader.Position()
	if !runOf(pc).spend(lineCost, at.Start) {
		return parser.Close
	}
	return c.BlockParser.Continue(node, reader, pc)
}

// definitions guards the search for link reference definitions, which moves all lines of a paragraph for each.
type definitions struct{ parser.ParagraphTransformer }

// Transform implements parser.ParagraphTransformer.
func (d definitions) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	lines := node.Lines()
	first := lines.At(0)
	if line := bytes.TrimLeft(first.Value(reader.Source()), " \t"); len(line) == 0 || line[0] != '[' {
		return
	}
	if runOf(pc).spend(lines.Len()*(lines.Len()*segmentCost+extent(node)), first.Start) {
		d.ParagraphTransformer.Transform(node, reader, pc)
	}
}

// tableGuard lets only paragraphs through that may be tables, and no table that is too large: the parser fills up every
// row to the number of columns.
type tableGuard struct{ parser.ParagraphTransformer }

var tables = tableGuard{extension.NewTableParagraphTransformer()}

// Transform implements parser.ParagraphTransformer.
func (t tableGuard) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	lines := node.Lines()
	for i := 1; i < lines.Len(); i++ {
		line := lines.At(i)
		columns := delimiterColumns(line.Value(reader.Source()))
		if columns == 0 {
			continue
		}
		if columns*(lines.Len()-i) > maxCells {
			runOf(pc).tooComplex(line.Start)
			return
		}
		t.ParagraphTransformer.Transform(node, reader, pc)
		return
	}
}

// delimiterColumns gives at least the number of columns if line is the delimiter row of a table, and 0 if it is none.
func delimiterColumns(line []byte) int {
	columns := 1
	for _, c := range line {
		switch c {
		case '|':
			columns++
		case '-', ':', ' ', '\t', '\r', '\n':
		default:
			return 0
		}
	}
	return columns
}

// guarded takes the work of an inline parser from the guard: what it has read, or, in vain, the rest of the block.
type guarded struct {
	parser.InlineParser
	cost int // units a byte
}

// Parse implements parser.InlineParser.
func (g guarded) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	r := runOf(pc)
	if r.spent() {
		return nil
	}
	_, from := block.Position()
	node := g.InlineParser.Parse(parent, block, pc)
	if node == nil || node.Kind() == ast.KindText { // a code span that is none comes back as text
		r.spend(g.cost*extent(parent), from.Start)
		return node
	}
	_, to := block.Position()
	r.spend(g.cost*(to.Start-from.Start), from.Start)
	return node
}

// tags guards raw HTML. Most `<` begin none.
type tags struct{ guarded }

// Parse implements parser.InlineParser.
func (t tags) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if len(line) < 2 || line[1] != '!' && line[1] != '?' && line[1] != '/' && !isLetter(line[1]) {
		return nil
	}
	return t.guarded.Parse(parent, block, pc)
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// links guards links and pictures: each closing bracket may search the block for an address.
type links struct{ parser.InlineParser }

// Parse implements parser.InlineParser.
func (l links) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	r := runOf(pc)
	line, at := block.PeekLine()
	switch {
	case line[0] == ']':
		if !pc.IsInLinkLabel() || !r.spend(extent(parent), at.Start) {
			return nil
		}
	case line[0] == '!' && (len(line) < 2 || line[1] != '['):
		return nil
	case !r.spendMark(parent, 1, at.Start):
		return nil
	}
	return l.InlineParser.Parse(parent, block, pc)
}

// CloseBlock implements parser.CloseBlocker.
func (l links) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	if c, ok := l.InlineParser.(parser.CloseBlocker); ok {
		c.CloseBlock(parent, block, pc)
	}
}

// extent gives the length of a block in the source, in bytes.
func extent(block ast.Node) int {
	lines := block.Lines()
	if lines.Len() == 0 {
		return 0
	}
	return lines.At(lines.Len()-1).Stop - lines.At(0).Start
}
