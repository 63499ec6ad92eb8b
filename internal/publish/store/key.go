package store

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrKey: the store cannot hold an object under that key, now or ever: the error says why.
var ErrKey = errors.New("not a key that can be used")

// ErrForeign: what is at that key was put there by somebody else, and is left alone. Only stores that can tell say so.
var ErrForeign = errors.New("it belongs to somebody else")

// MaxKey is how long a key may be, in bytes, with the prefix of its store: S3 and all its dialects end there.
const MaxKey = 1024

// CheckKey tells whether a key is one that every store takes for what it is: slash-separated names in UTF-8 none of which is empty,
// "." or "..", which clients and servers would resolve on the way; no control characters, which a listing in XML cannot hold;
// and no backslash, which is a slash to some. The error is ErrKey. Stores ask it before they write or delete.
func CheckKey(key string) error {
	switch {
	case key == "":
		return fmt.Errorf("the empty key: %w", ErrKey)
	case len(key) > MaxKey:
		return fmt.Errorf("%.40s…: %w: %d bytes, more than %d", key, ErrKey, len(key), MaxKey)
	case !utf8.ValidString(key):
		return fmt.Errorf("%q: %w: it is not UTF-8", key, ErrKey)
	case strings.ContainsFunc(key, func(r rune) bool { return unicode.IsControl(r) || r == '\\' || r == 0xfffe || r == 0xffff }):
		return fmt.Errorf("%q: %w: control characters and backslashes get lost on the way", key, ErrKey)
	}
	for name := range strings.SplitSeq(key, "/") {
		if name == "" || name == "." || name == ".." {
			return fmt.Errorf("%q: %w: it has a part %q", key, ErrKey, name)
		}
	}
	return nil
}
