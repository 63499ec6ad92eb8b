package document

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/ledongthuc/pdf"

	"mingde/internal/metadata"
)

// pdfFile is a PDF that is read.
type pdfFile struct {
	unfolding
	*pdf.Reader
	into   *content
	nodes  int             // fields, notes and bookmarks so far
	sheets int             // pages, and what they hang on
	forms  int             // how often something was drawn that pages share
	said   map[string]bool // what fields and notes say: a field is in the form and on its page
}

// readPDF reads the text layer of a PDF, and what lies beside it. Whatever the library stumbles over is a broken file.
func readPDF(data []byte, u unfolding) (c content, err error) {
	defer func() {
		if r := recover(); r != nil {
			if err, _ = r.(error); err != errLarge { // of our own
				err = fmt.Errorf("document: %v", r)
			}
		}
	}()
	if err := packedObjects(data); err != nil {
		return c, err
	}
	size := int64(len(data))
	file := &patient{bytes.NewReader(data), maxOpen + 8*size}
	r, err := pdf.NewReader(file, size)
	file.left = maxRead + 8*size
	if err == errLarge {
		return c, err
	}
	if err != nil {
		if strings.Contains(err.Error(), "password") || strings.Contains(err.Error(), "encrypt") {
			err = errLocked
		}
		return c, err
	}
	f := &pdfFile{unfolding: u, Reader: r, into: &c, said: map[string]bool{}}
	f.info()
	f.pages()
	root := r.Trailer().Key("Root")
	f.form(root.Key("AcroForm"))
	f.bookmarks(root.Key("Outlines").Key("First"), 0)
	f.files(root.Key("Names").Key("EmbeddedFiles"), 0)
	f.pictures(data)
	return c, nil
}

// info reads the properties: the dictionary of old, and the packet of XMP.
func (f *pdfFile) info() {
	info := f.Trailer().Key("Info")
	for _, key := range info.Keys() {
		text := info.Key(key).Text()
		switch key {
		case "CreationDate", "ModDate", "Producer", "Creator", "Trapped":
		case "Author":
			f.into.property(byAuthor, text)
			f.into.say(Properties, "", text)
		case "Title", "Subject", "Keywords":
			f.into.say(Properties, "", text)
		case "Company", "Manager":
			f.into.property(strings.ToLower(key), text)
			f.into.say(Properties, "", text)
		default:
			f.into.own(key, text)
		}
	}
	for _, t := range metadata.XMP(f.stream(f.Trailer().Key("Root").Key("Metadata"))).Texts {
		if t.Field == metadata.Creator {
			f.into.property(byAuthor, t.Value)
		}
		f.say(Properties, "", t.Value)
	}
}

// say adds a text once.
func (f *pdfFile) say(part Part, where, text string) {
	if key := string(part) + where + "\x00" + text; !f.said[key] {
		f.said[key] = true
		f.into.say(part, where, text)
	}
}

// stream gives the bytes of a stream; nil for what is none.
func (f *pdfFile) stream(v pdf.Value) []byte {
	if v.Kind() != pdf.Stream {
		return nil
	}
	data, err := io.ReadAll(&limited{v.Reader(), maxText, f.left})
	if err == errLarge {
		panic(errLarge)
	}
	return data // of a damaged one as much as there is
}

// node counts what a PDF may have any number of, in circles as well.
func (f *pdfFile) node() {
	if f.nodes++; f.nodes > maxNodes {
		panic(errLarge)
	}
}

// patient reads a file as often as a whole one is ever read: what leads in a circle is read forever.
type patient struct {
	io.ReaderAt
	left int64
}

func (p *patient) ReadAt(b []byte, at int64) (int, error) {
	if p.left -= int64(len(b)); p.left < 0 {
		panic(errLarge)
	}
	return p.ReaderAt.ReadAt(b, at)
}

// errOpen is that a text in hexadecimal is not closed at the end of its stream, where the library waits for it forever.
var errOpen = errors.New("document: open at its end")

