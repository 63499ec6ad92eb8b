// Package document reads the text of attachments – text, CSV, xlsx, docx, pptx, PDF with a text layer – and finds in it the data of
// persons, each with its place in the file.
//
// It does not know entries, nor what may be public, nor how a finding is told. What it cannot read it says so: nothing unread
// counts as clean.
package document

import (
	"bytes"
	"errors"
	"path"
	"strings"
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
)

// The limits of what is read: a small file may unfold into gigabytes.
const (
	maxText  = 32 << 20 // bytes of one file inside of a package, unfolded
	maxWhole = 96 << 20 // bytes of all of them
	maxCells = 2_000_000
	maxPages = 3000
)

// piece is a text and its place: "!Sheet1!B7", ":12", "#page=3". A cell of a table is in a column: A, B, C.
type piece struct{ where, text, column string }

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
}

// errLarge and errLocked are the failures that are told apart from a broken file.
var (
	errLarge  = errors.New("document: too large")
	errLocked = errors.New("document: locked")
)

// read reads a document by the beginning of its bytes, and by its name where these say nothing.
func read(name string, data []byte) (content, Reason) {
	c, err := content{}, error(nil)
	switch ext := strings.ToLower(path.Ext(name)); {
	case bytes.HasPrefix(data, []byte("%PDF-")):
		c, err = readPDF(data)
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")):
		if ext == ".wps" || ext == ".et" || ext == ".dps" {
			return c, WPS
		}
		if ext == ".docx" || ext == ".xlsx" || ext == ".pptx" {
			return c, Locked // an encrypted package lies in the old container
		}
		return c, OldOffice
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		c, err = readPackage(data)
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
