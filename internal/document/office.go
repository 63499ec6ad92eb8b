package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

// office is an opened package of Office Open XML, and how much of it may still be unfolded.
type office struct {
	files map[string]*zip.File
	left  int64
}

// readPackage reads docx, xlsx and pptx.
func readPackage(data []byte) (content, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return content{}, err
	}
	o := &office{map[string]*zip.File{}, maxWhole}
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return content{}, errLocked
		}
		o.files[strings.TrimPrefix(f.Name, "/")] = f
	}
	c, err := o.content()
	c.properties = o.properties()
	return c, err
}

func (o *office) content() (content, error) {
	switch {
	case o.files["word/document.xml"] != nil:
		return o.texts("word/", "document", "header", "footer", "footnotes", "endnotes", "comments")
	case o.files["xl/workbook.xml"] != nil:
		return o.workbook()
	case o.files["ppt/presentation.xml"] != nil:
		return o.texts("ppt/", "slides/slide", "notesSlides/notesSlide")
	}
	return content{}, errors.ErrUnsupported
}

// open gives a decoder of a file of the package, which stops at the limits.
func (o *office) open(name string) (*xml.Decoder, io.Closer, error) {
	r, err := o.files[name].Open()
	if err != nil {
		return nil, nil, err
	}
	d := xml.NewDecoder(&limited{r, maxText, &o.left})
	d.Strict = false
	return d, r, nil
}

// limited reads as much as a file, and all files together, may hold, and fails beyond.
type limited struct {
	io.Reader
	own int64
	all *int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	l.own -= int64(n)
	*l.all -= int64(n)
	if l.own < 0 || *l.all < 0 {
		return n, errLarge
	}
	return n, err
}

// names lists the XML files of the package whose names begin so, in order.
func (o *office) names(prefix string) (all []string) {
	for name := range o.files {
		if strings.HasPrefix(name, prefix) && strings.HasSuffix(name, ".xml") && !strings.Contains(name[len(prefix):], "/") {
			all = append(all, name)
		}
	}
	slices.SortFunc(all, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b) // slide2 before slide10
		}
		return strings.Compare(a, b)
	})
	return all
}

// texts reads the paragraphs and tables of files of a package.
func (o *office) texts(folder string, kinds ...string) (c content, err error) {
	for _, kind := range kinds {
		for _, name := range o.names(folder + kind) {
			d, closer, err := o.open(name)
			if err != nil {
				return c, err
			}
			label := strings.TrimSuffix(path.Base(name), ".xml")
			if label == "document" {
				label = ""
			}
			err = (&paragraphs{label: label, into: &c}).read(d)
			closer.Close()
			if err != nil {
				return c, err
			}
		}
	}
	return c, nil
}

// paragraphs collects the text of a document, of which a table becomes rows of cells.
type paragraphs struct {
	label  string
	into   *content
	number int // of paragraphs so far
	depth  int // of tables; a table in a table is text of its cell
	text   strings.Builder
	cell   []string
	row    []piece
	table  table
}

func (p *paragraphs) where() string {
	if p.label != "" {
		return "!" + p.label + "¶" + strconv.Itoa(p.number)
	}
	return "¶" + strconv.Itoa(p.number)
}

func (p *paragraphs) read(d *xml.Decoder) error {
	inText := false
	for {
		token, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			inText = t.Name.Local == "t"
			p.start(t.Name.Local)
		case xml.EndElement:
			inText = false
			p.end(t.Name.Local)
		case xml.CharData:
			if inText {
				p.text.Write(t)
			}
		}
	}
}

func (p *paragraphs) start(name string) {
	switch name {
	case "tbl":
		p.depth++
	case "tab":
		p.text.WriteByte('\t')
	case "br", "cr":
		p.text.WriteByte('\n')
	case "noBreakHyphen":
		p.text.WriteByte('-')
	}
}

func (p *paragraphs) end(name string) {
	switch {
	case name == "p":
		p.number++
		text := p.text.String()
		p.text.Reset()
		if p.depth > 0 {
			p.cell = append(p.cell, text)
		} else if strings.TrimSpace(text) != "" {
			p.into.pieces = append(p.into.pieces, piece{where: p.where(), text: text})
		}
	case name == "tc" && p.depth == 1:
		p.row = append(p.row, piece{p.where(), strings.Join(p.cell, "\n"), column(len(p.row))})
		p.cell = nil
	case name == "tr" && p.depth == 1:
		p.table.rows = append(p.table.rows, p.row)
		p.row = nil
	case name == "tbl":
		if p.depth--; p.depth == 0 {
			p.into.tables = append(p.into.tables, p.table)
			p.table = table{}
		}
	}
}
