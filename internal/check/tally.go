package check

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"mingde/internal/figure"
	"mingde/internal/problem"
)

// tallies holds the numbers of a text against each other by arithmetic: parts against their whole, shares against what they are of.
func (c *contradiction) tallies(r *reading) {
	for i, n := range r.numerals {
		rest := r.text[n.end:]
		if len(rest) == 0 {
			return
		}
		if rest[0] == '%' || strings.HasPrefix(rest, "％") {
			c.share(r, i)
			continue
		}
		unit := unitOf(rest)
		if unit == "" {
			continue
		}
		if rest = rest[len(unit):]; leadsToParts(rest) {
			c.whole(r, i, unit)
		} else if totalled.ends(r.text[:n.start]) {
			c.total(r, i, unit)
		}
	}
}

// unitOf gives the first character of the unit behind a number; "" where the number is of a date, an hour, a place in a row, or of nothing.
func unitOf(rest string) string {
	if len(rest) < 3 || rest[0] < 0xE4 || rest[0] > 0xE9 {
		return "" // no Chinese character
	}
	switch rest[:3] {
	case "年", "月", "日", "号", "点", "时", "分", "周", "岁", "楼", "栋", "单", "室", "路", "届", "版", "级", "线", "天", "多", "余", "来", "后", "以", "至", "到", "和", "与", "的", "成", "倍", "秒":
		return ""
	}
	return rest[:3]
}

// alikeUnits tells whether two units count the same.
func alikeUnits(a, b string) bool {
	const persons = "人名位"
	return a == b || strings.Contains(persons, a) && strings.Contains(persons, b)
}

// leadsToParts tells whether parts of a number follow behind its unit: in brackets, after 其中, after a colon.
func leadsToParts(rest string) bool {
	for range 3 { // what is left of the unit, and what is counted: 23份提名
		if len(rest) < 3 {
			return false
		}
		if rest[0] < 0xE4 || rest[0] > 0xE9 { // no Chinese character
			return rest[0] == '(' || hasPrefix(rest, []string{"（", "：", "，其中", "，包括"}) != ""
		}
		rest = rest[3:]
	}
	return false
}

// part is a number that may be a part of another.
type part struct {
	least, most float64
	exact       bool
	unit        string
	gap         string // the text between the number before and this one
	end         int
}

// partAt reads a number with its unit.
func partAt(r *reading, n numeral, before int) (part, bool) {
	unit := unitOf(r.text[n.end:])
	start := approximated(r.text, n.start)
	f, bad := figure.Parse(r.text[start:n.end], "")
	if unit == "" || bad != nil || start < before {
		return part{}, false
	}
	p := part{exact: !f.Approximate(), unit: unit, end: n.end + len(unit), gap: r.text[before:start]}
	p.least, p.most = reach(f)
	return p, true
}

// crossing are words of parts that may overlap: a volunteer may be a party member, too.
var (
	overlapping = newWordset([]string{"党员", "志愿者", "女"})
	crossing    = newWordset([]string{"骨干", "代表", "干部", "退役", "团员", "少先队", "每", "平均", "人均", "最", "超", "以上", "以下", "新增", "同比", "约"})
)

