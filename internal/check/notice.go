package check

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"mingde/internal/calendar"
	"mingde/internal/entry"
	"mingde/internal/notice"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// The rules of public notices, beside those of their days (see rollRules).
var (
	ruleNoticeSays        = problem.Rule{ID: "notice-contradiction", Severity: problem.Error}
	ruleNoticeContact     = problem.Rule{ID: "notice-contact", Severity: problem.Warning}
	ruleNoticePart        = problem.Rule{ID: "notice-incomplete", Severity: problem.Warning}
	ruleResultMissing     = problem.Rule{ID: "result-missing", Severity: problem.Warning}
	ruleResultUnexplained = problem.Rule{ID: "result-unexplained", Severity: problem.Warning}
)

var noticeRules = []problem.Rule{ruleNoticeSays, ruleNoticeContact, ruleNoticePart, ruleResultMissing, ruleResultUnexplained}

// Said is one thing that an entry says of a public notice.
type Said struct {
	Claim notice.Claim
	Text  string // as it is written
	Place problem.Place
}

// notices notes what the texts of an entry say of public notices, to be compared with their fields, and looks at one that has no fields.
func (s *sight) notices() {
	s.texts(func(text string, place func(offset, size int) problem.Place) {
		for _, c := range notice.Claims(text) {
			s.said = append(s.said, Said{c, text[c.Start:c.End], place(c.Start, c.End-c.Start)})
		}
	})
	if titled(s.entry) {
		s.freeNotice()
	}
}

// titled tells whether an entry is a public notice by its title alone: those of rolls have fields.
func titled(e *entry.Entry) bool {
	title := strings.TrimSpace(e.Title)
	if i := strings.LastIndexAny(title, "（("); i > 0 {
		title = title[:i]
	}
	title = strings.TrimRight(title, "》”")
	return e.Roll() == nil && e.Model() == nil && strings.HasSuffix(strings.TrimSuffix(strings.TrimSuffix(title, "公告"), "通知"), notice.Word)
}

// signatures are words by which a notice asks who objects to give the name.
var signatures = []string{"实名", "真实姓名", "真实身份", "署名", "具名", "署真名", "真名", "盖章", "公章", "印章", "签名", "签字", "本人姓名", "姓名和联系"}

// acceptances are words by which a notice says who takes objections.
var acceptances = []string{"受理", "监督电话", "举报电话", "联系电话", "联系单位", "联系人", "反映", "反馈", "意见箱"}

// freeNotice looks for the parts of a notice in its body.
func (s *sight) freeNotice() {
	missing := func(part string) {
		s.found = append(s.found, told(ruleNoticePart.At(s.entry.At("title"), nil), "check.notice-without-"+part))
	}
	days := func(of Said) bool { return of.Claim.Kind < notice.Phone }
	switch {
	case !slices.ContainsFunc(s.said, days):
		missing("days")
	case s.entry.Blank:
		return
	}
	if !dialable(s.body) {
		missing("phone")
	}
	if !contains(s.body, acceptances) {
		missing("acceptance")
	}
	if !contains(s.body, signatures) {
		missing("signature")
	}
	s.within()
}

// within holds what a notice without fields says of its days against what it said first.
func (s *sight) within() {
	first := slices.IndexFunc(s.said, func(of Said) bool { return of.Claim.Kind == notice.Period && of.Claim.Link == "" })
	if first < 0 {
		return
	}
	from, to := s.said[first].Claim.From, s.said[first].Claim.To
	for _, of := range s.said[first+1:] {
		c := of.Claim
		if c.Kind == notice.Period && c.Link == "" && c.Number == 0 && (!sameDate(c.From, from) || !sameDate(c.To, to)) {
			args := problem.Args{"said": of.Text, "before": s.said[first].Text}
			s.found = append(s.found, told(ruleNoticeSays.At(of.Place, args), "check.notice-says-otherwise"))
		}
	}
}

func sameDate(a, b notice.Date) bool {
	return (a.Year == 0 || b.Year == 0 || a.Year == b.Year) && (a.Month == 0 || b.Month == 0 || a.Month == b.Month) && a.Day == b.Day
}

