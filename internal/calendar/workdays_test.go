package calendar

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// rows gives the fields of the lines of a table, without its comments.
func rows(text string) [][]string {
	var all [][]string
	for line := range strings.Lines(text) {
		if f := strings.Fields(line); len(f) > 0 && f[0] != "#" {
			all = append(all, f)
		}
	}
	return all
}

// The terms are those of real notices.
func TestCount(t *testing.T) {
	var w Workdays
	for _, c := range []struct {
		from, to string
		days     int
		known    bool
	}{
		{"2022-10-31", "2022-11-04", 5, true},
		{"2021-02-20", "2021-02-25", 5, true}, // 02-20 was a working Saturday
		{"2022-08-09", "2022-08-13", 4, true},
		{"2024-02-10", "2024-02-17", 0, true}, // the Spring Festival
		{"2026-09-18", "2026-09-21", 3, true}, // a working Sunday between
		{"2026-06-30", "2026-06-30", 1, true},
		{"2026-06-30", "2026-06-29", 0, true},
		{"2026-12-28", "2027-01-05", 7, false},
		{"2027-01-01", "2027-01-05", 3, false},
		{"2003-12-31", "2004-01-02", 2, false},
	} {
		days, known := w.Count(day(t, c.from), day(t, c.to))
		if days != c.days || known != c.known {
			t.Errorf("%s to %s: %d, known %t; want %d, %t", c.from, c.to, days, known, c.days, c.known)
		}
	}
	if days, _ := w.Count(-1<<31, 1<<31-1); days < 200*365*5/7 {
		t.Errorf("the days of all years: %d", days)
	}
}

//go:embed testdata/workdays.txt
var workdaysByMonth string

// The working days of every month agree with another table.
func TestCountAgreesWithAnotherTable(t *testing.T) {
	all := rows(workdaysByMonth)
	if len(all) != 23 {
		t.Fatalf("%d years", len(all))
	}
	var w Workdays
	for _, row := range all {
		year, _ := strconv.Atoi(row[0])
		for i, want := range row[1:] {
			got, known := w.Count(Date(year, i+1, 1), Date(year, i+2, 0))
			if strconv.Itoa(got) != want || !known {
				t.Errorf("%d-%02d: %d, known %t; want %s", year, i+1, got, known, want)
			}
		}
	}
}

func TestExtraDays(t *testing.T) {
	w := NewWorkdays([]Day{day(t, "2027-01-01"), day(t, "2026-06-30")}, []Day{day(t, "2028-01-08"), day(t, "2026-06-20")})
	for _, c := range []struct {
		day         string
		work, known bool
	}{
		{"2027-01-01", false, true},
		{"2027-10-01", true, true}, // one day makes the year known
		{"2028-01-08", true, true},
		{"2029-01-01", true, false},
		{"2026-06-30", false, true},
		{"2026-06-20", true, true}, // a holiday in the notice
	} {
		if work, known := w.IsWorkday(day(t, c.day)); work != c.work || known != c.known {
			t.Errorf("%s: %t, %t; want %t, %t", c.day, work, known, c.work, c.known)
		}
	}
	if work, _ := (Workdays{}).IsWorkday(day(t, "2026-06-30")); !work {
		t.Error("extra days of one calendar leak into another")
	}
}

func TestNextAndNth(t *testing.T) {
	var w Workdays
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2022-10-31", 5, "2022-11-04"},
		{"2021-02-20", 5, "2021-02-25"},
		{"2022-08-13", 1, "2022-08-15"},
		{"2024-02-10", 1, "2024-02-18"}, // a working Sunday ends the Spring Festival
		{"2026-06-30", 0, "2026-06-30"},
		{"2026-06-30", -3, "2026-06-30"},
		{"2199-12-30", 100, "2199-12-31"},
	} {
		if got := w.Nth(day(t, c.from), c.n); got.String() != c.want {
			t.Errorf("working day %d from %s: %s, want %s", c.n, c.from, got, c.want)
		}
	}
	if got := w.Next(day(t, "2026-10-01")); got.String() != "2026-10-08" {
		t.Errorf("the first working day from 2026-10-01: %s", got)
	}
}

// A term of n working days counts n, and a day shorter counts one less.
func TestNthAgreesWithCount(t *testing.T) {
	w := NewWorkdays([]Day{day(t, "2027-01-01")}, nil)
	for from := Date(2023, 12, 1); from < Date(2027, 2, 1); from++ {
		for _, n := range []int{1, 5, 10} {
			to := w.Nth(from, n)
			all, _ := w.Count(from, to)
			less, _ := w.Count(from, to.Add(-1))
			if all != n || less != n-1 {
				t.Fatalf("%s to %s: %d working days, a day shorter %d; want %d", from, to, all, less, n)
			}
		}
	}
}

// What holds of every notice: working days are made of weekends only, each holiday is short, no year is missing.
func TestHolidayTable(t *testing.T) {
	years := map[int]bool{}
	var last Day
	for _, row := range rows(holidays) {
		from, to, ok := parseRange(row[1])
		if !ok || from <= last || to-from >= 10 {
			t.Errorf("%v: no range, out of order, overlapping or longer than ten days", row)
		}
		last = to
		for d := from; d <= to; d++ {
			years[d.Year()] = true
			weekend := slices.Contains([]time.Weekday{time.Saturday, time.Sunday}, d.Weekday())
			if row[0] == "work" && !weekend {
				t.Errorf("%s is a working day anyway", d)
			}
		}
	}
	for year := 2004; year <= 2026; year++ {
		if !years[year] {
			t.Errorf("%d is missing", year)
		}
	}
}

func TestParseHolidaysRefuses(t *testing.T) {
	for _, line := range []string{"free 2026-01-01 元旦", "off 2026-01-01", "off 2026-01-32 元旦", "off 2026-01-03..2026-01-01 元旦"} {
		if _, err := parseHolidays(line); err == nil {
			t.Errorf("%q is taken", line)
		}
	}
}

func BenchmarkNth(b *testing.B) {
	var w Workdays
	from := day(b, "2026-09-18")
	for b.Loop() {
		if w.Nth(from, 5).IsZero() {
			b.Fatal("no day")
		}
	}
}
