package source

import (
	"errors"
	"io/fs"
	"os"
)

const openFlags = os.O_RDONLY

// stats gives the entries of an open folder, in any order, without what vanishes meanwhile. A listing on Windows tells
// neither inode nor ctime.
func stats(f *os.File) ([]entry, error) {
	listed, err := f.ReadDir(-1)
	if err != nil {
		return nil, err
	}
	entries := make([]entry, 0, len(listed))
	for _, d := range listed {
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry{name: d.Name(), kind: kindOf(d.Type()), size: info.Size(), modTime: info.ModTime().UnixNano()})
	}
	return entries, nil
}

func kindOf(mode fs.FileMode) kind {
	switch {
	case mode.IsRegular():
		return isFile
	case mode.IsDir():
		return isFolder
	case mode&fs.ModeSymlink != 0:
		return isLink
	}
	return isOther // junctions and other reparse points
}
