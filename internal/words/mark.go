package words

import "strings"

// pairs are the marks that open and what closes each.
var pairs = map[rune]rune{'“': '”', '‘': '’', '（': '）', '《': '》', '〈': '〉', '【': '】', '〔': '〕', '「': '」', '『': '』'}

var closers = func() map[rune]rune {
	m := map[rune]rune{}
	for open, end := range pairs {
		m[end] = open
	}
	return m
}()

// stops are the marks of which no two stand beside each other.
const stops = "，。、；："

// isMark tells a Chinese mark of punctuation.
func isMark(r rune) bool {
	return in(r, "，。、；：？！“”‘’（）《》〈〉【】〔〕…—")
}

// mark looks at a character that is neither Han nor ASCII.
func (s *search) mark(i int, r rune) {
	switch {
	case in(r, stops):
		s.stop(i)
	case r >= '０' && r <= '９' || r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ':
		s.fullWidth(i)
	case in(r, "×＊＿○〇□Ｘ"):
		s.blank(i, r)
	case r == '\uFFFD':
		s.add(&RuleResidue, "words.broken", i, i+1, "", false)
	case r == '㎡':
		s.add(&RuleUnit, "rule.unit", i, i+1, "平方米", true)
	case r == '　' && isHan(s.r(i-1)) && isMark(s.r(i+1)):
		s.add(&RuleSpace, "rule.stray-space", i, i+1, "", false)
	}
}

// stop tells of marks that cannot stand beside each other.
func (s *search) stop(i int) {
	if in(s.r(i-1), stops) {
		return // told with the first
	}
	j := i + 1
	for in(s.r(j), stops) {
		j++
	}
	before := s.r(i - 1)
	switch {
	case j == i+1 && (in(before, "？！") || before == '…' && s.runes[i] == '。'):
		s.add(&RulePunctuation, "rule.punctuation", i-1, j, string(before), s.runes[i] == '。' || s.runes[i] == '，')
	case j > i+1:
		s.several(i, j)
	case isDigit(before) && isDigit(s.r(j)) && s.runes[i] == '。':
		s.add(&RulePunctuation, "rule.punctuation", i, j, ".", true)
	case in(before, "（《“【〔") && s.runes[i] != '：':
		s.add(&RulePunctuation, "rule.punctuation", i-1, j, string(before), true)
	case s.runes[i] == '、' && s.r(j) == '等' && !in(s.r(j+1), "待候级效距同于价比到腰高会") && (isHan(before) || isMark(before)):
		s.add(&RulePunctuation, "rule.punctuation", i, j+1, "等", true)
	case (before == -1 || before == '\n') && s.r(j) != -1 && i > 0 || i == 0 && len(s.runes) > 4:
		s.add(&RulePunctuation, "words.mark-first", i, j, "", true)
	}
}

// several tells of more than one stop in a row; the same one many times is one, or an ellipsis.
func (s *search) several(i, j int) {
	first, equal := s.runes[i], true
	for k := i; k < j; k++ {
		equal = equal && s.runes[k] == first
	}
	switch {
	case equal && first == '。' && j-i >= 3:
		s.add(&RulePunctuation, "rule.punctuation", i, j, "……", true)
	case equal:
		s.add(&RulePunctuation, "rule.punctuation", i, j, string(first), true)
	default:
		s.add(&RulePunctuation, "rule.punctuation.open", i, j, "", false)
	}
}

// fullWidth tells of a run of full-width digits or letters.
func (s *search) fullWidth(i int) {
	wide := func(r rune) bool {
		return r >= '０' && r <= '９' || r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ'
	}
	if wide(s.r(i - 1)) {
		return
	}
	var narrow strings.Builder
	j := i
	for ; wide(s.r(j)); j++ {
		narrow.WriteRune(s.runes[j] - '０' + '0')
	}
	if in(s.runes[i], "Ｘｘ") {
		s.blank(i, s.runes[i])
		return
	}
	s.add(&RuleFullWidth, "rule.full-width", i, j, narrow.String(), true)
}

// paragraph looks at the marks of the characters from i to j: which are not paired, and whether the last sentence ends.
func (s *search) paragraph(i, j int) {
	var open []int
	for k := i; k < j; k++ {
		r := s.runes[k]
		if r < 0x2018 {
			continue
		}
		if _, opens := pairs[r]; opens {
			open = append(open, k)
			continue
		}
		opener, closes := closers[r]
		if !closes {
			continue
		}
		n := len(open)
		switch {
		case n > 0 && s.runes[open[n-1]] == opener:
			open = open[:n-1]
		case n > 1 && s.runes[open[n-2]] == opener:
			s.unpaired(open[n-1])
			open = open[:n-2]
		case !s.numbers(k, i) && !s.apostrophe(k):
			s.unpaired(k)
		}
	}
	for _, k := range open {
		if !s.continued(k, j) {
			s.unpaired(k)
		}
	}
	s.lastStop(i, j)
}

func (s *search) unpaired(k int) {
	s.add(&RuleUnpaired, "rule.unpaired-mark", k, k+1, "", false)
}

// apostrophe tells a ’ that is no quotation mark.
func (s *search) apostrophe(k int) bool { return s.runes[k] == '’' && isLetter(s.r(k-1)) }

// numbers tells a bracket behind the number of an item: "1）", "一）" at the beginning of a line or an item.
func (s *search) numbers(k, begin int) bool {
	if s.runes[k] != '）' {
		return false
	}
	at := k - 1
	for at >= begin && (isDigit(s.runes[at]) || isNumeral(s.runes[at]) || isLetter(s.runes[at])) {
		at--
	}
	return at < k-1 && k-at <= 4 && (at < begin || s.runes[at] <= ' ' || in(s.runes[at], "，。；：　"))
}

// continued tells an opening quotation mark of a quotation that goes on in the next paragraph, which opens with one too.
func (s *search) continued(k, end int) bool {
	if !in(s.runes[k], "“‘") {
		return false
	}
	for end < len(s.runes) && (s.runes[end] <= ' ' || s.runes[end] == '　') {
		end++
	}
	return s.r(end) == s.runes[k]
}

// lastStop tells of a paragraph of several sentences, the last of which does not end.
func (s *search) lastStop(i, j int) {
	for j > i && (s.runes[j-1] <= ' ' || s.runes[j-1] == '　') {
		j--
	}
	if j-i < 30 || !isHan(s.runes[j-1]) {
		return
	}
	sentences, last := 0, i
	for k := i; k < j; k++ {
		switch s.runes[k] {
		case '。':
			sentences, last = sentences+1, k
		case '\n', '|':
			return
		}
	}
	if sentences > 0 && j-last > 8 {
		s.add(&RulePunctuation, "words.no-stop", j-1, j, s.slice(j-1, j)+"。", true)
	}
}
