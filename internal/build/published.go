package build

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"mingde/internal/config"
	"mingde/internal/entry"
	"mingde/internal/output"
	"mingde/internal/page"
	"mingde/internal/problem"
	"mingde/internal/showcase"
	"mingde/internal/source"
)

// forPublisher adds to the result what somebody must know who brings the site to the public.
func (b *builder) forPublisher(cfg *config.Config) {
	b.result.Publish = cfg.Publish
	if cfg.BaseURL == "" {
		return
	}
	b.result.Moved = map[string]string{}
	for _, p := range b.site.Pages {
		if p.Type == page.Alias {
			to := url.URL{Path: basePath(cfg) + pageOf(p.Sources[0])}
			b.result.Moved[p.Path] = to.EscapedPath()
		}
	}
}

// Settings reads site.toml alone. Mistakes in it are a *SettingsError.
func Settings(opt Options) (config.Config, error) {
	b, err := start(opt)
	if err != nil {
		return config.Config{}, err
	}
	defer b.close()
	if err := b.sweep(context.Background()); err != nil {
		return config.Config{}, err
	}
	cfg, ok := b.settings()
	b.problems.early = slices.DeleteFunc(b.problems.early, func(p problem.Problem) bool { return p.File != source.Settings })
	if b.judge() || !ok {
		return config.Config{}, &SettingsError{b.result.Problems}
	}
	return *cfg, nil
}

// SettingsError is what is wrong in site.toml.
type SettingsError struct{ Problems []problem.Problem }

// Error counts the mistakes.
func (e *SettingsError) Error() string {
	return fmt.Sprintf("%d mistakes in %s", len(e.Problems), source.Settings)
}

// Built gives the index of the output folder: what the last build left there.
func Built(opt Options) (output.Site, error) {
	b, err := start(opt)
	if err != nil {
		return output.Site{}, err
	}
	w, err := output.Open(b.out, b.cacheDir())
	if err != nil {
		return output.Site{}, err
	}
	defer w.Abort()
	return w.Previous(), nil
}

// Withheld is what the sources say today must not be shown, as far as they can be read.
type Withheld struct {
	Names  []string // as in Result.Withdrawn
	Unread []string // files of entries with mistakes in them; what they say of this may not be understood
	Known  bool     // at least one entry was read without a mistake
}

// Withdrawn reads the entries and says what must not be shown today. It builds nothing, looks at no picture and no layout, and mistakes in the
// content do not stop it: who brings back an older site often does so because of them.
func Withdrawn(ctx context.Context, opt Options) (Withheld, error) {
	b, err := start(opt)
	if err != nil {
		return Withheld{}, err
	}
	defer b.close()
	if err := errors.Join(b.sweep(ctx), ctx.Err()); err != nil {
		return Withheld{}, err
	}
	if err := b.open(); err != nil {
		return Withheld{}, err
	}
	cfg, ok := b.settings()
	if !ok {
		return Withheld{}, nil
	}
	if err := b.read(ctx, cfg.Location); err != nil {
		return Withheld{}, err
	}
	show, _ := showcase.Compile(cfg, b.entries, showcase.Options{AsOf: b.asOf(cfg)})
	w := Withheld{Names: withdrawn(show)}
	for _, p := range slices.Concat(b.problems.early, b.problems.parse) {
		if wrong, _ := problem.Count([]problem.Problem{p}); wrong > 0 && strings.HasPrefix(p.File, entry.Root) {
			w.Unread = append(w.Unread, p.File)
		}
	}
	slices.Sort(w.Unread)
	w.Unread = slices.Compact(w.Unread)
	w.Known = slices.ContainsFunc(b.entries, func(e *entry.Entry) bool { return !slices.Contains(w.Unread, e.Path) })
	return w, nil
}
