package markdown

import (
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"
)

// newParser makes the parser of the dialect. The priorities are those of goldmark's own list; what could take more than
// linear time is guarded.
func newParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(container{parser.NewListParser()}, 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(container{parser.NewBlockquoteParser()}, 800),
			util.Prioritized(parser.NewHTMLBlockParser(), 900),
			util.Prioritized(noteParser, 999),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithParagraphTransformers(
			util.Prioritized(definitions{parser.LinkReferenceParagraphTransformer}, 100),
			util.Prioritized(tables, 200),
		),
		parser.WithInlineParsers(
			util.Prioritized(guarded{parser.NewCodeSpanParser(), 1}, 100),
			util.Prioritized(noteRefParser{}, 101),
			util.Prioritized(links{parser.NewLinkParser()}, 200),
			util.Prioritized(guarded{parser.NewAutoLinkParser(), 1}, 300),
			util.Prioritized(tags{guarded{parser.NewRawHTMLParser(), regexpCost}}, 400),
			util.Prioritized(emphasis{}, 500),
		),
	)
}
