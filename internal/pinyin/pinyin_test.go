package pinyin

import (
	"regexp"
	"strings"
	"testing"
)

func TestSyllables(t *testing.T) {
	for name, want := range map[string]string{
		"道德讲堂": "dao de jiang tang", "重阳": "chong yang", "4点半课堂": "4 dian ban ke tang", "Book Club 读书会": "book club du shu hui",
		"ＡＢ１２": "ab12", "！": "", "": "", "先进楼栋长": "xian jin lou dong zhang", "少年成长音乐队": "shao nian cheng zhang yin yue dui",
	} {
		if got := strings.Join(Syllables(name), " "); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

var address = regexp.MustCompile(`^[a-z0-9]+$`)

func FuzzSyllables(f *testing.F) {
	f.Add("道德讲堂 2026")
	f.Add("\xff重")
	f.Fuzz(func(t *testing.T, name string) {
		for _, s := range Syllables(name) {
			if !address.MatchString(s) {
				t.Errorf("%q gives %q", name, s)
			}
		}
	})
}
