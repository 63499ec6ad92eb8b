package main

import (
	"strings"
	"testing"
	"time"

	"mingde/internal/message"
)

// A line is drawn in its place, not too often, and gone when all is done; where nobody looks, there is none.
func TestPicturesAreCountedOnATerminal(t *testing.T) {
	var out strings.Builder
	p := &program{say: message.For(message.Chinese)}
	line := &status{to: &out, terminal: true}
	tell := p.pictures(line)
	tell(12, 80)
	tell(13, 80) // just drawn
	line.drawn = time.Now().Add(-time.Second)
	tell(14, 80)
	tell(80, 80)
	line.end()
	if want := "\r\x1b[K图片 12/80\r\x1b[K图片 14/80\r\x1b[K"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
	out.Reset()
	p.pictures(&status{to: &out})(12, 80)
	if out.String() != "" {
		t.Errorf("nobody looks, and yet: %q", out.String())
	}
}
