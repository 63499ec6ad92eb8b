package layout

import (
	"regexp"
	"testing"

	"mingde/static"
)

var accentLines = regexp.MustCompile(`^\n:root \{ --accent: (#[0-9a-f]{6}); --accent-night: (#[0-9a-f]{6}); \}\n$`)

// Any colour can be read on both grounds.
func TestAccentIsReadable(t *testing.T) {
	for _, c := range []string{"#0b5563", "#ffffff", "#000000", "#c8102e", "#ffee00", "#808080", "#7FCBD6"} {
		css, ok := Accent(c)
		m := accentLines.FindSubmatch(css)
		if !ok || m == nil {
			t.Fatalf("%s: %q", c, css)
		}
		day, _ := parseColour(string(m[1]))
		night, _ := parseColour(string(m[2]))
		if contrast(day, dayGround) < enough || contrast(night, nightGround) < enough {
			t.Errorf("%s: %s has %.1f by day, %s has %.1f by night", c, day, contrast(day, dayGround), night, contrast(night, nightGround))
		}
	}
	for _, c := range []string{"", "teal", "#fff", "#0b556", "0b55630", "#0b556g", "#+b5563", "#0b5563;"} {
		if css, ok := Accent(c); ok {
			t.Errorf("%q became %q", c, css)
		}
	}
}

// A colour that can be read already stays as it is.
func TestAccentIsKept(t *testing.T) {
	if css, _ := Accent("#0b5563"); accentLines.FindSubmatch(css) == nil || string(accentLines.FindSubmatch(css)[1]) != "#0b5563" {
		t.Errorf("%s", css)
	}
	if c := contrast(colour{}, colour{0xff, 0xff, 0xff}); c != 21 {
		t.Errorf("black on white has contrast %v", c)
	}
}

// The colours of the default stylesheet can be read, and its grounds are those that Accent reckons with.
func TestStylesheetColours(t *testing.T) {
	b, err := static.FS.ReadFile("site.css")
	if err != nil {
		t.Fatal(err)
	}
	if len(b) > 24<<10 {
		t.Errorf("site.css has %d bytes, more than 24 KB", len(b))
	}
	token := regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{3,6});`)
	var schemes [2]map[string]colour
	for i, part := range regexp.MustCompile(`(?s):root \{.*?\}`).FindAll(b, 2) {
		schemes[i] = map[string]colour{}
		for _, m := range token.FindAllSubmatch(part, -1) {
			value := string(m[2])
			if len(value) == 4 {
				value = "#" + string([]byte{value[1], value[1], value[2], value[2], value[3], value[3]})
			}
			c, ok := parseColour(value)
			if !ok {
				t.Fatalf("%s", m[0])
			}
			schemes[i][string(m[1])] = c
		}
	}
	day, night := schemes[0], schemes[1]
	if day["ground"] != dayGround || night["ground"] != nightGround {
		t.Errorf("grounds %v and %v", day["ground"], night["ground"])
	}
	for _, c := range []struct {
		name         string
		text, ground colour
		least        float64
	}{
		{"ink by day", day["ink"], day["ground"], 7}, {"muted by day", day["muted"], day["panel"], 4.5},
		{"accent by day", day["accent"], day["ground"], 7}, {"accent on panel", day["accent"], day["panel"], 4.5},
		{"seal", day["on-mark"], day["accent"], 7}, {"notice by day", day["warn"], day["warn-ground"], 4.5},
		{"muted on notice by day", day["muted"], day["warn-ground"], 4.5}, {"accent on notice by day", day["accent"], day["warn-ground"], 4.5},
		{"muted on notice by night", night["muted"], night["warn-ground"], 4.5}, {"accent on notice by night", day["accent-night"], night["warn-ground"], 4.5},
		{"field by day", day["field"], day["ground"], 3},
		{"ink by night", night["ink"], night["ground"], 7}, {"muted by night", night["muted"], night["panel"], 4.5},
		{"accent by night", day["accent-night"], night["ground"], 7}, {"notice by night", night["warn"], night["warn-ground"], 4.5},
		{"ink on notice by night", night["ink"], night["warn-ground"], 7},
		{"field by night", night["field"], night["ground"], 3},
	} {
		if got := contrast(c.text, c.ground); got < c.least {
			t.Errorf("%s: %s on %s has contrast %.2f, less than %v", c.name, c.text, c.ground, got, c.least)
		}
	}
}
