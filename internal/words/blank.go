package words

import "strings"

// places are what a placeholder stands for the name or the number of.
const places = "社市区街县镇村乡年月日号路小某省局委单位公组同队中学期届次人名元"

// blank looks at a character that may stand for something not filled in: X × _ * ○ □.
func (s *search) blank(i int, r rune) {
	kind := blankKind(r)
	if blankKind(s.r(i-1)) == kind {
		return
	}
	j := i
	for blankKind(s.r(j)) == kind {
		j++
	}
	before, after := s.r(i-1), s.r(j)
	if s.partial(i, j, kind) || j-i > 40 {
		return
	}
	beside := isHan(before) || isHan(after) || in(before, "“《（：:，") || in(after, "”》）")
	if s.stands(i, j, kind, beside) {
		s.placeholder(i, j)
	}
}

// stands tells whether a run of one kind, from i to j, stands for something; beside: there is Chinese text at one of its ends.
func (s *search) stands(i, j int, kind rune, beside bool) bool {
	before, after, many := s.r(i-1), s.r(j), j-i >= 2
	digits := isDigit(before) || isDigit(after)
	switch kind {
	case 'x':
		if digits || isLetter(before) || isLetter(after) || in(before, "./-") || after == '.' {
			return false
		}
		return many && beside || !many && in(after, places) && (isHan(before) || before == -1 || isMark(before))
	case '×':
		if (isDigit(before) || before == ' ') && (isDigit(after) || after == ' ') {
			return false
		}
		return many || in(after, places) && !isDigit(before) || before == '“' && after == '”'
	case '*':
		return many && beside && !digits
	case '_':
		return many && (beside || isDigit(before)) || isDigit(before) && after == '年'
	case '○':
		return (many || after == '社' || after == '区') && (isHan(after) || isHan(before)) && !isNumeral(before) && !isNumeral(after)
	}
	return many && beside // □
}

// blankKind folds the forms of one placeholder.
func blankKind(r rune) rune {
	switch r {
	case 'x', 'X', 'Ｘ', 'ｘ':
		return 'x'
	case '×':
		return '×'
	case '*', '＊':
		return '*'
	case '_', '＿':
		return '_'
	case '○', '〇':
		return '○'
	case '□':
		return '□'
	}
	return 0
}

// partial tells of a year, a month or a number of which digits are missing: 20XX年, 201x, 202_年度.
func (s *search) partial(i, j int, kind rune) bool {
	k := i
	for isDigit(s.r(k - 1)) {
		k--
	}
	digits := s.slice(k, i)
	if (digits == "20" || digits == "19" || len(digits) == 3 && (digits[:2] == "20" || digits[:2] == "19")) &&
		!isLetter(s.r(j)) && !isDigit(s.r(j)) && (j-i+len(digits) == 4 || kind == '_' || s.r(j) == '年' || s.has(j, "级")) &&
		!(kind == '×' && isHan(s.r(j)) && s.r(j) != '年') && kind != '○' && !isLetter(s.r(k-1)) {
		s.placeholder(k, j)
		return true
	}
	return false
}

func (s *search) placeholder(i, j int) {
	s.add(&RulePlaceholder, "rule.placeholder", i, j, "", false)
}

// nameless tells of 某某 in place of the name of a place or an office; of a person it is how names are left out.
func (s *search) nameless(i int) {
	j := i
	for s.r(j) == '某' {
		j++
	}
	if _, office := s.hasAny(j, []string{"社区", "街道", "小区", "单位", "局", "市", "县", "镇", "村", "省", "区", "公司", "学校", "年", "月", "路"}); office && s.r(i-1) != '某' {
		s.placeholder(i, j)
	}
}

// entities are remains of HTML and of templates that somebody pasted.
var entities = []string{"&nbsp;", "&amp;", "&lt;", "&gt;", "&quot;", "&ldquo;", "&rdquo;", "&mdash;", "&middot;", "&#", "<br", "<p>", "</p>", "<div", "</div", "<span", "</span", "<b>", "</b>", "<font", "<%", "\\n", "\\r", "\\t", "\\u00"}

// code tells of what a template or a page was made of.
func (s *search) code(i int, r rune) {
	if opening := map[rune]string{'{': "{{", '$': "${"}[r]; opening != "" {
		closing := strings.Repeat("}", strings.Count(opening, "{"))
		if !s.has(i, opening) {
			return
		}
		for j := i + 2; j < len(s.runes) && j < i+40; j++ {
			if s.has(j, closing) {
				s.placeholder(i, j+len(closing))
				return
			}
		}
		return
	}
	if e, found := s.hasAny(i, entities); found {
		s.add(&RuleResidue, "words.code", i, i+len(e), "", false)
	}
}
