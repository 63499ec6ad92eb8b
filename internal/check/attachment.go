package check

import (
	"path"
	"slices"
	"strings"

	"mingde/internal/document"
	"mingde/internal/personal"
	"mingde/internal/problem"
	"mingde/internal/showcase"
	"mingde/internal/source"
)

// ruleUnscanned tells of an attachment that nobody but a person can look through.
var ruleUnscanned = problem.Rule{ID: "unscanned", Severity: problem.Warning, Basis: basisPersonal}

// ruleProperties tells of a person whom the properties of an attachment name: who wrote it shows to everybody who opens it.
var ruleProperties = problem.Rule{ID: "file-properties", Severity: problem.Warning}

// ruleLocated tells of a picture that is published as it is and says where it was taken.
var ruleLocated = problem.Rule{ID: "static-located", Severity: problem.Warning}

var attachmentRules = []problem.Rule{ruleUnscanned, ruleProperties, ruleLocated}

// scanned tells what was found in an attachment that an entry publishes as it is, at the place where the entry names it.
func (s *Subject) scanned(it *showcase.Item, file, name string, at problem.Place, found report) {
	if s.Document == nil {
		return
	}
	f := s.Document(file)
	_, minor, single := person(it.Entry)
	s.inFile(f, name, single && minor, at, found)
	s.namedIn(it, file, name, at, found)
	if f.Reason == "" {
		return
	}
	p := ruleUnscanned.At(at, problem.Args{"file": name})
	// in a public notice it is an error: the lists of these are what has leaked most
	if n := it.RollFields(); n != nil && n.Notice != nil || strings.Contains(it.Title, "公示") {
		p.Severity = problem.Error
	}
	found(unscanned(p, f.Reason))
}

// inFile tells what was found in a file that is published as it is, whether an entry of a minor names it or not.
func (s *Subject) inFile(f document.Findings, name string, ofMinor bool, at problem.Place, found report) {
	for _, d := range f.Data {
		if s.meantForAll(d.Number, false, "") {
			continue
		}
		p := numberRule(d.Kind).At(at, problem.Args{"number": d.Masked(), "place": name + d.Where, "part": string(d.Part)})
		p = p.WithMessage("check."+p.Rule+"-attached").WithHint("check.attached.hint", nil)
		if d.Kind == personal.Mistyped {
			p = told(p, "check.id-number-mistyped-attached")
			p.Severity = problem.Warning
		}
		found(p)
	}
	for _, who := range f.Persons {
		p := ruleHardship.At(at, problem.Args{"name": who.Name, "word": who.Word, "place": name + who.Where, "part": string(who.Part)})
		if !who.Sure {
			p.Severity = problem.Warning
		}
		found(told(p, "check.hardship-name-attached"))
	}
	for _, who := range f.Minors {
		p := rulePupil.At(at, problem.Args{"name": who.Name, "place": name + who.Where, "part": string(who.Part)})
		if !who.Sure && !ofMinor {
			p.Severity = problem.Warning
		}
		found(told(p, "check.minor-named-attached"))
	}
	for _, property := range f.Properties {
		p := ruleProperties.At(at, problem.Args{"file": name, "person": property.Person})
		key := "check.file-properties-" + property.Name
		p = p.WithMessage(key)
		if !slices.Contains([]string{"author", "editor", "manager", "company", "custom"}, property.Name) {
			p = told(p, key)
		}
		found(p)
	}
	for _, picture := range f.Located {
		p := ruleLocated.At(at, problem.Args{"file": name, "picture": picture})
		if picture != "" {
			p = told(p, "check.located-attached")
		}
		found(p)
	}
}

// unscanned says why a file was not read.
func unscanned(p problem.Problem, why document.Reason) problem.Problem {
	if why == document.Inside {
		return told(p, "check.unscanned-embedded")
	}
	return p.WithMessage("check.unscanned-" + string(why))
}

// copied looks through the static files of the site's own that hold texts of anybody: documents, and pictures and videos with their
// metadata, which are published as they are. Archives cannot be read.
func copied(s *Subject, found report) {
	for _, file := range s.Own {
		if !strings.HasPrefix(file, source.Static+"/") || s.Document == nil {
			continue
		}
		kind := copiedKinds[strings.ToLower(path.Ext(file))]
		if kind == 0 {
			continue
		}
		f := s.Document(file)
		at := problem.Place{File: file}
		s.inFile(f, path.Base(file), false, at, found)
		if f.Reason != "" && kind == forReaders {
			found(unscanned(ruleUnscanned.At(at, problem.Args{"file": path.Base(file)}), f.Reason))
		}
	}
}

// The kinds of static files that are looked through.
const (
	forReaders = iota + 1 // documents: one that cannot be read is told
	forPages              // pictures and what else pages are made of: one that is broken is told elsewhere, if at all
)

// copiedKinds are the static files that are looked through, by the ends of their names. Programs, styles, fonts and data are not.
var copiedKinds = func() map[string]int {
	all := map[string]int{}
	for _, ext := range strings.Fields(".pdf .docx .docm .xlsx .xlsm .pptx .pptm .doc .xls .ppt .wps .et .dps .csv .tsv .rtf .odt .ods .odp .ofd .zip .rar .7z .tar .gz") {
		all[ext] = forReaders
	}
	for _, ext := range strings.Fields(".jpg .jpeg .png .webp .gif .tif .tiff .heic .heif .avif .svg .mp4 .m4v .mov .txt .html .htm") {
		all[ext] = forPages
	}
	return all
}()
