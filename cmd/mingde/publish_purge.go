package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
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

// purge gives what tells caches what to forget: the hooks in site.toml are told by POST. Without any it is nil.
func (p *program) purge(set config.Publish) func(context.Context, []string) error {
	if len(set.Purge) == 0 {
		return nil
	}
	return func(ctx context.Context, paths []string) error {
		body, err := json.Marshal(staleJSON{Paths: paths, URLs: addresses(set.PublicURL, paths)})
		if err != nil {
			return err
		}
		var failed error
		for _, hook := range set.Purge {
			failed = errors.Join(failed, post(ctx, hook, body))
		}
		return failed
	}
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

// post tells a hook.
func post(ctx context.Context, hook string, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, hook, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	answer.Body.Close()
	if answer.StatusCode >= 300 {
		return fmt.Errorf("%s: %s", request.URL.Redacted(), answer.Status)
	}
	return nil
}
