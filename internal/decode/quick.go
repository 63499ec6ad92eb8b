package decode

import (
	"bytes"
	"time"

	gotoml "github.com/pelletier/go-toml/v2"
)

// maxQuick is the length in bytes up to which go-toml is asked: it compares each key with all keys before it.
const maxQuick = 16 << 10

// quickly reads a document as slowly does, at a quarter of the cost and without holding its text in memory, or else gives
// false: it need not take everything, but what it takes must be taken alike by both. What an array of tables is written
// with, headers or braces, only slowly can tell.
func quickly(text []byte) (tree map[string]any, ok bool) {
	if len(text) > maxQuick || bytes.Contains(text, []byte("[[")) {
		return nil, false
	}
	defer func() {
		if recover() != nil { // a bug of the parser; the other one may do better
			tree, ok = nil, false
		}
	}()
	tree = map[string]any{}
	if err := gotoml.Unmarshal(text, &tree); err != nil {
		return nil, false
	}
	timed(tree)
	return tree, true
}

// The locations of times without zone, see [Value].
var (
	dateZone     = time.FixedZone(localDate, 0)
	dateTimeZone = time.FixedZone(localDateTime, 0)
	timeZone     = time.FixedZone(localTime, 0)
)

// timed turns the dates and times of go-toml into those of BurntSushi/toml, in place.
func timed(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, x := range v {
			v[name] = timed(x)
		}
	case []any:
		for i, x := range v {
			v[i] = timed(x)
		}
	case gotoml.LocalDate:
		return v.AsTime(dateZone)
	case gotoml.LocalDateTime:
		return v.AsTime(dateTimeZone)
	case gotoml.LocalTime:
		return time.Date(0, time.January, 1, v.Hour, v.Minute, v.Second, v.Nanosecond, timeZone)
	}
	return v
}
