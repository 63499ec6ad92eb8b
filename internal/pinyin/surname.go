package pinyin

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// compound are surnames of two characters; the reading of their first one is not that of the character alone.
var compound = map[string]string{
	"欧阳": "ou yang", "上官": "shang guan", "司马": "si ma", "司徒": "si tu", "诸葛": "zhu ge", "尉迟": "yu chi", "万俟": "mo qi",
	"长孙": "zhang sun", "令狐": "ling hu", "皇甫": "huang fu", "慕容": "mu rong", "夏侯": "xia hou", "东方": "dong fang", "公孙": "gong sun",
	"端木": "duan mu", "百里": "bai li", "南宫": "nan gong", "单于": "chan yu", "澹台": "tan tai", "淳于": "chun yu", "申屠": "shen tu",
	"宇文": "yu wen", "呼延": "hu yan", "轩辕": "xuan yuan", "赫连": "he lian", "拓跋": "tuo ba", "独孤": "du gu", "钟离": "zhong li",
}

// single are surnames that are read otherwise than the character is elsewhere.
var single = map[rune]string{
	'单': "shan", '仇': "qiu", '曾': "zeng", '解': "xie", '查': "zha", '任': "ren", '盖': "ge", '区': "ou", '朴': "piao", '覃': "qin", '冼': "xian",
	'华': "hua", '缪': "miao", '乐': "yue", '员': "yun", '翟': "zhai", '宁': "ning", '那': "na", '种': "chong", '秘': "bi", '折': "she", '黑': "he",
	'纪': "ji", '柏': "bai", '葛': "ge", '哈': "ha", '祭': "zhai", '洗': "xian", '召': "shao", '撒': "sa", '车': "che", '尉': "wei", '宓': "mi",
	'卜': "bu", '牟': "mou", '曲': "qu", '石': "shi", '沈': "shen", '贾': "jia", '郗': "xi", '谌': "chen", '逄': "pang", '厘': "xi", '洪': "hong",
	'尹': "yin", '隗': "wei", '麹': "qu", '逯': "lu", '句': "gou", '不': "fou", '都': "du", '会': "gui", '从': "cong", '重': "chong", '行': "xing",
	'俞': "yu", '於': "yu", '藏': "zang", '晟': "cheng", '繁': "po", '乜': "nie", '佴': "nai", '瞿': "qu", '眭': "sui", '阚': "kan", '郏': "jia",
}

// Reading gives the syllables of a person's name as it is sorted: the surname as surnames are read, the rest as usual.
func Reading(name string) []string { return slices.Collect(read(name)) }

// read gives Reading one by one.
func read(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		surname := Surname(name)
		words := compound[surname]
		if words == "" {
			r, _ := utf8.DecodeRuneInString(surname)
			words = single[r]
		}
		rest := name
		if words != "" {
			rest = name[len(surname):]
		}
		for w := range strings.FieldsSeq(words) {
			if !yield(w) {
				return
			}
		}
		spell(rest)(yield)
	}
}

// Surname gives the surname with which a person's name begins: its first character, or two of a compound surname.
func Surname(name string) string {
	if surname := begin(name, 2); compound[surname] != "" {
		return surname
	}
	return begin(name, 1)
}

// begin gives the first n characters of a name.
func begin(name string, n int) string {
	end := 0
	for range n {
		_, size := utf8.DecodeRuneInString(name[end:])
		end += size
	}
	return name[:end]
}

// Initial gives the capital letter under which a person's name stands; "#" for a name that begins with none.
func Initial(name string) string {
	for word := range read(name) {
		if word[0] < 'a' || word[0] > 'z' {
			break
		}
		return strings.ToUpper(word[:1])
	}
	return "#"
}

// Key gives the reading of a name as one string: names with different keys are in the order of their keys.
func Key(name string) string { return strings.Join(Reading(name), " ") }

// Compare orders names by their reading, and those of one reading by their characters as Chinese dictionaries have them.
// Who sorts many makes their keys once and compares by this only where they are equal.
func Compare(a, b string) int {
	return cmp.Or(cmp.Compare(Key(a), Key(b)), byCharacter(a, b))
}

// byCharacter is the collation by pinyin of the Unicode CLDR, which tells tones apart.
func byCharacter(a, b string) int {
	c := collators.Get().(*collate.Collator) // not safe for several goroutines
	defer collators.Put(c)
	return cmp.Or(c.CompareString(a, b), cmp.Compare(a, b))
}

var collators = sync.Pool{New: func() any { return collate.New(language.MustParse("zh-u-co-pinyin")) }}

// Strokes gives the number of strokes of the first character of a name; 0 where it is not known.
func Strokes(name string) int {
	r, _ := utf8.DecodeRuneInString(name)
	n, _ := strconv.Atoi(strokes().of(r))
	return n
}
