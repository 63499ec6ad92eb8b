package check

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"mingde/internal/personal"
	"mingde/internal/pinyin"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// The rules of minors (Law on the Protection of Minors, articles 4 and 103; PIPL, article 31).
var (
	ruleMinorName     = problem.Rule{ID: "minor-name", Severity: problem.Error, Basis: basisMinor}
	ruleMinorPhoto    = problem.Rule{ID: "minor-photo", Severity: problem.Error, Basis: basisMinor}
	ruleMinorGuardian = problem.Rule{ID: "minor-guardian", Severity: problem.Error, Basis: basisMinor}
	ruleMinorFullName = problem.Rule{ID: "minor-full-name", Severity: problem.Error, Basis: basisMinor}
	ruleMinorSchool   = problem.Rule{ID: "minor-school", Severity: problem.Error, Basis: basisMinor}
)

var minorRules = []problem.Rule{ruleMinorName, ruleMinorPhoto, ruleMinorGuardian, ruleMinorFullName, ruleMinorSchool}

// minors checks what an entry tells of a minor. Of what nobody will see nothing is told.
func minors(s *Subject, it *showcase.Item, found report) {
	consent, minor, single := person(it.Entry)
	if !single || !minor || it.State.TakenBack() || it.State == showcase.Confidential {
		return
	}
	surname, masked := maskedName(it.Title)
	if it.Title != "" && !masked {
		found(ruleMinorName.At(it.At("title"), nil))
	}
	if consent != nil && consent.Guardian == "" {
		found(ruleMinorGuardian.At(it.At("consent"), nil))
	}
	pictures(it, func(at problem.Place) { found(ruleMinorPhoto.At(at, nil)) })
	look := func(text string, title bool, place func(offset, size int) problem.Place) {
		for _, m := range fullNames(text, surname) {
			if title {
				break // told above
			}
			p := ruleMinorFullName.At(place(m.start, m.end-m.start), problem.Args{"name": text[m.start:m.end]})
			if !m.sure {
				p.Severity = problem.Warning
			}
			found(p)
		}
		for _, m := range schools(text) {
			found(ruleMinorSchool.At(place(m.start, m.end-m.start), nil))
		}
	}
	texts(it.Entry, func(at *step, text string) {
		look(text, at.String() == "title", func(int, int) problem.Place { return it.At(at.String()) })
	})
	if text, place := s.body(it); !it.Blank && place != nil {
		look(text, false, place)
	}
}

// maskedName takes apart a name of the form 姓 + 某 or 某某, and tells whether it is of that form; of another name it gives
// the surname all the same.
func maskedName(name string) (surname string, masked bool) {
	name = strings.TrimSpace(name)
	surname = pinyin.Surname(name)
	given := name[len(surname):]
	return surname, surname != "" && (given == "某" || given == "某某")
}

// match is a part of a text, in bytes.
type match struct{ start, end int }

// fullName is a full name in a text, and whether it is one beyond doubt.
type fullName struct {
	match
	sure bool
}

// fullNames finds full names of the surname: the minor's, or that of a member of the family. Who stands there for a post is somebody else.
func fullNames(text, surname string) (all []fullName) {
	if surname == "" {
		return nil
	}
	for _, n := range personal.FullNames(text) {
		if strings.HasPrefix(text[n.Start:n.End], surname) && !personal.Helps(text, n.Start) {
			all = append(all, fullName{match{n.Start, n.End}, n.Sure()})
		}
	}
	return all
}

// schoolWords end the name of a school. 学校 alone says too little: it needs a word for what kind of school it is.
var schoolWords = []string{"小学", "中学", "幼儿园", "学校"}

// kindsOfSchool stand between a school's own name and 学校.
var kindsOfSchool = []string{"实验", "职业", "技工", "艺术", "外国语", "双语", "国际", "特殊教育", "民族", "中等专业", "寄宿制", "九年一贯制", "培智", "体育"}

// unnamed are words before a school that are no name of it.
var unnamed = []string{
	"走进", "回到", "来到", "进入", "前往", "离开", "附近", "所在", "当地", "本地", "一所", "各级", "全市", "全区", "全县", "希望", "乡村", "农村", "城里", "山区", "公办", "民办",
	"公立", "私立", "重点", "初级", "高级", "普通", "优质", "退休", "代表", "感谢", "联系", "辖区", "社区", "街道", "周边", "邻近", "对口", "名牌", "同一", "不同", "其他", "家长", "市民",
	"老年", "驾驶", "业余", "毕业", "就读", "放学", "义务", "考上", "考入", "考取", "升入", "开办", "创办", "结对", "多所", "几所", "那所", "这所", "我们", "他们", "她们", "子弟",
	"今年", "去年", "明年", "现在", "目前", "刚刚", "已经", "当时", "当年", "后来", "期间", "时候", "读完", "念完", "弟弟", "妹妹", "哥哥", "姐姐", "孩子", "儿子", "女儿", "孙子", "孙女",
	"同学", "学生", "老师", "父母", "家里", "自己", "大家", "初中", "小学", "幼儿",
}

// cutsName are characters that end what stands before a school's name.
const cutsName = "在于从到是读上入进去回来往离的了着和与及、为给对把被让向由至等所这那每各全本该某几个名位届任当教"

// schools finds schools that are named: 镇隆小学, 市第一中学, 望棠实验学校.
func schools(text string) (all []match) {
	for _, word := range schoolWords {
		for from := 0; ; {
			i := strings.Index(text[from:], word)
			if i < 0 {
				break
			}
			i += from
			from = i + len(word)
			if strings.HasPrefix(text[from:], "生") {
				continue // 小学生, 中学生
			}
			if name := schoolName(text[:i], word); name != "" {
				all = append(all, match{i - len(name), from})
			}
		}
	}
	for _, m := range shortSchool.FindAllStringSubmatchIndex(text, -1) {
		if start := m[2]; !slices.ContainsFunc(all, func(o match) bool { return o.start < m[3] && start < o.end }) {
			all = append(all, match{m[2], m[3]})
		}
	}
	return all
}

// shortSchool are the short names of schools, beside a word for a pupil's life: 在三中读初一.
var shortSchool = regexp.MustCompile(`([一二三四五六七八九十]{1,2}中|附小|附中|实小|[一二三四五六七八]小)(?:的学生|读|上|念|就读|初[一二三]|高[一二三]|[一二三四五六七八九]年级)`)

// schoolName gives the name that stands before the word for a school; "" where there is none.
func schoolName(before, word string) string {
	start := len(before)
	for start > 0 {
		r, size := utf8.DecodeLastRuneInString(before[:start])
		if !isHan(r) || strings.ContainsRune(cutsName, r) {
			break
		}
		start -= size
	}
	name := before[start:]
	own := name
	if word == "学校" {
		i := slices.IndexFunc(kindsOfSchool, func(kind string) bool { return strings.HasSuffix(name, kind) })
		if i < 0 {
			return ""
		}
		own = strings.TrimSuffix(name, kindsOfSchool[i])
	}
	if word == "小学" && strings.HasSuffix(own, "中") {
		return "" // 中小学
	}
	if utf8.RuneCountInString(own) < 2 || slices.Contains(unnamed, own) || strings.HasSuffix(own, "某") {
		return ""
	}
	if word != "学校" && utf8.RuneCountInString(own) < 4 && slices.ContainsFunc(unnamed, func(w string) bool { return strings.HasSuffix(own, w) }) {
		return ""
	}
	return name
}
