package check

import (
	"slices"
	"strings"
	"unicode/utf8"

	"mingde/internal/personal"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// ruleNotHonoured finds the name of a candidate whose notice is over and whom the honour did not follow (PIPL, article 47: what a purpose
// needed goes when the purpose is achieved).
var ruleNotHonoured = problem.Rule{ID: "not-honoured-named", Severity: problem.Error, Basis: "basis.purpose-achieved"}

var candidateRules = []problem.Rule{ruleNotHonoured}

// passedOver gathers the names of candidates whose notice is over and whom the honour did not follow; nil if there are none. Who is honoured in
// another round, or is shown as somebody else, is no secret.
func passedOver(items []*showcase.Item) *names {
	shown := map[string]bool{}
	for _, it := range items {
		if _, _, single := person(it.Entry); single && it.State == showcase.Public {
			shown[it.Title] = true
		}
	}
	found := newNames()
	for _, it := range items {
		if _, _, single := person(it.Entry); single && it.State == showcase.Unlisted && !shown[it.Title] {
			found.add(it.Entry)
		}
	}
	if len(found.byStart) == 0 {
		return nil
	}
	return found
}

// notHonoured looks for candidates who were not honoured and are still named: in their roll anywhere, elsewhere where it is told that they
// were candidates. It is an error in a roll that has its result: before, nobody has touched it since, and no day that comes may stop a build.
func notHonoured(s *Subject, it *showcase.Item, found report) {
	s.unknownCandidates(it, found)
	if s.passed == nil || !slices.Contains([]showcase.State{showcase.Public, showcase.Scheduled, showcase.Draft}, it.State) ||
		!slices.ContainsFunc(s.sight(it).Names, s.passed.has) {
		return
	}
	look := func(text string, place func(offset, size int) problem.Place) {
		for from := 0; from < len(text); {
			sentence := personal.Sentence(text, from)
			_, mark := utf8.DecodeRuneInString(text[sentence.End:])
			from = sentence.End + max(mark, 1)
			s.passed.in(text[sentence.Start:sentence.End], func(one *name, start int) {
				p := ruleNotHonoured.At(place(sentence.Start+start, len(one.text)), problem.Args{"file": one.of.Path})
				own := it.RollFields() != nil && one.of.Model().Roll == it.Key()
				if !own && !contains(text[sentence.Start:sentence.End], candidacies) {
					return
				}
				if !own || !resulted(it) {
					p.Severity = problem.Warning
				}
				found(p)
			})
		}
	}
	texts(it.Entry, func(at *step, text string) {
		look(text, func(int, int) problem.Place { return it.At(at.String()) })
	})
	if text, place := s.body(it); !it.Blank && place != nil {
		look(text, place)
	}
}

// candidacies are words of a sentence that tells of candidates.
var candidacies = []string{"公示", "候选", "提名", "推荐", "评选", "投票", "得票", "上榜", "入围", "参评", "拟表彰", "评议"}

// resulted tells whether a roll says what came of its notice.
func resulted(it *showcase.Item) bool {
	n := it.RollFields().Notice
	return n != nil && n.Result != nil
}

// Candidate is a name in a row of names that a roll puts to the public in its body.
type Candidate struct {
	Name  string
	Place problem.Place
}

// unknownCandidates looks for names in the body of a roll, after its notice, that stand in one row with the honoured and are of nobody who was
// honoured or has an entry.
func (s *Subject) unknownCandidates(it *showcase.Item, found report) {
	f := it.RollFields()
	if f == nil || f.Notice == nil || it.State != showcase.Public || it.Stage <= showcase.OnNotice {
		return
	}
	rows := s.sight(it).Candidates
	if len(rows) == 0 {
		return
	}
	honoured, known := map[string]bool{}, map[string]bool{}
	for _, l := range f.Listed {
		honoured[personName(l.Name)] = true
	}
	for _, m := range s.rounds[it.Key()] {
		known[personName(m.Title)] = true
		honoured[personName(m.Title)] = m.Honoured()
	}
	if len(f.Listed) == 0 && len(known) == 0 && resulted(it) {
		p := told(ruleNotHonoured.At(rows[0][0].Place, nil), "check.candidates-without-outcome")
		p.Severity = problem.Warning
		found(p)
	}
	for _, row := range rows {
		if !slices.ContainsFunc(row, func(c Candidate) bool { return honoured[c.Name] }) {
			continue
		}
		for _, c := range row {
			if !honoured[c.Name] && !known[c.Name] {
				p := told(ruleNotHonoured.At(c.Place, nil), "check.candidate-unknown")
				p.Severity = problem.Warning
				found(p)
			}
		}
	}
}

// candidates notes the rows of names in the body of a roll that speak of candidates: 候选人：A、B、C, and the columns of tables.
func (s *sight) candidates() {
	if s.entry.Blank {
		return
	}
	s.candidateTables()
	for from := 0; from < len(s.body); {
		sentence := personal.Sentence(s.body, from)
		_, mark := utf8.DecodeRuneInString(s.body[sentence.End:])
		from = sentence.End + max(mark, 1)
		if !contains(s.body[sentence.Start:sentence.End], []string{"候选", "公示", "拟"}) {
			continue
		}
		s.itemised(sentence.End)
		for _, row := range namesInRows(s.body[sentence.Start:sentence.End]) {
			var all []Candidate
			for _, m := range row {
				at := placeIn(s.entry.Path, s.body, s.firstLine, sentence.Start+m.start, m.end-m.start)
				all = append(all, Candidate{s.body[sentence.Start+m.start : sentence.Start+m.end], at})
			}
			s.rows = append(s.rows, all)
		}
	}
}

// itemised notes the names at the beginning of the items of a list that follows a sentence: 1. 田永红，助人为乐.
func (s *sight) itemised(from int) {
	var row []Candidate
	rest := s.body[from:]
	for i := 0; i < len(rest); {
		line, _, _ := strings.Cut(rest[i:], "\n")
		start := from + i
		i += len(line) + 1
		text := strings.TrimLeft(line, " \t")
		mark := strings.TrimLeft(text, "0123456789")
		switch {
		case strings.Trim(line, " \r：:。") == "":
			continue
		case hasPrefix(text, []string{"- ", "* ", "+ "}) != "":
			mark = text[2:]
		case mark != text && hasPrefix(mark, []string{". ", ") "}) != "":
			mark = mark[2:]
		default:
			i = len(rest)
			continue
		}
		start += len(line) - len(mark)
		end := strings.IndexAny(mark, "，,、（(：: \t\r—|")
		if end < 0 {
			end = len(mark)
		}
		if m, ok := nameWithin(s.body, start, start+end); ok {
			row = append(row, Candidate{s.body[m.start:m.end], placeIn(s.entry.Path, s.body, s.firstLine, m.start, m.end-m.start)})
		}
	}
	if len(row) > 1 {
		s.rows = append(s.rows, row)
	}
}

// namesInRows finds what may be names in the enumerations of a sentence: between the marks of one, up to a comma, a colon or a word that
// leads to it. What stands in brackets is passed over.
func namesInRows(sentence string) (rows [][]match) {
	var row []match
	start, depth := 0, 0
	name := func(end int) {
		if m, ok := nameWithin(sentence, start, end); ok {
			row = append(row, m)
		}
	}
	finish := func() {
		if len(row) > 1 {
			rows = append(rows, row)
		}
		row = nil
	}
	for i, r := range sentence {
		switch {
		case r == '（' || r == '(':
			depth++
		case r == '）' || r == ')':
			depth = max(depth-1, 0)
		case depth > 0:
		case r == '、':
			name(i)
			start = i + len("、")
		case strings.ContainsRune("，,：:是为有", r):
			if strings.ContainsRune("，,", r) {
				name(i)
			}
			finish()
			start = i + utf8.RuneLen(r)
		}
	}
	name(len(sentence))
	finish()
	return rows
}

// nameWithin finds a name in a piece of an enumeration.
func nameWithin(text string, start, end int) (match, bool) {
	piece := text[start:end]
	if i := strings.IndexAny(piece, "（(等共"); i >= 0 {
		piece = piece[:i]
	}
	const around = " *_\r\n"
	name := strings.TrimLeft(piece, around)
	start += len(piece) - len(name)
	name = strings.TrimRight(name, around)
	n := utf8.RuneCountInString(name)
	return match{start, start + len(name)}, 2 <= n && n <= 4 && !strings.Contains(name, "某") && strings.IndexFunc(name, func(r rune) bool { return !isHan(r) }) < 0
}
