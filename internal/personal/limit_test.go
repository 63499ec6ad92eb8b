package personal

import (
	"strings"
	"testing"
	"time"
)

// Whatever a file holds, the time grows with its size alone.
func TestHugeTexts(t *testing.T) {
	for _, piece := range []string{"1 ", "一 ", "1380-", "a@", "@qq.com", "1&#49;", "3栋", "号1", "1\u200b", "a1", "1.", "生1952年", "6222 "} {
		start := time.Now()
		Find([]byte(strings.Repeat(piece, 1<<17/len(piece))))
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("128 KiB of %q took %v", piece, took)
		}
	}
}
