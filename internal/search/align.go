package search

import "slices"

// Entry is what is known of an entry in a segment: whose it is, and sums of its texts.
type Entry struct {
	ID   [16]byte
	Head [16]byte // of all but the body
	Body [32]byte // the key of the body
}

// Alignment says what became of the entries of a segment.
type Alignment struct {
	Moved []int32 // for each old place the new one; −1 where the entry is gone or its texts are others
	Fresh []int   // new places of which the texts are others
	Still bool    // no entry has come, gone or moved: only texts have changed
}

// Align compares a segment with what it was. Entries that have changed their order count as gone and come.
func Align(old, now []Entry) Alignment {
	a := Alignment{Moved: make([]int32, len(old)), Still: len(old) == len(now)}
	at := make(map[[16]byte]int32, len(now))
	for i := range now {
		at[now[i].ID] = int32(i)
	}
	for i := range old {
		to, ok := at[old[i].ID]
		if a.Moved[i] = to; !ok {
			a.Moved[i] = -1
		}
		a.Still = a.Still && ok && int(to) == i
	}
	keepAscending(a.Moved)
	kept := make([]bool, len(now))
	for i, to := range a.Moved {
		if to >= 0 && old[i] != now[to] {
			a.Moved[i] = -1
		} else if to >= 0 {
			kept[to] = true
		}
	}
	for i := range now {
		if !kept[i] {
			a.Fresh = append(a.Fresh, i)
		}
	}
	return a
}

// keepAscending leaves a longest ascending part of places and makes the others −1.
func keepAscending(places []int32) {
	if isAscending(places) {
		return
	}
	var ends []int // number of the last place of the best part of each length
	before := make([]int, len(places))
	for i, p := range places {
		if p < 0 {
			continue
		}
		k, _ := slices.BinarySearchFunc(ends, p, func(n int, p int32) int { return int(places[n] - p) })
		if before[i] = -1; k > 0 {
			before[i] = ends[k-1]
		}
		if k == len(ends) {
			ends = append(ends, i)
		} else {
			ends[k] = i
		}
	}
	keep := make([]bool, len(places))
	for i := ends[len(ends)-1]; i >= 0; i = before[i] {
		keep[i] = true
	}
	for i := range places {
		if !keep[i] {
			places[i] = -1
		}
	}
}

func isAscending(places []int32) bool {
	last := int32(-1)
	for _, p := range places {
		if p >= 0 && p < last {
			return false
		}
		last = max(last, p)
	}
	return true
}
