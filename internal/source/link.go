package source

import (
	"errors"
	"io/fs"
	slashpath "path"
	"path/filepath"
)

// follow takes a symbolic link to a file inside the site; the file is read under its own name, so that the link can
// lead nowhere else later.
func (s *sweep) follow(l *listing, path, disk string) {
	target, err := s.target(disk)
	switch {
	case errors.Is(err, fs.ErrPermission):
		l.problems = append(l.problems, Unreadable(path, err))
		return
	case err != nil:
		l.report(RuleLinkDangling, path, nil)
		return
	case !filepath.IsLocal(target):
		l.report(RuleLinkOutside, path, nil)
		return
	}
	target = filepath.ToSlash(target)
	beside := slashpath.Dir(target)
	l.links = append(l.links, beside)
	s.visit(beside)
	e, err := s.lookup(target)
	switch {
	case target == "." || err == nil && e.kind == isFolder:
		l.report(RuleLinkToFolder, path, nil)
	case err != nil:
		l.report(RuleLinkDangling, path, nil)
	case e.kind != isFile:
		l.report(RuleNotAFile, path, nil)
	default:
		s.file(l, path, target, e)
	}
}

// target gives where a link leads in the end, relative to the site.
func (s *sweep) target(disk string) (string, error) {
	root, err := filepath.Abs(s.opt.Root)
	if err == nil {
		root, err = filepath.EvalSymlinks(root)
	}
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(filepath.Join(root, filepath.FromSlash(disk)))
	if err != nil {
		return "", err
	}
	return filepath.Rel(root, real)
}
