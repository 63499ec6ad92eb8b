package dir

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"mingde/internal/publish/store"
)

// Delete implements store.Store. Folders that are empty then are removed as well, but for the folder of the store.
func (s *Store) Delete(ctx context.Context, keys []string) (refused []store.Refused, err error) {
	for _, key := range keys {
		if err := check(key); err != nil {
			return nil, s.wrap(key, err)
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, s.wrap("", err)
	}
	root, err := s.folder(false)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, s.wrap("", err)
	}
	folders := map[string]bool{}
	defer func() { prune(ctx, root, folders) }()
	for _, key := range keys {
		if err := ctx.Err(); err != nil {
			return refused, s.wrap(key, err)
		}
		err := s.alone(key, func() error { return s.remove(ctx, root, key) })
		if lost := store.Permit(ctx); err != nil && lost != nil {
			return refused, s.wrap(key, lost)
		}
		if err != nil {
			refused = append(refused, store.Refused{Key: key, Err: s.wrap(key, err)})
		}
		folders[path.Dir(key)] = true
		folders[path.Dir(recordName(key))] = true
	}
	return refused, nil
}

// remove deletes a file of ours, then its record: a death between the two leaves a record of nothing.
func (s *Store) remove(ctx context.Context, root *os.Root, key string) error {
	info, err := root.Lstat(key)
	switch {
	case absent(err), err == nil && info.IsDir():
	case err != nil:
		return err
	default:
		r, err := readRecord(root, key)
		if err != nil {
			return err
		}
		if r == nil {
			return fmt.Errorf("%w: mingde has not put it there", store.ErrForeign)
		}
		if err := remove(ctx, root, key); err != nil && !absent(err) {
			return err
		}
	}
	if err := remove(ctx, root, recordName(key)); err != nil && !absent(err) {
		return err
	}
	return nil
}

// prune removes folders that are empty, and then those above them; the disk refuses the others. What is no folder stays: a key may
// go through the name of a file.
func prune(ctx context.Context, root *os.Root, folders map[string]bool) {
	deepest := slices.SortedFunc(maps.Keys(folders), func(a, b string) int {
		return strings.Count(b, "/") - strings.Count(a, "/")
	})
	for _, dir := range deepest {
		for ; dir != "."; dir = path.Dir(dir) {
			if info, err := root.Lstat(dir); err == nil && (!info.IsDir() || remove(ctx, root, dir) != nil) {
				break
			}
		}
	}
}
