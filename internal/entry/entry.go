// Package entry reads one Markdown file with TOML front matter into one typed Entry and its body as HTML with slots.
//
// It does not know any other entry, nor the settings but the timezone, nor the day: what a field leads to, who may be
// seen and what adds up is the showcase's business.
package entry

import (
	"crypto/sha256"
	"path"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"mingde/internal/calendar"
	"mingde/internal/decode"
	"mingde/internal/markdown"
	"mingde/internal/problem"
)

// Root is the folder of all entries; Extension ends the name of each.
const (
	Root      = "content/"
	Extension = ".md"
)

// Entry is one entry, immutable once parsed. Its body is not here: bodies are never all in memory.
type Entry struct {
	ID   string // the path without content/ and .md, in NFC: "events/2026/06/zongzi"
	Path string // of the source: "content/events/2026/06/zongzi.md"
	Kind Kind
	*Common
	*Dated                  // all zero for kinds without a date
	Lead    string          // the summary: the author's, else the first sentences of the body
	Slots   []markdown.Slot // links and pictures of the body, in order; nil for most
	Numbers []Number        // numbers of persons in the file; nil for nearly all
	Body    [32]byte        // SHA-256 of the text of the body: the key under which its HTML is kept
	Blank   bool            // the body is empty
	Broken  bool            // it could not be read: known by its id only
	detail  any
}

// undated stands for the fields of Dated in kinds that have none.
var undated Dated

// Event gives the fields of an event, nil for other kinds.
func (e *Entry) Event() *EventFields { f, _ := e.detail.(*EventFields); return f }

// Roll gives the fields of a roll, nil for other kinds.
func (e *Entry) Roll() *RollFields { f, _ := e.detail.(*RollFields); return f }

// Model gives the fields of a model, nil for other kinds.
func (e *Entry) Model() *ModelFields { f, _ := e.detail.(*ModelFields); return f }

// Volunteer gives the fields of a team, station or person, nil for other kinds.
func (e *Entry) Volunteer() *VolunteerFields { f, _ := e.detail.(*VolunteerFields); return f }

// Bulletin gives the fields of a bulletin, nil for other kinds.
func (e *Entry) Bulletin() *BulletinFields { f, _ := e.detail.(*BulletinFields); return f }

// Community gives the fields of a community, nil for other kinds. (Dated.Community is the reference to one.)
func (e *Entry) CommunityFields() *CommunityFields { f, _ := e.detail.(*CommunityFields); return f }

// Theme gives the fields of a theme, nil for other kinds.
func (e *Entry) Theme() *ThemeFields { f, _ := e.detail.(*ThemeFields); return f }

// Page gives the fields of a page, nil for other kinds.
func (e *Entry) Page() *PageFields { f, _ := e.detail.(*PageFields); return f }

// Key is the id without the kind's folder: what a field that fixes the kind takes.
func (e *Entry) Key() string { return strings.TrimPrefix(e.ID, e.Kind.Folder()+"/") }

// Address is where the entry's page stands, relative to the site's root.
func (e *Entry) Address() string { return e.ID + ".html" }

// Beside resolves the name of a picture or attachment, relative to the entry's folder or from "/" = content/, to a path
// of the site. It is false for a name that leaves content/.
func (e *Entry) Beside(name string) (string, bool) {
	var full string
	if rooted, ok := strings.CutPrefix(name, "/"); ok {
		full = path.Join(Root, rooted)
	} else {
		full = path.Join(path.Dir(e.Path), name)
	}
	return full, strings.HasPrefix(full, Root)
}

// At gives the place of a front matter field; the line is resolved when a problem is printed.
func (e *Entry) At(field string) problem.Place { return problem.Place{File: e.Path, Field: field} }

