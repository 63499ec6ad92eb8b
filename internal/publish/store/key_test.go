package store

import (
	"errors"
	"strings"
	"testing"
)

func TestCheckKey(t *testing.T) {
	for _, key := range []string{"a", "a/b.html", "活动/2026 春+夏%20'&'.html", ".well-known/x", "a..b", strings.Repeat("长", 341)} {
		if err := CheckKey(key); err != nil {
			t.Errorf("%q: %v", key, err)
		}
	}
	for _, key := range []string{"", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", "a\\b", "a\x00b", "a\nb", "a\x7f", "\xff", strings.Repeat("长", 342)} {
		if err := CheckKey(key); !errors.Is(err, ErrKey) {
			t.Errorf("%q: %v", key, err)
		}
	}
}
