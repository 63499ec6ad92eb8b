package pagetest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"mingde/internal/page"
)

// sheet is what was printed of a page.
type sheet struct {
	Pale       []string
	Pictures   int
	Navigation []string
}

// printJob is one page to print.
type printJob struct {
	Address string `json:"address"`
	To      string `json:"to"`
	Look    string `json:"look"`
	Scheme  string `json:"scheme"`
}

// printed prints pages of a site, in the order of the addresses, and gives the files.
func printed(t *testing.T, s site, addresses []string, look, scheme string) (files []string, sheets []sheet) {
	t.Helper()
	base, dir := s.serve(t), t.TempDir()
	var jobs []printJob
	for i, address := range addresses {
		files = append(files, filepath.Join(dir, fmt.Sprintf("%d.pdf", i)))
		jobs = append(jobs, printJob{base + address, files[i], look, scheme})
	}
	var result struct{ Sheets []sheet }
	for _, f := range Drive(t, "testdata/paper.mjs", map[string]any{"jobs": jobs}, &result) {
		t.Error(f)
	}
	return files, result.Sheets
}

// Each bulletin of the showcase stands on one sheet of paper, or one and its back, as text that can be read aloud and copied, with a
// code that leads to its page.
func TestBulletinsOnPaper(t *testing.T) {
	s := shipped(t)
	addresses := s.pages(page.Bulletin)
	files, sheets := printed(t, s, addresses, "", "light")
	for i, file := range files {
		name := addresses[i]
		n, tagged := pdf(t, file)
		if n < 1 || n > 2 || !tagged {
			t.Errorf("%s: %d pages, tagged %v", name, n, tagged)
		}
		if text := textOf(t, file, 0); !strings.Contains(text, "文明创建简报") || !strings.Contains(text, "期") || strings.Contains(text, "跳到正文") {
			t.Errorf("%s: the text is %.100q…", name, text)
		}
		if got := codes(t, file, n); got != baseURL+name && !s.marked(t, name) {
			t.Errorf("%s: the code says %q", name, got)
		}
		sheets[i].judge(t, name)
	}
}

// A full page of a bulletin has 22 lines of 28 signs, as official documents have.
func TestLinesOnPaper(t *testing.T) {
	files, _ := printed(t, edge(t), []string{"bulletins/plain.html"}, "", "light")
	lines := regexp.MustCompile(`(?m)^\s*(字+)\s*$`).FindAllStringSubmatch(textOf(t, files[0], 2), -1)
	if len(lines) != 22 {
		t.Errorf("%d lines on the page, want 22", len(lines))
	}
	for i, line := range lines {
		if n := strings.Count(line[1], "字"); n != 28 {
			t.Errorf("line %d has %d signs, want 28", i+1, n)
		}
	}
}

// Paper shows entries with their pictures and without what leads elsewhere, in black on white, whatever the reader has chosen for the
// screen.
func TestEntriesOnPaper(t *testing.T) {
	s := shipped(t)
	roll := s.pages(page.Roll)[0]
	addresses := []string{s.pages(page.Event)[0], roll, s.pages(page.Bulletin)[0], s.pages(page.StatisticsYear)[0]}
	for _, chosen := range []struct{ look, scheme string }{{"", "dark"}, {"huge hc", "light"}} {
		files, sheets := printed(t, s, addresses, chosen.look, chosen.scheme)
		for i, file := range files {
			name := addresses[i] + " " + chosen.look + chosen.scheme
			sheets[i].judge(t, name)
			text := textOf(t, file, 0)
			for _, elsewhere := range []string{"大字版", "站点地图", "跳到正文", "前一榜：", "上一期："} {
				if strings.Contains(text, elsewhere) {
					t.Errorf("%s: %s stands on paper", name, elsewhere)
				}
			}
			if n := pictures(t, file); n < min(sheets[i].Pictures, 1) || i == 0 && n < 7 {
				t.Errorf("%s: %d pictures on paper, %d on the page", name, n, sheets[i].Pictures)
			}
			if addresses[i] != roll {
				continue
			}
			if got := codes(t, file, 0); got != baseURL+roll {
				t.Errorf("%s: the code says %q", name, got)
			}
		}
	}
}

func (s sheet) judge(t *testing.T, name string) {
	t.Helper()
	if len(s.Pale) > 0 || len(s.Navigation) > 0 {
		t.Errorf("%s: not black on white: %q; navigation: %q", name, s.Pale, s.Navigation)
	}
}

// tool runs a program of Debian's poppler-utils or zbar-tools.
func tool(t *testing.T, most int, name string, args ...string) string {
	t.Helper()
	path, err := program(name)
	if err != nil {
		t.Fatal(err)
	}
	out, err := run(nil, most, path, args...)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func pdf(t *testing.T, file string) (pages int, tagged bool) {
	t.Helper()
	info := tool(t, 0, "pdfinfo", file)
	pages, err := strconv.Atoi(regexp.MustCompile(`(?m)^Pages:\s+(\d+)$`).FindStringSubmatch(info)[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages, regexp.MustCompile(`(?m)^Tagged:\s+yes$`).MatchString(info)
}

// textOf gives the text of a page; of all pages for 0.
func textOf(t *testing.T, file string, n int) string {
	t.Helper()
	if n == 0 {
		return tool(t, 0, "pdftotext", "-layout", file, "-")
	}
	return tool(t, 0, "pdftotext", "-layout", "-f", strconv.Itoa(n), "-l", strconv.Itoa(n), file, "-")
}

// codes reads the QR codes of a page; of all pages for 0.
func codes(t *testing.T, file string, n int) string {
	t.Helper()
	args := []string{"-gray", "-r", "130", file, file}
	if n > 0 {
		args = append([]string{"-f", strconv.Itoa(n)}, args...)
	}
	tool(t, 0, "pdftoppm", args...)
	images, err := filepath.Glob(file + "*.pgm")
	if err != nil || len(images) == 0 {
		t.Fatalf("no picture of %s: %v", file, err)
	}
	out := tool(t, 4, "zbarimg", append([]string{"-q", "--raw", "-Sdisable", "-Sqrcode.enable"}, images...)...)
	for _, image := range images {
		os.Remove(image)
	}
	return strings.TrimSpace(out)
}

// pictures counts the pictures in a file.
func pictures(t *testing.T, file string) int {
	t.Helper()
	return strings.Count(tool(t, 0, "pdfimages", "-list", file), " image ")
}
