package words

import (
	"cmp"
	"slices"
	"strings"
)

// mostRounds is how often a text is looked at again: what is mended may show a next mistake, as in a run of marks.
const mostRounds = 10

// Fix mends what can be mended in only one way and touches nothing else: applied to its own result, it changes nothing.
// mask gives the text to look at in place of a text, with the same number of bytes ([Markdown]); nil looks at it as it is.
func (c *Checker) Fix(text string, mask func(string) string) string {
	for range mostRounds {
		seen := text
		if mask != nil {
			seen = mask(text)
		}
		mended := Apply(text, c.Find(seen))
		if mended == text {
			break
		}
		text = mended
	}
	return text
}

// Apply makes the edits of findings in the text in which they were found. Of edits that overlap, the first is made.
func Apply(text string, found []Finding) string {
	var edits []Edit
	for _, f := range found {
		edits = append(edits, f.Edits...)
	}
	slices.SortStableFunc(edits, func(a, b Edit) int { return cmp.Compare(a.Start, b.Start) })
	var out strings.Builder
	done := 0
	for _, e := range edits {
		if e.Start < done {
			continue
		}
		out.WriteString(text[done:e.Start])
		out.WriteString(e.Text)
		done = e.End
	}
	out.WriteString(text[done:])
	return out.String()
}
