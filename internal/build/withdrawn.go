package build

import (
	"slices"

	"mingde/internal/entry"
	"mingde/internal/showcase"
)

// withdrawn names what the sources say must not be shown, in order: the ids of entries that were withdrawn, ask for secrecy,
// are of persons who did not agree to be named, or who were on notice and not listed; and of the persons who are shown the parts that they did not agree to, as
// "models/2026-1/07#photo". Publish compares the names with those of the last time: a new one is a withdrawal.
func withdrawn(show *showcase.Showcase) (names []string) {
	for _, it := range show.Items {
		switch {
		case it.State.TakenBack(), it.State == showcase.Confidential, it.State == showcase.Unnamed, it.State == showcase.Unlisted:
			names = append(names, it.ID)
		case it.State == showcase.Public:
			names = append(names, withheld(it)...)
		}
	}
	slices.Sort(names)
	return names
}

// withheld names the parts of an item that nobody agreed to show. Where there is no question of consent it is none.
func withheld(it *showcase.Item) (names []string) {
	var c *entry.Consent
	if f := it.Model(); f != nil {
		c = f.Consent
	}
	if f := it.Volunteer(); f != nil {
		c = f.Consent
	}
	if c == nil {
		return nil
	}
	for _, part := range []struct {
		name   string
		agreed bool
	}{{"photo", c.Photo}, {"story", c.Story}, {"hours", c.Hours}} {
		if !part.agreed {
			names = append(names, it.ID+"#"+part.name)
		}
	}
	return names
}