// whole holds a number against the parts that follow it in its sentence.
func (c *contradiction) whole(r *reading, i int, unit string) {
	n := r.numerals[i]
	all, ok := partAt(r, n, 0)
	if !ok {
		return
	}
	_, to := sentenceAround(r.text, n.start)
	closed := false // the parts are all there are
	rest := r.text[all.end:to]
	if at := strings.IndexAny(rest, "（(：，"); at >= 0 && !strings.HasPrefix(rest[at:], "，") {
		closed = true
		for _, pair := range [...][2]string{{"（", "）"}, {"(", ")"}} {
			if strings.HasPrefix(rest[at:], pair[0]) {
				k := strings.Index(rest, pair[1])
				if k < 0 {
					return
				}
				to = all.end + k
			}
		}
	}
	var parts []part
	least, most, exact := 0.0, 0.0, all.exact
	for before := all.end; i+1 < len(r.numerals) && r.numerals[i+1].start < to; i++ {
		p, ok := partAt(r, r.numerals[i+1], before)
		if !ok || len(parts) > 0 && !alikeUnits(p.unit, parts[0].unit) || len(p.gap) > 45 || overlapping.in(p.gap) || crossing.in(p.gap) || len(parts) > 0 && !strings.ContainsAny(p.gap, "、，,；和") {
			break
		}
		parts = append(parts, p)
		least, most, exact = least+p.least, most+p.most, exact && p.exact
		before = p.end
	}
	if len(parts) < 2 {
		return
	}
	tail := r.text[parts[len(parts)-1].end:to]
	wrong := false
	switch same := alikeUnits(parts[0].unit, unit); {
	case same && least > all.most:
		wrong = true
	case !closed || !exact || len(parts) < 3 || strings.Contains(tail, "等") || strings.Contains(r.text[all.end:to], "其中") || len(r.numerals) > i+1 && r.numerals[i+1].start < to:
	case same:
		wrong = least != all.least && least >= 0.9*all.least
	default:
		wrong = least != all.least && math.Abs(least-all.least) <= 0.05*all.least
	}
	if wrong {
		c.tellSum(r, n, all.end, least)
	}
}

// totalled are the ends of words that lead to a total.
var totalled = edgesLast([]string{"共", "共计", "共有", "合计", "总计"})

// total holds a number against the parts that stand before it: 男30人、女40人，共80人.
func (c *contradiction) total(r *reading, i int, unit string) {
	n := r.numerals[i]
	if c.sexes(r, i, unit) {
		return
	}
	lead := hasSuffix(r.text[:n.start], []string{"共计", "共有", "一共", "总共", "合计", "总计", "共"})
	if lead == "" || !endsClause(strings.TrimPrefix(r.text[n.end+len(unit):], "次")) {
		return
	}
	head := strings.TrimSuffix(r.text[:n.start], lead)
	head = strings.TrimSuffix(strings.TrimSuffix(head, "一"), "总")
	if !strings.HasSuffix(head, "，") && !strings.HasSuffix(head, "、") && !strings.HasSuffix(head, "）") {
		return
	}
	from, _ := sentenceAround(r.text, n.start)
	all, ok := partAt(r, n, 0)
	if !ok || !all.exact {
		return
	}
	var parts []numeral
	for k := i - 1; k >= 0 && r.numerals[k].start >= from; k-- {
		parts = append(parts, r.numerals[k])
	}
	slices.Reverse(parts)
	sum, before := 0.0, from
	for k, one := range parts {
		p, ok := partAt(r, one, before)
		if !ok || !p.exact || !alikeUnits(p.unit, unit) || crossing.in(p.gap) || k > 0 && !standsApart(p.gap) {
			return
		}
		sum, before = sum+p.least, p.end
	}
	if len(parts) > 1 && sum != all.least && sum >= 0.7*all.least && !isBeside(r.text[from:n.start], 0, 0) && len(r.text[before:n.start]) <= 30 {
		c.tellSum(r, n, all.end, sum)
	}
}

// sexes tells of a total that is not that of the men and the women before it: 男30女40共80人.
func (c *contradiction) sexes(r *reading, i int, unit string) bool {
	if i < 2 || !isPerson(unit) {
		return false
	}
	men, women, all := r.numerals[i-2], r.numerals[i-1], r.numerals[i]
	first, second := r.text[men.end:women.start], r.text[women.end:all.start]
	male := hasSuffix(r.text[:men.start], []string{"男", "男性", "男士", "男生"}) != ""
	if !male || len(first) > 15 || len(second) > 15 || hasSuffix(first, []string{"女", "女性", "女士", "女生"}) == "" {
		return false
	}
	var values [3]float64
	for k, n := range [...]numeral{men, women, all} {
		f, bad := figure.Parse(r.text[n.start:n.end], "")
		if bad != nil || f.Approximate() {
			return false
		}
		values[k] = number(f)
	}
	if values[0]+values[1] != values[2] {
		c.tellSum(r, all, all.end+len(unit), values[0]+values[1])
	}
	return true
}

