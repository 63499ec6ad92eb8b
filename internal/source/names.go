package source

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// ignored tells what is no source and nobody's mistake: dot files and folders; files that editors keep beside the text
// (Emacs x~ #x#, Vim .x.swp and its write test 4913, temporaries, the owner files ~$x of Word and WPS) and those that
// systems put into folders.
func ignored(name string, folder bool) bool {
	if strings.HasPrefix(name, ".") {
		return true
	}
	if folder {
		return false
	}
	switch lower := asciiLower(name); lower {
	case "4913", "thumbs.db", "desktop.ini":
		return true
	default:
		return strings.HasSuffix(lower, "~") || strings.HasSuffix(lower, ".swp") || strings.HasSuffix(lower, ".tmp") ||
			strings.HasPrefix(lower, "~$") || len(lower) > 1 && lower[0] == '#' && lower[len(lower)-1] == '#'
	}
}

// printableName tells whether people and programs see the same name: UTF-8 without control characters, line separators,
// or invisible marks such as the ones that turn the direction of writing. (U+200D joins emoji and is harmless.)
func printableName(name string) bool {
	if plainName(name) {
		return true
	}
	if !utf8.ValidString(name) {
		return false
	}
	return !strings.ContainsFunc(name, func(r rune) bool {
		switch {
		case r < utf8.RuneSelf:
			return r < ' ' || r == 0x7f
		case r == '\u200d':
			return false
		}
		return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
	})
}

// plainName tells of most names at a glance that they hold nothing but letters, digits, _, . and -.
func plainName(name string) bool {
	for i := range len(name) {
		switch c := name[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', 'A' <= c && c <= 'Z', c == '_', c == '.', c == '-':
		default:
			return false
		}
	}
	return true
}

// printable writes a path so that it can stand in a message.
func printable(path string) string {
	if printableName(path) {
		return path
	}
	quoted := strconv.Quote(path)
	return quoted[1 : len(quoted)-1]
}

// portableName tells whether Windows takes the name ("Naming Files, Paths, and Namespaces", learn.microsoft.com): none of
// <>:"|?*\, no full stop or space at the end, no device name with or without an extension.
func portableName(name string) bool {
	if !plainName(name) && strings.ContainsAny(name, `<>:"|?*\`) || strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") {
		return false
	}
	base, _, _ := strings.Cut(name, ".")
	return !device(strings.TrimRight(base, " "))
}

func device(base string) bool {
	switch lower := asciiLower(base); lower {
	case "con", "prn", "aux", "nul", "conin$", "conout$":
		return true
	default:
		port, ok := strings.CutPrefix(lower, "com")
		if !ok {
			port, ok = strings.CutPrefix(lower, "lpt")
		}
		return ok && (len(port) == 1 && '0' <= port[0] && port[0] <= '9' || port == "¹" || port == "²" || port == "³")
	}
}

// Fold gives the same string for names that some disk or some browser takes for one: equal under NFC and case folding.
func Fold(name string) string {
	if ascii(name) {
		return asciiLower(name)
	}
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(name)))
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func asciiLower(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if 'A' <= b[i] && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}
