package showcase

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"mingde/internal/entry"
	"mingde/internal/figure"
)

// Tally is what a set of items adds up to. Events count once they are held; hours and people come from events alone.
type Tally struct {
	Events       int
	Participants figure.Sum // 人次
	Volunteers   int        // people of all lines together
	Hours        figure.Sum // 小时
	Lines        []Total    // the ledger, by name and unit
	Rolls        int        // rounds that were listed
	Honoured     int        // listed models, and the lines of rolls that honour somebody without a page
	Bulletins    int
}

// Total is the sum of the figures of one name and unit.
type Total struct {
	Name string
	Unit string
	Sum  figure.Sum
}

// Add adds up items. An item given twice counts twice: hand in a set.
func Add(items []*Item) Tally { return AddFor(nil, items) }

// AddFor adds up the items of a community: a line of a street-wide roll that names another community does not count. With
// nil it is Add.
func AddFor(community *Item, items []*Item) Tally {
	var t Tally
	index := map[Total]int{} // by name and unit, of a Total without sum
	for _, it := range items {
		t.addHonours(community, it)
		f := it.Event()
		if f == nil || it.Phase != Held {
			continue
		}
		t.Events++
		t.Participants.Add(f.Participants.Counted())
		t.addServices(f)
		t.addLines(it.Figures, index)
	}
	slices.SortFunc(t.Lines, func(a, b Total) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Unit, b.Unit)) })
	return t
}

// addLines adds the lines of one ledger. Shares, averages and what covers more than a month are never summed.
func (t *Tally) addLines(lines []entry.Line, index map[Total]int) {
	for _, line := range lines {
		unit := line.Value.Unit
		if !figure.Summable(unit) || strings.HasPrefix(line.Name, "人均") || longerThanMonth(line.Period) {
			continue
		}
		key := Total{Name: line.Name, Unit: unit}
		i, ok := index[key]
		if !ok {
			i = len(t.Lines)
			index[key] = i
			t.Lines = append(t.Lines, key)
		}
		t.Lines[i].Sum.Add(line.Value)
	}
}

// longerThanMonth tells whether a ledger line's period is longer than a month. Only a month ("2026-06"), a day
// ("2026-06-18") and none are known to be short; whatever else stands there is taken for long, since adding up figures
// that overlap would make a false total.
func longerThanMonth(period string) bool {
	if period == "" {
		return false
	}
	parts := strings.Split(period, "-")
	if len(parts) < 2 || len(parts) > 3 {
		return true
	}
	for _, p := range parts {
		if _, err := strconv.Atoi(p); err != nil {
			return true
		}
	}
	return false
}

func (t *Tally) addHonours(community, it *Item) {
	switch {
	case it.Bulletin() != nil:
		t.Bulletins++
	case it.Honoured():
		t.Honoured++
	case it.RollFields() != nil && it.Stage > OnNotice:
		t.Rolls++
		for _, line := range it.RollFields().Listed {
			if community == nil || line.Community == "" || line.Community == community.Key() {
				t.Honoured++
			}
		}
	}
}

// Services adds up the volunteers of one event, held or not.
func Services(it *Item) Tally {
	var t Tally
	t.addServices(it.Event())
	return t
}

func (t *Tally) addServices(f *entry.EventFields) {
	for i := range f.Volunteers {
		t.Volunteers += f.Volunteers[i].People
		t.Hours.Add(f.Volunteers[i].Hours)
	}
}
