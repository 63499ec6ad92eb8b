package markdown

import (
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// emphasis parses the delimiter runs of *, _ and ~~. CommonMark decides by the characters on both sides whether a run
// may open or close, and takes Chinese text for an unspaced word: in **“强调”**后文 its closing run may not close. The
// amendments decide instead as "CommonMark CJK-friendly Amendments" of tats-u have it
// (github.com/tats-u/markdown-cjk-friendly, specification.md); everything without CJK characters is as in CommonMark.
type emphasis struct{}

// Trigger implements parser.InlineParser.
func (emphasis) Trigger() []byte { return []byte{'*', '_', '~'} }

// Parse implements parser.InlineParser.
func (emphasis) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	char, length := line[0], 1
	for length < len(line) && line[length] == char {
		length++
	}
	number, _ := block.Position()
	start := parent.Lines().At(number).Start
	run := segment.WithStop(segment.Start + length)
	block.Advance(length)
	r := runOf(pc)
	if char == '~' && length != 2 || length > maxRun || !r.spendMark(parent, length, segment.Start) {
		return ast.NewTextSegment(run)
	}
	d := r.newMark()
	d.CanOpen, d.CanClose = flanking(char, block.Source()[start:segment.Start], line[length:])
	d.Char, d.Length, d.OriginalLength = char, length, length
	d.Processor, d.Segment = processorOf(char), run
	pc.PushDelimiter(d)
	return d
}

// newMark makes a delimiter where an earlier run had its own: they are large, and gone with the syntax tree.
func (r *run) newMark() *parser.Delimiter {
	if len(r.marks) == cap(r.marks) {
		r.marks = make([]parser.Delimiter, 0, max(32, min(2*cap(r.marks), 1024))) // those in the tree stay where they are
	}
	r.marks = r.marks[:len(r.marks)+1]
	return &r.marks[len(r.marks)-1]
}

// flanking decides whether a run of char may open and close, by the text of its line before and after it.
func flanking(char byte, before, after []byte) (canOpen, canClose bool) {
	last, next := lastSide(before), nextSide(after)
	left := !next.space && (!next.narrow || last.space || last.narrow || last.cjk)
	right := !last.space && (!last.narrow || next.space || next.narrow || next.cjk)
	if char != '_' {
		return left, right
	}
	return left && (!right || last.punct), right && (!left || next.punct)
}

// side is what stands beside a delimiter run.
type side struct {
	space  bool // white space, or the end of the line
	punct  bool // punctuation of any script, symbols included
	narrow bool // punctuation that is not CJK
	cjk    bool
}

// variants are the selectors that may follow a character and change its form: U+FE00–FE0E, without the one of emoji.
const firstVariant, lastVariant, fullWidthForm = 0xFE00, 0xFE0E, 0xFE01

func nextSide(after []byte) side {
	if len(after) == 0 {
		return side{space: true}
	}
	c, _ := utf8.DecodeRune(after)
	return sideOf(c)
}

func lastSide(before []byte) side {
	if len(before) == 0 {
		return side{space: true}
	}
	c, size := utf8.DecodeLastRune(before)
	switch {
	case 0xE0100 <= c && c <= 0xE01EF: // ideographic variation selectors follow Han characters
		return side{cjk: true}
	case c < firstVariant || c > lastVariant || size == len(before):
		return sideOf(c)
	}
	base, _ := utf8.DecodeLastRune(before[:len(before)-size])
	if c == fullWidthForm && (base|1 == 0x2019 || base|1 == 0x201D) { // quotation marks, drawn as CJK punctuation
		return side{punct: true, cjk: true}
	}
	return sideOf(base)
}

func sideOf(c rune) side {
	if c < utf8.RuneSelf {
		punct := util.IsPunct(byte(c))
		return side{space: util.IsSpace(byte(c)), punct: punct, narrow: punct}
	}
	s := side{space: util.IsSpaceRune(c), punct: util.IsPunctRune(c), cjk: isCJK(c)}
	s.narrow = s.punct && !s.cjk
	return s
}

// spans makes the elements for matched delimiters.
type spans struct{}

// IsDelimiter implements parser.DelimiterProcessor.
func (spans) IsDelimiter(b byte) bool { return b == '*' || b == '_' || b == '~' }

// CanOpenCloser implements parser.DelimiterProcessor.
func (spans) CanOpenCloser(opener, closer *parser.Delimiter) bool { return opener.Char == closer.Char }

// OnMatch implements parser.DelimiterProcessor for * and _; tildes come in twos and have a processor of their own.
func (spans) OnMatch(consumed int) ast.Node { return ast.NewEmphasis(consumed) }

// strikes makes <del> of matched tildes.
type strikes struct{ spans }

// OnMatch implements parser.DelimiterProcessor.
func (strikes) OnMatch(int) ast.Node { return extast.NewStrikethrough() }

func processorOf(char byte) parser.DelimiterProcessor {
	if char == '~' {
		return strikes{}
	}
	return spans{}
}
