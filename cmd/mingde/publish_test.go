package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"mingde/internal/config"
	"mingde/internal/message"
)

func TestPurge(t *testing.T) {
	var told []staleJSON
	status := http.StatusOK
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var stale staleJSON
		if err := json.NewDecoder(r.Body).Decode(&stale); err != nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s %v", r.Method, err)
		}
		told = append(told, stale)
		w.WriteHeader(status)
	}))
	defer hook.Close()
	p := &program{environment: environment{getenv: func(string) string { return "" }}}
	set := config.Publish{PublicURL: "https://www.example.cn/x", Purge: []string{hook.URL, hook.URL}}
	purge, err := p.purge(set)
	if err != nil {
		t.Fatal(err)
	}
	paths := []string{"index.html", "events/index.html", "events/2026/春 日.html"}
	if err := purge(t.Context(), paths); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"https://www.example.cn/x/index.html", "https://www.example.cn/x/",
		"https://www.example.cn/x/events/index.html", "https://www.example.cn/x/events/",
		"https://www.example.cn/x/events/2026/%E6%98%A5%20%E6%97%A5.html",
	}
	if len(told) != 2 || !slices.Equal(told[0].Paths, paths) || !slices.Equal(told[0].URLs, want) {
		t.Errorf("told %v, want %v", told, want)
	}
	status = http.StatusForbidden
	if err := purge(t.Context(), paths); err == nil || !strings.Contains(err.Error(), "403") || len(told) != 4 {
		t.Errorf("refused: %v after %d calls", err, len(told))
	}
	if purge, err := p.purge(config.Publish{}); purge != nil || err != nil {
		t.Error("no hooks, and yet something to call")
	}
}

func TestConfirmed(t *testing.T) {
	for answer, want := range map[string]bool{"y\n": true, " YES \r\n": true, "是\n": true, "n\n": false, "\n": false, "": false, "yes please\n": false} {
		var shown bytes.Buffer
		p := &program{environment: environment{stdin: strings.NewReader(answer), stderr: &shown}, say: message.For(message.Chinese)}
		if got := p.confirmed(t.Context(), "cmd.publish-confirm"); got != want {
			t.Errorf("%q: %v", answer, got)
		}
		if !strings.Contains(shown.String(), "继续") {
			t.Errorf("asked %q", shown.String())
		}
	}
	asked, _ := io.Pipe() // nobody answers
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	p := &program{environment: environment{stdin: asked, stderr: io.Discard}, say: message.For(message.Chinese)}
	if p.confirmed(ctx, "cmd.publish-confirm") {
		t.Error("interrupted, and taken for a yes")
	}
}
