package showcase

import (
	"mingde/internal/calendar"
	"mingde/internal/entry"
)

// State says who may see an entry on the day.
type State uint8

// The states, by CONTENT.md's table "Who may be seen". Only Public ones are in lists, totals, feeds and data.
const (
	Public       State = iota
	Draft              // not yet meant for anybody
	Scheduled          // its day has not come
	Expired            // its day is over
	Withdrawn          // taken back: a page that says only so, or none
	Confidential       // asked for secrecy: not a word anywhere
	Awaiting           // a model whose notice has not begun
	Unlisted           // a model that was on notice and not listed
	Unnamed            // a person who did not agree to be named: like Withdrawn, but counted among the volunteers
	Retracted          // taken back before anybody saw it: a withdrawn draft or scheduled entry, not even a page
	HeldBack           // held back because of an error in it: left out as a draft is
	Unreadable         // broken: known by its id only, so that what leads to it is no second error
)

// stateOf decides an entry's state on a day, whatever is wrong with it. A withdrawal wins over all but secrecy, so that no
// preview shows what was taken back; what was never public (a draft, a scheduled entry) leaves no withdrawal page.
func stateOf(e *entry.Entry, asOf calendar.Day) State {
	switch {
	case e.Broken:
		return Unreadable
	case e.Model() != nil && e.Model().Confidential:
		return Confidential
	case e.Common.Withdrawn != nil && (e.Draft || e.Day() > asOf):
		return Retracted
	case e.Draft:
		return Draft
	case e.Day() > asOf:
		return Scheduled
	case e.Common.Withdrawn != nil:
		return Withdrawn
	case !e.Expires.IsZero() && e.Expires <= asOf:
		return Expired
	}
	return Public
}

// Hushed tells whether a field or link that leads to an item of the state is worth a warning: a withdrawal and secrecy
// are never spoken of.
func (s State) Hushed() bool {
	return s == Withdrawn || s == Retracted || s == Confidential || s == Unnamed || s == Unreadable
}

// TakenBack tells whether an entry was withdrawn, whether or not anybody had seen it.
func (s State) TakenBack() bool { return s == Withdrawn || s == Retracted }

// Phase says how far an event is.
type Phase uint8

// The phases. Only held events count in totals.
const (
	Held Phase = iota
	Planned
	Cancelled
	Postponed
)

// phaseOf computes an event's phase: planned up to and including its last day, held after.
func phaseOf(f *entry.EventFields, asOf calendar.Day) Phase {
	switch f.Status {
	case "cancelled":
		return Cancelled
	case "postponed":
		return Postponed
	}
	if asOf <= lastDay(f) {
		return Planned
	}
	return Held
}

func lastDay(f *entry.EventFields) calendar.Day {
	if f.End.IsZero() {
		return f.Start.Day
	}
	return f.End.Day
}
