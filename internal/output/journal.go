package output

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
)

// The journal lists the paths that may be written before the index says so. It exists exactly while the folder is unfinished. Its
// first line is journalMagic and the folder's absolute path, quoted; then come blocks, each from one append:
//
//	paths <number>
//	<path>            one line each
//	sum <SHA-256 of the lines above, in hex>
const journalMagic = "mingde journal 1 "

// journal is what a journal file says.
type journal struct {
	paths  []string
	whole  int64 // bytes up to the end of the last whole block; 0: nothing of it can be used
	exists bool
}

// readJournal reads what there is; a damaged end is what a killed process leaves, before it has written anything
// that stands only there.
func readJournal(name, out string) (journal, error) {
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return journal{}, nil
	}
	if err != nil {
		return journal{}, err
	}
	j := decodeJournal(string(data), out)
	j.exists = true
	return j, nil
}

func journalHead(out string) string { return journalMagic + strconv.Quote(out) + "\n" }

func journalBlock(paths []string) string {
	var b strings.Builder
	b.WriteString("paths " + strconv.Itoa(len(paths)) + "\n")
	for _, p := range paths {
		b.WriteString(p + "\n")
	}
	sum := sha256.Sum256([]byte(b.String()))
	b.WriteString("sum " + hex.EncodeToString(sum[:]) + "\n")
	return b.String()
}

func decodeJournal(data, out string) (j journal) {
	head := journalHead(out)
	rest, ok := strings.CutPrefix(data, head)
	if !ok {
		return journal{}
	}
	j.whole = int64(len(head))
	for {
		paths, size := decodeBlock(rest)
		if size == 0 {
			return j
		}
		j.paths = append(j.paths, paths...)
		j.whole += int64(size)
		rest = rest[size:]
	}
}

// decodeBlock gives the paths of the first block and its size in bytes; 0 if it is not whole.
func decodeBlock(data string) (paths []string, size int) {
	first, rest, ok := strings.Cut(data, "\n")
	n, err := strconv.Atoi(strings.TrimPrefix(first, "paths "))
	if !ok || err != nil || n < 0 || n > len(data) {
		return nil, 0
	}
	for range n {
		var path string
		path, rest, ok = strings.Cut(rest, "\n")
		if !ok || !validPath(path) {
			return nil, 0
		}
		paths = append(paths, path)
	}
	block := journalBlock(paths)
	if !strings.HasPrefix(data, block) {
		return nil, 0
	}
	return paths, len(block)
}

// appendJournal adds a block behind the whole part of a journal with one write, and makes the journal if need be.
func appendJournal(name, out string, j journal, paths []string) (whole int64, err error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return 0, err
	}
	block := journalBlock(paths)
	if j.whole == 0 {
		block = journalHead(out) + block
	}
	err = f.Truncate(j.whole)
	if err == nil {
		_, err = f.WriteAt([]byte(block), j.whole)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return 0, err
	}
	return j.whole + int64(len(block)), nil
}
