package personal

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Minor is the name of a minor in a sentence that tells the age, the school or the class. One is young who is below fourteen: of these the
// law wants the guardian's consent. It is sure where the name is one beyond doubt, and the sentence says so right away.
type Minor struct {
	Name        Span
	Young, Sure bool
}

// Minors finds full names of minors in a text.
func Minors(text string) (all []Minor) {
	end := -1
	words(text, func(word Span, c class) {
		if c != child || word.Start < end {
			return
		}
		s := Sentence(text, word.Start)
		end = s.End
		if !nameNear(text[s.Start:s.End], Span{word.Start - s.Start, min(word.End, s.End) - s.Start}) {
			end = word.End // another word may be nearer
			return
		}
		p := plainOf(text, s)
		for _, m := range minorsIn(p.text) {
			m.Name = p.span(m.Name)
			all = append(all, m)
		}
	})
	return all
}

// nameNear tells whether a name may stand near a word: at the beginning of a run of Chinese characters, behind a cue, or right behind the word.
func nameNear(sentence string, word Span) bool {
	const before, behind = 60, 18 // bytes, in which it begins
	l := theLexicon()
	near := tailOf(sentence[:word.End], before) + headOf(sentence[word.End:], behind)
	last, at, free, ready := rune(-1), 0, true, true
	for i, c := range near {
		if free && in(&l.ends, c) && in(&l.starts, last) && l.pair(near[at:], i+utf8.RuneLen(c)-at) || in(&l.strange, c) || c == '·' {
			return true
		}
		free, ready = ready, !nameCharacter(c) || in(&l.cued, c) || c == '班' || c == '级' || c == '学' || c == '园'
		last, at = c, i
	}
	return longestIn(near, compounds) != ""
}

const (
	youngWords = `小学生?|幼儿园|小朋友|[一二三四五六1-6]年级|学前班|托班|[大中小]班|少先队员|红领巾|儿童|娃娃|小(?:记者|志愿者|主持人|讲解员|学员|选手|画家|歌手|演员|读者|书法家|作者|棋手|队员)|小?男孩|小?女孩|男童|女童|孩子|小姑娘`
	teenWords  = `初[一二三]|高[一二三]|[七八九7-9]年级|(?:初|高)?中学?生|中学|初中|高中|未成年人|学生|同学|少年|女生|男生`
	classWords = `(?:[（(]?[\d一二三四五六七八九十]{1,2}[)）]?班)?`
	roleWords  = `(?:学生|同学|小朋友|孩子|女孩|男孩|选手|队员|代表|队长|班长|中队长|大队长|小记者|领唱|团成员|成员|获得者|小?作者|名单|参赛者|讲解员|宣讲员|主持人|一等奖|二等奖|三等奖|朗诵者)*`
	leadWords  = `(?:[：:“"「、（(\s]|叫|名叫|有|是)*`
	number     = `(\d{1,2}|[一二两三四五六七八九十]{1,3})`
)

var (
	classBefore = lazily(`(?:(` + youngWords + `)|(` + teenWords + `)|[\d一二三四五六七八九][（(][\d一二三四五六七八九十]{1,2}[)）]班)` + classWords + `的?` + roleWords + leadWords + `$`)
	ageBefore   = lazily(number + `周?岁(?:大|半|多)?的?(?:小|的)?(?:女孩|男孩|姑娘|朋友|学生|小学生|初中生|高中生|少年|儿童|女童|男童|孩子|志愿者|记者|选手|外?孙[子女]|儿子|女儿|居民|娃)*` + leadWords + `$`)
	calledAfter = lazily(`^(?:小朋友|同学)`)
	classAfter  = lazily(`^[（(，,](?:(?:均|都|系|是)为?)?(?:男|女|[，,]|现|就读于|来自|[\p{Han}]{0,10})*?(?:(小学|幼儿园|[一二三四五六1-6]年级)|(中学|学校|初[一二三]|高[一二三]|[七八九7-9]年级))[\p{Han}\d（(]{0,8}(?:学生|同学|小朋友|班|年级|[）)]|初[一二三]|高[一二三])`)
	ageAfter    = lazily(`^(?:[，,（(](?:男|女|系|[\p{Han}]族)?)*[，,（(]?(?:今年|现年|刚满|才|只有|年仅|刚|还不到|不到|未满)*` + number + `周?岁`)
	bornAfterIt = lazily(`^[，,（(]?(?:男|女)?[，,]?(?:生于)?(20[12]\d)年`)
	learnsAfter = lazily(`^[，,]?(?:今年|现在|目前|正|还|是|系|就读于|在|于|来自|读|上|念)+[^，,。]{0,14}?(?:(小学|幼儿园|[一二三四五六1-6]年级)|(中学|学校|初[一二三]|高[一二三]|[七八九7-9]年级))[^，,。]{0,6}?(?:学生|同学|小朋友|读书|上学|就读|念书|上[一二三四五六七八九]年级|读[一二三四五六七八九初高]|年级|$)`)
	adultBefore = lazily(`(?:老师|教师|校长|园长|家长|主任|书记|[^小]志愿者|^志愿者|社工|医生|讲师|辅导员|教练|民警|主席|父亲|母亲|爸爸|妈妈|奶奶|爷爷|校医|保安|司机|馆长|专家|作家|教授)[：:“"「（(\s]*$`)
	adultAfter  = lazily(`^(?:老师|校长|教师|园长|主任|书记|副校长|教练|医生|叔叔|阿姨|爷爷|奶奶|教授|女士|先生|老人)`)
	teaches     = lazily(`^[^，,。]{0,14}(?:教书|任教|当老师|老师|校长|教师|支教|退休|讲课|授课|辅导员)`)
)

