package figure

import (
	"math"
	"strings"
	"testing"
	"time"

	"mingde/internal/message"
	"mingde/internal/problem"
)

// accepted lists figures with their value, unit, whether they are approximate, and how they are printed; "" stands for
// as it was written.
var accepted = []struct {
	in, value, unit string
	approximate     bool
	printed         string
}{
	{"180", "180", "", false, ""},
	{"0", "0", "", false, ""},
	{"300余人次", "300", "人次", true, ""},
	{"近2000平方米", "2000", "平方米", true, ""},
	{"1.2万元", "12000", "元", false, ""},
	{"1,200份", "1200", "份", false, ""},
	{"三百多户", "300", "户", true, ""},
	{"45.6%", "45.6", "%", false, ""},
	{"达5000人", "5000", "人", false, ""},
	{"达300余人", "300", "人", true, ""},
	{"不足20户", "20", "户", true, ""},
	{"超过1.5亿元", "150000000", "元", true, ""},
	{"逾百人", "100", "人", true, ""},
	{"上千人次", "1000", "人次", true, ""},
	{"上百万元", "1000000", "元", true, ""},
	{"百余人", "100", "人", true, ""},
	{"十来个", "10", "个", true, ""},
	{"万余册", "10000", "册", true, ""},
	{"二十多万人次", "200000", "人次", true, ""},
	{"1200余万元", "12000000", "元", true, ""},
	{"300人以上", "300", "人", true, ""},
	{"500户左右", "500", "户", true, ""},
	{"300左右", "300", "", true, ""},
	{"三百二十户", "320", "户", false, ""},
	{"三百零二户", "302", "户", false, ""},
	{"三百〇二户", "302", "户", false, ""},
	{"一万二千人", "12000", "人", false, ""},
	{"一万零三百人", "10300", "人", false, ""},
	{"十二个", "12", "个", false, ""},
	{"一百一十二个", "112", "个", false, ""},
	{"两百份", "200", "份", false, ""},
	{"两千零二十五份", "2025", "份", false, ""},
	{"三亿二千万元", "320000000", "元", false, ""},
	{"二万三千亿元", "2300000000000", "元", false, ""},
	{"1.2万亿元", "1200000000000", "元", false, ""},
	{"3千5百人", "3500", "人", false, ""},
	{"3万5000余人", "35000", "人", true, ""},
	{"1亿2000万元", "120000000", "元", false, ""},
	{"零投诉", "0", "投诉", false, ""},
	{"12,345,678.25元", "12345678.25", "元", false, ""},
	{"0.000001吨", "0.000001", "吨", false, ""},
	{"３００余人次", "300", "人次", true, "300余人次"},
	{"１，２００份", "1200", "份", false, "1,200份"},
	{"４５．６％", "45.6", "%", false, "45.6%"},
	{" 近 2000 平方米 ", "2000", "平方米", true, "近2000平方米"},
	{"1 200 份", "1200", "份", false, "1,200份"},
	{"300㎡", "300", "平方米", false, "300平方米"},
	{"300 m2", "300", "平方米", false, "300平方米"},
	{"300平", "300", "平方米", false, "300平方米"},
	{"20方", "20", "立方米", false, "20立方米"},
	{"5千克", "5", "公斤", false, "5公斤"},
	{"5KG", "5", "公斤", false, "5公斤"},
	{"300余千瓦时", "300", "千瓦时", true, ""},
	{"3万千瓦时", "30000", "千瓦时", false, ""},
	{"三千米", "3000", "米", false, ""},
	{"上千米", "1000", "米", true, ""},
	{"5千字", "5000", "字", false, ""},
	{"3百分点", "3", "个百分点", false, "3个百分点"},
	{"9万亿", "9000000000000", "", false, ""},
}

