// Package document reads the text of attachments – text, CSV, xlsx, docx, pptx, PDF with a text layer, the metadata of pictures – and finds
// in it the data of persons, each with its place in the file. It reads all that goes out with a file, also what nobody sees on a page:
// comments, what was deleted while changes were tracked, hidden sheets, caches, properties, files in the file.
//
// It does not know entries, nor what may be public, nor how a finding is told. What it cannot read it says so: nothing unread
// counts as clean.
package document

import (
	"bytes"
	"errors"
	"path"
	"strings"

	"mingde/internal/metadata"
)

// Reason says why a document, or a part of it, was not read.
type Reason string

// The reasons; "" is none.
const (
	OldOffice Reason = "old-office" // doc, xls, ppt before 2007
	WPS       Reason = "wps"        // the formats of WPS
	Scanned   Reason = "scanned"    // a PDF of pictures
	Garbled   Reason = "garbled"    // a PDF whose fonts do not say which characters they show
	Locked    Reason = "locked"     // a password is needed
	Broken    Reason = "broken"
	TooLarge  Reason = "too-large" // see the limits below
	Unknown   Reason = "unknown"   // another format, archives among them
	Inside    Reason = "embedded"  // a file within it is of such a format
)

// Part is what a document holds beside what its reader sees at once; "" is that.
type Part string

// The parts.
const (
	Comment      Part = "comment"
	Deleted      Part = "deleted" // while changes were tracked
	Footnote     Part = "footnote"
	Header       Part = "header" // or footer
	Notes        Part = "notes"  // of the speaker
	Properties   Part = "properties"
	HiddenSheet  Part = "hidden-sheet"
	HiddenCells  Part = "hidden-cells" // rows and columns
	Leftover     Part = "leftover"     // texts of cells that are gone
	Chart        Part = "chart"        // the numbers and names that a chart was made of
	Cached       Part = "cached"       // of a pivot table, or another workbook
	Embedded     Part = "embedded"     // a file in the file
	Form         Part = "form"         // what was filled in
	Link         Part = "link"         // where a link leads, and codes of fields
	Bookmark     Part = "bookmark"
	Prompt       Part = "prompt" // of cells, and what these may hold
	PictureTexts Part = "picture"
)

// The limits of what is read: a small file may unfold into gigabytes.
const (
	maxText  = 32 << 20 // bytes of one file inside of a package, unfolded
	maxWhole = 96 << 20 // bytes of all of them
	maxCells = 2_000_000
	maxPages = 3000
	maxOpen  = 4 << 20   // bytes of a PDF beside eight times its size, until its tables are known
	maxRead  = 512 << 20 // and behind that: it is read here and there
	maxFiles = 20_000    // in a package
	maxDepth = 2         // of files within files
	maxNodes = 50_000    // fields, notes, bookmarks of a PDF
	maxHead  = 192 << 10 // bytes of a picture within a file: its metadata stand first
	maxHeads = 64 << 20  // bytes of all of them
)

// piece is a text and its place: "!Sheet1!B7", ":12", "#page=3". A cell of a table is in a column: A, B, C.
type piece struct {
	where, text, column string
	part                Part
	label               string // what the text is of, where the document says so
	before              string // the text as it was before changes that were tracked; "" where none were
}

// table is rows of cells, and its title where it has one beside them.
type table struct {
	title string
	rows  [][]piece
}

// content is what a document says.
type content struct {
	tables  []table
	pieces  []piece
	partial Reason // some of it could not be read

	properties []Property
	located    []string // pictures that say where they were taken, by their names
}

// say adds a text with its place.
func (c *content) say(part Part, where, text string) {
	if strings.TrimSpace(text) != "" {
		c.pieces = append(c.pieces, piece{where: where, text: text, part: part})
	}
}

// lack notes that something could not be read; the first reason is told.
func (c *content) lack(why Reason) {
	if c.partial == "" {
		c.partial = why
	}
}

// hold adds what a file within the document says.
func (c *content) hold(name string, inner content, why Reason) {
	if why != "" {
		c.lack(Inside)
	}
	own := func(p piece) piece {
		p.where = "!" + name + p.where
		if p.part == "" {
			p.part = Embedded
		}
		return p
	}
	for _, p := range inner.pieces {
		c.pieces = append(c.pieces, own(p))
	}
	for _, t := range inner.tables {
		for _, row := range t.rows {
			for i := range row {
				row[i] = own(row[i])
			}
		}
		c.tables = append(c.tables, t)
	}
	for _, p := range inner.properties {
		c.add(p)
	}
	c.located = append(c.located, inner.located...)
}

// errLarge and errLocked are the failures that are told apart from a broken file.
var (
	errLarge  = errors.New("document: too large")
	errLocked = errors.New("document: locked")
)

// unfolding is how much of a file, with all files in it, may still be unfolded, and how deep in it something lies.
type unfolding struct {
	left, heads *int64 // bytes of texts, and of pictures
	depth       int
}

func whole() unfolding {
	left, heads := int64(maxWhole), int64(maxHeads)
	return unfolding{&left, &heads, 0}
}

// read reads a document by the beginning of its bytes, and by its name where these say nothing.
func read(name string, data []byte, u unfolding) (content, Reason) {
	c, err := content{}, error(nil)
	switch ext := strings.ToLower(path.Ext(name)); {
	case bytes.HasPrefix(data, []byte("%PDF-")):
		c, err = readPDF(data, u)
	case metadata.Is(data):
		c.picture("", data)
	case ext == ".svg":
		c, err = readSVG(data)
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")):
		if ext == ".wps" || ext == ".et" || ext == ".dps" {
			return c, WPS
		}
		if ext == ".docx" || ext == ".xlsx" || ext == ".pptx" {
			return c, Locked // an encrypted package lies in the old container
		}
		return c, OldOffice
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		c, err = readPackage(data, u)
	case ext == ".csv" || ext == ".tsv":
		c = readCSV(plainText(data), ext)
	case isText(ext):
		c = readText(plainText(data))
	case ext == ".wps" || ext == ".et" || ext == ".dps":
		return c, WPS
	case ext == ".doc" || ext == ".xls" || ext == ".ppt":
		return c, OldOffice
	default:
		return c, Unknown
	}
	switch {
	case errors.Is(err, errLarge):
		return c, TooLarge
	case errors.Is(err, errLocked):
		return c, Locked
	case errors.Is(err, errors.ErrUnsupported):
		return c, Unknown
	case err != nil:
		return c, Broken
	}
	return c, c.partial
}

func isText(ext string) bool {
	switch ext {
	case ".txt", ".md", ".json", ".xml", ".html", ".htm", ".ics", ".log", ".vcf", ".yaml", ".yml", ".rtf":
		return ext != ".rtf" // whose characters are escaped
	}
	return false
}