// minorsIn finds them in one sentence.
func minorsIn(sentence string) (all []Minor) {
	if strings.Contains(sentence, "大学") && !strings.Contains(sentence, "小学") {
		return nil
	}
	names := slices.DeleteFunc(Names(sentence), func(n Name) bool { return n.Bits < likely })
	for i, n := range names {
		m, ok := minorAt(sentence, n)
		if !ok && i > 0 && len(all) > 0 && all[len(all)-1].Name == names[i-1].Span && enumerated(sentence[names[i-1].End:n.Start]) &&
			!adultAfter().MatchString(sentence[n.End:]) {
			m, ok = all[len(all)-1], true
			m.Name = n.Span
		}
		if ok {
			m.Sure = m.Sure && n.Bits >= certain
			all = append(all, m)
		}
	}
	for i := len(names) - 2; i >= 0; i-- { // 甲、乙（均为实验小学学生）
		if slices.ContainsFunc(all, func(m Minor) bool { return m.Name == names[i].Span }) || adultBefore().MatchString(sentence[:names[i].Start]) {
			continue
		}
		k := slices.IndexFunc(all, func(m Minor) bool { return m.Name == names[i+1].Span })
		if k >= 0 && enumerated(sentence[names[i].End:names[i+1].Start]) {
			all = append(all, Minor{names[i].Span, all[k].Young, false})
		}
	}
	slices.SortStableFunc(all, func(a, b Minor) int { return a.Name.Start - b.Name.Start })
	return all
}

// minorAt tells whether what stands beside a name says that it is a minor's.
func minorAt(sentence string, n Name) (m Minor, ok bool) {
	const most = 120 // bytes
	before, after := tailOf(sentence[:n.Start], most), headOf(sentence[n.End:], most)
	if adultBefore().MatchString(before) || adultAfter().MatchString(after) {
		return m, false
	}
	m = Minor{Name: n.Span, Sure: true}
	for _, r := range []*regexp.Regexp{ageBefore(), ageAfter()} {
		text := before
		if r == ageAfter() {
			text = after
		}
		if found := r.FindStringSubmatch(text); found != nil {
			age := years(found[1])
			m.Young = age < 14
			return m, age > 0 && age < 18
		}
	}
	if found := bornAfterIt().FindStringSubmatch(after); found != nil && found[1] >= "2010" {
		m.Young, m.Sure = found[1] >= "2014", false
		return m, true
	}
	if found := classBefore().FindStringSubmatch(before); found != nil && !teaches().MatchString(after) {
		m.Young = found[1] != ""
		m.Sure = !strings.HasSuffix(found[0], "孩子") && !strings.HasSuffix(found[0], "学生") || m.Young
		return m, true
	}
	for _, r := range []*regexp.Regexp{classAfter(), learnsAfter()} {
		if found := r.FindStringSubmatch(after); found != nil && !teaches().MatchString(after) {
			m.Young = found[1] != ""
			return m, true
		}
	}
	if calledAfter().MatchString(after) {
		m.Young = strings.HasPrefix(after, "小朋友") || strings.Contains(sentence, "小学")
		m.Sure = m.Young
		return m, true
	}
	return m, false
}

// headOf and tailOf give the beginning and the end of a text, so many bytes and no part of a character.
func headOf(text string, most int) string {
	if len(text) > most {
		for !utf8.RuneStart(text[most]) {
			most--
		}
		text = text[:most]
	}
	return text
}

func tailOf(text string, most int) string {
	start := max(0, len(text)-most)
	for start < len(text) && !utf8.RuneStart(text[start]) {
		start++
	}
	return text[start:]
}

// years reads an age; 0 for none.
func years(text string) int {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	n, _ := small([]byte(text), 0)
	return n
}
