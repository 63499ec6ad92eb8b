package pinyin

import (
	"regexp"
	"slices"
	"strconv"
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

func TestSurnames(t *testing.T) {
	for name, want := range map[string]string{
		"单国强": "S shan guo qiang 8", "仇志远": "Q qiu zhi yuan 4", "曾雪": "Z zeng xue 12", "解海燕": "X xie hai yan 13", "欧阳明": "O ou yang ming 8",
		"任某": "R ren mou 6", "尉迟安": "Y yu chi an 11", "王芳": "W wang fang 4", "Tom": "T tom 0", "": "#  0",
	} {
		got := Initial(name) + " " + strings.Join(Reading(name), " ") + " " + strconv.Itoa(Strokes(name))
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestCompare(t *testing.T) {
	names := []string{"曾雪", "张三", "单国强", "陈晨", "仇志远", "解海燕", "陈诚", "欧阳明", "李四"}
	slices.SortFunc(names, Compare)
	if got, want := strings.Join(names, " "), "陈晨 陈诚 李四 欧阳明 仇志远 单国强 解海燕 曾雪 张三"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Compare orders any names: it is antisymmetric, and only equal names are equal.
func FuzzCompare(f *testing.F) {
	f.Add("单国强", "仇志远")
	f.Add("", "\xff")
	f.Fuzz(func(t *testing.T, a, b string) {
		if Compare(a, b) != -Compare(b, a) || (Compare(a, b) == 0) != (a == b) {
			t.Errorf("%q, %q: %d, %d", a, b, Compare(a, b), Compare(b, a))
		}
	})
}
