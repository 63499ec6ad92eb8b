// Package output is the rendered site as a value, the difference of two, and the writer that brings a folder from one to the
// next without ever losing track of what is its own. It does not know how a file was made, nor what is in it.
//
// The rules of the [Writer]:
//
//   - A path is in the journal before it is written, so that a process killed at any moment leaves nothing that the
//     next one does not know as its own.
//   - A file is written beside its place and renamed into it, and only if its bytes differ from what stands there.
//   - Only recorded files are ever deleted, and only when everything new stands. (The one exception: a recorded file or
//     folder that is gone from the site and stands in the way of a new one.) Where the record is lost, what the caller
//     recognises takes its place.
//   - A folder is unfinished from the first write to the end of Finish. What is not done is not recorded as done.
//
// This protects against the death of the process. Against a power failure it protects as far as the disk keeps its
// order: nothing is synced, but the next build sees by stat what is not as recorded, and writes it again.
package output

import (
	"crypto/sha256"
	"strings"
)

// Class groups files as `build --json` counts them in written_by.
type Class uint8

// The classes.
const (
	Page Class = iota
	Feed
	Data
	Search
	Asset
	Photo
)

// Classes lists them all, in the order of the contract.
var Classes = []Class{Page, Feed, Data, Search, Asset, Photo}

// String gives the key in written_by.
func (c Class) String() string {
	return [...]string{"pages", "feeds", "data", "search", "assets", "photos", "unknown"}[min(c, Photo+1)]
}

// Sum is a SHA-256; zero if there is none.
type Sum = [sha256.Size]byte

// PageSum is the sum of what a file was made from. What its parts are is the caller's business; here they are equal or not.
type PageSum [48]byte

// File is one file of a rendered site. ModTime, Changed and Inode are those of the file on the disk as it was written: a
// file of which one of them differs has been touched by somebody else.
type File struct {
	Path    string // slash-separated, relative to the folder
	Class   Class
	Size    int64 // bytes
	Sum     Sum   // of the bytes; zero: announced by a build that did not finish, perhaps not there
	ModTime int64 // ns since 1970
	Changed int64 // ns since 1970 (ctime); 0 where the system tells none
	Inode   uint64
	PageSum PageSum // of what it was made from; zero: not known
}

// Site is a rendered site.
type Site struct {
	Files      []File // by path, each path once
	Meta       []byte // what the builder keeps with it; opaque here
	Unfinished bool   // a build began to write and did not come to its end: Files is what may stand there
}

// Diff compares two sites by their paths and sums; each list is sorted.
func Diff(old, new Site) (added, changed, removed []string) {
	a, b := old.Files, new.Files
	for len(a) > 0 || len(b) > 0 {
		switch order := compareFirst(a, b); {
		case order < 0:
			removed = append(removed, a[0].Path)
			a = a[1:]
		case order > 0:
			added = append(added, b[0].Path)
			b = b[1:]
		default:
			if a[0].Sum != b[0].Sum {
				changed = append(changed, b[0].Path)
			}
			a, b = a[1:], b[1:]
		}
	}
	return added, changed, removed
}

// compareFirst orders the first files of two lists that are not both empty; an empty list comes last.
func compareFirst(a, b []File) int {
	switch {
	case len(a) == 0:
		return 1
	case len(b) == 0:
		return -1
	}
	return strings.Compare(a[0].Path, b[0].Path)
}
