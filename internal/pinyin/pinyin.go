// Package pinyin writes Chinese in Latin letters: syllables for addresses and file names, and the reading of surnames. It
// does not know what is named.
package pinyin

import (
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// phrases are words in which a character is not read as it is alone; the table knows single characters only. They are
// those that communities use in the names of series, festivals and events.
var phrases = []struct {
	word      string
	syllables []string
}{
	{"重阳", []string{"chong", "yang"}},
	{"重庆", []string{"chong", "qing"}},
	{"音乐", []string{"yin", "yue"}},
	{"乐队", []string{"yue", "dui"}},
	{"成长", []string{"cheng", "zhang"}},
	{"长者", []string{"zhang", "zhe"}},
	{"家长", []string{"jia", "zhang"}},
	{"楼长", []string{"lou", "zhang"}},
	{"楼栋长", []string{"lou", "dong", "zhang"}},
	{"银行", []string{"yin", "hang"}},
	{"行业", []string{"hang", "ye"}},
	{"调解", []string{"tiao", "jie"}},
	{"朝阳", []string{"chao", "yang"}},
}

// Syllables gives the syllables of a name without tones, and its Latin words and numbers, in small letters: "4点半 Club" →
// 4 dian ban club. Everything else is left out.
func Syllables(name string) []string { return slices.Collect(spell(name)) }

// spell gives Syllables one by one.
func spell(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		rest := strings.ToLower(norm.NFKC.String(name))
		for rest != "" {
			var words []string
			words, rest = first(rest)
			for _, w := range words {
				if !yield(w) {
					return
				}
			}
		}
	}
}

// first takes from a text that is not empty what is read together: a phrase, a Latin word, a character.
func first(text string) (words []string, rest string) {
	for _, p := range phrases {
		if after, found := strings.CutPrefix(text, p.word); found {
			return p.syllables, after
		}
	}
	if latin := len(text) - len(strings.TrimLeft(text, "abcdefghijklmnopqrstuvwxyz0123456789")); latin > 0 {
		return []string{text[:latin]}, text[latin:]
	}
	r, size := utf8.DecodeRuneInString(text)
	if syllable := readings().of(r); syllable != "" {
		words = []string{syllable}
	}
	return words, text[size:]
}
