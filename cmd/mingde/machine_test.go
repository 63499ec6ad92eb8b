package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"mingde/internal/build"
	"mingde/internal/entry"
	"mingde/internal/message"
	"mingde/internal/output"
	"mingde/internal/problem"
	"mingde/internal/publish"
	"mingde/internal/publish/store"
)

// report gives the exit code and the words for an error.
func report(lang message.Language, err error) (int, string) {
	var stderr bytes.Buffer
	p := &program{environment: environment{stderr: &stderr}, say: message.For(lang)}
	return p.report(err), stderr.String()
}

// What the machine refuses is told in the user's language, with the object, what to do, and the system's own text.
func TestMachineFailures(t *testing.T) {
	for _, c := range []struct {
		errno  syscall.Errno
		zh, en string
	}{
		{syscall.ENOSPC, "磁盘满了", "the disk is full"},
		{syscall.EROFS, "只能读", "not written"},
		{syscall.EACCES, "没有权限", "no permission"},
		{syscall.EPERM, "没有权限", "no permission"},
		{syscall.ENOENT, "找不到", "is not there"},
		{syscall.ENOTDIR, "应当是文件夹", "should be"},
		{syscall.EMFILE, "打开的文件太多", "too many files"},
	} {
		for lang, words := range map[message.Language]string{message.Chinese: c.zh, message.English: c.en} {
			for _, err := range []error{
				fmt.Errorf("output public: %w", &fs.PathError{Op: "write", Path: "public/index.html", Err: c.errno}),
				&os.LinkError{Op: "rename", Old: "a", New: "public/index.html", Err: c.errno},
				fmt.Errorf("public/index.html: %w", c.errno),
			} {
				code, told := report(lang, err)
				if code != machine || !strings.Contains(told, words) || !strings.Contains(told, "public/index.html") || !strings.Contains(told, "("+err.Error()+")") && !strings.Contains(told, "（"+err.Error()+"）") {
					t.Errorf("%s %v: code %d, %s", lang, c.errno, code, told)
				}
			}
		}
	}
	if code, told := report(message.Chinese, errors.New("something else")); code != machine || !strings.Contains(told, "something else") {
		t.Errorf("code %d, %s", code, told)
	}
}

// What stops a publish is told in the user's language: what the disk refuses, and what the store refuses; then that the same command goes on.
func TestStoppedWords(t *testing.T) {
	full := fmt.Errorf("events/1.html: %w", &fs.PathError{Op: "write", Path: "www/events/1.html", Err: syscall.ENOSPC})
	for _, c := range []struct {
		err    error
		zh, en string
	}{
		{full, "磁盘满了：www/events/1.html 写不下；腾出空间", "the disk is full"},
		{fmt.Errorf("events/1.html: %w", store.ErrChanged), "在上传时变了，这一个没有存上去，原来的还在：events/1.html", "a file changed while it was sent"},
		{&publish.Damaged{Key: "_pub/log/00000001.open"}, "记录 _pub/log/00000001.open 损坏了", "the record _pub/log/00000001.open in the store is damaged"},
	} {
		for lang, words := range map[message.Language]string{message.Chinese: c.zh, message.English: c.en} {
			var stderr bytes.Buffer
			p := &program{environment: environment{stderr: &stderr}, say: message.For(lang)}
			err := p.notPublished(&publish.Stopped{Generation: 2, Phase: publish.ChangedPages, Err: c.err})
			goesOn := map[message.Language]string{message.Chinese: "再运行同一条命令就会接着做", message.English: "the same command goes on"}[lang]
			if told := stderr.String(); err != exit(machine) || !strings.Contains(told, words) || !strings.Contains(told, goesOn) {
				t.Errorf("%s: %v, %s", lang, err, told)
			}
		}
	}
}

// A refused address is told with the page and the file it comes from.
func TestRefusedPage(t *testing.T) {
	refused := &output.Refusal{Text: problem.Text{Key: "output.path", Args: problem.Args{"path": "a:b.html"}}}
	code, told := report(message.Chinese, &build.PageError{Page: "a:b.html", Sources: []string{"content/pages/a.md"}, Err: refused})
	if code != faulty || !strings.Contains(told, "不能用作网页的地址") || !strings.Contains(told, "来自 content/pages/a.md") {
		t.Errorf("code %d, %s", code, told)
	}
	refused = &output.Refusal{Text: problem.Text{Key: "output.foreign-folder", Args: problem.Args{"path": "a.html"}}}
	if code, told := report(message.Chinese, &build.PageError{Page: "a.html", Err: refused}); code != machine || !strings.Contains(told, "涉及的页面：a.html\n") {
		t.Errorf("code %d, %s", code, told)
	}
}

// The example of the README is what the commands before it really make, filled in.
func TestReadme(t *testing.T) {
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	_, text, _ = strings.Cut(text, "## 写一条活动")
	text, _, _ = strings.Cut(text, "\n## ")
	_, sample, ok := strings.Cut(text, "    +++\n")
	sample, _, closed := strings.Cut("    +++\n"+sample, "写错字段名")
	if !ok || !closed {
		t.Fatal("the README has no example")
	}
	sample = strings.ReplaceAll(sample, "\n    ", "\n")
	sample = strings.TrimPrefix(sample, "    ")
	dir := filepath.Join(t.TempDir(), "site")
	say := func(args ...string) string {
		t.Helper()
		code, stdout, stderr := call(t.Context(), "zh_CN", args...)
		if code != 0 {
			t.Fatalf("%v: %s", args, stderr)
		}
		return stdout
	}
	say("new", "site", dir)
	made, err := filepath.Rel(dir, strings.TrimSpace(say("-C", dir, "new", "event", "端午包粽子")))
	if err != nil || !strings.Contains(text, filepath.ToSlash(made)) {
		t.Errorf("the README does not name the file %s, which is made", made)
	}
	template, err := os.ReadFile(filepath.Join(dir, made))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(strings.Split(sample, "+++")[1]) {
		if name, _, ok := strings.Cut(line, " = "); ok && !strings.Contains(string(template), name+" = ") {
			t.Errorf("the README's field %s is not offered by the template", name)
		}
	}
	if _, _, found := entry.Parse(filepath.ToSlash(made), []byte(sample), nil); len(found) > 0 {
		t.Errorf("%+v\n%s", found, sample)
	}
	if err := os.WriteFile(filepath.Join(dir, made), []byte(sample), 0o644); err != nil {
		t.Fatal(err)
	}
	if told := say("-C", dir, "check", "--strict"); told != "" {
		t.Error(told)
	}
	if !strings.Contains(text, "draft = true") {
		t.Error("the README does not say how a draft is published")
	}
}
