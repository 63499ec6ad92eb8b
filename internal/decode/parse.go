package decode

import (
	"fmt"
	"regexp"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/pelletier/go-toml/v2/unstable"

	"mingde/internal/problem"
)

// source is a parsed document.
type source struct {
	text     []byte         // as it was parsed: the original, or a repaired copy of the same length
	tree     map[string]any // nil when the syntax is beyond repair
	mistakes []mistake
	repaired bool // dates were replaced by placeholder
	partial  bool // lines were left out: nothing can be said to be missing
}

// mistake is one fault of the text itself.
type mistake struct {
	at      span
	problem problem.Problem
	repair  repair
}

// repair is what lets the parser go on after a mistake, so that one run tells them all.
type repair uint8

const (
	beyond     repair = iota // nothing does
	aLine                    // leave out the line, if it is a field of its own
	aPair                    // leave out the key with its value
	aDate                    // put the placeholder in place of what was meant as a date
	maxRepairs = 100
)

// placeholder stands for a date that is none. TOML has times of day, but no field takes one.
const placeholder = "23:59:58"

// parse reads a document and, as far as possible, reads on after each mistake.
func parse(text []byte) source {
	src := source{text: text}
	if at, deep := tooDeep(text); deep {
		src.mistakes = append(src.mistakes, syntaxMistake(span{at, at + 1}, "rule.toml-syntax.depth", nil, beyond))
		return src
	}
	for range maxRepairs {
		tree, err := unmarshal(src.text)
		if err == nil {
			src.tree = tree
			return src
		}
		m := explain(src.text, err)
		mended := m.mend(src.text)
		// What comes after a line that was left out may be the rest of that line's own value: told only if it is clear.
		if !src.partial || mended != nil {
			src.mistakes = append(src.mistakes, m)
		}
		if mended == nil {
			return src
		}
		src.text = mended
		src.repaired = src.repaired || m.repair == aDate
		src.partial = src.partial || m.repair == aLine
	}
	return src
}

// unmarshal reads a document. What is wrong with it is told by BurntSushi/toml, whose words [explain] knows.
func unmarshal(text []byte) (map[string]any, error) {
	if tree, ok := quickly(text); ok {
		return tree, nil
	}
	return slowly(text)
}

// slowly turns a bug of the parser into an error: it panics at some texts that are no TOML.
func slowly(text []byte) (tree map[string]any, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	var v any // into any, the parser hands over its own maps instead of copying them
	if err := toml.Unmarshal(text, &v); err != nil {
		return nil, err
	}
	tree, _ = v.(map[string]any)
	if tree == nil {
		tree = map[string]any{}
	}
	return tree, nil
}

// ownLine matches a line that begins a field.
var ownLine = regexp.MustCompile(`^[ \t]*[\p{L}\w-]+(?:[ \t]*\.[ \t]*[\p{L}\w-]+)*[ \t]*[=＝:：]`)

// mend gives a copy of the text without the mistake, or nil.
func (m mistake) mend(text []byte) []byte {
	switch m.repair {
	case aLine:
		if line := lineAt(text, m.at.start); ownLine.Match(text[line.start:line.end]) {
			return blank(text, line)
		}
	case aPair:
		if pair, ok := pairAt(text, m.at.start); ok {
			return blank(text, pair)
		}
	case aDate:
		out := blank(text, m.at)
		copy(out[m.at.start:m.at.end], placeholder)
		return out
	}
	return nil
}

// pairAt finds the key with its value, on the top level or under a header, whose key begins at an offset.
func pairAt(text []byte, offset int) (span, bool) {
	p := unstable.Parser{}
	p.Reset(text)
	for p.NextExpression() {
		e := p.Expression()
		if s := rangeOf(e); e.Kind == unstable.KeyValue && s.start <= offset && offset < s.end {
			return s, offset-s.start <= 1 // 1: the quote of a quoted key
		}
	}
	return span{}, false
}

// isPlaceholder tells whether a value stands for a date that was found to be none.
func isPlaceholder(v any) bool {
	t, ok := v.(time.Time)
	return ok && t.Location().String() == localTime && t.Format(time.TimeOnly) == placeholder
}
