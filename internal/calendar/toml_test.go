package calendar

import (
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"mingde/internal/message"
)

// decoded gives what the TOML library makes of a value as it stands in a file.
func decoded(t *testing.T, value string) any {
	t.Helper()
	var m map[string]any
	if _, err := toml.Decode("v = "+value, &m); err != nil {
		t.Fatalf("%s: %v", value, err)
	}
	return m["v"]
}

func TestFromTOML(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*60*60)
	for _, c := range []struct{ in, day, moment string }{ // a date, or the key of the sentence
		{`2026-06-30`, "2026-06-30", "2026-06-30"},
		{`1970-01-01`, "1970-01-01", "1970-01-01"},
		{`2026-06-30T09:30:00`, "calendar.time-not-wanted", "2026-06-30T09:30:00"},
		{`2026-06-30 09:30:00.75`, "calendar.time-not-wanted", "2026-06-30T09:30:00"},
		{`2026-06-30T20:00:00Z`, "calendar.time-not-wanted", "2026-07-01T04:00:00"},
		{`2026-06-30T20:00:00+08:00`, "calendar.time-not-wanted", "2026-06-30T20:00:00"},
		{`2026-06-30T20:00:00-05:00`, "calendar.time-not-wanted", "2026-07-01T09:00:00"},
		{`09:30:00`, "calendar.only-a-time", "calendar.only-a-time"},
		{`0026-06-30`, "rule.date-out-of-range", "rule.date-out-of-range"},
		{`1899-12-31`, "rule.date-out-of-range", "rule.date-out-of-range"},
		{`2199-12-31T23:00:00Z`, "rule.date-out-of-range", "rule.date-out-of-range"},
		{`"2026-06-30"`, "calendar.quoted-date", "calendar.quoted-date"},
		{`"2026-02-30"`, "calendar.not-a-date", "calendar.not-a-date"},
		{`"明天"`, "calendar.not-a-date", "calendar.not-a-date"},
		{`20260630`, "calendar.not-a-date", "calendar.not-a-date"},
		{`true`, "calendar.not-a-date", "calendar.not-a-date"},
		{`[2026-06-30]`, "calendar.not-a-date", "calendar.not-a-date"},
	} {
		var d Day
		got := ""
		if p := d.FromTOML(decoded(t, c.in), shanghai); p != nil {
			got = p.Message.Key
		} else {
			got = d.String()
		}
		if got != c.day {
			t.Errorf("%s as a date: %q, want %q", c.in, got, c.day)
		}
		var m Moment
		if p := m.FromTOML(decoded(t, c.in), shanghai); p != nil {
			got = p.Message.Key
		} else {
			got = m.String()
		}
		if got != c.moment {
			t.Errorf("%s as a moment: %q, want %q", c.in, got, c.moment)
		}
	}
}

func TestHintsShowWhatToWrite(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*60*60)
	en := message.For(message.English)
	for in, want := range map[string]string{
		`"2026-06-30"`:                "take the quotes away and write 2026-06-30",
		`"2026/6/3"`:                  "take the quotes away and write 2026-06-03",
		`"2026年6月30日"`:                "take the quotes away and write 2026-06-30",
		`" 2026.6.30 "`:               "take the quotes away and write 2026-06-30",
		`"2026-06-30T09:30"`:          "take the quotes away and write 2026-06-30T09:30:00",
		`"2026-06-30 09:30:00+08:00"`: "take the quotes away and write 2026-06-30T09:30:00",
		`2026-06-30T20:00:00Z`:        "write 2026-07-01",
	} {
		var d Day
		p := d.FromTOML(decoded(t, in), shanghai)
		if p == nil {
			t.Errorf("%s is taken for %s", in, d)
			continue
		}
		if p.Rule != "wrong-type" || en.Say(p.Hint) != want {
			t.Errorf("%s: %s, %q, want %q", in, p.Rule, en.Say(p.Hint), want)
		}
	}
}

// A text is never taken for a date, and the date to write instead is one.
func FuzzQuotedDate(f *testing.F) {
	for _, s := range []string{"2026-06-30", "2026年6月30日", "2026/6/3", "2026-06-30 09:30:00+08:00", "2026-13-01", "明天", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var d Day
		p := d.FromTOML(s, time.UTC)
		if p == nil || p.Rule != "wrong-type" {
			t.Fatalf("%q: %v, taken for %s", s, p, d)
		}
		if date, ok := p.Hint.Args["date"]; ok {
			if _, ok := ParseDay(date[:len("2026-06-30")]); !ok {
				t.Errorf("%q: the hint says %q", s, date)
			}
		}
	})
}

// Every sentence that a value can call forth stands in the catalogue.
func TestSentencesExist(t *testing.T) {
	zh := message.For(message.Chinese)
	for _, key := range []string{"calendar.not-a-date", "calendar.quoted-date", "calendar.only-a-time",
		"calendar.time-not-wanted", "rule.date-out-of-range"} {
		if !zh.Has(key) || !zh.Has(key+".hint") {
			t.Errorf("%s has no sentence or no hint", key)
		}
	}
	for _, r := range Rules {
		if !zh.Has("rule." + r.ID + ".about") {
			t.Errorf("rule.%s.about is missing", r.ID)
		}
	}
}
