package scaffold

import (
	"strings"

	"mingde/internal/calendar"
	"mingde/internal/entry"
	"mingde/internal/pinyin"
)

// longest is how many letters a file name may have: it is part of an address that people send each other.
const longest = 60

// slug makes a file name of a title: pinyin syllables, Latin letters and digits, joined by hyphens. A title without any of
// them, or one whose name stands for something else, is named by its kind.
func slug(title string, kind entry.Kind, today calendar.Day) string {
	name := shorten(pinyin.Syllables(title))
	switch {
	case name == "":
		return kind.String() + "-" + strings.ReplaceAll(today.String(), "-", "")
	case special(name):
		return kind.String() + "-" + name
	}
	return name
}

// shorten joins words as long as there is room.
func shorten(words []string) string {
	name := ""
	for _, w := range words {
		joined := strings.TrimPrefix(name+"-"+w, "-")
		if len(joined) > longest {
			if name == "" {
				return w[:longest]
			}
			break
		}
		name = joined
	}
	return name
}

// special tells names that the site or Windows keeps for itself: index, numbers, devices.
func special(name string) bool {
	switch name {
	case "index", "con", "prn", "aux", "nul":
		return true
	}
	device := len(name) == 4 && (strings.HasPrefix(name, "com") || strings.HasPrefix(name, "lpt"))
	return device || strings.Trim(name, "0123456789-") == ""
}