// open tells whether a stream ends within such a text, be its last sign a digit or not.
func open(data []byte) bool {
	const blanks, digits = " \t\r\n\f\x00", "0123456789abcdefABCDEF"
	data = bytes.TrimRight(data, blanks)
	if bytes.HasSuffix(data, []byte(">")) {
		return false
	}
	last := data[:max(0, len(data)-1)]
	return bytes.HasSuffix(bytes.TrimRight(data, blanks+digits), []byte("<")) || bytes.HasSuffix(bytes.TrimRight(last, blanks+digits), []byte("<"))
}

// packedObjects looks at the streams that hold objects, before the library does for each object: whether one unfolds beyond the limit, or
// is open at its end.
func packedObjects(data []byte) error {
	const near = 2048 // bytes from the kind of a stream to its beginning
	for _, kind := range []string{"/ObjStm", "/XRef"} {
		for rest := data; ; {
			i := bytes.Index(rest, []byte(kind))
			if i < 0 {
				break
			}
			rest = rest[i+len(kind):]
			at := bytes.Index(rest[:min(len(rest), near)], []byte("stream"))
			if at < 0 {
				continue
			}
			z, err := zlib.NewReader(bytes.NewReader(bytes.TrimLeft(rest[at+len("stream"):], "\r\n")))
			if err != nil {
				if kind == "/ObjStm" && !bytes.Contains(data, []byte("/Encrypt")) {
					return errOpen // of one that is not packed nobody knows where it ends
				}
				continue
			}
			plain, _ := io.ReadAll(io.LimitReader(z, maxText+1))
			switch {
			case len(plain) > maxText:
				return errLarge
			case kind == "/ObjStm" && open(plain):
				return errOpen
			}
		}
	}
	return nil
}

// leaves visits the pages in order, each with the resources that it may have from above.
func (f *pdfFile) leaves(v, resources pdf.Value, depth int, visit func(page, resources pdf.Value)) {
	const deepest = 64
	if own := v.Key("Resources"); !own.IsNull() {
		resources = own
	}
	kids := v.Key("Kids")
	if f.sheets++; f.sheets > 2*maxPages || depth > deepest {
		panic(errLarge)
	}
	if kids.IsNull() {
		visit(v, resources)
	}
	for i := range kids.Len() {
		f.leaves(kids.Index(i), resources, depth+1, visit)
	}
}

func (f *pdfFile) pages() {
	strange, signs, n := 0, 0, 0
	f.leaves(f.Trailer().Key("Root").Key("Pages"), pdf.Value{}, 0, func(page, resources pdf.Value) {
		if n++; n > maxPages {
			panic(errLarge)
		}
		where := "#page=" + strconv.Itoa(n)
		f.notes(page, where)
		text, pictures := f.pageText(page, resources)
		if strings.TrimSpace(text) == "" {
			if pictures {
				f.into.lack(Scanned)
			}
			return
		}
		for _, r := range text {
			signs++
			if r == unicode.ReplacementChar || r < ' ' && r != '\n' || r >= 0xE000 && r < 0xF900 {
				strange++
			}
		}
		f.into.pieces = append(f.into.pieces, piece{where: where, text: text})
	})
	if strange*5 > signs {
		f.into.lack(Garbled)
	}
}

// notes reads what is pinned to a page: comments with who wrote them, fields, links, files.
func (f *pdfFile) notes(page pdf.Value, where string) {
	notes := page.Key("Annots")
	for i := range notes.Len() {
		f.node()
		note := notes.Index(i)
		if kind := note.Key("Subtype").Name(); kind == "Widget" {
			f.field(note, where)
			continue
		} else if kind != "Link" {
			f.into.property(byComment, note.Key("T").Text())
		}
		f.say(Comment, where, note.Key("Contents").Text())
		f.say(Comment, where, note.Key("Subj").Text())
		if scheme, address, ok := strings.Cut(note.Key("A").Key("URI").Text(), ":"); ok && (scheme == "mailto" || scheme == "tel") {
			f.say(Link, where, address)
		}
		f.file(note.Key("FS"))
		if look := note.Key("AP").Key("N"); look.Kind() == pdf.Stream && note.Key("Contents").Text() == "" {
			c := canvas{file: f}
			c.form(look, pdf.Value{}, identity)
			f.say(Comment, where, pageText(c.text))
		}
	}
}

