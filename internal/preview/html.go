package preview

import (
	"fmt"
	"html"
	"io"

	"mingde/internal/message"
	"mingde/internal/problem"
)

// Panel gives the HTML of the toolbox on a page, for the shadow root that the script makes: the chip in the corner, what
// it opens, and, when there are errors, the list that covers the page. The page is named by its address in the site, root
// leads from the page as served to the site's root.
func Panel(say *message.Catalogue, s State, page, root string) string {
	return fmt.Sprintf("<p>%d %s</p>", len(s.Problems), html.EscapeString(page+root))
}

// Gone gives the HTML of the notice that the open page does not exist any more, with a link to where its entry is now, if
// that is known. What is on the screen stays there.
func Gone(say *message.Catalogue, page string, moved *Entry, root string) string {
	return "<p>" + html.EscapeString(page) + "</p>"
}

// Start writes the start page, with its script: the address is [StartPage], its content sum the number of the state, so
// that the server sends "reload" when that changes. Root leads from the page as served to the site's root: "../".
func Start(w io.Writer, say *message.Catalogue, o Overview, root string) error {
	_, err := fmt.Fprintf(w, "<!DOCTYPE html><title>%d</title>", o.Number)
	return err
}

// Fault writes a whole page that stands in for one that cannot be shown: a heading, a sentence and, if there is a state,
// its problems. With a state the page has its script, with an empty content sum and without a Page; the script asks for
// the page at the window's address, and reloads too when the number of the state changes. Without a state (a request that
// is refused) it has none.
func Fault(w io.Writer, say *message.Catalogue, heading, text problem.Text, s *State, root string) error {
	_, err := fmt.Fprintf(w, "<!DOCTYPE html><title>%s</title><p>%s", html.EscapeString(say.Say(heading)), html.EscapeString(say.Say(text)))
	return err
}