// standsApart tells whether what stands between two numbers only leads to the next item of a row.
func standsApart(gap string) bool {
	gap = strings.TrimPrefix(gap, "次")
	most := 8 * 3
	if i := strings.Index(gap, "、"); i < 0 {
		most = 4 * 3
	}
	return len(gap) <= most+3 && strings.ContainsAny(gap, "、，")
}

func (c *contradiction) tellSum(r *reading, n numeral, end int, sum float64) {
	args := problem.Args{"value": r.text[n.start:end], "sum": strconv.FormatFloat(sum, 'f', -1, 64)}
	c.found = append(c.found, told(ruleDiffers.At(r.place(n.start, end-n.start), args), "check.sum-differs"))
}

// growth are words of a sentence whose share is of a change.
var growth = newWordset([]string{"增", "升", "降", "减", "同比", "环比", "提高", "比上", "翻", "下滑", "折", "其余", "剩"})

// share holds a share against the two numbers of its sentence that it is of: 2596户占5692户的45.6%.
func (c *contradiction) share(r *reading, i int) {
	n := r.numerals[i]
	before := r.text[:n.start]
	lead := trimJoints(strings.TrimSuffix(strings.TrimSuffix(before, "约"), "近"))
	if hasSuffix(lead, []string{"的", "占", "占比", "率", "比例", "比"}) == "" {
		return
	}
	from, to := sentenceAround(r.text, n.start)
	sentence := r.text[from:to]
	if strings.Count(sentence, "%")+strings.Count(sentence, "％") != 1 || growth.in(sentence) {
		return
	}
	var pair []part
	for _, one := range r.numerals {
		if one.start < from || one.start >= to || one == n {
			continue
		}
		if p, ok := partAt(r, one, 0); ok {
			pair = append(pair, p)
		}
	}
	if len(pair) != 2 || !alikeUnits(pair[0].unit, pair[1].unit) || !pair[0].exact || !pair[1].exact {
		return
	}
	f, bad := figure.Parse(r.text[n.start:n.end]+"%", "")
	least, most := min(pair[0].least, pair[1].least), max(pair[0].least, pair[1].least)
	if bad != nil || most == 0 || f.Approximate() {
		return
	}
	written := r.text[n.start:n.end]
	slack := 1.0 // of the last digit: who cuts off is right, too
	if _, decimals, ok := strings.Cut(written, "."); ok {
		slack = math.Pow(10, -float64(len(decimals)))
	}
	if strings.HasSuffix(before, "约") || strings.HasSuffix(before, "近") || hasPrefix(strings.TrimLeft(r.text[n.end:], "%％"), []string{"以上", "左右"}) != "" {
		slack = 5
	}
	right := 100 * least / most
	inverted := pair[0].least < pair[1].least && strings.Contains(r.text[pair[0].end:pair[1].end], "中的")
	if math.Abs(right-number(f)) > slack+1e-9 && number(f) <= 100 || inverted {
		args := problem.Args{"value": written + "%", "part": trim(least), "all": trim(most), "share": trim(math.Round(10*right)/10) + "%"}
		p := told(ruleDiffers.At(r.place(n.start, n.end-n.start+1), args), "check.share-differs")
		if inverted {
			p = p.WithMessage("check.share-inverted")
		}
		c.found = append(c.found, p)
	}
}