// field reads what was filled in a field of a form, with its name.
func (f *pdfFile) field(v pdf.Value, where string) {
	for _, key := range []string{"V", "DV", "TU"} {
		value := v.Key(key)
		text := value.Text()
		if value.Kind() == pdf.Stream {
			text = textString(f.stream(value))
		}
		for i := range value.Len() { // of a list several may be chosen
			text += value.Index(i).Text() + "\n"
		}
		name := v.Key("T").Text()
		if key := where + "\x00" + name + "\x00" + text; strings.TrimSpace(text) != "" && !f.said[key] {
			f.said[key] = true
			f.into.pieces = append(f.into.pieces, piece{where: where, text: text, label: name, part: Form})
		}
	}
}

// textString decodes a text of a PDF that lies in a stream.
func textString(data []byte) string {
	return strings.ToValidUTF8(plainText(data), "")
}

// form reads the fields of a form, of which some stand on no page, and the data of one in XML.
func (f *pdfFile) form(v pdf.Value) {
	fields := v.Key("Fields")
	for i := range fields.Len() {
		f.fields(fields.Index(i), 0)
	}
	xfa := v.Key("XFA")
	packets := []pdf.Value{xfa}
	for i := range xfa.Len() {
		packets = append(packets, xfa.Index(i))
	}
	for _, p := range packets {
		f.texts(Form, f.stream(p))
	}
}

func (f *pdfFile) fields(v pdf.Value, depth int) {
	const deepest = 32
	f.node()
	if depth > deepest {
		panic(errLarge)
	}
	if v.Key("Subtype").Name() != "Widget" || v.Key("Kids").Len() > 0 { // one on a page was read there
		f.field(v, "")
	}
	kids := v.Key("Kids")
	for i := range kids.Len() {
		f.fields(kids.Index(i), depth+1)
	}
}

// texts takes all texts of XML.
func (f *pdfFile) texts(part Part, data []byte) {
	d := newTokens(bytes.NewReader(data))
	for {
		token, err := d.Token()
		if err != nil {
			return
		}
		if text, ok := characters(token); ok {
			f.say(part, "", text)
		}
	}
}

func (f *pdfFile) bookmarks(v pdf.Value, depth int) {
	const deepest = 32
	for ; v.Kind() == pdf.Dict && depth < deepest; v = v.Key("Next") {
		f.node()
		f.say(Bookmark, "", v.Key("Title").Text())
		f.bookmarks(v.Key("First"), depth+1)
	}
}

// files reads the files in a PDF, by the tree of their names.
func (f *pdfFile) files(v pdf.Value, depth int) {
	const deepest = 16
	f.node()
	names := v.Key("Names")
	for i := 1; i < names.Len(); i += 2 {
		f.file(names.Index(i))
	}
	kids := v.Key("Kids")
	for i := 0; i < kids.Len() && depth < deepest; i++ {
		f.files(kids.Index(i), depth+1)
	}
}

func (f *pdfFile) file(spec pdf.Value) {
	if spec.Kind() != pdf.Dict {
		return
	}
	f.node()
	name := spec.Key("UF").Text()
	if name == "" {
		name = spec.Key("F").Text()
	}
	if f.say(Embedded, "", name); f.depth >= maxDepth {
		f.into.lack(Inside)
		return
	}
	for _, key := range []string{"F", "UF"} {
		if data := f.stream(spec.Key("EF").Key(key)); data != nil {
			inner, why := read(name, data, unfolding{f.left, f.heads, f.depth + 1})
			f.into.hold(name, inner, why)
			return
		}
	}
}

// pictures reads the metadata of the photos in a PDF, which lie in it as they came from the camera.
func (f *pdfFile) pictures(data []byte) {
	const most = 2000
	begin := []byte("\xff\xd8\xff")
	for range most {
		i := bytes.Index(data, begin)
		if i < 0 {
			return
		}
		data = data[i:]
		located := len(f.into.located)
		f.into.picture("", data[:min(len(data), maxHead)])
		if len(f.into.located) > located { // one picture is enough
			f.into.located = slices.Compact(append(f.into.located[:located], "PDF"))
		}
		data = data[len(begin):]
	}
}
