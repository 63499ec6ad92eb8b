package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"mingde/internal/config"
)

// staleJSON is what a hook is told by POST: what caches may hold of before. The addresses are there if public_url is set; what is
// at index.html can be cached under its folder as well.
type staleJSON struct {
	Paths []string `json:"paths"`
	URLs  []string `json:"urls"`
}

// hook is an address that is told what caches shall forget.
type hook struct {
	name    string // for messages: what may hold a token is left out
	address string
}

// purge gives what tells caches what to forget: the hooks in site.toml are told by POST. Without any it is nil.
func (p *program) purge(set config.Publish) (func(context.Context, []string) error, error) {
	var hooks []hook
	for _, written := range set.Purge {
		h, err := p.hook(written)
		if err != nil {
			return nil, err
		}
		hooks = append(hooks, h)
	}
	if len(hooks) == 0 {
		return nil, nil
	}
	return func(ctx context.Context, paths []string) error {
		body, err := json.Marshal(staleJSON{Paths: paths, URLs: addresses(set.PublicURL, paths)})
		if err != nil {
			return err
		}
		var failed []string
		for _, h := range hooks {
			if err := h.post(ctx, body); err != nil {
				failed = append(failed, h.name+": "+err.Error())
			}
		}
		if len(failed) == 0 {
			return nil
		}
		return errors.New(strings.Join(failed, "; "))
	}, nil
}

// hook puts the environment's values into an address of site.toml. What it is called in messages has none of them, and no query.
func (p *program) hook(written string) (hook, error) {
	missing := ""
	address, query, asks := strings.Cut(written, "?")
	fill := func(text string, escape func(string) string) string {
		return config.Variable.ReplaceAllStringFunc(text, func(variable string) string {
			name := config.Variable.FindStringSubmatch(variable)[1]
			value := p.getenv(name)
			if value == "" {
				missing = name
			}
			return escape(value)
		})
	}
	full := fill(address, func(value string) string { return value })
	if asks {
		full += "?" + fill(query, url.QueryEscape)
	}
	name, _, _ := strings.Cut(address, "#")
	if missing != "" {
		return hook{}, mistake("cmd.publish-purge-variable", "hook", name, "variable", missing)
	}
	return hook{name, full}, nil
}

// addresses are those under which the public reads paths.
func addresses(public string, paths []string) []string {
	all := []string{}
	if public == "" {
		return all
	}
	public = strings.TrimSuffix(public, "/") + "/"
	for _, p := range paths {
		address := public + (&url.URL{Path: p}).EscapedPath()
		all = append(all, address)
		if path.Base(p) == "index.html" {
			all = append(all, strings.TrimSuffix(address, "index.html"))
		}
	}
	return all
}

// post tells a hook. Errors do not repeat its address.
func (h hook) post(ctx context.Context, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.address, bytes.NewReader(body))
	if err != nil {
		return withoutAddress(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return withoutAddress(err)
	}
	answer.Body.Close()
	if answer.StatusCode >= 300 {
		return errors.New(answer.Status)
	}
	return nil
}

// withoutAddress takes the cause out of an error that begins with an address.
func withoutAddress(err error) error {
	var address *url.Error
	for errors.As(err, &address) {
		err = address.Err
	}
	return err
}
