package problem

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// WriteText prints problems for people, one block each:
//
//	content/events/2026/06/x.md:4:1: 错误 unknown-field: …
//	    怎么改: …
//	    依据: …
//
// and nothing at all when there are none.
func WriteText(w io.Writer, ps []Problem, say Say) error {
	for _, p := range ps {
		if _, err := io.WriteString(w, text(p, say)); err != nil {
			return err
		}
	}
	return nil
}

func text(p Problem, say Say) string {
	var b strings.Builder
	p = p.visible()
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, max(p.Column, 1))
	}
	fmt.Fprintf(&b, ": %s %s: %s\n", say(Text{Key: "severity." + p.Severity.String()}), p.Rule, say(p.Message))
	for _, line := range [...]struct{ label, words string }{{"label.hint", say(p.Hint)}, {"label.basis", basis(p, say)}} {
		if line.words != "" {
			fmt.Fprintf(&b, "    %s%s\n", say(Text{Key: line.label}), line.words)
		}
	}
	return b.String()
}

// visible gives a problem whose words from outside – names of files, texts of entries – a terminal cannot take for commands.
// The sentences around them are our own, and may have line breaks.
func (p Problem) visible() Problem {
	p.File = Visible(p.File)
	p.Message.Args, p.Hint.Args = p.Message.Args.Visible(), p.Hint.Args.Visible()
	return p
}

// Visible gives arguments whose values are [Visible].
func (a Args) Visible() Args {
	if !slices.ContainsFunc(slices.Collect(maps.Values(a)), func(v string) bool { return Visible(v) != v }) {
		return a
	}
	shown := Args{}
	for name, value := range a {
		shown[name] = Visible(value)
	}
	return shown
}

// Visible writes control characters as Go does ("\x1b"), and those that turn the direction of writing: a terminal would do
// as they say.
func Visible(text string) string {
	if !strings.ContainsFunc(text, commands) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if commands(r) {
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func commands(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }

func basis(p Problem, say Say) string {
	if p.Basis == "" {
		return ""
	}
	return say(Text{Key: p.Basis})
}

// wire is a Problem as `check --format json` and `build --json` print it.
type wire struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
	Rule      string `json:"rule"`
	Severity  string `json:"severity"`
	Message   string `json:"message"`
	Hint      string `json:"hint"`
	Basis     string `json:"basis"`
}

// JSON gives problems as the value of the key "problems" of every JSON report: an array, never null.
func JSON(ps []Problem, say Say) json.RawMessage {
	rows := make([]wire, 0, len(ps))
	for _, p := range ps {
		rows = append(rows, wire{
			p.File, p.Line, p.Column, p.EndLine, p.EndColumn, p.Rule, p.Severity.String(),
			say(p.Message), say(p.Hint), basis(p, say),
		})
	}
	return encode(rows)
}

// WriteJSON prints {"problems": […]}.
func WriteJSON(w io.Writer, ps []Problem, say Say) error {
	_, err := fmt.Fprintf(w, "%s\n", encode(map[string]any{"problems": JSON(ps, say)}))
	return err
}

// encode writes v indented and with <, > and & as they are: these reports are read by people as well.
func encode(v any) json.RawMessage {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		panic("problem: " + err.Error()) // only strings and numbers go in
	}
	return json.RawMessage(strings.TrimSpace(b.String()))
}
