// Package pinyin writes Chinese in Latin letters: syllables for addresses and file names, and the reading of surnames. It
// does not know what is named.
package pinyin

import (
	"strings"
	"unicode/utf8"

	library "github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// phrases are words in which a character is not read as it is alone; the library knows single characters only. They are
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

// longestPhrase is how many characters the longest of phrases has.
const longestPhrase = 3

// Syllables gives the syllables of a name without tones, and its Latin words and numbers, in small letters: "4点半 Club" →
// 4 dian ban club. Everything else is left out.
func Syllables(name string) []string {
	args := library.NewArgs()
	var words []string
	open := false // the last word is Latin and may go on
	rest := strings.ToLower(norm.NFKC.String(name))
	for rest != "" {
		if syllables, after, ok := phrase(rest); ok {
			words, rest, open = append(words, syllables...), after, false
			continue
		}
		r, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			if !open {
				words = append(words, "")
			}
			words[len(words)-1] += string(r)
			open = true
			continue
		}
		open = false
		if syllable := library.SinglePinyin(r, args); len(syllable) > 0 {
			words = append(words, syllable[0])
		}
	}
	return words
}

func phrase(text string) (syllables []string, rest string, ok bool) {
	for _, p := range phrases {
		if after, found := strings.CutPrefix(text, p.word); found {
			return p.syllables, after, true
		}
	}
	return nil, text, false
}
