package publish

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mingde/internal/message"
	"mingde/internal/output"
	"mingde/internal/publish/store"
)

// Every guard refuses before the first write, with its sentence.
func TestGuards(t *testing.T) {
	with := func(name, data string) func(website, *Options) {
		return func(w website, _ *Options) { w[name] = data }
	}
	key := "LTAI" + "5tQw8nYcV2kR9mZx"
	for name, c := range map[string]struct {
		want   string // the key of the sentence; "" if it goes through
		ask    bool
		change func(w website, opt *Options)
	}{
		"nothing":            {"", false, func(website, *Options) {}},
		"unfinished":         {"unfinished", false, func(w website, opt *Options) { opt.Site.Unfinished = true }},
		"drafts":             {"drafts", false, func(w website, opt *Options) { opt.Drafts = true }},
		"empty":              {"empty", false, func(w website, opt *Options) { clear(w) }},
		"no home":            {"no-home", false, func(w website, opt *Options) { delete(w, "index.html") }},
		"deletes, number":    {"deletes", false, func(w website, opt *Options) { cutOff(w, 5); opt.MaxDeletes = 4 }},
		"deletes, share":     {"deletes", false, func(w website, opt *Options) { cutOff(w, 6); opt.MaxDeleteShare = 0.2 }},
		"deletes, allowed":   {"", false, func(w website, opt *Options) { cutOff(w, 5); opt.MaxDeletes, opt.MaxDeleteShare = 5, 0.3 }},
		"one delete":         {"", false, func(w website, opt *Options) { cutOff(w, 1); opt.MaxDeleteShare = 0 }},
		"half the pages":     {"smaller", true, func(w website, opt *Options) { cutOff(w, 15) }},
		"pages without text": {"smaller", true, func(w website, opt *Options) { shrink(w) }},
		"meant":              {"", false, func(w website, opt *Options) { shrink(w); opt.Yes = true }},
		"case":               {"case", false, with("events/NEW.html", "")},
		"case of folders":    {"case", false, with("EVENTS/3.html", "")},
		"composed":           {"case", false, func(w website, opt *Options) { w["e\u0301.html"] = ""; w["\u00e9.html"] = "" }},
		"file and folder": {"file-and-folder", false, func(w website, opt *Options) {
			opt.Site.Files = append([]output.File{{Path: "Events"}}, opt.Site.Files...)
		}},
		"dot file":       {"secret-file", false, with(".env.production", "")},
		"dot folder":     {"secret-file", false, with("a/.git/config", "")},
		"well-known":     {"", false, with(".well-known/security.txt", "Contact: mailto:a@b.cn")},
		"private key":    {"secret-file", false, with("assets/server.PEM", "")},
		"ssh key":        {"secret-file", false, with("id_ed25519", "")},
		"ssh public key": {"secret-file", false, with("a/id_rsa.pub", "")},
		"settings":       {"secret-file", false, with("x/site.toml", "")},
		"source":         {"secret-file", false, with("events/1.md", "")},
		"ours":           {"path", false, with("_pub/log/1", "")},
		"control characters": {"path", false, func(w website, opt *Options) {
			opt.Site.Files = append(opt.Site.Files, output.File{Path: "z\x01.html"})
		}},
		"access key":     {"credential", false, with("data/events.json", `{"k": "`+key+`"}`)},
		"key in text":    {"credential", false, with("events/1.html", "-----BEGIN RSA PRIVATE "+"KEY-----")},
		"password":       {"credential", false, with("events/1.html", `<a href="https://user:geheim@a.cn/">`)},
		"access key off": {"", false, with("assets/a.bin", key)},
		"changed":        {"changed", false, func(w website, opt *Options) { opt.Site.Files[3].Size++ }},
		"same size": {"changed", false, func(w website, opt *Options) {
			overwrite(t, opt, "events/0.html", []byte(w["events/0.html"][1:]+"!"))
			i := slices.IndexFunc(opt.Site.Files, func(f output.File) bool { return f.Path == "events/0.html" })
			opt.Site.Files[i].ModTime = 1
		}},
		"gone": {"changed", false, func(w website, opt *Options) { os.Remove(filepath.Join(opt.Dir, "events", "0.html")) }},
		"link": {"changed", false, func(w website, opt *Options) {
			file := filepath.Join(opt.Dir, "events", "0.html")
			os.Rename(file, file+".real")
			if err := os.Symlink("0.html.real", file); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBucket()
			mustRun(t, before().options(t, b.client()))
			keys := len(b.objects)
			w := before()
			w.page("events/new.html", "new")
			opt := w.options(t, b.client())
			opt.Yes = false
			changed := maps.Clone(w)
			c.change(changed, &opt)
			if !maps.Equal(w, changed) {
				fresh := changed.options(t, b.client())
				opt.Dir, opt.Site = fresh.Dir, fresh.Site
			}
			_, err := Run(context.Background(), opt)
			if c.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var refused *Refused
			if !refusedFor(err, c.want) || !errors.As(err, &refused) || refused.Ask != c.ask {
				t.Fatalf("%v", err)
			}
			for _, text := range refused.Texts {
				if !message.For(message.English).Has(text.Key) {
					t.Errorf("%s has no words", text.Key)
				}
			}
			if len(b.objects) != keys {
				t.Error("something was written")
			}
		})
	}
}