func trim(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// votes holds the votes of a meeting against those who were there, and these against those who were called.
func (c *contradiction) votes(r *reading) {
	all := r.claims
	last := -1 // who were there
	for i, one := range all {
		if one.topic == present {
			last = i
			if i > 0 && all[i-1].topic == eligible && all[i-1].sentence == one.sentence && number(one.value) > number(all[i-1].value) && !one.value.Approximate() {
				args := problem.Args{"value": r.text[one.start:one.end], "other": all[i-1].value.String()}
				c.found = append(c.found, told(ruleDiffers.At(r.place(one.start, one.end-one.start), args), "check.present-exceeds"))
			}
		}
		if one.topic < inFavour || last < 0 || i > 0 && all[i-1].topic >= inFavour {
			continue
		}
		sum, k := 0.0, i
		seen := [abstained + 1]bool{}
		for ; k < len(all) && all[k].topic >= inFavour && !seen[all[k].topic]; k++ {
			sum += number(all[k].value)
			seen[all[k].topic] = true
		}
		there := number(all[last].value)
		whole := seen[inFavour] && seen[against] && seen[abstained]
		_, to := sentenceAround(r.text, one.start)
		spoiled := hasAny(r.text[all[last].start:to], []string{"无效", "废票", "作废", "未投", "收回", "有效票"})
		if sum > there || whole && sum != there && !spoiled {
			end := all[k-1].end
			args := problem.Args{"value": trim(sum), "other": all[last].value.String()}
			c.found = append(c.found, told(ruleDiffers.At(r.place(one.start, end-one.start), args), "check.votes-differ"))
		}
	}
}

// rounds holds the numbers of the series, 第21期 and 第三届, against those of the fields.
func (c *contradiction) rounds(texts ...*reading) {
	f := c.entry.Event()
	type other struct {
		r          *reading
		start, end int
		value      string
		want       int
		field      string
	}
	var wrong []other
	for _, r := range texts {
		for from := 0; ; {
			i := strings.Index(r.text[from:], f.Series)
			if i < 0 {
				break
			}
			start, end := from+i, from+i+len(f.Series)
			from = end
			rank, at, size := rankBehind(r.text, end)
			if rank.n == 0 {
				rank, at, size = rankBefore(r.text, start)
			}
			want, field := f.Session, "session"
			if rank.unit == "届" {
				want, field = f.Edition, "edition"
			}
			if rank.n == 0 || want == 0 {
				continue
			}
			if rank.n == want {
				return // the others are those before
			}
			if a, z := sentenceAround(r.text, start); !aside.in(r.text[a:z]) && !hasAny(r.text[a:z], []string{"前身", "从第", "自第", "下期"}) {
				wrong = append(wrong, other{r, at, at + size, r.text[at : at+size], want, field})
			}
		}
	}
	if len(wrong) > 0 {
		w := wrong[0]
		args := problem.Args{"value": w.value, "field": w.field, "other": strconv.Itoa(w.want)}
		c.found = append(c.found, told(ruleDiffers.At(w.r.place(w.start, w.end-w.start), args), "check.round-differs"))
	}
}

// rank is a place in a row: 第21期.
type rank struct {
	n    int
	unit string
}

// rankUnits are what sessions and editions are counted in.
var rankUnits = []string{"期", "讲", "课", "届", "场"}

// rankBehind reads a rank that a text has at an offset.
func rankBehind(text string, at int) (rank, int, int) {
	start := at
	rest := strings.TrimLeft(text[at:], " （(”》·：:")
	start += len(text[at:]) - len(rest)
	return rankOf(text, start)
}

// rankBefore reads a rank that ends at an offset.
func rankBefore(text string, end int) (rank, int, int) {
	head := strings.TrimRight(text[:end], " “《·")
	i := strings.LastIndex(head[max(0, len(head)-24):], "第")
	if i < 0 {
		return rank{}, 0, 0
	}
	start := max(0, len(head)-24) + i
	r, at, size := rankOf(text, start)
	if r.n > 0 && at+size != len(head) {
		return rank{}, 0, 0
	}
	return r, at, size
}

// rankOf reads a rank at an offset.
func rankOf(text string, start int) (rank, int, int) {
	rest, ok := strings.CutPrefix(text[start:], "第")
	if !ok {
		return rank{}, 0, 0
	}
	size := 0
	for size < len(rest) {
		r, n := utf8.DecodeRuneInString(rest[size:])
		if !(r >= '0' && r <= '9' || isChineseNumeral(r)) {
			break
		}
		size += n
	}
	unit, _ := cutAny(rest[size:], rankUnits)
	f, bad := figure.Parse(rest[:size], "")
	if size == 0 || unit == "" || bad != nil {
		return rank{}, 0, 0
	}
	return rank{int(number(f)), unit}, start, len("第") + size + len(unit)
}