func TestParseAccepts(t *testing.T) {
	for _, c := range accepted {
		f, p := Parse(c.in, "")
		if p != nil {
			t.Errorf("%q: refused as %s", c.in, p.Message.Key)
			continue
		}
		if c.printed == "" {
			c.printed = c.in
		}
		if f.Value() != c.value || f.Unit != c.unit || f.Approximate() != c.approximate || f.String() != c.printed {
			t.Errorf("%q: %s %q approximate %t, printed %q; want %s %q %t %q",
				c.in, f.Value(), f.Unit, f.Approximate(), f, c.value, c.unit, c.approximate, c.printed)
		}
		checkProperties(t, f)
	}
}

// refused lists texts that are no figures, with the sentence that says why.
var refused = map[mistake][]string{
	empty:      {"", "  ", "　"},
	tooLong:    {strings.Repeat("1", maxText+1)},
	noNumber:   {"人次", "许多人", "NaN", "+Inf", "共300人", "约"},
	aRange:     {"3-5", "3～5", "3—5人", "三五十", "三至五", "三至五户", "300人到500人", "两三百", "30人至50人次", "一二十户", "10-20%"},
	indefinite: {"数百人", "几十户", "十几个", "约数千人", "若干"},
	negative:   {"-5", "－5%", "−3", "负三"},
	ambiguous:  {"三百二", "三百五人", "两千五", "一万二", "3万5", "3万500"},
	badNumeral: {"1.2.3", "007", ".", "1.2万3千", "万3万", "三万二万", "三百零二十", "三百零", "一千零零五", "300余多人", "3万余千人",
		"三万多万", "5万万亿亿", "一百零十", "零百", "5亿12000万"},
	badCommas:  {"1,20份", "12,34", "1,2000", "1200,份", "3 5人", ",5"},
	tooPrecise: {"0.0000001", "1.2345678万"},
	tooLarge:   {"10万亿", "9223372036855", "99999999999999999999999"},
	badUnit:    {"3次5人", "2小时30分", "3/5", "三户二十人", "300（人）", "50名来自各个社区的新时代文明实践志愿者", "300、"},
	badSuffix:  {"300人以下", "300人左右以上", "300+", "十人之间"},
	needsPlace: {"上300人", "上三百人", "上1.2万"},
}

func TestParseRefuses(t *testing.T) {
	catalogue := message.For(message.English)
	for m, texts := range refused {
		for _, in := range texts {
			f, p := Parse(in, "人")
			if p == nil {
				t.Errorf("%q: taken as %s %q, want %s", in, f.Value(), f.Unit, m)
				continue
			}
			if p.Message.Key != "figure."+string(m) {
				t.Errorf("%q: %s, want figure.%s", in, p.Message.Key, m)
			}
			if p.Rule != "invalid-figure" || p.Severity != problem.Error || !f.IsZero() {
				t.Errorf("%q: %s %v, figure %q", in, p.Rule, p.Severity, f)
			}
		}
		if !catalogue.Has("figure."+string(m)) || !catalogue.Has("figure."+string(m)+".hint") {
			t.Errorf("%s has no sentence or no hint", m)
		}
	}
}

func TestRulesHaveSentences(t *testing.T) {
	for _, r := range Rules {
		for _, key := range []string{"", ".hint", ".about"} {
			if !message.For(message.Chinese).Has("rule." + r.ID + key) {
				t.Errorf("rule.%s%s is missing", r.ID, key)
			}
		}
	}
}

func TestFromTOML(t *testing.T) {
	for _, c := range []struct {
		in   any
		want string // the figure, or the key of the sentence
	}{
		{int64(180), "180"}, {int64(0), "0"}, {45.6, "45.6"}, {0.1, "0.1"}, {100.0, "100"}, {1e12, "1000000000000"},
		{"300余人次", "300余人次"},
		{int64(-1), "figure.negative"}, {-0.5, "figure.negative"}, {int64(math.MaxInt64), "figure.too-large"},
		{math.NaN(), "figure.no-number"}, {math.Inf(1), "figure.no-number"}, {1e300, "figure.too-long"},
		{1e-7, "figure.too-precise"},
		{true, "figure.not-a-figure"}, {time.Now(), "figure.not-a-figure"}, {[]any{int64(1)}, "figure.not-a-figure"},
		{nil, "figure.not-a-figure"},
	} {
		var f Figure
		got := ""
		if p := f.FromTOML(c.in, time.UTC); p != nil {
			got = p.Message.Key
		} else {
			got = f.String()
		}
		if got != c.want {
			t.Errorf("%v: %q, want %q", c.in, got, c.want)
		}
	}
}

