package notice

import (
	"regexp"
	"strings"
)

// aboutObjections are words of a sentence that tells where objections are taken.
var aboutObjections = []string{"公示", "监督电话", "受理电话", "举报电话", "异议"}

// phoneLabels stand before the phone that takes them.
var phoneLabels = []string{"电话", "致电", "拨打", "热线", "来电"}

// goOn begin a sentence that goes on with where objections are taken, behind one that speaks of them.
var goOn = []string{"受理", "监督", "联系", "咨询", "电话", "办公电话", "邮箱", "电子邮", "信箱", "来电", "来信", "地址", "传真", "反映", "请", "可", "也可", "或"}

// takes tells whether a sentence says where objections are taken: by its own words, or because it goes on with one that speaks of them.
func (t *folded) takes(s sentence) bool {
	text := t.text[s.start:s.end]
	if contains(text, aboutObjections) {
		return true
	}
	return begins(strings.TrimLeft(text, "#-:>(一二三四五六七八九十0123456789.、)"), goOn...) && contains(t.text[s.before.start:s.before.end], aboutObjections)
}

// contacts finds the phones and mailboxes to which a sentence says that objections go.
func (t *folded) contacts(s sentence) []Claim {
	if !t.takes(s) {
		return nil
	}
	return append(t.phones(s), t.mailboxes(s)...)
}

// phones finds the phones of a sentence.
func (t *folded) phones(s sentence) (all []Claim) {
	text := t.text[s.start:s.end]
	if !contains(text, phoneLabels) {
		return nil
	}
	for _, p := range phonesIn(text) {
		if contains(text[:p.start], phoneLabels) {
			all = append(all, Claim{Kind: Phone, Start: s.start + p.start, End: s.start + p.end, Phone: Digits(text[p.start:p.end])})
		}
	}
	return all
}

// address is one of mail, as it is folded.
var address = regexp.MustCompile(`(?i)[a-z0-9][a-z0-9.+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+`)

// mailboxes finds the mailboxes of a sentence.
func (t *folded) mailboxes(s sentence) (all []Claim) {
	for _, m := range address.FindAllStringIndex(t.text[s.start:s.end], -1) {
		all = append(all, Claim{Kind: Mailbox, Start: s.start + m[0], End: s.start + m[1], Mailbox: Plain(t.text[s.start+m[0] : s.start+m[1]])})
	}
	return all
}

// Plain writes a mailbox as [Claim] has it: in lower case, and without what Markdown may have escaped.
func Plain(mailbox string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		switch {
		case r > 0xFF00 && r < 0xFF5F:
			return r - 0xFEE0
		case r == '_' || r == '\\' || r == ' ':
			return -1
		}
		return r
	}, mailbox))
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
