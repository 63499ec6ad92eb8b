package pagetest

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
)

// Nu holds every page below dir against the HTML standard, with the Nu Html Checker of the W3C, and fails the test with
// file:line:column: message for each error. A folder without pages fails as well.
func Nu(t testing.TB, dir string) {
	t.Helper()
	found, err := nu(dir)
	report(t, found, err)
}

// Validate holds every page below dir against the rules of html-validate, which sees what the standard allows but
// readers suffer from: ids that stand twice, deprecated attributes, buttons without a type. It fails as [Nu] does.
func Validate(t testing.TB, dir string) {
	t.Helper()
	found, err := validate(dir)
	report(t, found, err)
}

func nu(dir string) ([]Finding, error) {
	abs, err := pages(dir)
	if err != nil {
		return nil, err
	}
	java, err := program("java")
	if err != nil {
		return nil, err
	}
	jar, err := nodeFile("vnu-jar", "build", "dist", "vnu.jar")
	if err != nil {
		return nil, err
	}
	out, err := run(nil, 1, java, "-jar", jar, "--errors-only", "--skip-non-html", "--format", "json", "--stdout", abs)
	if err != nil {
		return nil, err
	}
	return parseNu(abs, out)
}

// parseNu reads the report of the Nu checker: https://github.com/validator/validator/wiki/Output-%C2%BB-JSON. Besides
// errors it may hold "non-document-error": a page that could not be read.
func parseNu(dir string, out []byte) ([]Finding, error) {
	var answer struct {
		Messages []struct {
			Type, URL, Message string
			FirstLine          int // absent when the fault lies on one line
			LastLine           int
			FirstColumn        int
		}
	}
	if err := json.Unmarshal(out, &answer); err != nil {
		return nil, fmt.Errorf("vnu.jar: %w in %q", err, out)
	}
	var found []Finding
	for _, m := range answer.Messages {
		line := m.FirstLine
		if line == 0 {
			line = m.LastLine
		}
		found = append(found, Finding{File: relative(dir, m.URL), Line: line, Column: m.FirstColumn, Message: m.Message})
	}
	return found, nil
}

func validate(dir string) ([]Finding, error) {
	abs, err := pages(dir)
	if err != nil {
		return nil, err
	}
	node, err := program("node")
	if err != nil {
		return nil, err
	}
	script, err := nodeFile("html-validate", "bin", "html-validate.mjs")
	if err != nil {
		return nil, err
	}
	here, err := folder()
	if err != nil {
		return nil, err
	}
	out, err := run(nil, 1, node, script, "--config", filepath.Join(here, "htmlvalidate.json"), "--formatter", "json", abs)
	if err != nil {
		return nil, err
	}
	return parseValidate(abs, out)
}

// parseValidate reads the report of html-validate: https://html-validate.org/dev/formatters.html.
func parseValidate(dir string, out []byte) ([]Finding, error) {
	var answer []struct {
		FilePath string
		Messages []struct {
			RuleID, Message string
			Line, Column    int
		}
	}
	if err := json.Unmarshal(out, &answer); err != nil {
		return nil, fmt.Errorf("html-validate: %w in %q", err, out)
	}
	var found []Finding
	for _, file := range answer {
		for _, m := range file.Messages {
			found = append(found, Finding{relative(dir, file.FilePath), m.Line, m.Column, m.RuleID, m.Message})
		}
	}
	return found, nil
}

// pages gives the absolute path of a folder that holds at least one page.
func pages(dir string) (string, error) {
	if _, err := htmlFiles(dir); err != nil {
		return "", err
	}
	return filepath.Abs(dir)
}
