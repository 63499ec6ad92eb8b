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
func (r *run) summary() string {
	return cut(strings.TrimSpace(string(r.lead)))
}

func cut(text string) string {
	early, good, late := 0, 0, 0 // ends of sentences: the last one below goodFrom, the last good one, the first above goodTo
	count, hard := 0, 0
	for i, c := range text {
		count++
		if count == longest {
			hard = i
		}
		if count > longest {
			break
		}
		end := i + utf8.RuneLen(c)
		if !endsSentence(text[:end], text[end:]) {
			continue
		}
		switch {
		case count < goodFrom:
			early = end
			if count < tooShort {
				early = 0
			}
		case count <= goodTo:
			good = end
		case late == 0:
			late = end
		}
	}
	switch {
	case count <= goodTo:
		return text
	case good > 0:
		return text[:good]
	case late > 0:
		return text[:late]
	case count <= longest:
		return text
	case early > 0:
		return text[:early]
	}
	return strings.TrimSpace(text[:hard]) + "…"
}

// endsSentence tells whether a sentence ends between before and after: after a full stop, and after the closing quotation
// marks and brackets that follow it.
func endsSentence(before, after string) bool {
	const stops, closers = "。！？", "”’」』）"
	next, _ := utf8.DecodeRuneInString(after)
	if after != "" && strings.ContainsRune(stops+closers, next) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(before, closers))
	return strings.ContainsRune(stops, last)
}
