package watch

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mingde/internal/build"
	"mingde/internal/message"
	"mingde/internal/notify"
	"mingde/internal/problem"
)

// While errors in the settings, layouts or files freeze the site, nothing that is printed sounds like a success.
func TestFrozenIsTold(t *testing.T) {
	onStage(t, message.Chinese, func(s *stage) {
		s.printed()
		s.site.change(func() { s.site.state.Frozen, s.site.altered = true, 0 })
		settings := decoded("site.toml", 3)
		s.change(edited("site.toml"), settings)
		time.Sleep(calmTime)
		s.expect("the error", "00:00:00 改了 site.toml，有错误：\n"+
			"! site.toml:3:1: 错误 front-matter: 是不是想写 date？\n"+
			"! 现在有 1 个错误\n"+
			"! 这个错误影响整个网站：改好之前，所有网页都停在上一次正确的样子，现在写的内容也要等它改好才看得到。\n")
		s.change(edited("content/events/x.md"), settings)
		s.expect("a right entry", "00:00:00 改了 content/events/x.md；网站因上面的错误还停着\n! 还有 1 个错误没有改好：site.toml:3\n")
		if page := s.sees("/_mingde/"); !strings.Contains(page, message.For(message.English).Words("preview.effect.frozen", nil)) {
			s.Errorf("the start page says %s", page)
		}
		s.site.change(func() { s.site.state.Frozen, s.site.altered = false, 1 })
		s.change(edited("site.toml"))
		s.expect("mended", "00:00:00 改了 site.toml：网站上 1 个文件有变化，12 毫秒\n已改正，没有错误了\n")
	})
}

// sees gives what is served at a path.
func (s *stage) sees(path string) string {
	old := s.server.say
	s.server.say = message.For(message.English)
	defer func() { s.server.say = old }()
	return ask(s.server, home, local, request(http.MethodGet, path, home)).Body.String()
}

// An entry that was never right is missing, and that is said.
func TestAbsentIsTold(t *testing.T) {
	onStage(t, message.English, func(s *stage) {
		s.printed()
		s.site.change(func() { s.site.state.Absent = []string{mistakeX.File} })
		s.change([]build.FileChange{{Path: mistakeX.File, What: build.Added}}, mistakeX)
		time.Sleep(calmTime)
		if got := s.printed(); !strings.HasSuffix(got, "! content/events/x.md: never right so far, so nothing is shown of it; it appears when it is mended.\n") {
			s.Errorf("printed %q", got)
		}
	})
}

// Of very many errors some are told in full, those of the file that was saved first; of those that were told before, where
// they are.
func TestManyErrors(t *testing.T) {
	onStage(t, message.English, func(s *stage) {
		s.printed()
		var all []problem.Problem
		for i := range 40 {
			all = append(all, decoded(fmt.Sprintf("content/events/%02d.md", i), i+1))
		}
		s.change(edited("content/events/30.md"), all...)
		time.Sleep(calmTime)
		got := s.printed()
		first := "00:00:00 edited content/events/30.md, with errors:\n! content/events/30.md:31:1: error"
		if !strings.HasPrefix(got, first) || strings.Count(got, "front-matter") != maxProblems || !strings.Contains(got, "! and 30 more: see the start page, ") {
			s.Errorf("at first: %s", got)
		}
		s.change(edited("content/events/30.md"), all...)
		s.expect("saved again", "00:00:00 edited content/events/30.md: 3 files of the site differ, 12 ms\n"+
			"! 40 errors are still to be mended: content/events/00.md:1, content/events/01.md:2, content/events/02.md:3 and others\n")
		s.change(edited("content/events/zz.md"), append(all[38:], decoded("content/events/zz.md", 9))...)
		time.Sleep(calmTime)
		s.expect("a new one", "00:00:00 edited content/events/zz.md, with errors:\n"+
			"! content/events/zz.md:9:1: error front-matter: did you mean date?\n"+
			"! 2 errors are still to be mended: content/events/38.md:39, content/events/39.md:40\n"+
			"! now: 3 errors\n! Entries with errors are shown as they were last; all else goes on as usual.\n")
	})
}

// A file that was renamed is one change, and a save that alters no page says so.
func TestRenameIsTold(t *testing.T) {
	onStage(t, message.Chinese, func(s *stage) {
		s.printed()
		s.site.moved["events/a.html"] = build.Item{File: "content/events/b.md"}
		s.change([]build.FileChange{{Path: "content/events/a.md", What: build.Removed}, {Path: "content/events/b.md", What: build.Added}})
		s.expect("a rename", "00:00:00 content/events/a.md 改名为 content/events/b.md：网站上 3 个文件有变化，12 毫秒\n")
		s.change([]build.FileChange{
			{Path: "content/events/a.md", What: build.Removed}, {Path: "content/events/b.md", What: build.Added}, {Path: "content/c.md", What: build.Edited},
		})
		s.expect("and an edit", "00:00:00 content/events/a.md 改名为 content/events/b.md、改了 content/c.md：网站上 3 个文件有变化，12 毫秒\n")
		s.site.altered = 0
		s.change(edited("content/events/\x1b[2J.md"))
		s.expect("nothing", "00:00:00 改了 content/events/\\x1b[2J.md：网页没有变化，12 毫秒\n")
	})
}

// That the site's folder is gone is told in the user's words, on the terminal and on every page; and that it is back.
func TestFolderIsGone(t *testing.T) {
	root := filepath.Join(t.TempDir(), "site")
	onStageOf(t, message.Chinese, root, func(s *stage) {
		s.printed()
		gone := &fs.PathError{Op: "open", Path: root, Err: fs.ErrNotExist}
		for range 2 {
			s.site.mu.Lock()
			s.site.fail = gone
			s.site.mu.Unlock()
			s.changes.batches <- notify.Batch{Folders: []string{""}}
			synctest.Wait()
		}
		s.expect("it is gone", "! 找不到网站文件夹 "+root+"（可能被改名、移走，或移动硬盘没有插好）。等它回来，预览会自己接着更新。\n")
		if st := s.server.hub.state(0); st.Trouble.Key != "watch.trouble-folder" || st.Version() == "1" {
			s.Errorf("%+v", st)
		}
		if page := s.sees("/_mingde/"); !strings.Contains(page, "cannot be found") || strings.Contains(page, "all is well") {
			s.Errorf("the start page says %s", page)
		}
		time.Sleep(retryTime)
		s.expect("it is back", "! 网站又读得到了，预览接着更新\n")
		if st := s.server.hub.state(0); st.Trouble.Key != "" || st.Version() != "1" {
			s.Errorf("%+v", st)
		}
		// a file that went away in the middle of a look is something else
		if err := os.Mkdir(root, 0o755); err != nil {
			t.Fatal(err)
		}
		s.site.mu.Lock()
		s.site.fail = gone
		s.site.mu.Unlock()
		s.changes.batches <- notify.Batch{Folders: []string{""}}
		if got := s.printed(); !strings.HasPrefix(got, "! 读取网站时出了问题，会自动再试。系统的说法是：open ") {
			s.Errorf("printed %q", got)
		}
	})
}
