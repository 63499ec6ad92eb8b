package build

import (
	"context"
	"slices"
	"strings"

	"mingde/internal/decode"
	"mingde/internal/output"
	"mingde/internal/page"
)

// Explanation is what a page is made of.
type Explanation struct {
	Found   bool
	Nearest string // the address that may have been meant, where the page was not found
	Address string
	Type    page.Type
	Layouts []string // files, the page's own first
	Entries []string // paths of the entries whose words stand in it
	Values  []Value  // all that goes into the page's sum, by the walk that makes it
	Reason  Reason
}

// Value is one value of a view.
type Value struct{ Path, Value string }

// Explain says what the page at an address is made of, and whether a build would render it.
func Explain(ctx context.Context, opt Options, address string) (Explanation, Result, error) {
	b, err := start(opt)
	if err != nil {
		return Explanation{}, Result{}, err
	}
	defer b.close()
	if err := b.survey(ctx); err != nil || b.site == nil || b.set == nil { // without settings or layouts there are no pages
		return Explanation{}, b.result, err
	}
	address = strings.TrimPrefix(address, "/")
	if address == "" || strings.HasSuffix(address, "/") {
		address += "index.html"
	}
	i := slices.IndexFunc(b.site.Pages, func(p page.Page) bool { return p.Path == address })
	if i < 0 {
		return Explanation{Address: address, Nearest: b.nearest(address)}, b.result, nil
	}
	explained, err := b.explain(b.site.Pages[i])
	return explained, b.result, err
}

func (b *builder) nearest(address string) string {
	all := make([]string, len(b.site.Pages))
	for i, p := range b.site.Pages {
		all[i] = p.Path
	}
	return decode.Nearest(address, all)
}

func (b *builder) explain(p page.Page) (Explanation, error) {
	view := p.View()
	e := Explanation{Found: true, Address: p.Path, Type: p.Type, Entries: page.SourcesOf(view)}
	if p.Type.Layout() != "" {
		e.Layouts = b.set.Closure(p.Type)
	}
	page.Trace(view, func(path, value string) { e.Values = append(e.Values, Value{path, value}) })
	w, err := output.Open(b.out, b.cacheDir())
	if err != nil {
		return e, err
	}
	defer w.Abort()
	e.Reason = reason(w, w.Match([]string{p.Path})[0], b.sum(p.Type, view))
	return e, nil
}

// Planned is a page that a build would have.
type Planned struct {
	Path string
	Type page.Type
}

// Pages lists the files that a build would have, by address, without writing any.
func Pages(ctx context.Context, opt Options) ([]Planned, error) {
	b, err := start(opt)
	if err != nil {
		return nil, err
	}
	defer b.close()
	if err := b.survey(ctx); err != nil || b.site == nil {
		return nil, err
	}
	all := make([]Planned, len(b.site.Pages))
	for i, p := range b.site.Pages {
		all[i] = Planned{p.Path, p.Type}
	}
	return all, nil
}
