package search

import "slices"

// The digits of lists: 64 that end a number, 25 that say that more follows. Neither are any of `"`, `\`, a blank and the marks of
// records: "~", "!", "#".
const (
	digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
	more   = "$%&'()*+,./:;<=>?@[]^`{|}"
)

// valueOf gives the value of a digit; of one that more follows, 64 and more; −1 for no digit.
var valueOf = func() (t [256]int16) {
	for i := range t {
		t[i] = -1
	}
	for i := range len(digits) {
		t[digits[i]] = int16(i)
	}
	for i := range len(more) {
		t[more[i]] = int16(len(digits) + i)
	}
	return t
}()

// place is an entry's place in its segment; in the entry's title, the term of a list stands, where titled is set.
type place struct {
	at     int32
	titled bool
}

// appendList appends the list of a term. The places ascend.
func appendList(dst []byte, places []place) []byte {
	dst = appendPlaces(dst, places, false)
	if slices.ContainsFunc(places, func(p place) bool { return p.titled }) {
		dst = appendPlaces(append(dst, '!'), places, true)
	}
	return dst
}

// appendPlaces writes gaps, or bits where these are shorter.
func appendPlaces(dst []byte, places []place, titled bool) []byte {
	start, last := len(dst), int32(-1)
	for _, p := range places {
		if titled && !p.titled {
			continue
		}
		dst = appendNumber(dst, uint32(p.at-last-1))
		last = p.at
	}
	if size := 2 + int(last)/6; size < len(dst)-start {
		dst = appendBits(dst[:start], places, titled, size-1)
	}
	return dst
}

func appendBits(dst []byte, places []place, titled bool, size int) []byte {
	dst = append(dst, '#')
	start := len(dst)
	for range size {
		dst = append(dst, 0)
	}
	for _, p := range places {
		if !titled || p.titled {
			dst[start+int(p.at)/6] |= 1 << (p.at % 6)
		}
	}
	for i := start; i < len(dst); i++ {
		dst[i] = digits[dst[i]]
	}
	return dst
}

// appendNumber writes a number: the high digits first, each of a base of 25, less what shorter numbers can say.
func appendNumber(dst []byte, n uint32) []byte {
	if n < uint32(len(digits)) {
		return append(dst, digits[n])
	}
	return appendLonger(dst, n-uint32(len(digits)), uint32(len(more)))
}

// appendLonger writes n with leading digits of which there are so many combinations.
func appendLonger(dst []byte, n, combinations uint32) []byte {
	if n >= combinations*uint32(len(digits)) {
		return appendLonger(dst, n-combinations*uint32(len(digits)), combinations*uint32(len(more)))
	}
	high := n / uint32(len(digits))
	for combinations > 1 {
		combinations /= uint32(len(more))
		dst = append(dst, more[high/combinations%uint32(len(more))])
	}
	return append(dst, digits[n%uint32(len(digits))])
}

// readList reads the list at the beginning of text into places, and gives the rest. It is false for what appendList has not written.
func readList(places []place, text []byte) ([]place, []byte, bool) {
	places, text, ok := readPlaces(places[:0], text)
	if !ok || len(text) == 0 || text[0] != '!' {
		return places, text, ok
	}
	titled, text, ok := readPlaces(nil, text[1:])
	for i, k := 0, 0; ok && k < len(titled); i++ {
		if i == len(places) {
			return nil, nil, false
		}
		if places[i].at == titled[k].at {
			places[i].titled = true
			k++
		}
	}
	return places, text, ok
}

func readPlaces(places []place, text []byte) ([]place, []byte, bool) {
	if len(text) > 0 && text[0] == '#' {
		return readBits(places, text[1:])
	}
	last := int32(-1)
	for len(text) > 0 && valueOf[text[0]] >= 0 {
		n, size := readNumber(text)
		if size == 0 {
			return nil, nil, false
		}
		last += int32(n) + 1
		if last < 0 {
			return nil, nil, false
		}
		places = append(places, place{at: last})
		text = text[size:]
	}
	return places, text, len(places) > 0
}

func readBits(places []place, text []byte) ([]place, []byte, bool) {
	base := int32(0)
	for len(text) > 0 && valueOf[text[0]] >= 0 {
		bits := valueOf[text[0]]
		if int(bits) >= len(digits) {
			return nil, nil, false
		}
		for i := range int32(6) {
			if bits&(1<<i) != 0 {
				places = append(places, place{at: base + i})
			}
		}
		base += 6
		text = text[1:]
	}
	return places, text, len(places) > 0
}

// maxNumber is the most digits that a number may have.
const maxNumber = 6

// readNumber gives the number at the beginning of text, and its length; 0 for none.
func readNumber(text []byte) (n uint32, size int) {
	skipped, combinations := uint32(0), uint32(1) // numbers that are shorter; combinations of the digits so far
	for i := range min(len(text), maxNumber) {
		v := valueOf[text[i]]
		switch {
		case v < 0:
			return 0, 0
		case int(v) < len(digits):
			return skipped + n*uint32(len(digits)) + uint32(v), i + 1
		}
		skipped += combinations * uint32(len(digits))
		combinations *= uint32(len(more))
		n = n*uint32(len(more)) + uint32(int(v)-len(digits))
	}
	return 0, 0
}
