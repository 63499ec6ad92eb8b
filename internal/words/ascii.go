package words

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"mingde/internal/problem"
)

// wide gives the Chinese mark for an ASCII one.
var wide = map[rune]string{',': "，", ';': "；", ':': "：", '?': "？", '!': "！", '(': "（", ')': "）", '.': "。"}

// ascii collects ASCII marks among Chinese characters, of which there is one finding for a whole text.
type ascii struct {
	edits []Edit
	first string
}

// finding makes the finding of all of them that stand in no other one.
func (a *ascii) finding(others []Finding) *Finding {
	var edits []Edit
	slices.SortStableFunc(a.edits, func(x, y Edit) int { return cmp.Compare(x.Start, y.Start) })
	for _, e := range a.edits {
		for len(others) > 0 && others[0].End <= e.Start {
			others = others[1:]
		}
		taken := len(edits) > 0 && e.Start < edits[len(edits)-1].End || len(others) > 0 && others[0].Start < e.End
		if !taken {
			edits = append(edits, e)
		}
	}
	if len(edits) == 0 {
		return nil
	}
	args := problem.Args{"count": strconv.Itoa(len(edits)), "right": edits[0].Text, "text": a.first}
	key := "rule." + RuleASCII.ID
	return &Finding{
		Start: edits[0].Start, End: edits[0].End, Rule: &RuleASCII, Severity: RuleASCII.Severity, Edits: edits,
		Message: problem.Text{Key: key, Args: args}, Hint: problem.Text{Key: key + ".hint", Args: args},
	}
}

// latin looks at an ASCII character that is not a control.
func (s *search) latin(i int, r rune) {
	switch {
	case isDigit(r):
		if !isDigit(s.r(i-1)) && !(s.r(i-1) == '.' && isDigit(s.r(i-2))) {
			s.number(i)
		}
	case r == ' ':
		s.space(i)
		if s.r(i+1) == ' ' || s.r(i+1) == '年' {
			s.unfilled(i)
		}
	case r == '-' && s.r(i+1) == '-':
		s.dashes(i)
	case r == '[':
		s.square(i)
	case in(r, "YZMDB") && s.r(i+1) == r:
		s.letters(i, r)
	case r == 'x' || r == 'X' || r == '_' || r == '*':
		s.blank(i, r)
	case r == 'N':
		s.letterFor(i)
		s.letters(i, r)
	case r == ',' || r == ';' || r == ':' || r == '?' || r == '!' || r == '.':
		s.halfMark(i, r)
	case r == '(':
		s.bracket(i)
	case r == '"':
		s.quotes++
		s.quote(i)
	case r == '{' || r == '$' || r == '<' || r == '&' || r == '\\':
		s.code(i, r)
	}
}

// halfMark takes an ASCII stop behind a Chinese character or mark.
func (s *search) halfMark(i int, r rune) {
	before, next := s.r(i-1), s.r(i+1)
	behindHan := isHan(before) || in(before, "”’）》")
	goesOn := isHan(next) || in(next, "“‘（《") || next == -1 || next == '\n' || next == ' ' && !isLetter(s.r(i+2)) || isStop(next)
	switch {
	case in(before, ",;:?!.") || in(next, ",;:?!."):
		s.halfRun(i)
	case r == '.' && behindHan && (isHan(next) && isHan(s.r(i+2)) || next == -1 || next == '\n'):
		s.half(i, r)
	case r != '.' && behindHan && (goesOn || isDigit(next) && r != ':'), r != '.' && r != ':' && isDigit(before) && isHan(next):
		s.half(i, r)
	}
}

// halfRun takes ASCII stops beside each other among Chinese characters: the same twice, or an ellipsis of dots.
func (s *search) halfRun(i int) {
	if in(s.r(i-1), ",;:?!.") {
		return
	}
	j := i
	for in(s.r(j), ",;:?!.") {
		j++
	}
	if !isHan(s.r(i-1)) || s.r(j) == '/' {
		return
	}
	run := s.slice(i, j)
	switch {
	case strings.Trim(run, ".") == "" && j-i >= 3:
		s.add(&RulePunctuation, "rule.punctuation", i, j, "……", true)
	case strings.Trim(run, run[:1]) == "" && !in(s.runes[i], "?!"):
		s.add(&RulePunctuation, "rule.punctuation", i, j, wide[s.runes[i]], true)
	case !strings.ContainsAny(run, "?!"):
		s.add(&RulePunctuation, "rule.punctuation.open", i, j, "", false)
	}
}

