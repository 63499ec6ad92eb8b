package markdown

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lengths of a summary in code points: it ends with a sentence that ends between the first two, or else with the next
// sentence that ends before the third, or else with an earlier one, unless that is too short to say anything.
const (
	goodFrom, goodTo = 60, 80
	longest          = 120
	tooShort         = 20
)

// maxLead is the number of bytes of running text that can matter to a summary.
const maxLead = (longest + 1) * utf8.UTFMax

// takeLead adds to the lead the running text since leadFrom.
func (r *run) takeLead() {
	if len(r.lead) < maxLead && r.leadFrom <= len(r.text) {
		part := r.text[r.leadFrom:]
		if r.leadFrom == r.blockFrom {
			part = bytes.TrimLeftFunc(part, unicode.IsSpace) // many indent paragraphs with two wide spaces
		}
		r.lead = append(r.lead, part[:min(len(part), maxLead)]...)
	}
	r.leadFrom = len(r.text)
}

// endLead sets off the paragraphs of the lead from each other.
func (r *run) endLead() {
	if last, _ := utf8.DecodeLastRune(r.lead); len(r.lead) > 0 && !strings.ContainsRune(" 。！？；：，、…”’」』）", last) {
		r.lead = append(r.lead, ' ')
	}
}

// summary cuts the summary from the lead.
func (r *run) summary() string { return cut(bytes.TrimSpace(r.lead)) }

// cut gives the summary of a text, as a string of its own: a part of one would hold all of it in memory.
func cut(text []byte) string {
	early, good, late := 0, 0, 0 // ends of sentences: the last one below goodFrom, the last good one, the first above goodTo
	count, hard := 0, 0
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRune(text[i:])
		count++
		if count == longest {
			hard = i
		}
		if count > longest {
			break
		}
		i += size
		if !mayEnd(c) || !endsSentence(text[:i], text[i:]) {
			continue
		}
		switch {
		case count < goodFrom:
			early = i
			if count < tooShort {
				early = 0
			}
		case count <= goodTo:
			good = i
		case late == 0:
			late = i
		}
	}
	switch {
	case count <= goodTo:
		return string(text)
	case good > 0:
		return string(text[:good])
	case late > 0:
		return string(text[:late])
	case count <= longest:
		return string(text)
	case early > 0:
		return string(text[:early])
	}
	return string(bytes.TrimSpace(text[:hard])) + "…"
}

// Full stops end a sentence, and closing quotation marks and brackets may follow them.
const stops, closers = "。！？", "”’」』）"

// mayEnd tells whether a sentence may end after a character; of most it need not be asked any further.
func mayEnd(c rune) bool {
	return c > unicode.MaxLatin1 && (c < '一' || c > '鿿') && strings.ContainsRune(stops+closers, c)
}

// endsSentence tells whether a sentence ends between before and after.
func endsSentence(before, after []byte) bool {
	next, _ := utf8.DecodeRune(after)
	if len(after) > 0 && strings.ContainsRune(stops+closers, next) {
		return false
	}
	last, _ := utf8.DecodeLastRune(bytes.TrimRight(before, closers))
	return strings.ContainsRune(stops, last)
}