func TestWithUnit(t *testing.T) {
	for _, c := range []struct{ in, unit, want, value string }{
		{"180", "人次", "180人次", "180"},
		{"180人", "人次", "180人", "180"},
		{"近300", "㎡", "近300平方米", "300"},
		{"300左右", "人", "300人左右", "300"},
		{"1.2万", "元", "1.2万元", "12000"},
		{"180", "万元", "180万元", "1800000"},
		{"180", "3号", "180", "180"}, {"180", "３号", "180", "180"}, {"180", "余人", "180", "180"}, {"180", "三人", "180", "180"},
		{"180", "", "180", "180"},
	} {
		f, p := Parse(c.in, c.unit)
		if p != nil || f.String() != c.want || f.Value() != c.value {
			t.Errorf("%s with %s: %s (%s), want %s (%s)", c.in, c.unit, f, f.Value(), c.want, c.value)
		}
	}
	if f := (Figure{}).WithUnit("人"); !f.IsZero() {
		t.Errorf("no figure with a unit is %q", f)
	}
}

func TestNumberLeavesTheUnitOut(t *testing.T) {
	for in, want := range map[string]string{"近2000平方米": "近2000", "300人以上": "300以上", "二十多万人": "二十多万"} {
		if f, _ := Parse(in, ""); f.Number() != want {
			t.Errorf("%s: %q, want %q", in, f.Number(), want)
		}
	}
}

// Every name of a unit is a unit itself, under its own name.
func TestUnitNamesAreStable(t *testing.T) {
	for written, name := range names {
		if got, m := canonical(name); got != name || m != noMistake {
			t.Errorf("%s is called %s, which is called %q (%s)", written, name, got, m)
		}
	}
}

func TestSummable(t *testing.T) {
	for unit, want := range map[string]bool{
		"人次": true, "": true, "元": true, "平方米": true, "小时": true, "个": true, "分钟": true,
		"%": false, "‰": false, "个百分点": false, "人均元": false, "元/月": false, "岁": false, "分": false, "每户": false,
	} {
		if Summable(unit) != want {
			t.Errorf("Summable(%q) = %t", unit, !want)
		}
	}
}

// checkProperties holds what is true of every figure: printing and reading it again changes nothing, neither does
// printing its value, and a sum of it alone has its value.
func checkProperties(t *testing.T, f Figure) {
	t.Helper()
	again, p := Parse(f.String(), "")
	if p != nil || again != f {
		t.Errorf("%q read again is %+v (%v), want %+v", f, again, p, f)
	}
	plain, p := Parse(f.Value(), "")
	if p != nil || plain.Compare(f) != 0 {
		t.Errorf("the value %s of %q read again is %s (%v)", f.Value(), f, plain.Value(), p)
	}
	var s Sum
	if !s.Add(f) || s.Value() != f.Value() || s.Unit() != f.Unit || s.Approximate() != f.Approximate() {
		t.Errorf("the sum of %q alone is %s", f, s)
	}
}

func FuzzParse(f *testing.F) {
	for _, c := range accepted {
		f.Add(c.in, "人次")
	}
	for _, texts := range refused {
		for _, in := range texts {
			f.Add(in, "平方米")
		}
	}
	f.Fuzz(func(t *testing.T, s, unit string) {
		fig, p := Parse(s, unit)
		if p != nil {
			if !fig.IsZero() || p.Rule != RuleInvalidFigure.ID {
				t.Errorf("%q: refused with %q as %s", s, fig, p.Rule)
			}
			return
		}
		checkProperties(t, fig)
	})
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		for _, in := range []string{"180", "300余人次", "近2000平方米", "一万零三百二十五户"} {
			if _, p := Parse(in, "人次"); p != nil {
				b.Fatal(in)
			}
		}
	}
}