func contains(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

// dialable tells whether there is a number in a text that one can call: a hotline has five digits.
func dialable(text string) bool {
	run := 0
	for _, r := range text {
		switch {
		case '0' <= r && r <= '9' || '０' <= r && r <= '９':
			run++
		case strings.ContainsRune("-－—– ()（）", r) && run > 0:
			continue
		default:
			run = 0
		}
		if run >= 5 {
			return true
		}
	}
	return false
}

// notices checks a roll's public notice, and what an entry says of one.
func notices(s *Subject, it *showcase.Item, found report) {
	if it.State.TakenBack() || it.State == showcase.Confidential {
		return
	}
	if f := it.RollFields(); f != nil && f.Notice != nil {
		if it.Stage <= showcase.OnNotice { // of one that is over nothing can be mended
			noticeParts(s, it, f.Notice, found)
		}
		s.result(it, f.Notice, found)
	}
	said := s.sight(it).Said
	for _, of := range said {
		s.compare(it, of, found)
	}
	s.contacts(it, said, found)
}

// noticeParts looks for what a notice has to say, beside the fields that it must have.
func noticeParts(s *Subject, it *showcase.Item, n *entry.Notice, found report) {
	missing := func(field, part string, severity problem.Severity) {
		p := told(ruleNoticePart.At(it.At(field), nil), "check.notice-without-"+part)
		p.Severity = severity
		found(p)
	}
	if n.Phone != "" && !dialable(n.Phone) {
		missing("notice.phone", "phone", problem.Error)
	}
	if n.Acceptance != "" && hollow(n.Acceptance) {
		missing("notice.acceptance", "acceptance", problem.Error)
	}
	if n.Basis != "" && hollow(n.Basis) {
		missing("notice.basis", "basis", problem.Error)
	}
	if hollow(n.Requirement) && !s.bodyHas(it, func(body string) bool { return contains(body, signatures) }) {
		missing("notice", "signature", problem.Warning)
	}
	f := it.RollFields()
	if it.State == showcase.Public && it.Stage == showcase.OnNotice && len(f.Listed) == 0 && len(it.Attachments) == 0 && len(s.rounds[it.Key()]) == 0 &&
		!s.bodyHas(it, listsNames) {
		missing("notice", "names", problem.Warning)
	}
}

// bodyHas tells whether something is in the body of an entry.
func (s *Subject) bodyHas(it *showcase.Item, what func(string) bool) bool {
	if it.Blank {
		return false
	}
	text, _ := s.body(it)
	return what(text)
}

// listsNames tells whether a body may hold the names of candidates: in a table, a list or a row.
func listsNames(body string) bool {
	return strings.ContainsAny(body, "|、") || strings.Contains(body, "\n- ") || strings.HasPrefix(body, "- ") || strings.Contains(body, "\n1. ")
}

// hollow tells a text that says nothing: 无, 待定, 略.
func hollow(text string) bool {
	plain := strings.TrimFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.Contains([]string{"", "无", "略", "待定", "暂无", "另行通知", "见附件", "如上", "同上", "待补", "待补充", "没有"}, plain)
}

// overdue is after how many working days the result of a notice is missed.
const overdue = 10

// result looks for what came of a notice that is over. That there is none yet is told of today alone: of another day nobody can know.
func (s *Subject) result(it *showcase.Item, n *entry.Notice, found report) {
	if r := n.Result; r != nil {
		if r.Outcome == "objection" && hollow(r.Text) {
			found(ruleResultUnexplained.At(it.At("notice.result"), nil))
		}
		if r.Outcome == "no-objection" && objected(r.Text) {
			found(told(ruleResultUnexplained.At(it.At("notice.result"), nil), "check.result-contradicts"))
		}
		return
	}
	today := s.Site.Showcase.Options.AsOf
	if !s.Today || it.State != showcase.Public || n.To.IsZero() || n.To >= today {
		return
	}
	if days, _ := s.Site.Showcase.Workdays().Count(n.To.Add(1), today); days > overdue {
		found(ruleResultMissing.At(it.At("notice"), problem.Args{"to": n.To.String(), "days": strconv.Itoa(days)}))
	}
}

// objected tells whether what is said of a result tells of an objection that came in.
func objected(text string) bool {
	for _, clause := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("，。；,;", r) }) {
		none := contains(clause, []string{"无", "未", "没有", "不成立", "不属实", "零", "0条", "0件"})
		if !none && contains(clause, []string{"收到", "接到", "反映", "提出"}) && contains(clause, []string{"异议", "意见", "举报", "投诉", "反映"}) ||
			contains(clause, []string{"不上榜", "取消资格", "取消其", "不予", "撤下", "异议成立"}) && !contains(clause, []string{"没有", "无人"}) {
			return true
		}
	}
	return false
}

// roundOf tells of which roll's notice an entry speaks: that to which the sentence leads, a roll of itself, a model of its round; nil: of none that
// can be told.
func (s *Subject) roundOf(it *showcase.Item, c notice.Claim) *showcase.Item {
	own := it
	if f := it.Model(); f != nil {
		own = s.Site.Showcase.Find(entry.Roll.Folder() + "/" + f.Roll)
	} else if it.RollFields() == nil {
		own = nil
	}
	if c.Link != "" {
		file, _, _ := strings.Cut(c.Link, "#")
		own = s.Site.Showcase.Find(entry.Roll.Folder() + "/" + strings.TrimSuffix(path.Base(unescape(file)), entry.Extension))
	}
	if own == nil || own.State == showcase.Unreadable || own != it && own.State != showcase.Public {
		return nil
	}
	f := own.RollFields()
	if c.Number != 0 && c.Number != f.Number || c.Year != 0 && c.Year != f.Year {
		return nil
	}
	return own
}

