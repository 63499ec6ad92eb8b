package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mingde/internal/config"
	"mingde/internal/message"
	"mingde/internal/problem"
)

// spoken is a run of a command in a site: its exit code, and what it said.
func spoken(t *testing.T, site string, env map[string]string, args ...string) (int, string) {
	t.Helper()
	var said bytes.Buffer
	world := environment{strings.NewReader(""), &said, &said, func(name string) string { return env[name] }, time.Now()}
	code := run(context.Background(), append([]string{"-C", site}, args...), world)
	return code, said.String()
}

// aSite makes a small one; publish are the lines of [publish].
func aSite(t *testing.T, publish string) string {
	t.Helper()
	site := filepath.Join(t.TempDir(), "site")
	if err := copySite(site); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(filepath.Join(site, "site.toml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteString("\n[publish]\n" + publish + "\n")
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return site
}

// Mistakes in the settings, on the command line and in the environment end with 2 and say what to write, in both languages; nothing is written.
func TestPublishMistakes(t *testing.T) {
	var args = func(more ...string) []string { return append([]string{"publish", "--as-of", "2026-06-30"}, more...) }
	for _, c := range []struct {
		publish string
		args    []string
		zh, en  string
	}{
		{"", args("--target", "dir:."), "网站自己的文件夹", "own folder"},
		{"", args("--target", "dir:.."), "网站自己的文件夹", "own folder"},
		{"", args("--target", "dir:/"), "网站自己的文件夹", "own folder"},
		{"", args("--target", "dir:content"), "content", "content"},
		{"", args("--target", "dir:static/x/y"), "static", "static"},
		{"", args("--target", "dir:layouts/x"), "layouts", "layouts"},
		{"", args("--target", "dir:.mingde/publish"), ".mingde", ".mingde"},
		{"", args("--target", "dir:public"), "public", "public"},
		{"", args("--target", "dir:a/b", "--out", "a"), "和网站的 a", "and a of the site"},
		{"", args("--target", "dir:a", "--out", "a/b"), "a/b", "a/b"},
		{"", args("--target", "dir:site.toml"), "一个文件", "is a file"},
		{"", args("--target", "dir:site.toml/x"), "一个文件", "is a file"},
		{"target = \"dir:content\"", []string{"publish", "status"}, "content", "content"},
		{"", args("--target", "dir:www", "--wait", "5"), "5m（5 分钟）或 5s", "5m (five minutes) or 5s"},
		{"", args("--target", "dir:www", "--wait", "-5s"), "--wait 不能是 -5s", "--wait cannot be -5s"},
		{"", args("--target", "dir:www", "--max-deletes", "-1"), "--max-deletes 不能是 -1", "--max-deletes cannot be -1"},
		{"provider = \"aliyun\"", args("--target", "dir:www"), "cos minio oss r2 s3", "cos minio oss r2 s3"},
		{"", args("--target", "s3://b"), "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"},
		{"provider = \"oss\"\nregion = \"cn-hangzhou\"", args("--target", "s3://b"), "密钥；请在环境变量里成对设置（任选一对）：OSS_ACCESS_KEY_ID", "credentials"},
		{"provider = \"oss\"", args("--target", "s3://b"), "region", "region"},
		{"purge = \"https://cdn.example/p?token=${CDN_TOKEN}\"", args("--target", "dir:www"), "环境变量 CDN_TOKEN", "environment variable CDN_TOKEN"},
	} {
		for lang, want := range map[string]string{"zh": c.zh, "en": c.en} {
			site := aSite(t, c.publish)
			code, said := spoken(t, site, map[string]string{"HOME": site}, append([]string{"--lang", lang}, c.args...)...)
			if code != usage || !strings.Contains(said, want) || strings.Contains(said, "no value") {
				t.Errorf("%s %v: exit code %d: %s", c.publish, c.args, code, said)
			}
			for _, folder := range []string{"_pub", "content/_pub", "www", "../_pub"} {
				if _, err := os.Stat(filepath.Join(site, folder)); err == nil {
					t.Errorf("%v: wrote %s", c.args, folder)
				}
			}
		}
	}
}

// A folder in which somebody has put the site by hand is published into; one with another file in a page's place is not, and is as it was.
func TestPublishAdopts(t *testing.T) {
	site := aSite(t, "")
	if code, said := spoken(t, site, nil, "build", "--as-of", "2026-06-30"); code != done {
		t.Fatal(said)
	}
	for _, folder := range []string{"www", "www2"} {
		if err := os.CopyFS(filepath.Join(site, folder), os.DirFS(filepath.Join(site, "public"))); err != nil {
			t.Fatal(err)
		}
	}
	if code, said := spoken(t, site, nil, "publish", "--as-of", "2026-06-30", "--target", "dir:www"); code != done {
		t.Errorf("%d: %s", code, said)
	}
	if err := os.WriteFile(filepath.Join(site, "www2", "index.html"), []byte("theirs"), 0o644); err != nil {
		t.Fatal(err)
	}
	code, said := spoken(t, site, nil, "publish", "--as-of", "2026-06-30", "--target", "dir:www2")
	if _, err := os.Stat(filepath.Join(site, "www2", "_pub")); code != guarded || !strings.Contains(said, "index.html") || err == nil {
		t.Errorf("%d: %s", code, said)
	}
}

// Doctor says what it could not find out, and ends with 3 if that matters: neither with 0 nor as if a guard had refused.
func TestDoctorDoesNotKnow(t *testing.T) {
	site := aSite(t, "public_url = \"http://127.0.0.1:1/\"")
	code, said := spoken(t, site, nil, "--lang", "zh", "publish", "doctor", "--target", "dir:www")
	if code != machine || !strings.Contains(said, "不明　不知道公众能不能写") || strings.Contains(said, "好　　公众不能写") {
		t.Errorf("%d: %s", code, said)
	}
}

// What is told of hooks has neither their tokens nor those of the environment, and is one line however many fail.
func TestHooksAreNotTold(t *testing.T) {
	var asked []string
	refuses := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String())
		w.WriteHeader(http.StatusForbidden)
	}))
	defer refuses.Close()
	const secret = "a+b/c=="
	p := &program{environment: environment{getenv: func(name string) string { return map[string]string{"T": secret}[name] }}}
	gone := "http://127.0.0.1:1/purge?token=${T}"
	purge, err := p.purge(config.Publish{Purge: []string{refuses.URL + "/x?token=${T}&a=1", gone, "http://%zz/${T}?${T}"}})
	if err != nil {
		t.Fatal(err)
	}
	failed := purge(t.Context(), []string{"index.html"})
	text := failed.Error()
	for _, want := range []string{refuses.URL + "/x: 403 Forbidden", "http://127.0.0.1:1/purge: dial tcp"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s lacks %s", text, want)
		}
	}
	if strings.Contains(text, "a+b") || strings.Contains(text, "a%2Bb") || strings.Contains(text, "token") || strings.Contains(text, "\n") {
		t.Error(text)
	}
	if len(asked) != 1 || asked[0] != "/x?token=a%2Bb%2Fc%3D%3D&a=1" {
		t.Errorf("asked %q", asked)
	}
}

// reason is a failure of a store with a sentence.
type reason struct{ problem.Text }

func (r reason) Error() string        { return r.Key }
func (r reason) Reason() problem.Text { return r.Text }

// Requests that are tried again are told, but not what passes within a second, nor each of them.
func TestRetriesAreTold(t *testing.T) {
	var said bytes.Buffer
	p := &program{environment: environment{stderr: &said}, say: message.For(message.English)}
	retrying := p.retrying()
	silent := reason{problem.Text{Key: "publish.store.no-answer", Args: problem.Args{"host": "oss.example"}}}
	retrying(silent, 200*time.Millisecond)
	retrying(silent, time.Second)
	retrying(silent, 2*time.Second)
	if got := said.String(); got != "no answer from oss.example, trying again…\n" {
		t.Errorf("%q", got)
	}
	said.Reset()
	p.shown.Store(&progress{program: p, line: &status{to: &said, terminal: true}})
	p.retrying()(reason{problem.Text{Key: "publish.store.busy", Args: problem.Args{"answer": "503 SlowDown"}}}, time.Second)
	if got := said.String(); !strings.HasPrefix(got, "\r") || !strings.Contains(got, "503 SlowDown") || strings.Contains(got, "\n") {
		t.Errorf("%q", got)
	}
}
