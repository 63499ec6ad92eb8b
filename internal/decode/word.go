package decode

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// words are short texts that were read before. Ids, places, names of offices and the words of an enumeration come back in
// thousands of documents, which share them so. A text takes the place of another with the same hash: what is lost is some
// memory, and no more than these are kept.
var words [1 << 12]atomic.Pointer[string]

// maxWord is the length of a word in bytes, eight Chinese characters. Longer texts are mostly titles and sentences, which
// do not come back.
const maxWord = 24

var wordSeed = maphash.MakeSeed()

// word gives a text, by the memory of one that was read before if there is one.
func word(text string) string {
	if len(text) > maxWord {
		return text
	}
	place := &words[maphash.String(wordSeed, text)%uint64(len(words))]
	if known := place.Load(); known != nil && *known == text {
		return *known
	}
	fresh := strings.Clone(text) // it may be a part of a whole document
	place.Store(&fresh)
	return fresh
}
