package output

import (
	"fmt"
	"io"
	"path"
	"strings"
)

// headSize is how much of a file recognise is shown, in bytes.
const headSize = 2 << 10

// Adopt takes files for ours where no index says which are, because it was deleted, damaged or left behind when the folder
// was moved: those that recognise accepts by their path and the first 2 KiB of their bytes. They are rewritten or deleted
// like recorded ones, and the next Begin puts them into the journal. Without it what was withdrawn from the site would
// stand for ever. Where there is an index nothing is asked. It is called before the first Begin.
func (w *Writer) Adopt(recognise func(path string, head []byte) bool) error {
	if w.indexed {
		return nil
	}
	found, err := w.recognised(".", recognise)
	if gone(err) {
		return nil // no output folder yet
	}
	if err != nil {
		return fmt.Errorf("output %s: %w", w.out, err)
	}
	w.adopted = found
	w.adopt(found)
	return nil
}

// recognised walks a folder, and those below it without following links.
func (w *Writer) recognised(dir string, recognise func(string, []byte) bool) (found []string, err error) {
	in, err := w.folders.take(dir, false)
	if err != nil {
		return nil, err
	}
	defer in.release()
	entries, err := in.list()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		if !validPath(name) {
			continue
		}
		if e.IsDir() {
			below, err := w.recognised(name, recognise)
			if err != nil && !gone(err) {
				return nil, err
			}
			found = append(found, below...)
		} else if halfWritten(e.Name()) || e.Type().IsRegular() && recognise(name, in.head(e.Name())) {
			found = append(found, name)
		}
	}
	return found, nil
}

// head gives the first bytes of a file; none of one that cannot be read.
func (f *folder) head(name string) []byte {
	file, err := f.file(name)
	if err != nil {
		return nil
	}
	defer file.Close()
	data, _ := io.ReadAll(io.LimitReader(file, headSize))
	return data
}

// halfWritten tells whether a name is of the form of tempName.
func halfWritten(name string) bool {
	middle, ok := strings.CutPrefix(name, ".mingde-")
	middle, also := strings.CutSuffix(middle, ".tmp")
	return ok && also && len(middle) == 16 && strings.Trim(middle, "0123456789abcdef") == ""
}
