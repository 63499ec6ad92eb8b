package dir

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
)

// Survey implements store.Surveyor.
func (s *Store) Survey(ctx context.Context, keys []string) (found []string, err error) {
	root, err := s.folder(false)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, s.wrap("", err)
	}
	folders := map[string]string{} // what is in the way to a folder; "" for nothing
	for _, key := range keys {
		if err := ctx.Err(); err != nil {
			return nil, s.wrap(key, err)
		}
		if check(key) != nil {
			continue // it says so itself when it is written
		}
		obstacle := onTheWay(root, path.Dir(key), folders)
		if info, err := root.Lstat(key); obstacle == "" && err == nil && !info.Mode().IsRegular() {
			obstacle = key
		}
		if obstacle != "" {
			found = append(found, obstacle)
		}
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

// onTheWay gives what stands where a folder is needed, or one above it, and is none; "" for nothing.
func onTheWay(root *os.Root, folder string, known map[string]string) string {
	if folder == "." {
		return ""
	}
	if obstacle, ok := known[folder]; ok {
		return obstacle
	}
	obstacle := onTheWay(root, path.Dir(folder), known)
	if obstacle == "" {
		_, listed := root.Lstat(folder)
		if info, err := root.Stat(folder); listed == nil && (err != nil || !info.IsDir()) {
			obstacle = folder
		}
	}
	known[folder] = obstacle
	return obstacle
}
