package preview

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"sync"
	"time"

	"mingde/internal/calendar"
	"mingde/internal/message"
	"mingde/internal/problem"
)

//go:embed html/*.html
var sources embed.FS

// Panel gives the HTML of the toolbox on a page, for the shadow root that the script makes: the chip in the corner, what
// it opens, and, when there are errors, the list that covers the page. The page is named by its address in the site, root
// leads from the page as served to the site's root.
func Panel(say *message.Catalogue, s State, page, root string) string {
	return fragment(say, "panel", newBoard(s, page, root, onPages))
}

// Gone gives the HTML of the notice that the open page does not exist any more, with a link to where its entry is now, if
// that is known. What is on the screen stays there.
func Gone(say *message.Catalogue, page string, moved *Entry, root string) string {
	g := struct {
		site
		Page  string
		Moved *row
	}{site: site{root}, Page: page}
	if moved != nil && moved.Address != "" {
		g.Moved = &row{Entry: *moved, site: g.site}
	}
	return fragment(say, "gone", g)
}

// Start writes the start page, with its script: the address is [StartPage], its content sum the version of the state, so
// that the server sends "reload" when that changes. Root leads from the page as served to the site's root: "../".
func Start(w io.Writer, say *message.Catalogue, o Overview, root string) error {
	tag := Tag{Root: root, Page: StartPage, Content: o.Version()}
	return whole(w, say, "start", newDesk(say, o, root), tag.element())
}

// Fault writes a whole page that stands in for one that cannot be shown: a heading, a sentence and, if there is a state,
// its problems. With a state the page has its script, with an empty content sum and without a Page; the script asks for
// the page at the window's address, and reloads too when the version of the state changes. Without a state (a request that
// is refused) it has none, and no links.
func Fault(w io.Writer, say *message.Catalogue, heading, text problem.Text, s *State, root string) error {
	f := struct {
		site
		Title, Text string
		State       *board
	}{site: site{root}, Title: say.Say(heading), Text: say.Say(text)}
	if s == nil {
		return whole(w, say, "fault", f, "")
	}
	b := newBoard(*s, "", root, onStart)
	f.State = &b
	return whole(w, say, "fault", f, Tag{Root: root}.element(numbered(s.Version())...))
}

// fragment renders a part of a page. A template that fails is a mistake in the program, found by any test.
func fragment(say *message.Catalogue, name string, view any) string {
	var b bytes.Buffer
	if err := templates(say).ExecuteTemplate(&b, name, view); err != nil {
		panic("preview: " + err.Error())
	}
	return b.String()
}

// whole writes a page in one piece, with its script.
func whole(w io.Writer, say *message.Catalogue, name string, view any, script string) error {
	_, err := w.Write(insert([]byte(fragment(say, name, view)), script))
	return err
}

// templates gives the templates in the language of a catalogue.
func templates(say *message.Catalogue) *template.Template {
	if say.Language() == message.Chinese {
		return chinese()
	}
	return english()
}

var (
	chinese = sync.OnceValue(func() *template.Template { return parse(speaker{message.For(message.Chinese)}) })
	english = sync.OnceValue(func() *template.Template { return parse(speaker{message.For(message.English)}) })
)

func parse(s speaker) *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"lang":    s.lang,
		"say":     s.Say,
		"words":   s.words,
		"count":   s.count,
		"place":   s.place,
		"day":     s.day,
		"fullDay": s.fullDay,
		"state":   s.known("preview.state."),
		"coming":  s.known("preview.coming."),
		"polling": s.known("preview.polling."),
	}).ParseFS(sources, "html/*.html"))
}

// speaker puts into words what templates show.
type speaker struct{ *message.Catalogue }

func (s speaker) lang() string {
	if s.Language() == message.Chinese {
		return "zh-CN"
	}
	return "en"
}

// words says a sentence by its key, with pairs of names and arguments.
func (s speaker) words(key string, pairs ...any) string {
	args := problem.Args{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[fmt.Sprint(pairs[i])] = fmt.Sprint(pairs[i+1])
	}
	return s.Words(key, args)
}

// count says how many; one of a thing has words of its own.
func (s speaker) count(key string, n int) string {
	if n == 1 {
		key += ".one"
	}
	return s.words(key, "n", n)
}

// known says the word for a value of a list that others make; a value without one is shown as it is.
func (s speaker) known(prefix string) func(string) string {
	return func(value string) string {
		if key := prefix + value; s.Has(key) {
			return s.words(key)
		}
		return value
	}
}

// place says where in its file a problem stands.
func (s speaker) place(p problem.Place) string {
	switch {
	case p.Line > 0:
		return s.words("preview.place", "line", p.Line, "column", max(p.Column, 1))
	case p.Field != "":
		return p.Field
	}
	return s.words("preview.place.whole")
}

// day says a date and its day of the week.
func (s speaker) day(d calendar.Day) string {
	return s.words("preview.weekday", "date", s.fullDay(d), "weekday", s.words(fmt.Sprint("preview.weekday.", int(d.Weekday()))))
}

// fullDay says a date with its year.
func (s speaker) fullDay(d calendar.Day) string {
	midnight := calendar.Moment{Day: d, Second: calendar.BareDate}.In(time.UTC)
	return midnight.Format(s.words("preview.format.day"))
}

// moment says a date and a time of day, with the year only where it is not this one; the zero Time is silent.
func (s speaker) moment(t time.Time, today calendar.Day) string {
	switch {
	case t.IsZero():
		return ""
	case t.Year() != today.Year():
		return t.Format(s.words("preview.format.moment-year"))
	}
	return t.Format(s.words("preview.format.moment"))
}
