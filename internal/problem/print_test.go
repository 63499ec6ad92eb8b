package problem

import (
	"strings"
	"testing"
)

// A file's name or a word of an entry never tells a terminal what to do; sentences of our own keep their line breaks.
func TestWriteTextShowsControlCharacters(t *testing.T) {
	const evil = "\x1b]0;\a\x1b[2J\r\n\u009b1m\u202e\x7f"
	say := func(text Text) string { return text.Key + "\n" + text.Args["word"] }
	p := Problem{
		Place: Place{File: "content/" + evil + ".md", Line: 1}, Rule: "dead-link", Severity: Error,
		Message: Text{Key: "message", Args: Args{"word": evil}}, Hint: Text{Key: "hint", Args: Args{"word": "是" + evil}},
	}
	var b strings.Builder
	if err := WriteText(&b, []Problem{p}, say); err != nil {
		t.Fatal(err)
	}
	const shown = `\x1b]0;\a\x1b[2J\r\n\u009b1m\u202e\x7f`
	for _, want := range []string{"content/" + shown + ".md:1:1", "message\n" + shown, "hint\n是" + shown} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q lacks %q", b.String(), want)
		}
	}
	if p.Message.Args["word"] != evil || p.File != "content/"+evil+".md" {
		t.Error("the problem itself was changed")
	}
}

func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "端午 包粽子　👨‍👩‍👧 \\x1b": "端午 包粽子　👨‍👩‍👧 \\x1b", "a\tb": `a\tb`, "\u2066x": `\u2066x`,
	} {
		if got := Visible(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
