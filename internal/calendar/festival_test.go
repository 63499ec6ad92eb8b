package calendar

import (
	_ "embed"
	"fmt"
	"strconv"
	"testing"
)

//go:embed testdata/festivals.txt
var festivalDates string

func TestFestivals(t *testing.T) {
	all := rows(festivalDates)
	if len(all) != 201 {
		t.Fatalf("%d years", len(all))
	}
	for _, row := range all {
		year, _ := strconv.Atoi(row[0])
		var last Day
		for i, name := range Festivals {
			want := row[0] + "-" + row[i+1]
			got, ok := Festival(name, year)
			if !ok || got.String() != want {
				t.Errorf("%s %d: %s, want %s", name, year, got, want)
			}
			if got <= last {
				t.Errorf("%s %d: not in the order of the year", name, year)
			}
			last = got
		}
	}
}

// The statutory holidays lie on the festivals, by a table that knows nothing of the moon. Until 2007 only 春节 was one.
func TestFestivalsAreHolidays(t *testing.T) {
	for year := 2008; year <= 2026; year++ {
		for _, name := range []string{"春节", "清明", "端午", "中秋"} {
			d, _ := Festival(name, year)
			if work, known := (Workdays{}).IsWorkday(d); work || !known {
				t.Errorf("%s %d is a working day", name, year)
			}
		}
	}
}

func TestFestivalRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		year int
	}{{"春节", 1899}, {"清明", 2101}, {"中秋", -5}, {"元旦", 2026}, {"", 2026}} {
		if d, ok := Festival(c.name, c.year); ok || !d.IsZero() {
			t.Errorf("%q %d: %s", c.name, c.year, d)
		}
	}
}

func ExampleFestival() {
	d, _ := Festival("端午", 2026)
	fmt.Println(d.Chinese())
	// Output: 2026年6月19日
}
