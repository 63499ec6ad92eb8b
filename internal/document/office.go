package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"path"
	"slices"
	"strings"
)

// office is an opened package of Office Open XML. The names of its files are in lower case, as they are all the same to its programs.
type office struct {
	unfolding
	files map[string]*zip.File
	order []string // the names, in order
}

// readPackage reads docx, xlsx and pptx.
func readPackage(data []byte, u unfolding) (content, error) {
	if bytes.Count(data, []byte("PK\x01\x02")) > maxFiles {
		return content{}, errLarge // an entry of the list of files takes ten times its size in memory
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return content{}, err
	}
	o := &office{u, map[string]*zip.File{}, nil}
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return content{}, errLocked
		}
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))
		if o.files[name] != nil {
			return content{}, zip.ErrFormat // of two files with one name nobody knows which is shown
		}
		o.files[name] = f
		o.order = append(o.order, name)
	}
	slices.SortFunc(o.order, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b) // slide2 before slide10
		}
		return strings.Compare(a, b)
	})
	return o.content()
}

// content reads the main texts of a package, then what lies beside them.
func (o *office) content() (c content, err error) {
	var main func(*content) error
	switch {
	case o.names("word/document") != nil:
		main = o.letter
	case o.files["xl/workbook.xml"] != nil:
		main = o.workbook
	case o.files["ppt/presentation.xml"] != nil:
		main = o.slides
	default:
		return c, errors.ErrUnsupported
	}
	for _, read := range []func(*content) error{o.properties, main, o.beside} {
		if err := read(&c); err != nil {
			return c, err
		}
	}
	return c, nil
}

func (o *office) letter(c *content) error {
	visible := len(c.pieces)
	for _, p := range []struct {
		kind string
		part Part
	}{
		{"document", ""}, {"header", Header}, {"footer", Header}, {"footnotes", Footnote}, {"endnotes", Footnote}, {"comments", Comment}, {"glossary/document", Leftover},
	} {
		if err := o.texts(c, "word/"+p.kind, p.part); err != nil {
			return err
		}
	}
	if len(c.pieces) == visible && len(c.tables) == 0 && o.hasPictures("word/media/") {
		c.lack(Scanned)
	}
	return nil
}

func (o *office) slides(c *content) error {
	visible := len(c.pieces)
	for _, p := range []struct {
		kind string
		part Part
	}{
		{"slides/slide", ""}, {"notesslides/notesslide", Notes}, {"slidemasters/", Header}, {"slidelayouts/", Header}, {"notesmasters/", Header}, {"handoutmasters/", Header}, {"comments/", Comment},
	} {
		if err := o.texts(c, "ppt/"+p.kind, p.part); err != nil {
			return err
		}
	}
	if len(c.pieces) == visible && len(c.tables) == 0 && o.hasPictures("ppt/media/") {
		c.lack(Scanned)
	}
	return o.authors(c, "ppt/commentauthors", "ppt/authors")
}

func (o *office) hasPictures(folder string) bool {
	return slices.ContainsFunc(o.order, func(name string) bool { return strings.HasPrefix(name, folder) })
}

// beside reads what packages of all kinds have: charts and drawings, links, people, pictures and files within.
func (o *office) beside(c *content) error {
	for _, name := range o.order {
		folder, base := path.Split(name)
		switch dir := path.Base(folder); {
		case dir == "charts" && strings.HasPrefix(base, "chart") && path.Ext(base) == ".xml":
			if err := o.read(c, name, &paragraphs{part: Chart, label: label(name), own: "v"}); err != nil {
				return err
			}
		case (dir == "diagrams" && strings.HasPrefix(base, "data") || dir == "drawings") && path.Ext(base) == ".xml":
			if err := o.read(c, name, &paragraphs{label: label(name)}); err != nil {
				return err
			}
		case path.Ext(base) == ".rels":
			if err := o.links(c, name); err != nil {
				return err
			}
		case dir == "media":
			if err := o.picture(c, name); err != nil {
				return err
			}
		case dir == "embeddings" || strings.HasPrefix(base, "afchunk"):
			if err := o.file(c, name); err != nil {
				return err
			}
		}
	}
	return o.authors(c, "word/people", "xl/persons/")
}

// open gives a decoder of a file of the package, which stops at the limits.
func (o *office) open(name string) (*tokens, io.Closer, error) {
	r, err := o.files[name].Open()
	if err != nil {
		return nil, nil, err
	}
	return newTokens(&limited{r, maxText, o.left}), r, nil
}

// tokens reads XML that may be deep no more than a document ever is: what is open takes memory.
type tokens struct {
	*xml.Decoder
	depth int
}

func newTokens(r io.Reader) *tokens {
	d := xml.NewDecoder(r)
	d.Strict = false
	return &tokens{d, 0}
}