// Parse reads the file at a path (from the site's folder, slash-separated) into an Entry and its body, without the body's
// plain text. Times with a zone are converted to loc. Whatever is wrong comes back as problems, all at once; with an error
// among them the Entry holds what could be read, and is Broken where that is nothing but its id. An Entry is nil only where
// the path belongs to no kind.
func Parse(file string, src []byte, loc *time.Location) (*Entry, *markdown.Doc, []problem.Problem) {
	e, d, problems := place(file)
	if e == nil {
		return nil, nil, problems
	}
	if bad := encoding(file, src); bad != nil {
		e.Broken = true
		return e, nil, append(problems, *bad)
	}
	front, body, firstLine, bad := split(file, src)
	if bad != nil {
		e.Broken = true
		return e, nil, append(problems, *bad)
	}
	problems = append(problems, decode.TOML(front, d.fields, decode.Options{File: file, FirstLine: 2, Location: loc})...)
	e.settle()
	e.Numbers = NumbersIn(file, src, front, 2)
	doc, found := markdown.ParseHTML(body, file, firstLine)
	e.Slots, e.Body, e.Blank = doc.Slots, sha256.Sum256(body), len(doc.HTML) == 0
	if e.Lead = e.Summary; e.Lead == "" {
		e.Lead = doc.Summary
	}
	return e, &doc, append(problems, found...)
}

// Unread makes the Entry of a file that cannot be read at all: known by its id only. It is nil where the path belongs to no
// kind.
func Unread(file string) *Entry {
	e, _, _ := place(file)
	if e != nil {
		e.Broken = true
	}
	return e
}

// Misnamed tells whether a file of content/ was meant to be an entry, but its name does not end in .md; the program would
// pass it over without a word.
func Misnamed(file string) (problem.Problem, bool) {
	extension := path.Ext(file)
	switch strings.ToLower(extension) {
	case ".md", ".markdown", ".mkd":
		if extension == Extension {
			return problem.Problem{}, false
		}
	case ".txt": // what the editor of Windows adds where extensions are hidden
		before := path.Ext(strings.TrimSuffix(file, extension))
		if !strings.EqualFold(before, Extension) {
			return problem.Problem{}, false
		}
		extension = before + extension
	default:
		return problem.Problem{}, false
	}
	return RuleExtension.At(problem.Place{File: file}, problem.Args{"extension": extension}), true
}

// settle fills in the defaults of a front matter that was read.
func (e *Entry) settle() {
	switch f := e.detail.(type) {
	case *EventFields:
		f.settle(e.Dated)
	case *ModelFields:
		f.settle()
	case *VolunteerFields:
		f.settle()
	}
}

// place makes the empty Entry of a file from its path alone, and the empty front matter whose parts are the entry's.
func place(file string) (*Entry, document, []problem.Problem) {
	id := norm.NFC.String(strings.TrimSuffix(strings.TrimPrefix(file, Root), Extension))
	folder, rest, inside := strings.Cut(id, "/")
	kind, known := KindOfFolder(folder)
	at := problem.Place{File: file}
	switch {
	case !inside:
		return nil, document{}, []problem.Problem{RuleMisplaced.At(at, problem.Args{"folders": folders()})}
	case !known:
		p := RuleUnknownFolder.At(at, problem.Args{"folder": folder, "folders": folders()})
		if near := decode.Nearest(folder, folderNames()); near != "" {
			p = p.WithHint("hint.did-you-mean", problem.Args{"suggestion": Root + near + "/"})
		}
		return nil, document{}, []problem.Problem{p}
	}
	d := kinds[kind].blank()
	e := &Entry{ID: id, Path: file, Kind: kind, Common: d.common, Dated: d.dated, detail: d.detail}
	if d.dated == nil {
		e.Dated = &undated
	}
	if kind.Flat() && strings.Contains(rest, "/") {
		return e, d, []problem.Problem{RuleNotFlat.At(at, problem.Args{"folder": Root + folder + "/"})}
	}
	return e, d, nil
}

func folderNames() []string {
	names := make([]string, len(kinds))
	for i, row := range kinds {
		names[i] = row.folder
	}
	return names
}

func folders() string { return strings.Join(folderNames(), " ") }

// Day is the day of publication, zero for kinds without a date.
func (e *Entry) Day() calendar.Day { return e.Date.Day }
