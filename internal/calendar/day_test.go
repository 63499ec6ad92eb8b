package calendar

import (
	"fmt"
	"testing"
	"time"
)

func day(t testing.TB, s string) Day {
	t.Helper()
	d, ok := ParseDay(s)
	if !ok {
		t.Fatalf("%q is not a day", s)
	}
	return d
}

func TestDay(t *testing.T) {
	d := day(t, "2026-06-30")
	if d.Year() != 2026 || d.Month() != 6 || d.MonthDay() != 30 || d.Weekday() != time.Tuesday {
		t.Errorf("%v: %d %d %d %s", d, d.Year(), d.Month(), d.MonthDay(), d.Weekday())
	}
	if got := fmt.Sprintln(d, d.Chinese(), d.Add(1), d.Add(-30), Date(2026, 13, 1), d.IsZero()); got !=
		"2026-06-30 2026年6月30日 2026-07-01 2026-05-31 2027-01-01 false\n" {
		t.Error(got)
	}
	var none Day
	if text, err := none.MarshalText(); none.String() != "" || none.Chinese() != "" || !none.IsZero() || len(text) != 0 || err != nil {
		t.Errorf("no date prints %q %q %q", none.String(), none.Chinese(), text)
	}
	for _, s := range []string{"1970-01-01", "1900-01-01", "2199-12-31"} {
		if d := day(t, s); d <= none {
			t.Errorf("%s does not come after no date: %d", s, d)
		}
	}
}

// Every day from 1900 to 2199 agrees with package time, and reads back what it prints.
func TestEveryDay(t *testing.T) {
	want := time.Date(FirstYear, 1, 1, 12, 0, 0, 0, time.UTC)
	for d := Date(FirstYear, 1, 1); d <= Date(LastYear, 12, 31); d++ {
		if DayOf(want) != d || d.String() != want.Format(time.DateOnly) || d.Weekday() != want.Weekday() {
			t.Fatalf("%d is %s, want %s", d, d, want)
		}
		if back, ok := ParseDay(d.String()); !ok || back != d {
			t.Fatalf("%s read back is %d, want %d", d, back, d)
		}
		want = want.AddDate(0, 0, 1)
	}
}

func TestParseDayRefuses(t *testing.T) {
	for _, s := range []string{"", "2026-6-30", "2026-06-31", "2025-02-29", "2026/06/30", " 2026-06-30", "2026-06-30T00:00:00",
		"1899-12-31", "2200-01-01", "0000-00-00", "２０２６-06-30"} {
		if d, ok := ParseDay(s); ok || !d.IsZero() {
			t.Errorf("%q is taken for %s", s, d)
		}
	}
}

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"2026-06-30", "1970-01-01", "2024-02-29", "2026-6-30", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, ok := ParseDay(s); ok && d.String() != s {
			t.Errorf("%q reads as %s", s, d)
		}
	})
}

func TestMoment(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*60*60)
	d := day(t, "2026-06-30")
	for _, c := range []struct {
		m                Moment
		text, pub, where string
	}{
		{Moment{}, "", "", "0001-01-01T00:00:00Z"},
		{Moment{Day: d, Second: BareDate}, "2026-06-30", "2026-06-30 00:00", "2026-06-30T00:00:00+08:00"},
		{Moment{Day: d}, "2026-06-30T00:00:00", "2026-06-30 00:00", "2026-06-30T00:00:00+08:00"},
		{Moment{Day: d, Second: 34201}, "2026-06-30T09:30:01", "2026-06-30 09:30", "2026-06-30T09:30:01+08:00"},
		{Moment{Day: d, Second: 86399}, "2026-06-30T23:59:59", "2026-06-30 23:59", "2026-06-30T23:59:59+08:00"},
	} {
		where := c.m.In(shanghai)
		if c.m.String() != c.text || c.m.PubDate() != c.pub || where.Format(time.RFC3339) != c.where {
			t.Errorf("%v: %q %q %s", c.m, c.m.String(), c.m.PubDate(), where)
		}
		if !c.m.IsZero() && !c.m.Whole() && MomentOf(where) != c.m {
			t.Errorf("%v there and back is %v", c.m, MomentOf(where))
		}
	}
}

// Moments stand in one order: none, the bare date, the times of the day, the next day.
func TestMomentsAreOrdered(t *testing.T) {
	d := day(t, "2026-06-30")
	order := []Moment{{}, {d, BareDate}, {d, 0}, {d, 34200}, {d.Add(1), BareDate}, {d.Add(1), 5}}
	for i, m := range order {
		for j, n := range order {
			if got, want := m.Compare(n), max(-1, min(1, i-j)); got != want {
				t.Errorf("%v to %v: %d, want %d", m, n, got, want)
			}
		}
	}
}
