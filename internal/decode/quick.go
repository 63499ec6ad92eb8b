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
	if gotoml.Unmarshal(text, &tree) != nil || !adopt(tree) {
		return nil, false
	}
	return tree, true
}

// The locations of times without zone, see [Value].
var (
	dateZone     = time.FixedZone(localDate, 0)
	dateTimeZone = time.FixedZone(localDateTime, 0)
	timeZone     = time.FixedZone(localTime, 0)
)

// adopt turns the dates and times of a table into those of BurntSushi/toml, in place. A table with an empty name, which
// BurntSushi/toml reads in its own way, gives false.
func adopt(table map[string]any) bool {
	for name, v := range table {
		v, ok := adopted(v)
		if name == "" || !ok {
			return false
		}
		table[name] = v
	}
	return true
}

func adopted(v any) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		return v, adopt(v)
	case []any:
		for i, x := range v {
			x, ok := adopted(x)
			if !ok {
				return nil, false
			}
			v[i] = x
		}
	case gotoml.LocalDate:
		return v.AsTime(dateZone), true
	case gotoml.LocalDateTime:
		return v.AsTime(dateTimeZone), true
	case gotoml.LocalTime:
		return time.Date(0, time.January, 1, v.Hour, v.Minute, v.Second, v.Nanosecond, timeZone), true
	}
	return v, true
}
