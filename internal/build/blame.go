package build

import (
	"errors"
	"slices"

	"mingde/internal/output"
	"mingde/internal/page"
)

// PageError is an address that the output folder refuses: a mistake of the content, or something that stands in the way
// there. The cause holds an [output.Refusal].
type PageError struct {
	Page    string
	Sources []string // the files of the entry that the page is made from; none where it is not made from a single one
	Err     error
}

// Error gives the message of the cause, which names the page.
func (e *PageError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *PageError) Unwrap() error { return e.Err }

// blame adds to a refused address whose page it is.
func (b *builder) blame(err error) error {
	var refused *output.Refusal
	if !errors.As(err, &refused) || refused.Text.Args["path"] == "" {
		return err
	}
	wrong := &PageError{Page: refused.Text.Args["path"], Err: err}
	var known *PageError
	if errors.As(err, &known) {
		wrong = known
	}
	for _, it := range b.site.Showcase.Items {
		if it.Address() == wrong.Page {
			wrong.Sources = []string{it.Path}
			return wrong
		}
	}
	i := slices.IndexFunc(b.site.Pages, func(p page.Page) bool { return p.Path == wrong.Page })
	if i >= 0 {
		if files := page.SourcesOf(b.site.Pages[i].View()); len(files) == 1 {
			wrong.Sources = files
		}
	}
	return wrong
}