func (s *search) half(i int, r rune) {
	if isStop(s.r(i + 1)) { // doubled with a Chinese one
		s.add(&RulePunctuation, "rule.punctuation.open", i, i+2, "", false)
		return
	}
	if isStop(s.r(i - 1)) {
		return
	}
	s.ascii.add(s, i, wide[r])
}

func (a *ascii) add(s *search, i int, right string) {
	if len(a.edits) == 0 {
		a.first = s.slice(i, i+1)
	}
	a.edits = append(a.edits, Edit{s.pos(i), s.pos(i + 1), right})
}

// longestBracket is how far a bracket is looked for.
const longestBracket = 60

// bracket takes ASCII brackets around Chinese text, and tells of one that is not closed.
func (s *search) bracket(i int) {
	if !isHan(s.r(i-1)) && !isHan(s.r(i+1)) {
		return
	}
	chinese := false
	for j := i + 1; j < len(s.runes) && j < i+longestBracket; j++ {
		switch r := s.runes[j]; {
		case r == ')':
			if chinese {
				s.ascii.add(s, i, "（")
				s.ascii.add(s, j, "）")
			}
			return
		case r == '(' || r == '\n' || r < ' ':
			return
		case r == '）':
			s.add(&RuleUnpaired, "words.mixed-brackets", i, i+1, "（", false)
			return
		default:
			chinese = chinese || isHan(r)
		}
	}
	if end := s.r(min(len(s.runes), i+longestBracket)); chinese && end == -1 {
		s.add(&RuleUnpaired, "rule.unpaired-mark", i, i+1, "", false)
	}
}

// quote takes straight quotation marks around Chinese text: the first of two is the opening one.
func (s *search) quote(i int) {
	if !isHan(s.r(i+1)) && s.r(i+1) != '《' || s.r(i-1) == '=' || isLetter(s.r(i-1)) {
		return
	}
	for j := i + 1; j < len(s.runes) && j < i+longestBracket; j++ {
		switch s.runes[j] {
		case '"':
			if isHan(s.r(j+1)) && !isHan(s.r(i-1)) && s.quotes%2 == 0 { // it may be the closing one
				return
			}
			s.ascii.add(s, i, "“")
			s.ascii.add(s, j, "”")
			return
		case '\n', '“', '”':
			return
		}
	}
}

// joined are words of two characters that a blank is in by mistake.
var joined = strings.Fields("社区 志愿 活动 工作 服务 居民 群众 文明 开展 组织 党员 街道 网格 环境 卫生 宣传 教育 学习 健康 安全 文化 道德 精神 建设 参加 参与 进行 我们 大家 老人 儿童 家庭 邻里 知识 问题 提高 提升 推进 共同 积极 认真")

// space tells of a blank beside a Chinese mark or within a word.
func (s *search) space(i int) {
	before, next := s.r(i-1), s.r(i+1)
	switch {
	case (isHan(before) || isMark(before)) && in(next, "，。、；：？！”’）》"), in(before, "，。、；“‘（《") && (isHan(next) || isMark(next)):
		s.add(&RuleSpace, "rule.stray-space", i, i+1, "", true)
	case isHan(before) && isHan(next) && isHan(s.r(i-2)) && isHan(s.r(i+2)):
		for _, w := range joined {
			if strings.HasPrefix(w, string(before)) && strings.HasSuffix(w, string(next)) && s.unspaced(i) {
				s.add(&RuleSpace, "rule.stray-space", i-1, i+2, w, true)
				return
			}
		}
	}
}

// unspaced tells whether no other blank stands near i, as in a heading with blanks between its characters.
func (s *search) unspaced(i int) bool {
	return !strings.ContainsAny(s.slice(i-4, i)+s.slice(i+1, i+5), " 　\n|")
}
