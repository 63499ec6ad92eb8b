package pagetest

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
)

// Drive runs steps in one Chromium, for what a look at a finished page cannot tell. The steps are a module of JavaScript
// whose default export is an async function; its path is relative to the test's folder, and drive.mjs beside this file
// says what the function is given. Input goes to it as JSON, and what it returns comes back into result, which may be nil.
//
// A step that throws fails the test at once. Faults are what the pages said as an error on the console, and the requests
// that failed; that there are none is the caller's to say.
func Drive(t testing.TB, steps string, input, result any) (faults []string) {
	t.Helper()
	faults, err := drive(steps, input, result)
	if err != nil {
		t.Fatal(err)
	}
	return faults
}

func drive(steps string, input, result any) ([]string, error) {
	in, err := installed()
	if err != nil {
		return nil, err
	}
	path, err := filepath.Abs(steps)
	if err != nil {
		return nil, err
	}
	order, err := json.Marshal(map[string]any{"chromium": in.chromium, "axe": in.axe, "steps": path, "input": input})
	if err != nil {
		return nil, err
	}
	out, err := run(order, 0, in.node, filepath.Join(in.folder, "drive.mjs"))
	if err != nil {
		return nil, err
	}
	var answer struct {
		Result json.RawMessage
		Faults []string
	}
	if err := json.Unmarshal(out, &answer); err != nil {
		return nil, fmt.Errorf("drive.mjs: %w in %q", err, out)
	}
	if result == nil {
		return answer.Faults, nil
	}
	if err := json.Unmarshal(answer.Result, result); err != nil {
		return nil, fmt.Errorf("%s: %w in %s", steps, err, answer.Result)
	}
	return answer.Faults, nil
}
