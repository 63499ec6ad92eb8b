package document

import (
	"encoding/xml"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// book is what is known of a workbook while its sheets are read.
type book struct {
	shared []string
	used   []bool // which of these a cell names
	sheets map[string]sheetHead
	cells  int
}

// sheetHead is what the workbook says of a sheet.
type sheetHead struct {
	title  string
	hidden bool
}

// workbook reads the sheets of a spreadsheet, hidden ones as well: they are published with it.
func (o *office) workbook(c *content) (err error) {
	b := book{}
	if b.shared, err = o.sharedStrings(); err != nil {
		return err
	}
	b.used = make([]bool, len(b.shared))
	if b.sheets, err = o.sheetHeads(c); err != nil {
		return err
	}
	for _, name := range o.names("xl/worksheets/") {
		if err := o.sheet(c, name, &b); err != nil {
			return err
		}
	}
	for i, text := range b.shared {
		if !b.used[i] {
			c.say(Leftover, "", text)
		}
	}
	if err := o.cellNotes(c, &b); err != nil {
		return err
	}
	return o.caches(c, &b)
}

// sharedStrings reads the texts that cells name by number.
func (o *office) sharedStrings() (all []string, err error) {
	if o.files["xl/sharedstrings.xml"] == nil {
		return nil, nil
	}
	d, closer, err := o.open("xl/sharedstrings.xml")
	if err != nil {
		return nil, err
	}
	defer closer.Close()
	for token, err := range d.all() {
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
	return all, nil
}

// textOf gives all text in <t> up to the end of the element that has begun. Phonetic hints are none.
func textOf(d *tokens) (string, error) {
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

// sheetHeads gives what the workbook says of its sheets, by the names of their files, and takes the names that it defines.
func (o *office) sheetHeads(c *content) (map[string]sheetHead, error) {
	ids, heads := map[string]sheetHead{}, map[string]sheetHead{}
	err := o.each("xl/workbook.xml", func(start xml.StartElement, text string) {
		switch start.Name.Local {
		case "sheet":
			head := sheetHead{attribute(start, "name"), attribute(start, "state") == "hidden" || attribute(start, "state") == "veryHidden"}
			ids[attribute(start, "id")] = head
			if head.hidden {
				c.say(HiddenSheet, "!"+head.title, head.title)
			} else {
				c.say("", "!"+head.title, head.title)
			}
		case "definedName":
			c.say(Prompt, "", text)
		}
	})
	if err != nil || o.files["xl/_rels/workbook.xml.rels"] == nil {
		return heads, err
	}
	err = o.each("xl/_rels/workbook.xml.rels", func(start xml.StartElement, _ string) {
		if head, ok := ids[attribute(start, "Id")]; ok {
			heads[strings.ToLower(path.Base(attribute(start, "Target")))] = head
		}
	})
	return heads, err
}

// head gives what is known of the sheet in a file.
func (b *book) head(name string) sheetHead {
	head := b.sheets[path.Base(name)]
	if head.title == "" {
		head.title = label(name)
	}
	return head
}

// sheet reads the rows of one sheet, and its texts beside the cells.
func (o *office) sheet(c *content, name string, b *book) error {
	d, closer, err := o.open(name)
	if err != nil {
		return err
	}
	defer closer.Close()
	s := sheet{book: b, sheetHead: b.head(name), into: c, hidden: map[string]bool{}}
	s.table.title = s.title
	for token, err := range d.all() {
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			s.in = t.Name.Local
			if err := s.start(d, t); err != nil {
				return err
			}
		case xml.EndElement:
			s.in = ""
		case xml.CharData:
			s.write(string(t))
		}
	}
	c.tables = append(c.tables, s.table)
	return nil
}

// sheet is one that is read.
type sheet struct {
	*book
	sheetHead
	into   *content
	table  table
	in     string          // the element right around
	row    bool            // the row is hidden
	hidden map[string]bool // the columns that are
}

func (s *sheet) start(d *tokens, t xml.StartElement) error {
	switch t.Name.Local {
	case "col":
		if attribute(t, "hidden") == "1" || attribute(t, "hidden") == "true" {
			const most = 16384 // columns of a sheet
			from, _ := strconv.Atoi(attribute(t, "min"))
			to, _ := strconv.Atoi(attribute(t, "max"))
			for i := max(from, 1); i <= min(to, most); i++ {
				s.hidden[column(i-1)] = true
			}
		}
	case "row":
		s.row = attribute(t, "hidden") == "1" || attribute(t, "hidden") == "true"
		s.table.rows = append(s.table.rows, nil)
	case "c":
		if len(s.table.rows) > 0 {
			return s.cell(d, t)
		}
	case "dataValidation":
		for _, name := range []string{"promptTitle", "prompt", "errorTitle", "error"} {
			s.into.say(Prompt, "!"+s.title+"!"+attribute(t, "sqref"), attribute(t, name))
		}
	}
	return nil
}

// headerCodes are what headers and footers of sheets hold for places, fonts and fields.
var headerCodes = regexp.MustCompile(`&(?:[A-Z+\-]|"[^"]*"|[0-9]{1,2})`)

// write takes texts beside the cells: headers, and what a cell may hold.
func (s *sheet) write(text string) {
	switch {
	case strings.HasSuffix(s.in, "Header"), strings.HasSuffix(s.in, "Footer"):
		s.into.say(Header, "!"+s.title, headerCodes.ReplaceAllString(text, " "))
	case s.in == "formula1", s.in == "formula2":
		s.into.say(Prompt, "!"+s.title, text)
	}
}

func (s *sheet) cell(d *tokens, start xml.StartElement) error {
	if s.cells++; s.cells > maxCells {
		return errLarge
	}
	cell, formula, err := s.readCell(d, start)
	if err != nil {
		return err
	}
	cell.column = strings.TrimRight(cell.where, "0123456789")
	cell.where = "!" + s.title + "!" + cell.where
	switch {
	case s.sheetHead.hidden:
		cell.part = HiddenSheet
	case s.row || s.hidden[cell.column]:
		cell.part = HiddenCells
	}
	if strings.Contains(formula, `"`) { // texts in it
		s.into.say(cell.part, cell.where, formula)
	}
	if row := &s.table.rows[len(s.table.rows)-1]; cell.text != "" {
		*row = append(*row, cell)
	}
	return nil
}

// readCell reads one cell with its address, and its formula.
func (s *sheet) readCell(d *tokens, start xml.StartElement) (c piece, formula string, err error) {
	c.where = attribute(start, "r")
	value, inline, in := "", "", ""
	for end := d.depth - 1; d.depth > end; {
		token, err := d.Token()
		if err != nil {
			return c, "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			in = t.Name.Local
		case xml.EndElement:
			in = ""
		case xml.CharData:
			switch in {
			case "v":
				value += string(t)
			case "t":
				inline += string(t)
			case "f":
				formula += string(t)
			}
		}
	}
	switch attribute(start, "t") {
	case "s":
		if i, err := strconv.Atoi(value); err == nil && i >= 0 && i < len(s.shared) {
			c.text, s.used[i] = s.shared[i], true
		}
	case "inlineStr":
		c.text = inline
	case "", "n":
		c.text = wholeNumber(value)
	default:
		c.text = value
	}
	return c, formula, nil
}

// cellNotes reads the comments on cells, in both forms, each with the cell.
func (o *office) cellNotes(c *content, b *book) error {
	sheets := map[string]string{} // by the name of the file of comments
	for _, name := range o.order {
		if !strings.HasPrefix(name, "xl/worksheets/_rels/") {
			continue
		}
		sheet := strings.TrimSuffix(path.Base(name), ".rels")
		err := o.each(name, func(start xml.StartElement, _ string) {
			sheets[strings.ToLower(path.Base(attribute(start, "Target")))] = b.head(sheet).title
		})
		if err != nil {
			return err
		}
	}
	for _, prefix := range []string{"xl/comments", "xl/comments/", "xl/threadedcomments/"} {
		for _, name := range o.names(prefix) {
			if err := o.notes(c, name, sheets[path.Base(name)]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (o *office) notes(c *content, name, title string) error {
	d, closer, err := o.open(name)
	if err != nil {
		return err
	}
	defer closer.Close()
	var note strings.Builder
	return elements(d, func(start xml.StartElement, text string) { // what stands within comes first
		switch start.Name.Local {
		case "author":
			c.property(byComment, text)
		case "t", "text":
			note.WriteString(text)
		case "comment", "threadedComment":
			where := "!" + attribute(start, "ref")
			if title != "" {
				where = "!" + title + where
			}
			c.say(Comment, where, note.String())
			note.Reset()
		}
	})
}

// caches reads what a workbook keeps of the sources of its pivot tables, and of other workbooks.
func (o *office) caches(c *content, b *book) error {
	take := func(label, text string) error {
		if b.cells++; b.cells > maxCells {
			return errLarge
		}
		if strings.TrimSpace(text) != "" {
			c.pieces = append(c.pieces, piece{text: dated(label, wholeNumber(text)), label: label, part: Cached})
		}
		return nil
	}
	for _, name := range o.names("xl/pivotcache/") {
		d, closer, err := o.open(name)
		if err != nil {
			return err
		}
		err = pivots(d, take)
		closer.Close()
		if err != nil {
			return err
		}
	}
	for _, name := range o.names("xl/externallinks/") {
		var large error
		err := o.each(name, func(start xml.StartElement, text string) {
			if start.Name.Local == "v" && large == nil {
				large = take("", text)
			}
		})
		if err != nil {
			return err
		}
		if large != nil {
			return large
		}
	}
	return nil
}

// pivots reads the values of a cache of pivot tables, which are attributes; those of a field have its name.
func pivots(d *tokens, take func(label, text string) error) error {
	field := ""
	for token, err := range d.all() {
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "cacheField":
			field = attribute(start, "name")
		case "s", "n", "d":
			text := attribute(start, "v")
			if start.Name.Local == "d" {
				text, _, _ = strings.Cut(text, "T")
			}
			if err := take(field, text); err != nil {
				return err
			}
		}
	}
	return nil
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
