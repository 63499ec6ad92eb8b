package pagetest

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestDrive(t *testing.T) {
	address := func(name string) string {
		path, err := absolute(filepath.Join(fixtures, name))
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	type result struct {
		Title      string
		Dark       bool
		Violations int
		Overflow   []int
	}
	var got result
	faults := Drive(t, fixtures+"steps.mjs", map[string]string{"good": address("good.html"), "bad": address("bad.html")}, &got)
	if want := (result{"好的一页", true, 0, []int{0, 640}}); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	all := strings.Join(faults, "\n")
	for _, want := range []string{"console: Error: thrown", "missing.css net::ERR_FILE_NOT_FOUND", "x.png net::ERR_BLOCKED_BY_CLIENT"} {
		if !strings.Contains(all, want) {
			t.Errorf("faults lack %q:\n%s", want, all)
		}
	}
}

func TestDriveTellsWhatItWaitedFor(t *testing.T) {
	_, err := drive(fixtures+"waits.mjs", nil, nil)
	if err == nil || !strings.Contains(err.Error(), "waited in vain until it is done") {
		t.Errorf("error %v", err)
	}
}