func cutOff(w website, n int) {
	for i := range n {
		delete(w, fmt.Sprintf("events/%d.html", i))
	}
}

func shrink(w website) {
	for i := range 20 {
		w[fmt.Sprintf("events/%d.html", i)] = "<p>"
	}
}

func overwrite(t *testing.T, opt *Options, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(opt.Dir, filepath.FromSlash(name)), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// An object of somebody else is never touched: before the first publish it is seen, later it is met.
func TestForeign(t *testing.T) {
	put := func(b *bucket, keys ...string) {
		for _, key := range keys {
			if err := b.client().Put(context.Background(), key, store.Bytes([]byte("theirs")), store.Header{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	b := newBucket()
	put(b, "index.html", "old/site.html")
	if _, err := Run(context.Background(), before().options(t, b.client())); !refusedFor(err, "foreign") || len(b.objects) != 2 {
		t.Errorf("%v, %d objects", err, len(b.objects))
	}
	delete(b.objects, "index.html")
	if report := mustRun(t, before().options(t, b.client())); !slices.Equal(report.Foreign, []string{"old/site.html"}) {
		t.Errorf("%+v", report.Foreign)
	}
	put(b, "events/new.html")
	opt := after().options(t, b.client())
	opt.Takeover = true
	for range 2 { // whoever goes on after the one that was stopped meets it again
		var stopped *Stopped
		if _, err := Run(context.Background(), opt); !refusedFor(err, "foreign") || !errors.As(err, &stopped) {
			t.Errorf("%v", err)
		}
	}
	opt = before().options(t, b.client())
	opt.Takeover, opt.Verify = true, Full
	report := mustRun(t, opt)
	if got := b.visible()["events/new.html"] + b.visible()["old/site.html"]; got != "theirstheirs" {
		t.Errorf("what is theirs is now %q", got)
	}
	if !slices.Equal(report.Foreign, []string{"events/new.html", "old/site.html"}) {
		t.Errorf("%+v", report.Foreign)
	}
	delete(b.objects, "events/new.html")
	delete(b.objects, "old/site.html")
	b.holds(t, before())
}

// Records that were lost are made again from what stands there, if it is the same site.
func TestLostRecords(t *testing.T) {
	b := newBucket()
	mustRun(t, before().options(t, b.client()))
	for _, key := range b.keys(control) {
		delete(b.objects, key)
	}
	defer func() {
		if left := b.keys(blobs); len(left) > 0 {
			t.Errorf("%v are left of a history that is lost", left)
		}
	}()
	if _, err := Run(context.Background(), after().options(t, b.client())); !refusedFor(err, "foreign") || len(b.keys(control)) > 0 {
		t.Errorf("%v", err)
	}
	b.objects[blobs+"00"] = &stored{}
	c := b.client()
	report := mustRun(t, before().options(t, c))
	if len(report.Foreign) > 0 || c.counts["PUT"] != 3 {
		t.Errorf("%v, %v", report.Foreign, c.counts)
	}
	mustRun(t, after().options(t, c))
	b.holds(t, after())
}

// A store in which two can create the same object is refused before the first write.
func TestNoLock(t *testing.T) {
	b := newBucket()
	c := prober{b.client(), store.Capabilities{MD5: true}}
	opt := before().options(t, c.client)
	opt.Store, opt.Probed = c, false
	if _, err := Run(context.Background(), opt); !refusedFor(err, "no-lock") || len(b.objects) > 0 {
		t.Errorf("%v", err)
	}
	c.can.CreateOnly = true
	opt.Store = c
	mustRun(t, opt)
	c.can.CreateOnly = false // it is known by now, from the bucket
	opt = after().options(t, c.client)
	opt.Store, opt.Probed = c, false
	mustRun(t, opt)
}

type prober struct {
	*client
	can store.Capabilities
}

func (p prober) Probe(context.Context) (store.Capabilities, error) { return p.can, nil }

// A dry run writes nothing, whatever it finds, and tells the same plan that is then carried out.
func TestDryRun(t *testing.T) {
	b := newBucket()
	mustRun(t, before().options(t, b.client()))
	c := b.client()
	opt := after().options(t, c)
	opt.DryRun = true
	b.after = func() { t.Error("something was written") }
	dry := mustRun(t, opt)
	b.after = nil
	if data, err := json.Marshal(dry.Plan); err != nil || !strings.HasPrefix(string(data), `{"base":1,"generation":2,"unfinished":[],"withdraws":false,"actions":[{"path":"assets/b.b4070279b66e3c9c.png","reason":"new","phase":"assets","size":11}`) {
		t.Errorf("%s, %v", data, err)
	}
	opt.DryRun = false
	wet := mustRun(t, opt)
	line := func(r Report) (lines []string) {
		for _, a := range r.Plan.Actions {
			lines = append(lines, fmt.Sprint(a.Phase, " ", a.Reason, " ", a.Path, " ", a.Size))
			if key := a.Text().Key; !message.For(message.Chinese).Has(key) {
				t.Errorf("%s has no words", key)
			}
		}
		return lines
	}
	if !slices.Equal(line(dry), line(wet)) || dry.Plan.Bytes != wet.Bytes || len(dry.Plan.Actions) != 9 {
		t.Errorf("%v\n%v\n%d %d", line(dry), line(wet), dry.Plan.Bytes, wet.Bytes)
	}
}

// A file that changes while it is sent is never stored, and the same command goes on afterwards. So does one that was interrupted.
func TestStopped(t *testing.T) {
	b := newBucket()
	c := b.client()
	w := before()
	opt := w.options(t, c)
	opt.State = t.TempDir()
	opt.Site = w.index()
	c.fault = func(n int, kind, key string) (error, error) {
		if key == "events/3.html" {
			overwrite(t, &opt, key, []byte("something else"))
		}
		return nil, nil
	}
	_, err := Run(context.Background(), opt)
	var stopped *Stopped
	if !errors.Is(err, store.ErrChanged) || !errors.As(err, &stopped) || stopped.Phase != NewPages || b.objects["index.html"] != nil {
		t.Fatalf("%v", err)
	}
	w.write(t, opt.Dir)
	ctx, interrupt := context.WithCancel(context.Background())
	written := 0
	c.fault = func(n int, kind, key string) (error, error) {
		if kind == "PUT" {
			written++
		}
		if key == "events/7.html" {
			interrupt()
		} else if ctx.Err() != nil {
			t.Errorf("%s %s after the interruption", kind, key)
		}
		return nil, nil
	}
	if _, err = Run(ctx, opt); !errors.Is(err, context.Canceled) || !errors.As(err, &stopped) {
		t.Fatalf("%v", err)
	}
	c.fault = nil
	report := mustRun(t, opt) // at once: this computer knows its own intent
	b.holds(t, w)
	if len(report.TookOver) != 2 {
		t.Errorf("%+v", report.TookOver)
	}
}

// An intent that is under way when the user interrupts is finished, so that whoever has begun knows it.
func TestInterruptedIntent(t *testing.T) {
	c := newBucket().client()
	ctx, interrupt := context.WithCancel(context.Background())
	c.fault = func(_ int, _, key string) (error, error) {
		if key == intentKey(1) {
			interrupt()
		}
		return nil, nil
	}
	var stopped *Stopped
	if _, err := Run(ctx, before().options(t, c)); !errors.Is(err, context.Canceled) || !errors.As(err, &stopped) || c.objects[intentKey(1)] == nil {
		t.Errorf("%v", err)
	}
}

// A publisher with the least rights may list nothing but the log: it collects, rolls back and withdraws all the same.
func TestLeastRights(t *testing.T) {
	b := newBucket()
	c := b.client()
	c.fault = func(n int, kind, key string) (error, error) {
		if kind == "LIST" && key != logPrefix {
			return store.ErrDenied, nil
		}
		return nil, nil
	}
	w := person(true)
	publish := func(withdrawn ...string) {
		opt := w.options(t, c)
		opt.Keep, opt.Withdrawn = 3, withdrawn
		mustRun(t, opt)
	}
	for i := range 25 {
		w.page("events/0.html", fmt.Sprint("edition ", i))
		publish()
	}
	if logs := len(b.keys(logPrefix)); logs > 4*logKept {
		t.Errorf("%d records in the log", logs)
	}
	if _, err := Rollback(context.Background(), Options{Store: c, Keep: 3}, 23); err != nil {
		t.Error(err)
	}
	w.page("events/5.html", "another event with "+secret)
	publish()
	w = person(false)
	publish("models/1")
	if keys := b.mentions(secret); len(keys) > 0 {
		t.Errorf("the person is still in %v", keys)
	}
	b.holds(t, w)
}

// Every sentence that the sources name is in the catalogue.
func TestSentences(t *testing.T) {
	named := regexp.MustCompile(`(?:text|refuse)\("([a-z.-]+)"`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range named.FindAllSubmatch(data, -1) {
			key := "publish." + string(match[1])
			if n++; !strings.HasSuffix(key, ".") && !message.For(message.English).Has(key) {
				t.Errorf("%s: %s has no words", file, key)
			}
		}
	}
	if n < 20 {
		t.Errorf("%d sentences found", n)
	}
	for _, reason := range []Reason{New, Changed, Headers, Dirty, Removed, Dead, Pending, Withdrawn} {
		if key := (Action{Reason: reason}).Text().Key; !message.For(message.English).Has(key) {
			t.Errorf("%s has no words", key)
		}
	}
}

// The quick look finds everything suspicious that the thorough one finds.
func TestSuspicious(t *testing.T) {
	pieces := []string{
		"LTAI", "AKID", "AKIA", "ASIA", "0123456789ABCDEF", "-----BEGIN ", "RSA PRIVATE KEY-----", "http", "https", ":", "//", "://", "@", "/", " ", "\v", "a", "文", "\"", "<",
	}
	r := rand.New(rand.NewPCG(1, 1))
	found := 0
	for range 200_000 {
		var b strings.Builder
		for range r.IntN(9) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		if data := []byte(b.String()); credentials.Match(data) {
			found++
			if credentialIn(data) == "" {
				t.Errorf("%q", data)
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d texts hold any", found)
	}
}

// What it costs to look for credentials in a page.
func BenchmarkCredentialIn(b *testing.B) {
	page := []byte(strings.Repeat(`<p>居民一起包粽子，<a href="https://www.example.org/a/b.html">报名</a>；信箱wenming@example.org。</p>`+"\n", 100))
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if credentialIn(page) != "" {
			b.Fatal("found")
		}
	}
}
