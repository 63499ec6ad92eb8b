package pinyin

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	library "github.com/mozillazg/go-pinyin"
)

var update = flag.Bool("update", false, "write readings.txt anew")

// readings.txt has what the library of pinyin says of each character alone. Its own table is a map that every start of the program
// would make.
func TestReadings(t *testing.T) {
	characters := map[string][]rune{}
	args := library.NewArgs()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if syllables := library.SinglePinyin(r, args); len(syllables) > 0 {
			characters[syllables[0]] = append(characters[syllables[0]], r)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# How characters are read alone, without tone: a syllable, then the characters. Written by go test -run TestReadings -update\n")
	fmt.Fprintf(&b, "# from github.com/mozillazg/go-pinyin %s (MIT licence).\n", library.Version)
	for _, syllable := range slices.Sorted(maps.Keys(characters)) {
		fmt.Fprintf(&b, "%s %s\n", syllable, string(characters[syllable]))
	}
	if *update {
		if err := os.WriteFile("readings.txt", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if b.String() != readingsText {
		t.Error("readings.txt is not what the library says: go test -run TestReadings -update")
	}
}

func BenchmarkReadings(b *testing.B) {
	for b.Loop() {
		newTable(readingsText, unicode.MaxRune)
	}
}
