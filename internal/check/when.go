package check

import (
	"strings"
	"unicode/utf8"

	"mingde/internal/calendar"
	"mingde/internal/figure"
	"mingde/internal/problem"
)

// dated is a date as it stands in a text: what was left out is 0.
type dated struct {
	year, month, day int
	weekday          int // 1 for Monday to 7 for Sunday
	start, end       int // the day of the week included
}

// dates holds the dates of a text against the calendar and against each other, and those of an event against its fields.
func (c *contradiction) dates(r *reading) {
	var all []dated
	for _, n := range r.numerals {
		if rest := r.text[n.end:]; strings.HasPrefix(rest, "日") && strings.HasSuffix(r.text[:n.start], "月") {
			if d, ok := dateAt(r.text, n); ok {
				all = append(all, d)
			}
		}
	}
	if len(all) == 0 {
		return
	}
	about := c.entry.Date.Day
	if f := c.entry.Event(); f != nil {
		about = f.Start.Day
		c.held(r, all)
	}
	if c.entry.Roll() != nil || c.entry.Model() != nil {
		return // told with their notices
	}
	for i, d := range all {
		if d.weekday > 0 {
			c.weekday(r, d, about)
		}
		if i > 0 {
			c.backwards(r, all[i-1], d)
		}
	}
}

// dateAt reads the date whose day is a number.
func dateAt(text string, n numeral) (d dated, ok bool) {
	day, bad := figure.Parse(text[n.start:n.end], "")
	if bad != nil {
		return d, false
	}
	before := strings.TrimSuffix(text[:n.start], "月")
	d.month, before = numberBefore(before, 2)
	if rest, found := strings.CutSuffix(before, "年"); found {
		d.year, rest = numberBefore(rest, 4)
		if d.year < 1900 {
			d.year = 0
		}
		if d.year > 0 {
			before = rest
		}
	}
	d.day, d.start, d.end = int(number(day)), len(before), n.end+len("日")
	if d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31 {
		return d, false
	}
	d.weekdayAround(text)
	return d, true
}

// numberBefore reads the number that a text ends in.
func numberBefore(text string, digits int) (n int, rest string) {
	i := len(text)
	for k := 0; k < digits && i > 0; k++ {
		r, size := utf8.DecodeLastRuneInString(text[:i])
		if !(r >= '0' && r <= '9' || r >= '０' && r <= '９' || isChineseNumeral(r)) {
			break
		}
		i -= size
	}
	f, bad := figure.Parse(text[i:], "")
	if bad != nil {
		return 0, text
	}
	return int(number(f)), text[:i]
}

var weekdayNames = []string{"一", "二", "三", "四", "五", "六", "日", "天"}

// weekdayAround reads the day of the week behind a date or before it: 6月18日（星期四）, 周四（6月18日）.
func (d *dated) weekdayAround(text string) {
	rest := text[d.end:]
	bracket := hasPrefix(rest, []string{"（", "(", "，", " "})
	rest = rest[len(bracket):]
	if week := hasPrefix(rest, []string{"星期", "礼拜", "周"}); week != "" {
		if w := weekdayOf(rest[len(week):]); w > 0 && hasPrefix(rest[len(week)+3:], []string{"年", "岁", "月", "至", "到", "、", "和", "—", "-", "起", "开始", "固定"}) == "" {
			d.weekday, d.end = w, d.end+len(bracket)+len(week)+3
			if bracket == "（" || bracket == "(" {
				d.end += len(hasPrefix(text[d.end:], []string{"）", ")"}))
			}
			return
		}
	}
	before := text[:d.start]
	if b := hasSuffix(before, []string{"（", "(", "，"}); b != "" && len(before) >= len(b)+6 {
		before = before[:len(before)-len(b)]
	}
	if len(before) >= 6 && hasSuffix(before[:len(before)-3], []string{"星期", "礼拜", "周"}) != "" && hasSuffix(before[:len(before)-3], []string{"每周", "上周", "下周", "每个星期"}) == "" {
		if w := weekdayOf(before[len(before)-3:]); w > 0 {
			d.weekday = w
		}
	}
}

// weekdayOf gives the number of a day of the week by its name, 0 for none.
func weekdayOf(text string) int {
	for i, name := range weekdayNames {
		if strings.HasPrefix(text, name) {
			return min(i+1, 7)
		}
	}
	return 0
}

// otherYear are words of a sentence that tells of another year than the next one.
var otherYear = newWordset([]string{"去年", "前年", "上年", "明年", "后年", "次年", "当年", "那年", "农历", "腊月", "正月"})

