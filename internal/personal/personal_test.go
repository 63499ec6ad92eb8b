package personal

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// The numbers of identity here are those that are published as examples of the standard.
var cases = []struct {
	text string
	want string // kinds and masked numbers, in order
}{
	// GB 11643-1999
	{"11010519491231002X", "identity 110*************2X"},
	{"身份证440524188001010014。", "identity 440*************14"},
	{"440524198001010013", "identity 440*************13"},
	{"身份证号：110101202311012176，", "identity 110*************76"},
	{"11010519491231002x", "identity 110*************2X"},
	{"110105 19491231 002X", "identity 110*************2X"},
	{"110105-19491231-002x", "identity 110*************2X"},
	{"110105 1949 1231 002X", "identity 110*************2X"},
	{"11010519491231002 X", "identity 110*************2X"},
	{"110105\u00a019491231\u2009002X", "identity 110*************2X"},
	{"１１０１０５１９４９１２３１００２Ｘ", "identity 110*************2X"},
	{"１１０１０５１９４９１２３１００２ｘ", "identity 110*************2X"},
	{"1101０５1949１２３1002X", "identity 110*************2X"},
	{"两个：11010519491231002X 440524198001010013", "identity 110*************2X identity 440*************13"},
	{"11010519491231002X转110101202311012176", "identity 110*************2X identity 110*************76"},
	{"日期2026-06-18 110101202311012176", "identity 110*************76"},
	{"110101202311012171", "mistyped 110*************71"}, // a wrong check digit
	{"110101202313012171", ""},   // month 13
	{"110101202302302171", ""},   // the 30th of February
	{"990101202311012176", ""},   // no such region
	{"110101 202311 012171", ""}, // a wrong check digit, in groups
	{"11010519491231002", ""},
	{"1101052023110121761", ""},
	{"0110101202311012176", ""},
	{"A110101202311012176", ""},
	{"110101202311012176B", ""},
	{"0.110101202311012176", ""},
	{"35*************123", ""},
	{"350****2176", ""},
	{"3501021990****1234", ""},
	{"统一社会信用代码：110101202311012176", ""},
	{"91110000123456789X", ""},
	{"9152010066666666XQ", ""},
	// the old form
	{"110105491231002", "identity 110**********02"},
	{"旧证号110105491231002。", "identity 110**********02"},
	{"110105491331002", ""},
	{"注册号520100600123456", ""},
	{"营业执照编号 520100600123456", ""},
	{"867530900123456", ""}, // a device
	// mobile phones
	{"13812345678", "mobile 138******78"},
	{"电话13812345678。", "mobile 138******78"},
	{"电话：13812345678,13912345678", "mobile 138******78 mobile 139******78"},
	{"13812345678 13912345678", "mobile 138******78 mobile 139******78"},
	{"138 1234 5678", "mobile 138******78"},
	{"138-1234-5678", "mobile 138******78"},
	{"138 12345678", "mobile 138******78"},
	{"1381234 5678", "mobile 138******78"},
	{"1381 234 5678", "mobile 138******78"},
	{"138–1234–5678", "mobile 138******78"},
	{"138 1234 5678 139 1234 5678", "mobile 138******78 mobile 139******78"},
	{"+8613812345678", "mobile 138******78"},
	{"+86 138 1234 5678", "mobile 138******78"},
	{"+86-13812345678", "mobile 138******78"},
	{"86-138-1234-5678", "mobile 138******78"},
	{"(+86)13812345678", "mobile 138******78"},
	{"008613812345678", "mobile 138******78"},
	{"手机8613812345678", "mobile 138******78"},
	{"１３８１２３４５６７８", "mobile 138******78"},
	{"138　1234　5678", "mobile 138******78"},
	{"138－1234－5678", "mobile 138******78"},
	{"13812345678 X先生", "mobile 138******78"},
	{"13812345678@139.com", "mobile 138******78"},
	{"tel:13812345678", "mobile 138******78"},
	{"13812345678元旦值班", "mobile 138******78"},
	{"2026-06-18 13812345678", "mobile 138******78"},
	{"19912345678 16612345678 17412345678 17401234567", "mobile 199******78 mobile 166******78 mobile 174******78 mobile 174******67"},
	{"17952345678", "mobile 179******78"},
	{"15412345678 19412345678 16112345678 17413345678 14212345678", ""},
	{"12812345678", ""},
	{"1381234567", ""},
	{"138123456789", ""},
	{"138****5678", ""},
	{"0851-5550100", ""},
	{"0395-3128536，3313520，87016590", ""},
	{"08515550100", ""},
	{"12345 96210 400-820-8820 4008208820 95588", ""},
	{"蜀ICP备13022795号", ""},
	{"黔ICP备13812345678号A13812345678", "mobile 138******78"}, // no number of a filing has 11 digits
	{"川公网安备 51140202000112号", ""},
	{"13812345678元", ""},
	{"13812345678.50元", ""},
	{"￥13812345678", ""},
	{"0.13812345678", ""},
	{"1460000000000 1782000000 1782000000000", ""},
	{"20260618153000", ""},
	{"2026-06-18 15:30:00", ""},
	{"https://news.example.cn/a/13812345678.html?id=13812345678", ""},
	{"mmexport1381234567890.jpg", ""},
	{"6222-13812345678", ""},
	{"8613812345678", ""}, // without a sign it may be any number of 13 digits
	{"12 138 1234 5678 90", ""},
	{"176 13 7 196 2596 5692 45", ""},
	{"2026-06-15 2026-06-23 2026-06-24", ""},
	{"", ""},
	// disguises
	{"一三八一二三四五六七八", "mobile 138******78"},
	{"一三八一二三四五六七八〇", ""},
	{"电话一三八 一二三四 五六七八", "mobile 138******78"},
	{"电话138一二三四5678", "mobile 138******78"},
	{"周一13812345678一楼值班", "mobile 138******78"},
	{"1&#51;8&#x31;2345678", "mobile 138******78"},
	{"138&nbsp;1234&nbsp;5678", "mobile 138******78"},
	{"1\u200b3\u200b812345678", "mobile 138******78"},
	{"138.1234.5678", "mobile 138******78"},
	{"1381234.5678", ""},
	{"138 1234\n5678", "mobile 138******78"},
	{"138 1234\n\n5678", ""},
	{"（138）1234-5678", "mobile 138******78"},
	{"138**1234**5678", "mobile 138******78"},
	{"1 3 8 1 2 3 4 5 6 7 8", "mobile 138******78"},
	{"①③⑧①②③④⑤⑥⑦⑧", "mobile 138******78"},
	{"𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", "mobile 138******78"},
	{"联系电话：13 812 345 678", "mobile 138******78"},
	{"1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "mobile 138******78"},
	{"Tel13812345678", "mobile 138******78"},
	{"一一〇一〇五一九四九一二三一〇〇二X", "identity 110*************2X"},
	{"110105\n19491231\n002X", "identity 110*************2X"},
	{"身份证：110105.1949.1231.002x", "identity 110*************2X"},
	{"110101 20231101 2171", "mistyped 110*************71"},
	{"身份证11010519491231003X", "mistyped 110*************3X"},
	{"06 02-20 04-05 06-09 08-08 09-15 10-08\n1914 01-26 02-09 04-05 05-29 08-27", ""}, // dates of a table
	{"共1623417\n2014/05/17", ""},
	{"1663548    2157", ""},
	// cards
	{"6222020000000000000", "card 622**************00"},
	{"卡号6222 0200 0000 0000 000", "card 622**************00"},
	{"6222-0200-0000-0000-000", "card 622**************00"},
	{"订单6222020000000000000", ""},
	{"银行卡6222020000000000009", "card 622**************09"},
	{"4111 1111 1111 1111", "card 411***********11"},
	{"编号4111111111111111", ""},
	// dwellings
	{"家住3栋2单元501室的居民", "dwelling *栋*单元***室"},
	{"到望棠路2号501室看望", "dwelling *号***室"},
	{"三号楼二单元五零一", "dwelling *号楼*单元***"},
	{"A座1203室", "dwelling A座****室"},
	{"住址：望棠路2号", "dwelling 望棠路*号"},
	{"家住望棠路十四号", "dwelling 望棠路**号"},
	{"家住望棠路2号", "dwelling 望棠路*号"},
	{"地点：3号楼101室", ""},
	{"3号楼一楼活动室", ""},
	{"望棠路2号", ""},
	{"3栋2单元120户居民", ""},
	{"活动室设在3栋101室", ""},
	{"居委会工作人员到3栋2单元501室", "dwelling *栋*单元***室"},
	{"3栋101室（社区书屋）", ""},
	{"共有12栋360户", ""},
	// dates of birth
	{"出生日期：1952年3月4日", "birth 1952-**-**"},
	{"生于一九五二年三月二十四日", "birth 1952-**-**"},
	{"1952.3.4出生", "birth 1952-**-**"},
	{"出生日期19520304", "birth 1952-**-**"},
	{"1952年3月生", ""},
	{"发生于2026年3月4日", ""},
	{"党的生日2026年7月1日", ""},
	{"成立于2016年3月4日", ""},
	// mailboxes
	{"zhang.san@qq.com", "mailbox z***@qq.com"},
	{"邮箱：12345678@qq.com", "mailbox 1***@qq.com"},
	{"报名邮箱：zhenlong2020@163.com", ""},
	{"zlsqxxb@163.com wmb@example.gov.cn", ""},
}

func say(found []Number) string {
	names := map[Kind]string{
		Identity: "identity", Mistyped: "mistyped", Mobile: "mobile", Card: "card", Dwelling: "dwelling", Birth: "birth", Mailbox: "mailbox",
	}
	var words []string
	for _, n := range found {
		words = append(words, names[n.Kind]+" "+n.Masked())
	}
	return strings.Join(words, " ")
}

func TestFind(t *testing.T) {
	for _, c := range cases {
		if got := say(Find([]byte(c.text))); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

// What is found does not hang on the text that surrounds the line.
func TestFindAmong(t *testing.T) {
	var all strings.Builder
	var want []string
	for _, c := range cases {
		all.WriteString("文字\n" + c.text + "\n\n")
		if c.want != "" {
			want = append(want, c.want)
		}
	}
	if got := say(Find([]byte(all.String()))); got != strings.Join(want, " ") {
		t.Errorf("got %q", got)
	}
}

func TestCheckDigit(t *testing.T) {
	for _, number := range []string{"11010519491231002X", "440524188001010014", "110101202311012176"} {
		if got := checkDigit(number); got != number[17] {
			t.Errorf("%s: %c", number, got)
		}
	}
}

// slow finds the unseparated numbers of half-width digits in the obvious way.
func slow(text []byte) (all []string) {
	for i := 0; i < len(text); {
		j := i
		for j < len(text) && text[j] >= '0' && text[j] <= '9' {
			j++
		}
		if j-i == 18 && wellFormed(string(text[i:j])) && checkDigit(string(text[i:j])) == text[j-1] {
			all = append(all, string(text[i:j]))
		}
		i = max(j, i+1)
	}
	return all
}

// Numbers lie in the text, in order and apart, have the digits that stand there, and are found in the obvious way too.
func FuzzFind(f *testing.F) {
	for _, c := range cases {
		f.Add([]byte(c.text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		last := 0
		found := Find(text)
		for _, n := range found {
			if n.Start < last || n.End <= n.Start || n.End > len(text) {
				t.Fatalf("%+v after %d", n, last)
			}
			last = n.End
			if want := map[int]bool{11: n.Kind == Mobile, 15: n.Kind == Identity, 18: n.Kind == Identity || n.Kind == Mistyped}; n.Kind <= Mobile && !want[len(n.Digits)] {
				t.Fatalf("%+v", n)
			}
			if bytes.Contains(text[n.Start:n.End], []byte("\n\n")) || bytes.Contains(text[n.Start:n.End], []byte("。")) {
				t.Fatalf("%q", text[n.Start:n.End])
			}
			if masked := n.Masked(); masked == n.Digits || n.Kind <= Card && len(masked) != len(n.Digits) {
				t.Fatal(masked)
			}
			if again := Find([]byte(n.Digits)); n.Kind == Identity && (len(again) != 1 || again[0].Digits != n.Digits) {
				t.Fatalf("%s is not found again", n.Digits)
			}
		}
		if !utf8.Valid(text) || bytes.ContainsFunc(text, func(r rune) bool { return r != '\n' && (r < '0' || r > '9') }) {
			return
		}
		for _, number := range slow(text) {
			if !strings.Contains(say(found), "identity "+Number{Digits: number}.Masked()) {
				t.Fatalf("%s was passed over", number)
			}
		}
	})
}

func TestHomesAreOfHome(t *testing.T) {
	for _, w := range slices.Concat(homeLabels, homeWords) {
		if !ofHome([]byte(w)) {
			t.Errorf("%s is looked for in vain", w)
		}
	}
}

// A number of which nothing more is asked is none of anybody.
func TestBriefNumbers(t *testing.T) {
	m := maker{rand.New(rand.NewPCG(2026, 18))}
	seen := 0
	for i := range 4000 {
		text := []byte(negatives[i%len(negatives)].make(m))
		if i%2 == 0 {
			all := positives(m, i)
			text = []byte(all[i%len(all)].make(m))
		}
		for at := 0; at < len(text); at += width(text[at]) {
			if _, size, _ := digit(text, at); size == 0 {
				continue
			}
			if n := brief(text, at); n > 0 {
				run, end, digits := groups(text, at, nil)
				if found := inRun(text, run, digits, nil); found != nil || end != at+n {
					t.Errorf("%s: the number at %d is more than brief: %s", text, at, say(found))
				}
				seen++
			}
		}
	}
	if seen < 1000 {
		t.Errorf("%d brief numbers only", seen)
	}
}

func BenchmarkFind(b *testing.B) {
	text := []byte(strings.Repeat("6月18日，社区在广场包粽子1100个，180余人次参加，送到住户620个；联系电话0851-5550101。\n\n", 100))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if Find(text) != nil {
			b.Fatal("found")
		}
	}
}

// typical is a text of about 800 characters, as an entry has.
var typical = strings.Repeat("6月18日上午，望棠社区新时代文明实践站组织一场志愿服务活动，共有32名志愿者参加。大家分成三组，清理楼道里堆放的杂物，"+
	"为12户高龄老人理发、量血压，还把500份宣传单送到居民手里。“这样的活动贴心。”家住二楼的李奶奶说。\n\n"+
	"2026年以来，社区已开展此类活动一百多次，服务居民1.2万人次，学校的同学们也来帮忙。", 5)

func BenchmarkFindTypical(b *testing.B) {
	text := []byte(typical)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Find(text)
	}
}

func BenchmarkSigns(b *testing.B) {
	b.SetBytes(int64(len(typical)))
	b.ReportAllocs()
	for b.Loop() {
		Signs(typical)
	}
}
