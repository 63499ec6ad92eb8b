package search

import (
	"bytes"
	"cmp"
	"errors"
	"slices"
	"unicode/utf8"
)

// ErrDamaged is told of a text of postings that this package has not written.
var ErrDamaged = errors.New("search: damaged postings")

// Part is a text of postings and where its entries stand now: Moved gives the new place of each, −1 for one that is gone;
// without it, the places are what they were. Places ascend in Moved but for the gaps.
type Part struct {
	Text  []byte
	Moved []int32
}

// record is a record of a part.
type record struct {
	key, list []byte
	part      int
}

// Merge puts the texts of one file together, appending to dst. What the places of the parts are now, no two have in common.
func Merge(dst []byte, parts ...Part) ([]byte, error) {
	var records []record
	for i := range parts {
		var err error
		if records, err = appendRecords(records, parts[i].Text, i); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(records, func(a, b record) int { return bytes.Compare(a.key, b.key) })
	m := merger{parts: parts}
	for len(records) > 0 {
		n := 1
		for n < len(records) && bytes.Equal(records[n].key, records[0].key) {
			n++
		}
		var err error
		if dst, err = m.append(dst, records[:n]); err != nil {
			return nil, err
		}
		records = records[n:]
	}
	return dst, nil
}

// appendRecords cuts a text into its records.
func appendRecords(records []record, text []byte, part int) ([]record, error) {
	for len(text) > 0 {
		size := 0
		if text[0] == '~' {
			size = bytes.IndexByte(text, ' ') + 1
		} else {
			_, a := utf8.DecodeRune(text)
			_, b := utf8.DecodeRune(text[a:])
			size = a + b
		}
		end := size
		for end < len(text) && text[end] < utf8.RuneSelf && text[end] != '~' {
			end++
		}
		if size == 0 || end == size {
			return nil, ErrDamaged
		}
		records = append(records, record{text[:size], text[size:end], part})
		text = text[end:]
	}
	return records, nil
}

// merger keeps the memory of places between two lists.
type merger struct {
	parts       []Part
	places, all []place
}

// append appends the record of a term that several parts have.
func (m *merger) append(dst []byte, records []record) ([]byte, error) {
	if moved := m.parts[records[0].part].Moved; len(records) == 1 && moved == nil {
		return append(append(dst, records[0].key...), records[0].list...), nil
	}
	m.all = m.all[:0]
	for _, r := range records {
		var rest []byte
		var ok bool
		if m.places, rest, ok = readList(m.places, r.list); !ok || len(rest) > 0 {
			return nil, ErrDamaged
		}
		if !m.take(m.parts[r.part].Moved) {
			return nil, ErrDamaged
		}
	}
	if !slices.IsSortedFunc(m.all, byPlace) {
		slices.SortFunc(m.all, byPlace)
	}
	for i := 1; i < len(m.all); i++ {
		if m.all[i].at == m.all[i-1].at {
			return nil, ErrDamaged
		}
	}
	if len(m.all) == 0 {
		return dst, nil
	}
	return appendList(append(dst, records[0].key...), m.all), nil
}

// take adds the places of a part where they are now.
func (m *merger) take(moved []int32) bool {
	for _, p := range m.places {
		if moved != nil {
			if int(p.at) >= len(moved) {
				return false
			}
			if p.at = moved[p.at]; p.at < 0 {
				continue
			}
		}
		m.all = append(m.all, p)
	}
	return true
}

func byPlace(a, b place) int { return cmp.Compare(a.at, b.at) }
