package source

import (
	"context"
	"fmt"
	"os"
	"path"

	"mingde/internal/problem"
)

// Sweeper sweeps one site again and again, and lists only the folders in which something may have changed. It is used by
// one goroutine.
type Sweeper struct {
	opt   Options
	self  os.FileInfo        // the site's folder
	known map[string]listing // by path in the Tree
}

// NewSweeper gives a Sweeper that knows nothing yet.
func NewSweeper(opt Options) *Sweeper { return &Sweeper{opt: opt} }

// Sweep is the function [Sweep], with the same result: the folders named (by their paths on the disk, "." the site's own) are listed
// anew, and so are new ones; without any, all. A folder that is not named is taken as it was, files included.
func (s *Sweeper) Sweep(ctx context.Context, folders []string) (*Tree, []problem.Problem, error) {
	root, err := os.OpenRoot(s.opt.Root)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", s.opt.Root, reason(err))
	}
	run := &sweep{opt: s.opt, root: root, dirty: map[string]bool{}}
	self, err := root.Stat(".")
	if err == nil && len(folders) > 0 && os.SameFile(self, s.self) { // not the folder of before, whose place another has taken
		run.known = s.known
	}
	for _, f := range folders {
		run.dirty[path.Clean(f)] = true
	}
	tree, problems, found, err := run.run(ctx)
	if err != nil {
		root.Close()
		return nil, nil, err
	}
	s.self, s.known = self, found
	return tree, problems, nil
}

// Folders gives every folder in which a change would change the Tree, by its path on the disk.
func (s *Sweeper) Folders() map[string]bool {
	all := map[string]bool{".": true}
	for _, l := range s.known {
		if l.folder.disk != "" {
			all[l.folder.disk] = true
		}
		for _, beside := range l.links {
			all[beside] = true
		}
	}
	return all
}
