package s3

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mingde/internal/message"
	"mingde/internal/publish/store"
)

func given(id, secret, token string) func() (Credentials, error) {
	return func() (Credentials, error) { return NewCredentials(id, secret, token, "test"), nil }
}

func TestOpen(t *testing.T) {
	for _, c := range []struct {
		config Config
		want   string // the address of the bucket; or part of the error
	}{
		{Config{Bucket: "b"}, "https://s3.us-east-1.amazonaws.com us-east-1"},
		{Config{Provider: "s3", Bucket: "b", Region: "eu-west-1"}, "https://s3.eu-west-1.amazonaws.com eu-west-1"},
		{Config{Provider: "s3", Bucket: "b", Region: "cn-north-1"}, "https://s3.cn-north-1.amazonaws.com.cn cn-north-1"},
		{Config{Provider: "oss", Bucket: "b", Region: "cn-hangzhou"}, "https://s3.oss-cn-hangzhou.aliyuncs.com cn-hangzhou"},
		{Config{Provider: "oss", Bucket: "b", Region: "oss-cn-hangzhou"}, "https://s3.oss-cn-hangzhou.aliyuncs.com cn-hangzhou"},
		{Config{Provider: "oss", Bucket: "b"}, "region of the bucket is needed"},
		{Config{Provider: "cos", Bucket: "b-1250000000", Region: "ap-guangzhou"}, "https://cos.ap-guangzhou.myqcloud.com ap-guangzhou"},
		{Config{Provider: "r2", Bucket: "b"}, "https://ACCOUNT.r2.cloudflarestorage.com"},
		{Config{Provider: "r2", Bucket: "b", Endpoint: "https://0123.r2.cloudflarestorage.com/"}, "https://0123.r2.cloudflarestorage.com auto"},
		{Config{Provider: "minio", Bucket: "b"}, "https://HOST:PORT"},
		{Config{Provider: "minio", Bucket: "b", Endpoint: "http://127.0.0.1:9000", Region: "here"}, "http://127.0.0.1:9000 here"},
		{Config{Provider: "minio", Bucket: "b", Endpoint: "127.0.0.1:9000"}, "must be https://"},
		{Config{Provider: "minio", Bucket: "b", Endpoint: "https://h/b"}, "must be https://"},
		{Config{Provider: "minio", Bucket: "b", Endpoint: "https://id:secret@h"}, "must be https://"},
		{Config{Provider: "azure", Bucket: "b"}, "there are cos, minio, oss, r2, s3"},
		{Config{Bucket: "b/c"}, "no name of a bucket"},
		{Config{}, "no name of a bucket"},
		{Config{Bucket: "b", Prefix: "a/../b"}, "prefix in the bucket cannot be"},
		{Config{Bucket: "b", Region: "evil.com/"}, "is no region"},
	} {
		c.config.Credentials = given("AKIDEXAMPLE", "secret", "")
		s, err := Open(c.config)
		got := fmt.Sprint(err)
		if err == nil {
			got = s.base.String() + " " + s.client.Options().Region
		}
		if !strings.Contains(got, c.want) || strings.Contains(got, "id:secret") {
			t.Errorf("%+v: %s, want %s", c.config, got, c.want)
		}
	}
	if _, err := Open(Config{Bucket: "b"}); !errors.Is(err, errNoCredentials) {
		t.Error(err)
	}
}

