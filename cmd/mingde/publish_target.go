package main

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"syscall"

	"mingde/internal/output"
	"mingde/internal/source"
)

// checkTarget refuses a folder to publish into that is, holds or lies in what the site is made of and made into, or is no folder: the sources
// would be public, or the records of publishing be read as sources.
func (p *program) checkTarget(f *publishing, folder string) error {
	info, err := os.Stat(folder)
	if errors.Is(err, syscall.ENOTDIR) || err == nil && !info.IsDir() {
		return mistake("cmd.publish-target-file", "folder", folder)
	}
	if output.Inside(p.dir, folder) {
		return mistake("cmd.publish-target-site", "folder", folder)
	}
	out, cache := cmp.Or(f.build.Out, "public"), cmp.Or(f.build.Cache, ".mingde")
	for _, name := range []string{source.Content, source.Layouts, source.Static, ".mingde", ".git", cache, out} {
		place := within(p.dir, name)
		if output.Inside(folder, place) || output.Inside(place, folder) {
			return mistake("cmd.publish-target-folder", "folder", folder, "name", filepath.ToSlash(name))
		}
	}
	return nil
}
