package personal

import (
	"bytes"
	"unicode/utf8"
)

// separator gives what a single separator at an offset is, as ' ' or '-', and its size; 0 for none.
func separator(text []byte, i int) (kind rune, size int) {
	if i >= len(text) {
		return 0, 0
	}
	switch c := text[i]; {
	case c == ' ' || c == '\t':
		return ' ', 1
	case c == '-':
		return '-', 1
	case c < utf8.RuneSelf:
		return 0, 0
	}
	switch r, n := utf8.DecodeRune(text[i:]); {
	case r == '\u00a0', r == '\u3000', r >= '\u2000' && r <= '\u200d': // among them those without width, from copied chats
		return ' ', n
	case r >= '\u2010' && r <= '\u2015', r == '\u2212', r == '\uff0d':
		return '-', n
	}
	return 0, 0
}

// letterOrDigit tells whether an ASCII letter or any digit stands at an offset.
func letterOrDigit(text []byte, i int) bool {
	if i < 0 {
		return false
	}
	if _, size := digit(text, i); size > 0 {
		return true
	}
	return i < len(text) && (text[i]|0x20)-'a' < 26
}

// alone tells whether a number is no part of something longer: a word with letters, or a decimal fraction.
func alone(text []byte, start, end int) bool {
	if letterOrDigit(text, start-1) || letterOrDigit(text, end) {
		return false
	}
	number := func(i int) bool { return i >= 0 && i < len(text) && text[i]-'0' <= 9 }
	dot := func(i int) bool { return i >= 0 && i < len(text) && text[i] == '.' }
	return !(dot(start-1) && number(start-2)) && !(dot(end) && number(end+1))
}

// money tells whether an amount stands there: a currency sign before it, or a unit behind it. 元旦 and 元宵 are festivals.
func money(text []byte, start, end int) bool {
	before, after := bytes.TrimRight(text[:start], " "), bytes.TrimLeft(text[end:], " ")
	for _, sign := range []string{"¥", "￥", "$", "RMB"} {
		if bytes.HasSuffix(before, []byte(sign)) {
			return true
		}
	}
	for _, festival := range []string{"元旦", "元宵"} {
		if bytes.HasPrefix(after, []byte(festival)) {
			return false
		}
	}
	for _, unit := range []string{"元", "人次", "%", "％"} {
		if bytes.HasPrefix(after, []byte(unit)) {
			return true
		}
	}
	return false
}

// labelled tells whether one of some words stands within a dozen characters before an offset, on the same line and
// without a full stop between.
func labelled(text []byte, start int, words ...string) bool {
	const most = 12 * 3 // bytes
	part := text[max(0, start-most):start]
	if i := bytes.LastIndexByte(part, '\n'); i >= 0 {
		part = part[i:]
	}
	for _, stop := range []string{"。", "；", "，"} {
		if i := bytes.LastIndex(part, []byte(stop)); i >= 0 {
			part = part[i:]
		}
	}
	for _, word := range words {
		if bytes.Contains(part, []byte(word)) {
			return true
		}
	}
	return false
}

// inURL tells whether an offset lies within a web address: its numbers are those of pages.
func inURL(text []byte, start int) bool {
	const most = 200 // bytes
	i := start
	for i > 0 && start-i < most && text[i-1] > ' ' && text[i-1] < utf8.RuneSelf && bytes.IndexByte([]byte("\"'()<>"), text[i-1]) < 0 {
		i--
	}
	return bytes.Contains(text[i:start], []byte("://"))
}
