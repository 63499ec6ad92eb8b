package pagetest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

// Job is one page to open in a browser.
type Job struct {
	Address    string `json:"address"`    // an http:, https: or file: address, or the path of a file
	Width      int    `json:"width"`      // of the window, in CSS pixels; below 600 it is a phone; 0 means 360
	Screenshot string `json:"screenshot"` // the whole page as PNG goes to this file; "" for none
	Axe        bool   `json:"axe"`        // run axe, with all rules of WCAG 2.2 AA and its own advice
	NoScript   bool   `json:"noScript"`   // JavaScript is off
}

// Report is what the browser met. Requests to anything but files and the loopback interface are refused and count as
// failed.
type Report struct {
	Title          string
	Overflow       int // CSS pixels by which the page is wider than its window
	Violations     []Violation
	ConsoleErrors  []string
	FailedRequests []string // "address reason"
}

// Violation is one rule of axe that the page breaks.
type Violation struct {
	ID     string // https://dequeuniversity.com/rules/axe/
	Impact string // minor, moderate, serious, critical
	Help   string
	Nodes  int    // how many elements break it
	Target string // CSS selector of the first
}

// Faults lists everything in a report that a page of ours must not have, in words.
func (r Report) Faults() []string {
	var faults []string
	if r.Title == "" {
		faults = append(faults, "the page has no title")
	}
	if r.Overflow > 0 {
		faults = append(faults, fmt.Sprintf("%d px wider than the window", r.Overflow))
	}
	for _, v := range r.Violations {
		faults = append(faults, fmt.Sprintf("axe %s (%s): %s: %d × %s", v.ID, v.Impact, v.Help, v.Nodes, v.Target))
	}
	for _, e := range r.ConsoleErrors {
		faults = append(faults, "console: "+e)
	}
	for _, e := range r.FailedRequests {
		faults = append(faults, "request: "+e)
	}
	return faults
}

// Browse opens pages in one Chromium and gives the reports in the order of the jobs. A page that does not open fails
// the test at once; judging the reports is the caller's, by [Report.Faults] or finer.
func Browse(t testing.TB, jobs []Job) []Report {
	t.Helper()
	reports, err := browse(jobs)
	if err != nil {
		t.Fatal(err)
	}
	return reports
}

func browse(jobs []Job) ([]Report, error) {
	in, err := installed()
	if err != nil {
		return nil, err
	}
	input, err := browserInput(in.chromium, in.axe, jobs)
	if err != nil {
		return nil, err
	}
	out, err := run(input, 0, in.node, filepath.Join(in.folder, "browser.mjs"))
	if err != nil {
		return nil, err
	}
	var answer struct{ Reports []Report }
	if err := json.Unmarshal(out, &answer); err != nil {
		return nil, fmt.Errorf("browser.mjs: %w in %q", err, out)
	}
	return answer.Reports, nil
}

// browserInput is what browser.mjs reads: the jobs with full addresses and widths.
func browserInput(chromium, axe string, jobs []Job) ([]byte, error) {
	if len(jobs) == 0 {
		return nil, fmt.Errorf("pagetest: no page to open")
	}
	full := make([]Job, len(jobs))
	for i, job := range jobs {
		address, err := absolute(job.Address)
		if err != nil {
			return nil, err
		}
		job.Address = address
		if job.Width == 0 {
			job.Width = 360
		}
		full[i] = job
	}
	return json.Marshal(map[string]any{"chromium": chromium, "axe": axe, "jobs": full})
}

// absolute turns the path of a file into a file: address and leaves addresses as they are. The part after "?" or "#"
// of a path stays what it is.
func absolute(address string) (string, error) {
	for _, scheme := range []string{"http://", "https://", "file://"} {
		if strings.HasPrefix(address, scheme) {
			return address, nil
		}
	}
	tail := ""
	if i := strings.IndexAny(address, "?#"); i >= 0 {
		address, tail = address[:i], address[i:]
	}
	path, err := filepath.Abs(address)
	if err != nil {
		return "", err
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // C:/…
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String() + tail, nil
}
