package check

import (
	"mingde/internal/problem"
	"mingde/internal/showcase"
	"mingde/internal/words"
)

// wrongWords tells of wrong words in the texts of an entry's fields and in its body. Of what nobody will see nothing is told.
func wrongWords(checker *words.Checker, s *Subject, it *showcase.Item, found report) {
	if it.State.TakenBack() || it.State == showcase.Confidential {
		return
	}
	texts(it, func(at *step, text string) {
		for _, f := range checker.Find(text) {
			found(f.At(it.At(at.String())))
		}
	})
	text, place := s.body(it)
	if it.Blank || place == nil {
		return
	}
	for _, f := range checker.Find(words.Markdown(text)) {
		found(shown(f, text).At(place(f.Start, f.End-f.Start)))
	}
}

// shown quotes a finding from the text itself, in place of what masks it.
func shown(f words.Finding, text string) words.Finding {
	args := problem.Args{}
	for name, value := range f.Message.Args {
		args[name] = value
	}
	if args["count"] == "" && f.Rule != &words.RuleParticle {
		args["text"] = text[f.Start:f.End]
	}
	f.Message.Args, f.Hint.Args = args, args
	return f
}
