package build

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"mingde/internal/config"
	"mingde/internal/output"
	"mingde/internal/page"
	"mingde/internal/problem"
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
