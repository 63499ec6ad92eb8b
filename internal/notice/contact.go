package notice

import "strings"

// aboutObjections are words of a sentence that tells where objections are taken.
var aboutObjections = []string{"公示", "监督电话", "受理电话", "举报电话", "异议"}

// phoneLabels stand before the phone that takes them.
var phoneLabels = []string{"电话", "致电", "拨打", "热线", "来电"}

// phones finds the phones on which a sentence says that objections are taken.
func (t *folded) phones(s sentence) (all []Claim) {
	text := t.text[s.start:s.end]
	if !contains(text, aboutObjections) || !contains(text, phoneLabels) {
		return nil
	}
	for _, p := range phonesIn(text) {
		if contains(text[:p.start], phoneLabels) {
			all = append(all, Claim{Kind: Phone, Start: s.start + p.start, End: s.start + p.end, Phone: Digits(text[p.start:p.end])})
		}
	}
	return all
}

// Digits gives the digits of a phone, however wide they are written.
func Digits(phone string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case '0' <= r && r <= '9':
			return r
		case '０' <= r && r <= '９':
			return r - '０' + '0'
		}
		return -1
	}, phone)
}

// signed finds the date that stands alone on the last line.
func (t *folded) signed() (Claim, bool) {
	text := strings.TrimRight(t.text, "\n")
	start := strings.LastIndexByte(text, '\n') + 1
	for _, m := range t.mentions(span{start, len(text)}) {
		if m.kind == Day && !m.bare && m.start == start && m.end == len(text) {
			return Claim{Kind: Signed, Start: m.start, End: m.end, From: m.from}, true
		}
	}
	return Claim{}, false
}
