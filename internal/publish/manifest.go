package publish

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"mingde/internal/publish/store"
)

// Class is how an object is given out, and how its bytes are stored.
type Class struct {
	Header  store.Header
	Encoder string // what made the stored bytes of those of the file; "" if they are the same
}

// Death says when an object that the site no longer has may be deleted. The zero Death is that of the living.
type Death struct {
	After      int64 // not before this time, seconds since 1970
	Generation int   // nor before this generation
}

// Entry is what is known of one object of the site.
type Entry struct {
	Path  string
	Size  int64             // of what is stored, bytes
	Sum   [sha256.Size]byte // of the file
	MD5   [md5.Size]byte    // of what is stored
	Class Class
	Dead  Death // set once the site no longer has it: kept for pages that are in somebody's cache
}

// alive tells whether the site has the object, as opposed to only keeping it for a while.
func (e Entry) alive() bool { return e.Dead == Death{} }

// hashed tells whether the name of the object stands for its content, so that it is never replaced.
func (e Entry) hashed() bool { return e.Class.Header.CacheControl == cacheForever }

// Root stands for all that a visitor can get: paths, contents, headers; and for what is withdrawn. Something may be withdrawn
// that the site has ceased to show before, while a kept body shows it still: then there is work to do though no file has changed.
type Root [16]byte

// String gives it as it stands in keys.
func (r Root) String() string { return hex.EncodeToString(r[:]) }

// rootOf sums up the living among entries in order, and marks in order.
func rootOf(entries []Entry, withdrawn []mark) (root Root) {
	h := sha256.New()
	for _, m := range withdrawn {
		h.Write(append([]byte{0xff, 0xff}, m[:]...)) // no field is as long
	}
	for _, e := range entries {
		if !e.alive() {
			continue
		}
		header := e.Class.Header
		for _, field := range []string{e.Path, string(e.Sum[:]), header.ContentType, header.CacheControl, header.ContentEncoding, header.Redirect, e.Class.Encoder} {
			h.Write([]byte{byte(len(field)), byte(len(field) >> 8)})
			h.Write([]byte(field))
		}
	}
	copy(root[:], h.Sum(nil))
	return root
}

// inOrder tells whether entries are sorted by path, each path once.
func inOrder(entries []Entry) bool {
	for i := 1; i < len(entries); i++ {
		if entries[i-1].Path >= entries[i].Path {
			return false
		}
	}
	return true
}

// find looks up a path among entries in order.
func find(entries []Entry, path string) (Entry, bool) {
	i, ok := slices.BinarySearchFunc(entries, path, func(e Entry, path string) int { return strings.Compare(e.Path, path) })
	if !ok {
		return Entry{}, false
	}
	return entries[i], true
}

// byPath orders entries.
func byPath(a, b Entry) int { return strings.Compare(a.Path, b.Path) }
