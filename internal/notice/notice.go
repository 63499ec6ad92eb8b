// Package notice reads what a Markdown text says of a public notice 公示: from when to when it runs, how long, on which phone and in which
// mailbox objections are taken. It takes a date for one of the notice only where the words around it say so: the same sentence often tells the days of a meeting,
// of the results and of earlier rounds.
//
// It does not know entries, nor what their fields say.
package notice

import (
	"slices"
	"strings"
)

// Kind is what a text says of a notice.
type Kind uint8

// The kinds of claims.
const (
	Period  Kind = iota // from one day to another
	Begin               // its first day
	End                 // its last day
	Ended               // the day on which it is over: the last one, or that after it
	Day                 // a day on which it runs
	Length              // how many days it runs
	Phone               // of whom takes objections
	Signed              // the day below the text, which is its last line
	Mailbox             // of whom takes objections
)

// Date is a date as it is written: what was left out is 0.
type Date struct {
	Year, Month, Day int
	Weekday          int // 1 for Monday to 7 for Sunday
}

// Unit is what a length is counted in.
type Unit uint8

// The units of a length.
const (
	Days Unit = iota
	WorkingDays
	Weeks
)

// Claim is one thing that a text says of a notice.
type Claim struct {
	Kind       Kind
	Start, End int    // bytes of the text
	From, To   Date   // To of a period alone
	N          int    // of a length
	Unit       Unit   // of a length
	Least      bool   // the length is the least one
	Phone      string // its digits
	Mailbox    string // see [Plain]

	Year, Number int    // of the round that the sentence names, 第N榜; 0: none
	Link         string // where the sentence leads, if to one roll
}

// Word is that without which a text says nothing of a notice.
const Word = "公示"

// Mentioned tells whether a text has the word. It looks for the last byte of it: with the first one a good part of all Chinese characters
// begin, and a search for it would stop at each.
func Mentioned(text string) bool {
	last := Word[len(Word)-1]
	for from := len(Word) - 1; from < len(text); {
		i := strings.IndexByte(text[from:], last)
		if i < 0 {
			return false
		}
		from += i + 1
		if strings.HasSuffix(text[:from], Word) {
			return true
		}
	}
	return false
}

// Claims finds what a text says of a notice, in order.
func Claims(text string) []Claim {
	if !Mentioned(text) {
		return nil
	}
	t := fold(text)
	var all []Claim
	for _, s := range t.sentences() {
		all = append(all, t.claims(s)...)
	}
	slices.SortStableFunc(all, func(a, b Claim) int { return a.Start - b.Start })
	if c, ok := t.signed(); ok {
		all = append(all, c)
	}
	for i := range all {
		all[i].Start, all[i].End = t.at[all[i].Start], t.behind[all[i].End-1]
	}
	return all
}
