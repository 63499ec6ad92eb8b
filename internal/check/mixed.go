package check

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"mingde/internal/problem"
)

// ruleMixed tells of a file that is loaded into a page over an open connection, or from elsewhere.
var ruleMixed = problem.Rule{ID: "mixed-content", Severity: problem.Warning}

var mixedRules = []problem.Rule{ruleMixed}

// loaded finds what a page of a layout, or a stylesheet, loads over http: pictures, scripts, frames, stylesheets, fonts. A link that a
// reader follows is none.
var loaded = regexp.MustCompile(`(?i)\b(?:src|srcset|poster|data)\s*=\s*["']?(http://[^"'\s>]+)|<link\b[^>]*\bhref\s*=\s*["']?(http://[^"'\s>]+)|url\(\s*["']?(http://[^"')\s]+)|@import\s+["'](http://[^"']+)`)

// mixed looks at the layouts and static files that the site has of its own. A body cannot load anything from elsewhere.
func mixed(s *Subject, found report) {
	for _, file := range s.Own {
		switch strings.ToLower(path.Ext(file)) {
		case ".html", ".htm", ".css", ".svg":
		default:
			continue
		}
		src, err := s.Source(file)
		if err != nil || !bytes.Contains(src, []byte("http://")) {
			continue
		}
		text := string(src)
		for _, m := range loaded.FindAllStringSubmatchIndex(text, -1) {
			for g := 2; g < len(m); g += 2 {
				if m[g] >= 0 && !commented(text[:m[0]]) && !loadsNothing(text[m[0]:]) {
					found(ruleMixed.At(placeIn(file, text, 1, m[g], m[g+1]-m[g]), problem.Args{"address": text[m[g]:m[g+1]]}))
				}
			}
		}
	}
}

// commented tells whether a text ends within a comment.
func commented(before string) bool {
	return strings.LastIndex(before, "<!--") > strings.LastIndex(before, "-->") || strings.LastIndex(before, "/*") > strings.LastIndex(before, "*/")
}

// loadsNothing tells whether a text begins with a link element that loads nothing: rel=canonical.
func loadsNothing(text string) bool {
	tag, _, _ := strings.Cut(text, ">")
	return strings.HasPrefix(tag, "<link") && !strings.Contains(tag, "stylesheet") && !strings.Contains(tag, "icon") && !strings.Contains(tag, "load")
}
