package showcase

import (
	"cmp"
	"slices"

	"mingde/internal/calendar"
)

// Coming is something that changes by itself on a day to come.
type Coming struct {
	Day  calendar.Day
	Item *Item
	What Change
}

// Change is what a day brings to an entry.
type Change string

// The changes.
const (
	GoesPublic      Change = "goes-public"     // its publication date comes
	Expires         Change = "expires"         // its last day is over
	WithdrawalTold  Change = "withdrawal-told" // a page will say that it was taken back
	EventOver       Change = "event-over"      // it counts as held from then on
	MeetingHeld     Change = "meeting"         // the meeting of a round
	NoticeBegins    Change = "notice-begins"   // names of a round are put to the public
	NoticeEnds      Change = "notice-ends"     // its public notice is over
	ResultAnnounced Change = "result"          // of a notice
)

// Coming lists what changes by itself after as-of, as far as it can be known today, by day and then by id. An entry that is
// shown to nobody until then is in it with the day on which it appears only.
func (s *Showcase) Coming() []Coming {
	var all []Coming
	s.changes(func(it *Item, d calendar.Day, what Change) {
		all = append(all, Coming{d, it, what})
	})
	slices.SortStableFunc(all, func(a, b Coming) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Item.Number, b.Item.Number))
	})
	return all
}

// nextChange finds the first day after as-of on which an entry appears, expires, or goes on to its next phase or stage.
func (s *Showcase) nextChange() calendar.Day {
	var next calendar.Day
	s.changes(func(_ *Item, d calendar.Day, _ Change) {
		if next.IsZero() || d < next {
			next = d
		}
	})
	return next
}

// changes calls tell for every change after as-of.
func (s *Showcase) changes(tell func(*Item, calendar.Day, Change)) {
	for _, it := range s.Items {
		consider := func(d calendar.Day, what Change) {
			if d > s.Options.AsOf {
				tell(it, d, what)
			}
		}
		switch it.State {
		case Scheduled:
			consider(it.Day(), GoesPublic)
		case Retracted:
			if !it.Draft { // from its day on a page says that it was withdrawn
				consider(it.Day(), WithdrawalTold)
			}
		case Public, Unnamed: // persons without a name count as long as they are there
			consider(it.Expires, Expires)
		}
		if s.previewed(it) || it.State == Public {
			s.phaseChanges(it, consider)
		}
	}
}

// previewed tells whether an item is shown, marked, to the office only.
func (s *Showcase) previewed(it *Item) bool {
	return s.Options.Drafts && (it.State == Draft || it.State == Scheduled)
}

// phaseChanges are the days on which an event is over, or a roll goes on to its next stage.
func (s *Showcase) phaseChanges(it *Item, consider func(calendar.Day, Change)) {
	if f := it.Event(); f != nil && it.Phase == Planned {
		consider(lastDay(f).Add(1), EventOver)
	}
	f := it.RollFields()
	if f == nil || f.Notice == nil {
		return
	}
	n := f.Notice
	if m := f.Meeting; m != nil && m.Date < n.From {
		consider(m.Date, MeetingHeld)
	}
	consider(n.From, NoticeBegins)
	consider(n.To.Add(1), NoticeEnds)
	if n.Result != nil {
		consider(max(n.Result.Date, n.To.Add(1)), ResultAnnounced) // no page tells the result of a notice that is not over
	}
}
