package source

import (
	"io/fs"
	"path"
	"strings"

	"mingde/internal/problem"
)

// overlay adds the embedded files that the site does not replace.
func (l *listing) overlay(name string, fsys fs.FS) error {
	if fsys == nil {
		return nil
	}
	own := map[string]string{}
	for _, f := range l.files {
		if strings.HasPrefix(f.Path, name+"/") {
			own[Fold(f.Path)] = f.Path
		}
	}
	return fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || ignored(path.Base(p), false) {
			return err
		}
		full := join(name, p)
		switch site := own[Fold(full)]; site {
		case "":
			info, err := d.Info()
			if err != nil {
				return err
			}
			l.files = append(l.files, File{Path: full, Size: info.Size(), Embedded: true})
		case full:
		default:
			l.report(RuleNameClash, site, problem.Args{"name": path.Base(site), "other": full})
		}
		return nil
	})
}