// environment is one in which a test says what is set.
func environment(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func TestFindCredentials(t *testing.T) {
	home := t.TempDir()
	file := filepath.Join(home, ".aws", "credentials")
	if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	text := "\ufeff# a comment\n[default]\r\naws_access_key_id = file-id\r\naws_secret_access_key=file/se=cret+ # why\nregion = x\n" +
		"s3 =\n  aws_access_key_id = nested\n\n[ site ]\naws_access_key_id=site-id\naws_secret_access_key=site-secret\naws_session_token = site-token\n; end\n[sso]\nsso_session = x\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(home, "other")
	if err := os.WriteFile(other, []byte("[default]\naws_access_key_id=other-id\naws_secret_access_key=other-secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		provider, section string
		env               map[string]string
		want              string // id, secret and token; or part of the error
	}{
		{"s3", "", map[string]string{"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "token"}, "id secret token"},
		{"r2", "", map[string]string{"AWS_ACCESS_KEY_ID": " id\n", "AWS_SECRET_ACCESS_KEY": "secret"}, "id secret "},
		{"oss", "", map[string]string{"AWS_ACCESS_KEY_ID": "aws", "AWS_SECRET_ACCESS_KEY": "aws", "OSS_ACCESS_KEY_ID": "id", "OSS_ACCESS_KEY_SECRET": "secret", "OSS_SESSION_TOKEN": "t"}, "id secret t"},
		{"oss", "", map[string]string{"ALIBABA_CLOUD_ACCESS_KEY_ID": "id", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "secret", "ALIBABA_CLOUD_SECURITY_TOKEN": "t"}, "id secret t"},
		{"oss", "", map[string]string{"AWS_ACCESS_KEY_ID": "aws", "AWS_SECRET_ACCESS_KEY": "aws"}, "aws aws "},
		{"cos", "", map[string]string{"TENCENTCLOUD_SECRET_ID": "id", "TENCENTCLOUD_SECRET_KEY": "secret", "TENCENTCLOUD_TOKEN": "t"}, "id secret t"},
		{"cos", "", map[string]string{"COS_SECRET_ID": "id", "COS_SECRET_KEY": "secret"}, "id secret "},
		{"minio", "", map[string]string{"OSS_ACCESS_KEY_ID": "id", "OSS_ACCESS_KEY_SECRET": "secret"}, "file-id file/se=cret+ "},
		{"s3", "", map[string]string{"AWS_ACCESS_KEY_ID": "id"}, "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not"},
		{"oss", "", map[string]string{"OSS_ACCESS_KEY_SECRET": "very-secret"}, "OSS_ACCESS_KEY_SECRET is set, but OSS_ACCESS_KEY_ID is not"},
		{"s3", "", nil, "file-id file/se=cret+ "},
		{"s3", "", map[string]string{"AWS_PROFILE": "site"}, "site-id site-secret site-token"},
		{"s3", "site", map[string]string{"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"}, "site-id site-secret site-token"},
		{"s3", "sso", nil, "export-credentials"},
		{"s3", "none", nil, "has no section [none]"},
		{"s3", "", map[string]string{"AWS_SHARED_CREDENTIALS_FILE": other}, "other-id other-secret "},
		{"oss", "", map[string]string{"HOME": filepath.Join(home, "nobody")}, "OSS_ACCESS_KEY_ID OSS_ACCESS_KEY_SECRET / ALIBABA"},
		{"s3", "x", map[string]string{"HOME": filepath.Join(home, "nobody")}, "no such file"},
	} {
		if c.env == nil {
			c.env = map[string]string{}
		}
		if c.env["HOME"] == "" {
			c.env["HOME"] = home
		}
		got, err := FindCredentials(c.provider, c.section, environment(c.env))
		text := fmt.Sprint(err)
		if err == nil {
			keys := got.reveal()
			text = keys.AccessKeyID + " " + keys.SecretAccessKey + " " + keys.SessionToken
		}
		if err == nil && text != c.want || err != nil && (!strings.Contains(text, c.want) || strings.Contains(text, "very-secret")) {
			t.Errorf("%s %q %v: %s, want %s", c.provider, c.section, c.env, text, c.want)
		}
	}
}

// However credentials are printed, alone or in something, nothing secret comes out.
func TestCredentialsAreNeverPrinted(t *testing.T) {
	c := NewCredentials("LTAI5tEXAMPLEKEY", "very-secret", "the-token", "OSS_ACCESS_KEY_ID")
	s, err := Open(Config{Provider: "oss", Bucket: "b", Region: "cn-hangzhou", Credentials: func() (Credentials, error) { return c, nil }})
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, value := range []any{c, &c, s.config, struct{ c Credentials }{c}, []Credentials{c}, map[string]any{"c": c}, error(&gaveUp{attempts: 3, error: errors.New(c.String())})} {
		fmt.Fprintf(&text, "%v %+v %#v %s %q %d %x\n", value, value, value, value, value, value, value)
		slog.New(slog.NewTextHandler(&text, nil)).Info("x", "value", value)
		slog.New(slog.NewJSONHandler(&text, nil)).Info("x", "value", value)
	}
	if encoded, err := json.Marshal(c); err != nil || string(encoded) != `"LTAI**** (OSS_ACCESS_KEY_ID)"` {
		t.Errorf("%s, %v", encoded, err)
	}
	text.WriteString(s.failed("", "a", fmt.Errorf("%w: GET with very-secret and the-token of LTAI5tEXAMPLEKEY", store.ErrKey)).Error())
	for _, secret := range []string{"very-secret", "the-token", "LTAI5tEXAMPLEKEY", "766572792d"} {
		if i := strings.Index(text.String(), secret); i >= 0 {
			t.Errorf("printed: %.80s", text.String()[max(0, i-40):])
		}
	}
	if got := fmt.Sprint(c, NewCredentials("ab", "c", "", "x"), Credentials{}); got != "LTAI**** (OSS_ACCESS_KEY_ID) a**** (x) no credentials" {
		t.Error(got)
	}
}

func TestLimiter(t *testing.T) {
	l := NewLimiter(8)
	var running, most atomic.Int64
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			round, err := l.enter(t.Context())
			if err != nil {
				t.Error(err)
			}
			for n := running.Add(1); n > most.Load(); {
				most.Store(n)
			}
			time.Sleep(time.Millisecond)
			running.Add(-1)
			l.leave(round, true, false)
		})
	}
	all.Wait()
	if most.Load() > 8 || most.Load() < 2 || l.Width() != 8 || l.running != 0 {
		t.Errorf("%d at once, width %d, %d running", most.Load(), l.Width(), l.running)
	}
}

// Eight requests that complain together are one complaint; the width comes back one by one.
func TestLimiterHalves(t *testing.T) {
	l := NewLimiter(8)
	complain := func(n int) {
		rounds := make([]uint64, n)
		for i := range rounds {
			rounds[i], _ = l.enter(context.Background())
		}
		for _, round := range rounds {
			l.leave(round, false, true)
		}
	}
	for _, want := range []int{4, 2, 1, 1} {
		complain(l.Width())
		if l.Width() != want {
			t.Errorf("width %d, want %d", l.Width(), want)
		}
	}
	for n, want := range []int{2, 2, 3, 3, 3, 4} {
		round, _ := l.enter(context.Background())
		l.leave(round, true, false)
		if l.Width() != want {
			t.Errorf("after %d successes: width %d, want %d", n+1, l.Width(), want)
		}
	}
}

func TestLimiterGivesUp(t *testing.T) {
	l := NewLimiter(1)
	round, err := l.enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := l.enter(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	l.leave(round, true, false)
	if _, err := l.enter(t.Context()); err != nil {
		t.Error(err)
	}
	l.leave(0, true, false)
	if l.running != 0 || len(l.waiting) != 0 {
		t.Errorf("%d running, %d waiting", l.running, len(l.waiting))
	}
}

func TestWait(t *testing.T) {
	r := Retries{First: 100 * time.Millisecond, Longest: time.Second}.orUsual()
	for n, longest := range map[int]time.Duration{1: 100 * time.Millisecond, 2: 200 * time.Millisecond, 4: 800 * time.Millisecond, 5: time.Second, 60: time.Second} {
		for range 100 {
			if d, ok := r.wait(n, 0); !ok || d < longest/2 || d > longest {
				t.Fatalf("attempt %d: %v", n, d)
			}
		}
	}
	if d, ok := r.wait(1, 700*time.Millisecond); !ok || d < 700*time.Millisecond {
		t.Errorf("asked to wait: %v", d)
	}
	if _, ok := r.wait(1, time.Minute); ok {
		t.Error("waits for a minute")
	}
}

func TestEscape(t *testing.T) {
	if got := escape("b/a b+c%/文'&~.html"); got != "b/a%20b%2Bc%25/%E6%96%87%27%26~.html" {
		t.Error(got)
	}
}

func FuzzParseSection(f *testing.F) {
	f.Add("[default]\naws_access_key_id = a\n  x = y\n[profile b]\nc=d # e\n", "default")
	f.Add("[", "")
	f.Fuzz(func(t *testing.T, text, section string) {
		settings, found := parseSection(text, section)
		if !found && len(settings) > 0 {
			t.Errorf("%q of no section", settings)
		}
	})
}

// A server that does not speak TLS, or whose certificate nobody knows, is asked once: no patience helps. Its address is named, in both
// languages.
func TestWrongScheme(t *testing.T) {
	plain, closed := httptest.NewServer(http.NotFoundHandler()), httptest.NewUnstartedServer(http.NotFoundHandler())
	closed.Config.ErrorLog = log.New(io.Discard, "", 0)
	closed.StartTLS()
	defer plain.Close()
	defer closed.Close()
	for key, endpoint := range map[string]string{
		"plain": strings.Replace(plain.URL, "http:", "https:", 1), "certificate": closed.URL, "encrypted": strings.Replace(closed.URL, "https:", "http:", 1),
	} {
		s, err := Open(Config{
			Provider: "minio", Bucket: "b", Endpoint: endpoint, Credentials: given("AKIDEXAMPLE", "secret", ""),
			Retrying: func(err error, _ time.Duration) { t.Errorf("tried again: %v", err) },
		})
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = s.Get(t.Context(), "a")
		var failure store.Failure
		if !errors.As(err, &failure) || failure.Reason().Key != "publish.store."+key || !strings.Contains(err.Error(), endpoint) {
			t.Errorf("%s: %v", key, err)
		}
	}
}

// Each mistake has a sentence in both languages, and all its arguments.
func TestMistakes(t *testing.T) {
	for _, c := range []Config{
		{Provider: "aliyun", Bucket: "b"}, {Bucket: "a/b"}, {Bucket: "b", Prefix: "a/../b"}, {Provider: "oss", Bucket: "b"}, {Bucket: "b", Region: "a.b"},
		{Provider: "r2", Bucket: "b"}, {Bucket: "b", Endpoint: "x"}, {Bucket: "b"},
	} {
		_, err := Open(c)
		var wrong *Mistake
		if !errors.As(err, &wrong) {
			t.Errorf("%+v: %v", c, err)
			continue
		}
		for _, lang := range message.Languages {
			if words := message.For(lang).Say(wrong.Reason()); !message.For(lang).Has(wrong.Reason().Key) || strings.Contains(words, "no value") {
				t.Errorf("%s: %s", lang, words)
			}
		}
	}
}
