package check

import (
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"mingde/internal/decode"
	"mingde/internal/entry"
	"mingde/internal/markdown"
	"mingde/internal/personal"
	"mingde/internal/pinyin"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// ruleWithdrawnName finds the name of a person who may not be named. Its sentence names the person's file alone.
var ruleWithdrawnName = problem.Rule{ID: "withdrawn-name", Severity: problem.Error}

var nameRules = []problem.Rule{ruleWithdrawnName}

// name is a name that may stand in no public text.
type name struct {
	text  string
	runes []rune // without what may stand between
	of    *entry.Entry
}

// names are all such names, by how they begin, so that looking for them costs no more the more there are.
type names struct {
	byStart map[[2]rune][]*name // by the first two characters
	common  [1 << 10]uint64     // a bit for each first character of the Basic Multilingual Plane
	latin   map[string][]spelling
}

// spelling is a name in Latin letters, by its first syllable and by all of them in one word.
type spelling struct {
	syllables []string
	name      *name
}

// namesOf gathers the names of persons who were withdrawn, asked for secrecy or did not agree to be named; nil if there
// are none. A namesake who agreed makes the name of one who did not agree public.
func namesOf(items []*showcase.Item) *names {
	agreed := map[string]bool{}
	for _, it := range items {
		if _, _, single := person(it.Entry); single && it.State == showcase.Public {
			agreed[it.Title] = true
		}
	}
	found := newNames()
	for _, it := range items {
		_, _, single := person(it.Entry)
		withheld := it.State.TakenBack() || it.State == showcase.Confidential || it.State == showcase.Unnamed && !agreed[it.Title]
		if single && withheld {
			found.add(it.Entry)
		}
	}
	if len(found.byStart) == 0 {
		return nil
	}
	return found
}

func newNames() *names { return &names{byStart: map[[2]rune][]*name{}, latin: map[string][]spelling{}} }

// add takes in the person of an entry.
func (n *names) add(of *entry.Entry) {
	if text := personName(of.Title); text != "" {
		n.addName(text, of)
	}
}

func (n *names) addName(text string, of *entry.Entry) {
	one := &name{text, bare(text), of}
	if len(one.runes) < 2 {
		return
	}
	start := [2]rune{one.runes[0], one.runes[1]}
	n.byStart[start] = append(n.byStart[start], one)
	if r := start[0]; r < 1<<16 {
		n.common[r>>6] |= 1 << (r & 63)
	}
	for _, reading := range readings(one.text) {
		n.latin[reading[0]] = append(n.latin[reading[0]], spelling{reading, one})
		whole := strings.Join(reading, "")
		n.latin[whole] = append(n.latin[whole], spelling{reading, one})
	}
}

// personName gives the name of a person from a title: 曾素云（书院巷） is 曾素云. A name that is masked, or that is none, gives "".
func personName(title string) string {
	title = strings.TrimSpace(title)
	end := strings.IndexFunc(title, func(r rune) bool { return !isHan(r) && r != '·' })
	if end < 0 {
		end = len(title)
	}
	if n := utf8.RuneCountInString(title[:end]); n >= 2 && (n <= 4 || strings.Contains(title[:end], "·")) {
		title = title[:end]
	}
	if utf8.RuneCountInString(title) < 2 || strings.ContainsAny(title, "某*＊×") {
		return ""
	}
	return title
}

// bare gives the characters of a name without what may stand between them.
func bare(text string) (runes []rune) {
	for i, r := range text {
		if gap(text[i:]) == 0 {
			runes = append(runes, r)
		}
	}
	return runes
}

// startOf gives the first two characters of a name.
func startOf(text string) [2]rune {
	runes := bare(text)
	if len(runes) < 2 {
		return [2]rune{}
	}
	return [2]rune{runes[0], runes[1]}
}

// readings gives the ways in which a name is written in Latin letters, in syllables.
func readings(text string) [][]string {
	all := [][]string{pinyin.Reading(text)}
	if plain := pinyin.Syllables(text); !slices.Equal(plain, all[0]) {
		all = append(all, plain)
	}
	return slices.DeleteFunc(all, func(reading []string) bool { return len(reading) < 2 })
}

// in visits the names in a text, each once, with where it stands first. What is between the characters of a name without being one does not
// hide it; see gap.
func (n *names) in(text string, visit func(one *name, start int)) {
	n.spans(text, func(one *name, start, _ int) { visit(one, start) })
}

// spans visits them with their ends.
func (n *names) spans(text string, visit func(one *name, start, end int)) {
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf && n.common[0]|n.common[1] == 0 {
			i++
			continue
		}
		r, size := han(text, i)
		if r < 1<<16 && n.common[r>>6]&(1<<(r&63)) != 0 {
			next := i + size
			next += gap(text[next:])
			if next < len(text) {
				second, _ := han(text, next)
				for _, one := range n.byStart[[2]rune{r, second}] {
					if end := one.ends(text, i+size); end > 0 && wordy(one, text, i, end) {
						visit(one, i, end)
					}
				}
			}
		}
		i += size
	}
}