// weekday holds the day of the week against the date.
func (c *contradiction) weekday(r *reading, d dated, about calendar.Day) {
	from, to := sentenceAround(r.text, d.start)
	if d.year == 0 && (about.IsZero() || otherYear.in(r.text[from:to])) {
		return
	}
	day := nearest(d, about)
	right := (int(day.Weekday())+6)%7 + 1
	if day.IsZero() || right == d.weekday {
		return
	}
	args := problem.Args{"value": r.text[d.start:d.end], "date": day.String(), "weekday": "周" + weekdayNames[right-1]}
	c.found = append(c.found, told(ruleDiffers.At(r.place(d.start, d.end-d.start), args), "check.weekday-differs"))
}

// nearest gives the day of a date; without a year, that next to another day. There is no 31st of June.
func nearest(d dated, about calendar.Day) calendar.Day {
	year := d.year
	if year == 0 {
		year = about.Year()
		switch day := calendar.Date(year, d.month, d.day); {
		case day-about > 183:
			year--
		case about-day > 183:
			year++
		}
	}
	if year < calendar.FirstYear || year > calendar.LastYear {
		return 0
	}
	day := calendar.Date(year, d.month, d.day)
	if day.Month() != d.month {
		return 0
	}
	return day
}

// backwards tells of an end before its beginning, in two dates of one sentence: 从9月30日开始，9月28日结束.
func (c *contradiction) backwards(r *reading, a, b dated) {
	from, to := sentenceAround(r.text, a.start)
	if b.start >= to || b.start-a.end > 60 || a.year != b.year && b.year != 0 || b.month > a.month || b.month == a.month && b.day >= a.day || a.month-b.month > 8 {
		return
	}
	between, behind := r.text[a.end:b.start], r.text[b.end:min(to, b.end+18)]
	begins := hasSuffix(r.text[from:a.start], []string{"从", "自", "于"}) != "" || hasPrefix(between, []string{"开始", "起", "启动", "至", "到", "—", "－", "-", "开幕", "开班"}) != ""
	ends := hasPrefix(behind, []string{"结束", "止", "截止", "收官", "闭幕", "落幕", "结业", "完工", "收尾"}) != "" ||
		hasSuffix(between, []string{"至", "到", "—", "－", "-"}) != ""
	if !begins || !ends || hasAny(r.text[from:to], []string{"次年", "翌年", "第二年", "今年", "明年"}) {
		return
	}
	args := problem.Args{"value": r.text[b.start:b.end], "other": r.text[a.start:a.end]}
	c.found = append(c.found, told(ruleDiffers.At(r.place(b.start, b.end-b.start), args), "check.dates-backwards"))
}

// What tells that a date is the day of the event, and that it is of something else.
var (
	dayParts = []string{"上午", "下午", "早上", "早晨", "清晨", "清早", "一早", "中午", "傍晚", "晚上", "晚", "夜", "当天", "当日", "，", "在", "的"}
	holding  = newWordset([]string{"举行", "举办", "开展", "开讲", "开始", "启动", "开幕", "如期", "召开", "开赛", "开场", "上演", "活动现场", "活动当天", "走进", "组织"})
	besides  = newWordset([]string{
		"筹备", "准备", "报名", "通知", "商量", "协商", "动员会", "彩排", "排练", "起草", "决定", "此前", "之前", "提前", "前期", "早在", "截止", "截至", "公示", "讨论", "培训", "踩点",
		"推迟", "延期", "改期", "改到", "改在", "顺延", "期间", "后续", "随后", "预告", "曾", "前夕", "发布", "印发", "成立",
		"下周", "下月", "下个月", "上周", "上月", "上个月", "明天", "昨天",
	})
)

// held holds the day on which the first sentence with a date says that the event was held against its start. Where the start is not
// given it is the day of publication, which may be later.
func (c *contradiction) held(r *reading, all []dated) {
	f := c.entry.Event()
	if f.Start == c.entry.Date || f.Status != "" {
		return
	}
	last := max(f.End.Day, f.Start.Day)
	for _, d := range all {
		if day := nearest(d, f.Start.Day); day.IsZero() || f.Start.Day <= day && day <= last {
			return
		}
	}
	d := all[0]
	from, to := sentenceAround(r.text, d.start)
	sentence := r.text[from:to]
	lead := strings.TrimSpace(r.text[from:d.start])
	if hasPrefix(r.text[d.end:], dayParts) == "" && hasPrefix(r.text[d.end:], []string{"）", ")"}) == "" || len(lead) > 30 || !holding.in(sentence) || besides.in(sentence) || aside.in(sentence) || otherYear.in(sentence) {
		return
	}
	args := problem.Args{"value": r.text[d.start:d.end], "start": f.Start.Day.String()}
	c.found = append(c.found, told(ruleDiffers.At(r.place(d.start, d.end-d.start), args), "check.start-differs"))
}
