package check

import (
	"bytes"
	"maps"
	"strconv"
	"strings"
	"unicode/utf8"

	"mingde/internal/decode"
	"mingde/internal/entry"
	"mingde/internal/problem"
	"mingde/internal/words"
)

// wrongWords tells of wrong words in the texts of an entry's fields and in its body. Of ASCII marks there is one note for the file,
// at the first.
func (s *sight) wrongWords() {
	checker, ascii := s.lens.words(), -1
	tell := func(p problem.Problem) {
		if p.Rule == words.RuleASCII.ID && ascii >= 0 {
			addMarks(&s.found[ascii], p)
			return
		}
		s.found = append(s.found, p)
		if p.Rule == words.RuleASCII.ID {
			ascii = len(s.found) - 1
		}
	}
	texts(s.entry, func(at *step, text string) {
		for _, f := range checker.Find(text) {
			if s.inName(text, f) {
				continue
			}
			field := at.String()
			p := f.At(s.entry.At(field))
			p.Edits = s.editsOfField(field, text, f.Edits)
			tell(p)
		}
	})
	if s.entry.Blank {
		return
	}
	for _, f := range checker.FindMarkdown(s.body) {
		if s.body[f.Start] == '<' || s.inName(s.body, f) {
			continue // HTML code in a body is told by a rule of its own
		}
		p := f.At(placeIn(s.entry.Path, s.body, s.firstLine, f.Start, f.End-f.Start))
		p.Edits = s.edits(len(s.src)-len(s.body), s.body, f.Edits)
		tell(p)
	}
}

// inName tells whether a finding is part of a name that the entry itself gives to a person: there is no right or wrong in names.
func (s *sight) inName(text string, f words.Finding) bool {
	for _, name := range knownNames(s.entry) {
		for from := max(0, f.End-len(name)); from <= f.Start; from++ {
			if strings.HasPrefix(text[from:], name) {
				return true
			}
		}
	}
	return false
}

// addMarks adds to the note of ASCII marks those of another text of the file.
func addMarks(note *problem.Problem, more problem.Problem) {
	a, _ := strconv.Atoi(note.Message.Args["count"])
	b, _ := strconv.Atoi(more.Message.Args["count"])
	args := maps.Clone(note.Message.Args)
	args["count"] = strconv.Itoa(a + b)
	note.Message.Args, note.Hint.Args = args, args
	note.Edits = append(note.Edits, more.Edits...)
}

// edits makes edits of the file from those of a text that stands in it at an offset. None of them reaches over the end of a line.
func (s *sight) edits(offset int, text string, all []words.Edit) (edits []problem.Edit) {
	for _, e := range all {
		old, start := text[e.Start:e.End], offset+e.Start
		if strings.ContainsAny(old+e.Text, "\r\n\x00\x01") {
			return nil
		}
		before := s.src[:start]
		line := bytes.TrimPrefix(before[bytes.LastIndexByte(before, '\n')+1:], []byte("\uFEFF"))
		edits = append(edits, problem.Edit{
			Start: start, Line: bytes.Count(before, []byte("\n")) + 1, Column: utf8.RuneCount(line) + 1, Old: old, New: e.Text,
		})
	}
	return edits
}

// editsOfField makes edits of the file from those of the text of a field. Where the text is not written there as it is, with escapes
// or as the name of a table, nothing is certain and there are none.
func (s *sight) editsOfField(field, text string, all []words.Edit) []problem.Edit {
	if len(all) == 0 {
		return nil
	}
	if s.fields == nil {
		index := decode.Positions(entry.FrontMatter(s.src), 2)
		s.fields = &index
	}
	at, ok := s.fields.Value(field)
	if !ok || at.Line != at.EndLine {
		return nil
	}
	begin := 0
	for range at.Line - 1 {
		begin += bytes.IndexByte(s.src[begin:], '\n') + 1
	}
	line, _, _ := bytes.Cut(s.src[begin:], []byte("\n"))
	written := string(line)
	from, to := offsetOf(written, at.Column), offsetOf(written, at.EndColumn)
	if to-from != len(text)+2 || written[from+1:to-1] != text || strings.Contains(text, `\`) {
		return nil
	}
	for _, e := range all {
		if strings.ContainsAny(e.Text, `"'\`) {
			return nil
		}
	}
	return s.edits(begin+from+1, text, all)
}

// offsetOf gives the offset of a column of a line.
func offsetOf(line string, column int) int {
	for i := range line {
		if column--; column == 0 {
			return i
		}
	}
	return len(line)
}