// ends gives the end of a name whose first character ends at an offset; 0 if another text goes on there.
func (n *name) ends(text string, at int) int {
	for _, want := range n.runes[1:] {
		at += gap(text[at:])
		r, size := utf8.DecodeRuneInString(text[at:])
		if r != want {
			return 0
		}
		at += size
	}
	return at
}

// inline are the elements that may stand within a word.
var inline = []string{"strong", "em", "del", "b", "i", "br", "span", "sup", "sub", "mark"}

// gap gives the size of what may stand between two characters of a name: blanks, one end of a line, characters that nobody sees, marks and
// elements of emphasis, a middle dot.
func gap(text string) int {
	const most = 48 // bytes
	lines := 0
	for i := 0; i < len(text) && i < most; {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\n' && lines == 0:
			lines++
		case r == '<':
			end := strings.IndexByte(text[i:], '>')
			if end < 0 || !slices.ContainsFunc(inline, func(w string) bool {
				return strings.TrimRight(strings.Trim(text[i+1:i+end], "/"), " ") == w
			}) {
				return i
			}
			size = end + 1
		case r == '\n' || !strings.ContainsRune(" \t\r*_~`\u3000\u00a0\u00ad\u200b\u200c\u200d\u2060\ufeff·•・‧∙⋅.", r) && (r < '\u2000' || r > '\u200a'):
			return i
		}
		i += size
	}
	return 0
}

// han gives the character at an offset: that of a Chinese one by its three bytes, without the checks of a decoder, since this is asked
// of each character of a site and texts are valid.
func han(text string, i int) (r rune, size int) {
	if c := text[i]; c >= 0xE3 && c < 0xEA && i+2 < len(text) {
		return rune(c&0x0F)<<12 | rune(text[i+1]&0x3F)<<6 | rune(text[i+2]&0x3F), 3
	}
	return utf8.DecodeRuneInString(text[i:])
}

// wordy tells whether a name in a text is a word of its own. Names of three characters and more always are; one of two may be part of longer
// words, and counts where no Chinese character stands beside it but function words and titles, or the sentence is read best with it.
func wordy(one *name, text string, start, end int) bool {
	if len(one.runes) > 2 || freeBefore(text[:start]) && freeAfter(text[end:]) {
		return true
	}
	const around = 36 // bytes
	from, to := max(0, start-around), min(len(text), end+around)
	for from < start && !utf8.RuneStart(text[from]) {
		from++
	}
	for to > end && to < len(text) && !utf8.RuneStart(text[to]) {
		to--
	}
	part := text[from:start] + one.text + text[end:to]
	return slices.ContainsFunc(personal.NamesWith(part, []string{one.text}), func(n personal.Name) bool { return n.Start == start-from && n.End == start-from+len(one.text) })
}

// beforeNames and afterNames are words that stand beside a name without being part of it.
var (
	beforeNames = []string{
		"的", "在", "和", "与", "同", "跟", "及", "给", "对", "把", "被", "让", "请", "向", "由", "为", "是", "叫", "找", "问", "有", "以", "经",
		"居民", "邻居", "志愿者", "队员", "队长", "楼长", "网格员", "医生", "老师", "师傅", "老人", "青年", "同学", "党员", "代表", "主任", "书记", "好人", "模范", "业主", "住户", "会员",
	}
	afterNames = []string{
		"的", "在", "和", "与", "同", "跟", "及", "给", "对", "把", "被", "让", "请", "向", "由", "为", "是", "说", "等", "也", "就", "都", "还", "又", "已", "从", "将", "获", "因",
		"同志", "老师", "阿姨", "叔叔", "大爷", "大妈", "大姐", "大哥", "奶奶", "爷爷", "师傅", "女士", "先生", "医生", "书记", "主任", "同学", "小朋友", "老人", "一家", "家庭", "夫妇", "队长", "楼长",
	}
)

func freeBefore(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return text == "" || !isHan(r) || slices.ContainsFunc(beforeNames, func(w string) bool { return strings.HasSuffix(text, w) })
}

func freeAfter(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return text == "" || !isHan(r) || slices.ContainsFunc(afterNames, func(w string) bool { return strings.HasPrefix(text, w) })
}

// withdrawnNames looks for such names in an entry that is public, or will be.
func withdrawnNames(s *Subject, it *showcase.Item, found report) {
	if s.names == nil {
		return
	}
	tell := func(one *name, at problem.Place) { found(ruleWithdrawnName.At(at, problem.Args{"file": one.of.Path})) }
	s.names.address(it, tell)
	switch it.State {
	case showcase.Public, showcase.Scheduled, showcase.Draft, showcase.Awaiting:
	default:
		return
	}
	if slices.ContainsFunc(s.sight(it).Names, s.names.has) {
		s.spoken(it, tell)
	}
}

// namedIn looks for names in the texts of an attachment.
func (s *Subject) namedIn(it *showcase.Item, file, name string, at problem.Place, found report) {
	if s.names == nil || s.Namings == nil || it.State == showcase.Confidential {
		return
	}
	for _, n := range s.Namings(file) {
		for _, one := range s.names.byStart[startOf(n.Name)] {
			if one.text == n.Name {
				p := ruleWithdrawnName.At(at, problem.Args{"file": one.of.Path, "place": name + n.Where})
				found(told(p, "check.withdrawn-name-attached"))
			}
		}
	}
}