// all gives the tokens up to the end, or to an error.
func (t *tokens) all() iter.Seq2[xml.Token, error] {
	return func(yield func(xml.Token, error) bool) {
		for {
			token, err := t.Token()
			if err == io.EOF || !yield(token, err) || err != nil {
				return
			}
		}
	}
}

// Token gives the next token, as that of a Decoder.
func (t *tokens) Token() (xml.Token, error) {
	const deepest = 1000
	token, err := t.Decoder.Token()
	switch token.(type) {
	case xml.StartElement:
		if t.depth++; t.depth > deepest {
			return nil, errLarge
		}
	case xml.EndElement:
		t.depth--
	}
	return token, err
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
	for _, name := range o.order {
		if strings.HasPrefix(name, prefix) && strings.HasSuffix(name, ".xml") && !strings.Contains(name[len(prefix):], "/") {
			all = append(all, name)
		}
	}
	return all
}

// label names a file of the package in places.
func label(name string) string { return strings.TrimSuffix(path.Base(name), ".xml") }

// texts reads the paragraphs and tables of files of a package.
func (o *office) texts(c *content, prefix string, part Part) error {
	for _, name := range o.names(prefix) {
		p := &paragraphs{part: part, label: label(name)}
		if part == "" && strings.HasPrefix(name, "word/") || part == Comment || part == Footnote {
			p.label = "" // there is one of them
		}
		if err := o.read(c, name, p); err != nil {
			return err
		}
	}
	return nil
}

// read reads the paragraphs and tables of one file.
func (o *office) read(c *content, name string, p *paragraphs) error {
	d, closer, err := o.open(name)
	if err != nil {
		return err
	}
	defer closer.Close()
	p.into = c
	return p.read(d)
}

// each visits the elements of an XML file, each with its text that stands in none within it.
func (o *office) each(name string, visit func(start xml.StartElement, text string)) error {
	d, closer, err := o.open(name)
	if err != nil {
		return err
	}
	defer closer.Close()
	return elements(d, visit)
}

func elements(d *tokens, visit func(start xml.StartElement, text string)) error {
	type open struct {
		start xml.StartElement
		text  strings.Builder
	}
	var all []*open
	for token, err := range d.all() {
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			all = append(all, &open{start: t.Copy()})
		case xml.EndElement:
			if len(all) > 0 {
				last := all[len(all)-1]
				all = all[:len(all)-1]
				visit(last.start, last.text.String())
			}
		case xml.CharData:
			if len(all) > 0 {
				all[len(all)-1].text.Write(t)
			}
		}
	}
	return nil
}

// attribute gives an attribute of an element by the local part of its name; "" where there is none.
func attribute(start xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// links reads where links lead to: mailboxes and phones.
func (o *office) links(c *content, name string) error {
	return o.each(name, func(start xml.StartElement, _ string) {
		if target := attribute(start, "Target"); attribute(start, "TargetMode") == "External" && (strings.HasPrefix(target, "mailto:") || strings.HasPrefix(target, "tel:")) {
			_, address, _ := strings.Cut(target, ":")
			c.say(Link, "", address)
		}
	})
}

// authors reads the lists of those who wrote comments or changed something.
func (o *office) authors(c *content, prefixes ...string) error {
	for _, prefix := range prefixes {
		for _, name := range o.names(prefix) {
			err := o.each(name, func(start xml.StartElement, _ string) {
				switch start.Name.Local {
				case "person", "cmAuthor", "author":
					for _, by := range []string{"displayName", "name", "author"} {
						c.property(byComment, attribute(start, by))
					}
				}
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// picture reads the metadata of a picture in the package.
func (o *office) picture(c *content, name string) error {
	r, err := o.files[name].Open()
	if err != nil {
		return err
	}
	defer r.Close()
	head, err := io.ReadAll(io.LimitReader(r, maxHead))
	if err != nil {
		return err
	}
	if *o.heads -= int64(len(head)); *o.heads < 0 {
		return errLarge
	}
	c.picture(path.Base(name), head)
	return nil
}

// equation begins the stream by which an old object is a formula: it has no text of anybody.
var equation = []byte("E\x00q\x00u\x00a\x00t\x00i\x00o\x00n\x00 \x00N\x00a\x00t\x00i\x00v\x00e\x00")

// file reads a file that lies in the package: the workbook of a chart, a document in a document.
func (o *office) file(c *content, name string) error {
	r, err := o.files[name].Open()
	if err != nil {
		return err
	}
	defer r.Close()
	data, err := io.ReadAll(&limited{r, maxText, o.left})
	if err != nil {
		return err
	}
	if bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")) && bytes.Contains(data, equation) {
		return nil
	}
	if o.depth >= maxDepth {
		c.lack(Inside)
		return nil
	}
	inner, why := read(path.Base(name), data, unfolding{o.left, o.heads, o.depth + 1})
	c.hold(path.Base(name), inner, why)
	return nil
}
