package markdown

import (
	"strings"
	"testing"
)

// Bodies that nobody writes must end, too.
func TestHardBodiesEnd(t *testing.T) {
	fill := func(s string) string { return strings.Repeat(s, large/len(s)) }
	half := func(a, b string) string { return strings.Repeat(a, large/2/len(a)) + strings.Repeat(b, large/2/len(b)) }
	numbered := func(line string) string {
		var b strings.Builder
		for i := 0; b.Len() < large; i++ {
			b.WriteString(strings.ReplaceAll(line, "#", strings.Repeat("x", i%9+1)+string(rune('a'+i%26))))
		}
		return b.String()
	}
	var ticks strings.Builder
	for i := 1; ticks.Len() < large; i++ {
		ticks.WriteString(strings.Repeat("`", i) + " ")
	}
	var stairs strings.Builder
	for i := 0; stairs.Len() < large; i++ {
		stairs.WriteString(strings.Repeat("  ", i) + "- a\n")
	}
	for name, body := range map[string]string{
		"quotations":           strings.Repeat(">", 10_000) + "\n" + strings.Repeat(">", 10_000),
		"quotations only":      fill(">"),
		"quotation lines":      fill(strings.Repeat(">", 100) + "\n"),
		"open brackets":        strings.Repeat("[", 50_000),
		"open brackets only":   fill("["),
		"brackets":             half("[", "]"),
		"brackets and words":   strings.Repeat("[", 900) + fill("*a* ") + strings.Repeat("]", 900),
		"links unclosed":       fill("[a]("),
		"links unclosed, bare": fill("[a](b"),
		"titles unclosed":      fill(`[a](b "`),
		"titles in brackets":   fill("[a](b ("),
		"references unclosed":  fill("[a]["),
		"emphatic links":       fill("[*a*](b) "),
		"pictures":             fill("![a](b) "),
		"nested pictures":      half("![", "](b)"),
		"nested pictures 300":  fill(strings.Repeat("![", 300) + strings.Repeat("](b)", 300) + "\n\n"),
		"stars":                fill("*"),
		"stars around":         half("*", "*")[:large/2] + "a" + strings.Repeat("*", large/2),
		"stars apart":          fill("*a "),
		"strong apart":         half("**a ", "b** "),
		"openers, closers":     half("_a ", "a* "),
		"mixed emphasis":       fill("*a _b "),
		"rule of three":        fill("a**b*c"),
		"tildes":               fill("~~a "),
		"backticks":            fill("`a``"),
		"growing backticks":    ticks.String(),
		"less than":            fill("<"),
		"open tags":            fill("<a "),
		"long tag":             "x <a " + fill("b "),
		"tags":                 fill("x <a b='"),
		"comments":             fill("x <!--"),
		"instructions":         fill("<?"),
		"declarations":         fill("x <!A "),
		"block tags":           fill("<a b\n"),
		"autolinks":            fill("<a:"),
		"ampersands":           fill("&a"),
		"backslashes":          fill(`\`),
		"definitions":          fill("[a]: b\n"),
		"own definitions":      numbered("[#]: b\n"),
		"definitions, titles":  fill("[a]: b (\n"),
		"footnotes":            numbered("[^#]: a\n\n"),
		"footnote marks":       "[^a]: b\n\n" + fill("[^a]"),
		"lost footnote marks":  fill("[^a]"),
		"footnotes in each":    fill("[^a]:"),
		"list on a line":       fill("- "),
		"list of numbers":      fill("1. "),
		"stairs":               stairs.String(),
		"list of blanks":       strings.Repeat("- ", 30) + "a" + fill("\n"),
		"quoted blanks":        fill("> \n"),
		"code of blanks":       "```\n" + fill("\n"),
		"list items":           fill("- a\n"),
		"paragraphs":           fill("a\n\n"),
		"lines":                fill("a\n"),
		"hard breaks":          fill("a\\\n"),
		"wide table":           "|" + strings.Repeat("a|", 2000) + "\n|" + strings.Repeat("-|", 2000) + "\n" + fill("x\n"),
		"delimiter rows":       fill("|-\n"),
		"escaped pipes":        "|a|b|\n|-|-|\n" + fill("|`\\|`|`\\|`\n"),
		"headings":             fill("# a\n"),
		"underlines":           fill("a\n-\n"),
		"tabs":                 fill("\t"),
		"tabbed lists":         fill("-\t"),
		"spaces":               fill(" ") + "a",
		"marks and Han":        fill("**“中”**"),
		"Han":                  fill("中\n"),
	} {
		t.Run(name, func(t *testing.T) {
			doc, _ := Parse([]byte(body), "x.md", 1)
			if !marksMatch(doc.HTML, doc.Slots) {
				t.Error("the marks of the slots do not match")
			}
		})
	}
}
