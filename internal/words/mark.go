package words

import "strings"

// closing gives the mark that closes what another one opens; 0 for one that opens nothing.
func closing(r rune) rune {
	switch r {
	case '“':
		return '”'
	case '‘':
		return '’'
	case '（':
		return '）'
	case '《', '〈', '【', '〔', '「', '『':
		return r + 1
	case '〖':
		return '〗'
	}
	return 0
}

// closes tells a mark that closes.
func closes(r rune) bool {
	switch r {
	case '”', '’', '）', '》', '〉', '】', '〕', '」', '』', '〗':
		return true
	}
	return false
}

// isStop tells the marks of which no two stand beside each other.
func isStop(r rune) bool {
	switch r {
	case '，', '。', '、', '；', '：':
		return true
	}
	return false
}

// isMark tells a Chinese mark of punctuation.
func isMark(r rune) bool {
	return isStop(r) || closing(r) != 0 || closes(r) || r == '？' || r == '！' || r == '…' || r == '—'
}

func isWide(r rune) bool {
	return r >= '０' && r <= '９' || r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ'
}

// mark looks at a character that is neither Han nor ASCII.
func (s *search) mark(i int, r rune) {
	switch {
	case isStop(r):
		if r == '。' {
			s.marks = append(s.marks, i)
		}
		s.stop(i)
	case closing(r) != 0 || closes(r):
		s.marks = append(s.marks, i)
		if r == '（' && !isHan(s.r(i+1)) {
			s.empty(i)
		}
		if r == '》' {
			s.titled(i)
		}
	case r == '？' || r == '！':
		s.shout(i)
	case r == '…':
		s.dots(i)
	case isWide(r):
		s.fullWidth(i)
	case blankKind(r) != 0:
		s.blank(i, r)
	case r == '\uFFFD':
		s.add(&RuleResidue, "words.broken", i, i+1, "", false)
	case r == '㎡':
		s.add(&RuleUnit, "rule.unit", i, i+1, "平方米", true)
	}
}

// stop tells of marks that cannot stand beside each other.
func (s *search) stop(i int) {
	before, after := s.r(i-1), s.r(i+1)
	switch {
	case isStop(before): // told with the first
	case isStop(after):
		s.several(i)
	case isHan(before) && isHan(after) && s.runes[i] != '、': // as nearly all are
	case before == '？' || before == '！' || before == '…' && s.runes[i] == '。':
		s.add(&RulePunctuation, "rule.punctuation", i-1, i+1, string(before), s.runes[i] == '。' || s.runes[i] == '，')
	case isDigit(before) && isDigit(after) && s.runes[i] == '。':
		s.add(&RulePunctuation, "rule.punctuation", i, i+1, ".", true)
	case before == '”':
		s.afterQuote(i)
	case before == '）' && s.r(i-2) == '。' && s.runes[i] == '。':
		s.add(&RulePunctuation, "rule.punctuation", i-2, i+1, "）。", true)
	case closing(before) != 0 && s.runes[i] != '：':
		s.add(&RulePunctuation, "rule.punctuation", i-1, i+1, string(before), true)
	case s.runes[i] == '、' && after == '等' && !in(s.r(i+2), "一待候级效距同于价比到腰高会") && (isHan(before) || isMark(before)):
		s.add(&RulePunctuation, "rule.punctuation", i, i+2, "等", true)
	case (before == -1 || before == '\n' && s.r(i-2) == '\n') && len(s.runes) > 4:
		s.add(&RulePunctuation, "words.mark-first", i, i+1, "", true)
	}
}

// several tells of more than one stop in a row; the same one many times is one, or an ellipsis.
func (s *search) several(i int) {
	first, equal, j := s.runes[i], true, i
	for ; isStop(s.r(j)); j++ {
		equal = equal && s.runes[j] == first
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
	if isWide(s.r(i - 1)) {
		return
	}
	var narrow strings.Builder
	j := i
	for ; isWide(s.r(j)); j++ {
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
	open := s.open[:0]
	sentences, last := 0, i
	for _, k := range s.marks {
		r := s.runes[k]
		n := len(open)
		switch {
		case r == '。':
			sentences, last = sentences+1, k
		case closing(r) != 0:
			open = append(open, k)
		case n > 0 && closing(s.runes[open[n-1]]) == r:
			open = open[:n-1]
		case n > 1 && closing(s.runes[open[n-2]]) == r:
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
	s.open, s.marks = open, s.marks[:0]
	if sentences > 0 {
		s.lastStop(last, j)
	}
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

// lastStop tells of a paragraph of several sentences, the last of which, behind the character at i, does not end.
func (s *search) lastStop(i, j int) {
	for j > i && (s.runes[j-1] <= ' ' || s.runes[j-1] == '　') {
		j--
	}
	if j-i <= 8 || !isHan(s.runes[j-1]) {
		return
	}
	for k := i; k < j; k++ {
		if s.runes[k] == '\n' || s.runes[k] == '|' {
			return
		}
	}
	s.add(&RulePunctuation, "words.no-stop", j-1, j, s.slice(j-1, j)+"。", true)
}
