package check

import (
	"net/url"
	"path"
	"strconv"
	"strings"

	"mingde/internal/markdown"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// The rules of pictures and attachments.
var (
	ruleMissingFile = problem.Rule{ID: "missing-file", Severity: problem.Error}
	ruleOutside     = problem.Rule{ID: "outside-site", Severity: problem.Error}
	rulePictureFile = problem.Rule{ID: "attachment-picture", Severity: problem.Error}
	ruleSourceFile  = problem.Rule{ID: "attachment-source", Severity: problem.Error}
)

var fileRules = []problem.Rule{ruleMissingFile, ruleOutside, rulePictureFile, ruleSourceFile}

// files looks at every file that an entry names.
func files(s *Subject, it *showcase.Item, found report) {
	if it.State.TakenBack() {
		return // nothing of it is shown, and its files may be gone
	}
	if it.Cover != "" {
		s.picture(it, it.Cover, it.At("cover"), found)
	}
	for i, photo := range it.Photos {
		if photo.File != "" {
			s.picture(it, photo.File, it.At("photos["+strconv.Itoa(i)+"].file"), found)
		}
	}
	for i, a := range it.Attachments {
		if a.File != "" {
			s.attachment(it, a.File, it.At("attachments["+strconv.Itoa(i)+"].file"), found)
		}
	}
	for _, slot := range it.Slots {
		if slot.Kind == markdown.Image {
			s.picture(it, unescape(slot.Dest), problem.Place{File: it.Path, Line: slot.Line, Column: slot.Column}, found)
		}
	}
}

func (s *Subject) picture(it *showcase.Item, name string, at problem.Place, found report) {
	if file, ok := s.file(it, name, at, found); ok {
		if p := s.Picture(file); p != nil {
			own := *p // many entries may name one picture
			own.Place = at
			found(own)
		}
	}
}

// unescape gives the name of a file as it is on the disk: in a body it may be escaped as in a URL.
func unescape(name string) string {
	if plain, err := url.PathUnescape(name); err == nil {
		return plain
	}
	return name
}

func (s *Subject) attachment(it *showcase.Item, name string, at problem.Place, found report) {
	if file, ok := s.file(it, name, at, found); ok {
		s.attached(it, file, name, at, found)
	}
}

// attached refuses pictures, which are published re-encoded and without metadata only, and sources of the site, and looks through
// other files.
func (s *Subject) attached(it *showcase.Item, file, name string, at problem.Place, found report) {
	switch strings.ToLower(path.Ext(file)) {
	case ".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".heif", ".bmp", ".tif", ".tiff", ".avif":
		found(rulePictureFile.At(at, problem.Args{"file": name}))
	case ".md", ".toml":
		found(ruleSourceFile.At(at, problem.Args{"file": name}))
	default:
		s.scanned(it, file, name, at, found)
	}
}

// file finds a file beside an entry.
func (s *Subject) file(it *showcase.Item, name string, at problem.Place, found report) (string, bool) {
	file, inside := it.Beside(name)
	switch {
	case strings.Contains(name, "://"):
		found(told(ruleOutside.At(at, problem.Args{"file": name}), "check.outside-elsewhere"))
		return "", false
	case !inside:
		found(ruleOutside.At(at, problem.Args{"file": name}))
		return "", false
	case !s.File(file):
		found(ruleMissingFile.At(at, problem.Args{"file": name, "path": file}))
		return "", false
	}
	return file, true
}
