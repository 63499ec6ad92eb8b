package document

import (
	"encoding/xml"
	"io"
	"path"
	"strconv"
	"strings"
)

// workbook reads the sheets of a spreadsheet, hidden ones as well: they are published with it.
func (o *office) workbook() (c content, err error) {
	shared, err := o.sharedStrings()
	if err != nil {
		return c, err
	}
	titles, err := o.sheetTitles()
	if err != nil {
		return c, err
	}
	cells := 0
	for _, name := range o.names("xl/worksheets/sheet") {
		title := titles[path.Base(name)]
		if title == "" {
			title = strings.TrimSuffix(path.Base(name), ".xml")
		}
		t, err := o.sheet(name, title, shared, &cells)
		if err != nil {
			return c, err
		}
		t.title = title
		c.tables = append(c.tables, t)
		c.pieces = append(c.pieces, piece{where: "!" + title, text: title})
	}
	notes, err := o.texts("xl/", "comments")
	c.pieces = append(c.pieces, notes.pieces...)
	return c, err
}

// sharedStrings reads the texts that cells name by number.
func (o *office) sharedStrings() (all []string, err error) {
	if o.files["xl/sharedStrings.xml"] == nil {
		return nil, nil
	}
	d, closer, err := o.open("xl/sharedStrings.xml")
	if err != nil {
		return nil, err
	}
	defer closer.Close()
	for {
		token, err := d.Token()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "si" {
			text, err := textOf(d)
			if err != nil {
				return nil, err
			}
			all = append(all, text)
		}
	}
}

// textOf gives all text in <t> up to the end of the element that has begun. Phonetic hints are none.
func textOf(d *xml.Decoder) (string, error) {
	var b strings.Builder
	depth, hint, inText := 1, 0, false
	for depth > 0 {
		token, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			inText = t.Name.Local == "t" && hint == 0
			if t.Name.Local == "rPh" {
				hint = depth
			}
		case xml.EndElement:
			if depth == hint {
				hint = 0
			}
			depth--
			inText = false
		case xml.CharData:
			if inText {
				b.Write(t)
			}
		}
	}
	return b.String(), nil
}

// sheetTitles gives the titles of the sheets by the names of their files.
func (o *office) sheetTitles() (map[string]string, error) {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		Rels []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	titles := map[string]string{}
	for name, into := range map[string]any{"xl/workbook.xml": &book, "xl/_rels/workbook.xml.rels": &rels} {
		if o.files[name] == nil {
			return titles, nil
		}
		d, closer, err := o.open(name)
		if err != nil {
			return nil, err
		}
		err = d.Decode(into)
		closer.Close()
		if err != nil {
			return nil, err
		}
	}
	for _, s := range book.Sheets {
		for _, r := range rels.Rels {
			if r.ID == s.ID {
				titles[path.Base(r.Target)] = s.Name
			}
		}
	}
	return titles, nil
}

// sheet reads the rows of one sheet.
func (o *office) sheet(name, title string, shared []string, cells *int) (t table, err error) {
	d, closer, err := o.open(name)
	if err != nil {
		return t, err
	}
	defer closer.Close()
	for {
		token, err := d.Token()
		if err == io.EOF {
			return t, nil
		}
		if err != nil {
			return t, err
		}
		start, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case start.Name.Local == "row":
			t.rows = append(t.rows, nil)
		case start.Name.Local == "c" && len(t.rows) > 0:
			if *cells++; *cells > maxCells {
				return t, errLarge
			}
			cell, err := readCell(d, start, shared)
			if err != nil {
				return t, err
			}
			cell.column = strings.TrimRight(cell.where, "0123456789")
			cell.where = "!" + title + "!" + cell.where
			if row := &t.rows[len(t.rows)-1]; cell.text != "" {
				*row = append(*row, cell)
			}
		}
	}
}

// readCell reads one cell with its address.
func readCell(d *xml.Decoder, start xml.StartElement, shared []string) (piece, error) {
	var c struct {
		Value  string `xml:"v"`
		Inline struct {
			Text string   `xml:"t"`
			Runs []string `xml:"r>t"`
		} `xml:"is"`
	}
	if err := d.DecodeElement(&c, &start); err != nil {
		return piece{}, err
	}
	where, kind := "", ""
	for _, a := range start.Attr {
		switch a.Name.Local {
		case "r":
			where = a.Value
		case "t":
			kind = a.Value
		}
	}
	switch kind {
	case "s":
		if i, err := strconv.Atoi(c.Value); err == nil && i >= 0 && i < len(shared) {
			return piece{where: where, text: shared[i]}, nil
		}
		return piece{where: where, text: ""}, nil
	case "inlineStr":
		return piece{where: where, text: c.Inline.Text + strings.Join(c.Inline.Runs, "")}, nil
	case "", "n":
		return piece{where: where, text: wholeNumber(c.Value)}, nil
	}
	return piece{where: where, text: c.Value}, nil
}

// wholeNumber writes a number as the sheet's author typed it: a phone in a cell of numbers may be stored as 1.38E10, and an identity
// number has lost its last digits, but is one all the same.
func wholeNumber(value string) string {
	if !strings.ContainsAny(value, "eE") {
		return value
	}
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || n < 1e9 || n >= 1e19 {
		return value
	}
	return strconv.FormatFloat(n, 'f', 0, 64)
}