// compare holds one thing that an entry says of a notice against the fields of the roll.
func (s *Subject) compare(it *showcase.Item, of Said, found report) {
	roll := s.roundOf(it, of.Claim)
	if roll == nil || roll.RollFields().Notice == nil {
		return
	}
	n := roll.RollFields().Notice
	if n.From.IsZero() || n.To < n.From {
		return // told elsewhere
	}
	if of.Claim.Kind == notice.Signed && roll != it {
		return
	}
	if s.holds(n, of.Claim) {
		weekdays(n, of, found)
		return
	}
	args := problem.Args{"said": of.Text, "from": n.From.String(), "to": n.To.String(), "file": roll.Path}
	p := ruleNoticeSays.At(of.Place, args)
	switch {
	case roll != it:
		p = told(p, "check.notice-says-elsewhere")
		p.Severity = problem.Warning
	case of.Claim.Kind == notice.Signed:
		p = told(p, "check.notice-signed-late")
	case of.Claim.Kind == notice.Length:
		days, _ := s.Site.Showcase.Workdays().Count(n.From, n.To)
		args["days"], args["all"] = strconv.Itoa(days), strconv.Itoa(int(n.To-n.From)+1)
		p = told(p, "check.notice-length-differs")
	case of.Claim.Kind == notice.Day:
		p.Severity = problem.Warning
	}
	found(p)
}

// weekdays holds the days of the week beside right dates against the calendar.
func weekdays(n *entry.Notice, of Said, found report) {
	check := func(d calendar.Day, written notice.Date) {
		if weekday := (int(d.Weekday())+6)%7 + 1; written.Weekday != 0 && written.Weekday != weekday {
			args := problem.Args{"said": of.Text, "date": d.String(), "weekday": "周" + string([]rune("一二三四五六日")[weekday-1])}
			found(told(ruleNoticeSays.At(of.Place, args), "check.notice-weekday"))
		}
	}
	switch of.Claim.Kind {
	case notice.Period:
		check(n.From, of.Claim.From)
		check(n.To, of.Claim.To)
	case notice.Begin:
		check(n.From, of.Claim.From)
	case notice.End:
		check(n.To, of.Claim.From)
	}
}

// holds tells whether something that is said of a notice may be so.
func (s *Subject) holds(n *entry.Notice, c notice.Claim) bool {
	switch c.Kind {
	case notice.Period:
		return is(n.From, c.From) && is(n.To, c.To)
	case notice.Begin:
		return is(n.From, c.From)
	case notice.End:
		return is(n.To, c.From)
	case notice.Ended:
		return is(n.To, c.From) || is(n.To.Add(1), c.From)
	case notice.Day:
		day, ok := dayOf(n.From, c.From)
		return !ok || n.From <= day && day <= n.To
	case notice.Signed:
		day, ok := dayOf(n.From, c.From)
		return n.Result != nil || !ok || day <= n.From
	case notice.Length:
		return s.lasts(n, c)
	}
	return true
}

// is tells whether a day is the date that is written, as far as that goes.
func is(d calendar.Day, written notice.Date) bool {
	return (written.Year == 0 || written.Year == d.Year()) && (written.Month == 0 || written.Month == d.Month()) && written.Day == d.MonthDay()
}

// dayOf gives the day of a date, in the year of another day where it has none.
func dayOf(about calendar.Day, d notice.Date) (calendar.Day, bool) {
	year := d.Year
	if year == 0 {
		year = about.Year()
		if about.Month() == 12 && d.Month == 1 {
			year++
		}
	}
	day := calendar.Date(year, d.Month, d.Day)
	return day, calendar.FirstYear <= year && year <= calendar.LastYear
}

// lasts tells whether a notice runs as long as is said. Days may be meant as working days.
func (s *Subject) lasts(n *entry.Notice, c notice.Claim) bool {
	working, known := s.Site.Showcase.Workdays().Count(n.From, n.To)
	all := int(n.To-n.From) + 1
	switch {
	case !known && c.Unit != notice.Days:
		return true
	case c.Unit == notice.WorkingDays:
		return working == c.N || c.Least && working > c.N
	case c.Unit == notice.Weeks:
		return c.Least && all >= 7*c.N || 7*c.N-2 <= all && all <= 7*c.N+1 || working == 5*c.N
	}
	return all == c.N || working == c.N || c.Least && all > c.N
}

// roundsOf gathers the models of each roll.
func roundsOf(items []*showcase.Item) map[string][]*showcase.Item {
	all := map[string][]*showcase.Item{}
	for _, it := range items {
		if f := it.Model(); f != nil && it.State != showcase.Unreadable {
			all[f.Roll] = append(all[f.Roll], it)
		}
	}
	return all
}
