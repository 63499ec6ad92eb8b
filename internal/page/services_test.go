package page

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The services of a person stand under their years, the latest first, in whatever order they were written; of those of long
// ago only the sum is shown.
func TestServicesByYear(t *testing.T) {
	record := func(day, hours string) string { return fmt.Sprintf("{ date = %s, hours = %s }", day, hours) }
	few := []string{record("2025-03-05", "2"), record("2026-01-04", "1.5"), record("2024-12-31", "3"), record("2025-06-01", "4")}
	var many []string
	for i := range 130 {
		day := fmt.Sprintf("-%02d-%02d", 1+i/28, 1+i%28)
		many = append(many, record("2024"+day, "1"), record("2025"+day, "2"))
	}
	for _, c := range []struct {
		records, want []string
	}{
		{few, []string{"2026: 1 times, 1.5小时, 1 listed, from 2026-01-04", "2025: 2 times, 6小时, 2 listed, from 2025-06-01", "2024: 1 times, 3小时, 1 listed, from 2024-12-31"}},
		{many, []string{"2025: 130 times, 260小时, 130 listed, from 2025-05-18", "2024: 130 times, 130小时, 70 listed, from 2024-05-18"}},
	} {
		s := town()
		s.add("volunteers/persons/lzm", "title = \"李志明\"\ndate = 2026-01-05\ntype = \"person\"\ncommunity = \"a\"\nconsent = {name = true, hours = true, date = 2025-01-01, reference = \"柜\"}\nrecords = [%s]", strings.Join(c.records, ", "))
		v, ok := s.views(t, today, false)["volunteers/persons/lzm.html"].(*PersonView)
		if !ok {
			t.Fatal("no page of the person")
		}
		var got []string
		for _, y := range v.Services {
			got = append(got, fmt.Sprintf("%d: %d times, %s, %d listed, from %s", y.Year, y.Times, y.Hours, len(y.Records), y.Records[0].Date))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// A round with many honoured has one line for each of them, honoured and nominated alike.
func TestManyHonoured(t *testing.T) {
	for _, n := range []int{cardsOfRoll, cardsOfRoll + 1} {
		s := town()
		s.add("rolls/1", "title = \"第一榜\"\ndate = 2026-01-01\ncommunity = \"a\"\nhonour = \"good\"\nnumber = 1\nyear = 2026")
		for i := range n {
			s.model(fmt.Sprintf("1/%02d", i), "李志明", "date = 2026-01-02\nroll = \"1\"\ncategory = \"助人为乐\"\nsubject = \"person\"")
		}
		v, ok := s.views(t, today, false)["rolls/1.html"].(*RollView)
		if !ok || len(v.Groups) != 1 || len(v.Groups[0].People) != n || v.Brief != (n > cardsOfRoll) {
			t.Errorf("%d honoured: %+v", n, v)
		}
	}
}