// has tells whether a name is among the names.
func (n *names) has(text string) bool {
	return slices.ContainsFunc(n.byStart[startOf(text)], func(one *name) bool { return one.text == text })
}

// spoken looks for names in all that is shown of an entry.
func (s *Subject) spoken(it *showcase.Item, tell func(*name, problem.Place)) {
	n := s.names
	texts(it.Entry, func(at *step, text string) {
		n.in(text, func(one *name, _ int) {
			if one.of != it.Entry {
				tell(one, it.At(at.String()))
			}
		})
	})
	for i, alias := range it.Aliases {
		n.file(alias, func(one *name) { tell(one, it.At(decode.Item("aliases", i))) }, false)
	}
	n.files(it, tell)
	if !it.Blank && s.named(it) {
		s.inBody(it, tell)
	}
}

// address looks at an entry's own address. A page that says only that somebody was withdrawn has one, too.
func (n *names) address(it *showcase.Item, tell func(*name, problem.Place)) {
	gone := it.State == showcase.Withdrawn && it.Common.Withdrawn.Address == "gone"
	switch it.State {
	case showcase.Confidential, showcase.Unlisted, showcase.Expired, showcase.Unreadable, showcase.HeldBack:
		return
	}
	if gone {
		return
	}
	own := it.State == showcase.Withdrawn || it.State == showcase.Unnamed
	n.file(it.ID, func(one *name) {
		if !own || one.of == it.Entry {
			tell(one, problem.Place{File: it.Path})
		}
	}, own)
}

// files looks at the names of attachments, which are published under them.
func (n *names) files(it *showcase.Item, tell func(*name, problem.Place)) {
	for i, a := range it.Attachments {
		n.file(a.File, func(one *name) { tell(one, it.At(decode.Item("attachments", i)+".file")) }, false)
	}
}

// file looks for names in the name of a file, as they are or in Latin letters. Two syllables are those of many words, and
// count in a person's own address alone.
func (n *names) file(file string, visit func(*name), own bool) {
	n.in(file, func(one *name, _ int) { visit(one) })
	words := strings.FieldsFunc(strings.ToLower(strings.TrimSuffix(file, path.Ext(file))), func(r rune) bool { return strings.ContainsRune("/-_. ", r) })
	for i, word := range words {
		for _, s := range n.latin[word] {
			if (len(s.syllables) > 2 || own) && s.spelled(words[i:]) {
				visit(s.name)
			}
		}
	}
}

// spelled tells whether words begin with the syllables, one by one or in one word.
func (s spelling) spelled(words []string) bool {
	return words[0] == strings.Join(s.syllables, "") || len(words) >= len(s.syllables) && slices.Equal(words[:len(s.syllables)], s.syllables)
}

// named tells whether a name stands in what a body shows.
func (s *Subject) named(it *showcase.Item) bool {
	hit := false
	see := func(*name, int) { hit = true }
	for _, slot := range it.Slots {
		s.names.in(slot.Alt, see)
		s.names.in(slot.Title, see)
	}
	if hit {
		return true
	}
	// a body that cannot be read is a failure that its own page reports
	_ = s.Body(it, func(doc *markdown.Doc) error {
		s.names.in(string(doc.HTML), see)
		return nil
	})
	return hit
}

// inBody finds where a name stands in the text of a body as it is written.
func (s *Subject) inBody(it *showcase.Item, tell func(*name, problem.Place)) {
	text, place := s.body(it)
	somewhere := false
	if place != nil {
		s.names.in(text, func(one *name, start int) {
			somewhere = true
			tell(one, place(start, len(one.text)))
		})
	}
	if somewhere {
		return
	}
	// a line ends within the name, or a part of it is emphasized
	_ = s.Body(it, func(doc *markdown.Doc) error {
		s.names.in(string(doc.HTML), func(one *name, _ int) { tell(one, problem.Place{File: it.Path}) })
		return nil
	})
}

// hushed takes the titles of what asked for secrecy out of all that problems say: they name its file alone.
func hushed(s *showcase.Showcase, problems []problem.Problem) []problem.Problem {
	var secrets []string
	for _, it := range s.Items {
		if it.State == showcase.Confidential && utf8.RuneCountInString(it.Title) > 1 {
			secrets = append(secrets, it.Title)
		}
	}
	if secrets == nil {
		return problems
	}
	quiet := slices.Clone(problems)
	for i, p := range quiet {
		quiet[i].Message.Args = hush(p.Message.Args, secrets)
		quiet[i].Hint.Args = hush(p.Hint.Args, secrets)
	}
	return quiet
}

// hush gives arguments without secrets; the arguments themselves where they hold none.
func hush(args problem.Args, secrets []string) problem.Args {
	quiet := maps.Clone(args)
	for key, value := range args {
		for _, secret := range secrets {
			if key != "file" && key != "path" {
				value = strings.ReplaceAll(value, secret, "×××")
			}
		}
		quiet[key] = value
	}
	return quiet
}
