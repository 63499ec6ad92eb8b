package document

import (
	"cmp"
	"encoding/xml"
	"slices"
	"strings"

	"github.com/ledongthuc/pdf"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// The limits of what a page may hold.
const (
	maxSigns = 4_000_000 // characters
	maxForms = 10_000    // how often something is drawn that pages share
	maxNest  = 8         // how deep that lies in itself
)

// matrix is a transformation of ISO 32000-1, 8.3.4: a b c d e f.
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// times gives the transformation by m, then by n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

// canvas is what is drawn on a page: its characters with their places.
type canvas struct {
	file     *pdfFile
	text     []pdf.Text
	pictures bool
	nested   int
	fonts    map[string]*font
}

// font is one with how its strings are read.
type font struct {
	pdf.Font
	decode func(string) string
	widths [256]float64 // of one byte; the library looks for each in the file
	known  [256]bool
}

func (f *font) width(code byte) float64 {
	if !f.known[code] {
		f.widths[code], f.known[code] = f.Width(int(code)), true
	}
	return f.widths[code]
}

// state is the state of the graphics that text depends on.
type state struct {
	ctm                            matrix
	font                           *font
	size, spacing, scale, rise, tl float64
}

// pageText reads the text of a page, that of the forms on it as well, and tells whether there are pictures.
func (f *pdfFile) pageText(page, resources pdf.Value) (text string, pictures bool) {
	contents := page.Key("Contents")
	if contents.IsNull() {
		return "", false
	}
	c := canvas{file: f}
	c.draw(contents, resources, identity)
	return pageText(c.text), c.pictures
}

// drain charges the bytes of streams before the library unfolds them: it has no limits of its own, nor an end for what is open.
func (f *pdfFile) drain(v pdf.Value) {
	data := f.stream(v)
	for i := range v.Len() {
		data = append(data, f.stream(v.Index(i))...)
	}
	if open(data) {
		panic(errOpen)
	}
}

// form draws what has contents and resources of its own.
func (c *canvas) form(v, around pdf.Value, ctm matrix) {
	if c.nested >= maxNest {
		return
	}
	if c.file.forms++; c.file.forms > maxForms {
		panic(errLarge)
	}
	if m := v.Key("Matrix"); m.Len() == 6 {
		own := identity
		for i := range own {
			own[i] = m.Index(i).Float64()
		}
		ctm = own.times(ctm)
	}
	resources := v.Key("Resources")
	if resources.IsNull() {
		resources = around
	}
	c.nested++
	fonts := c.fonts
	c.draw(v, resources, ctm)
	c.fonts = fonts
	c.nested--
}

// draw interprets contents.
func (c *canvas) draw(contents, resources pdf.Value, ctm matrix) {
	c.file.drain(contents)
	c.fonts = map[string]*font{}
	d := drawing{canvas: c, resources: resources, state: state{ctm: ctm, scale: 1}, tm: identity, line: identity, objects: map[string]pdf.Value{}}
	pdf.Interpret(contents, func(stack *pdf.Stack, op string) {
		var space [8]pdf.Value
		args := space[:0]
		for stack.Len() > 0 {
			args = append(args, stack.Pop())
		}
		slices.Reverse(args)
		d.do(op, args)
	})
}

// drawing is the interpretation of one stream of contents.
type drawing struct {
	*canvas
	state
	resources pdf.Value
	objects   map[string]pdf.Value // of the resources, by their names
	kept      []state
	tm, line  matrix // of the text, and of the line
}

// do carries out an operator (ISO 32000-1, annex A), of those that concern text. One without its operands is passed over.
func (d *drawing) do(op string, args []pdf.Value) {
	number := func(i int) float64 {
		if i >= len(args) {
			return 0
		}
		return args[i].Float64()
	}
	six := func() matrix {
		return matrix{number(0), number(1), number(2), number(3), number(4), number(5)}
	}
	switch op {
	case "cm":
		d.ctm = six().times(d.ctm)
	case "q":
		const deepest = 10_000
		if len(d.kept) < deepest {
			d.kept = append(d.kept, d.state)
		}
	case "Q":
		if n := len(d.kept); n > 0 {
			d.state, d.kept = d.kept[n-1], d.kept[:n-1]
		}
	case "BT":
		d.tm, d.line = identity, identity
	case "Tc":
		d.spacing = number(0)
	case "Tz":
		d.scale = number(0) / 100
	case "TL":
		d.tl = number(0)
	case "Ts":
		d.rise = number(0)
	case "Tf":
		if len(args) == 2 {
			d.font, d.size = d.named(args[0].Name()), args[1].Float64()
		}
	case "Td":
		d.move(number(0), number(1))
	case "TD":
		d.tl = -number(1)
		d.move(number(0), number(1))
	case "T*":
		d.move(0, -d.tl)
	case "Tm":
		d.tm = six()
		d.line = d.tm
	case "Tj", "'", "\"":
		if op != "Tj" {
			d.move(0, -d.tl)
		}
		if len(args) > 0 {
			d.show(args[len(args)-1].RawString())
		}
	case "TJ":
		d.showAll(args)
	case "Do":
		if len(args) == 1 {
			d.object(args[0].Name())
		}
	case "BI", "EI":
		d.pictures = true
	}
}

func (d *drawing) move(x, y float64) {
	d.line = matrix{1, 0, 0, 1, x, y}.times(d.line)
	d.tm = d.line
}

func (d *drawing) object(name string) {
	v, known := d.objects[name]
	if !known {
		v = d.resources.Key("XObject").Key(name)
		d.objects[name] = v
	}
	if v.Key("Subtype").Name() == "Form" {
		d.form(v, d.resources, d.ctm)
	} else {
		d.pictures = true
	}
}

// showAll shows strings, and the gaps between them.
func (d *drawing) showAll(args []pdf.Value) {
	if len(args) == 0 {
		return
	}
	for i := range args[0].Len() {
		if one := args[0].Index(i); one.Kind() == pdf.String {
			d.show(one.RawString())
		} else {
			d.tm = matrix{1, 0, 0, 1, -one.Float64() / 1000 * d.size * d.scale, 0}.times(d.tm)
		}
	}
}

// show puts the characters of a string where they stand.
func (d *drawing) show(raw string) {
	decoded := raw
	if d.font != nil {
		decoded = d.font.decode(raw)
	}
	if len(d.text)+len(decoded) > maxSigns {
		panic(errLarge)
	}
	n := 0
	for _, ch := range decoded {
		width := 0.0
		if n < len(raw) && d.font != nil {
			width = d.font.width(raw[n])
		}
		n++
		at := matrix{d.size * d.scale, 0, 0, d.size, 0, d.rise}.times(d.tm).times(d.ctm)
		d.text = append(d.text, pdf.Text{FontSize: at[0], X: at[4], Y: at[5], W: width / 1000 * at[0], S: string(ch)})
		d.tm = matrix{1, 0, 0, 1, (width/1000*d.size + d.spacing) * d.scale, 0}.times(d.tm)
	}
}

// named gives a font of the resources. Chinese ones without a table of their own are read by the encoding that they name.
func (d *drawing) named(name string) *font {
	if f := d.fonts[name]; f != nil {
		return f
	}
	f := &font{Font: pdf.Font{V: d.resources.Key("Font").Key(name)}}
	d.file.drain(f.V.Key("ToUnicode"))
	switch encoding := f.V.Key("Encoding").Name(); {
	case strings.HasPrefix(encoding, "GB-") || strings.HasPrefix(encoding, "GBK"):
		f.decode = func(s string) string {
			text, _ := simplifiedchinese.GB18030.NewDecoder().String(s)
			return text
		}
	case strings.HasPrefix(encoding, "UniGB-"):
		f.decode = func(s string) string {
			text, _ := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder().String(s)
			return text
		}
	default:
		f.decode = f.Encoder().Decode
	}
	d.fonts[name] = f
	return f
}

// characters gives what is text of XML.
func characters(token xml.Token) (string, bool) {
	text, ok := token.(xml.CharData)
	return string(text), ok
}

// pageText puts the characters of a page into lines by where they stand: files name them in any order, and rarely say where a word
// ends. A gap that is wider than half a character parts words.
func pageText(all []pdf.Text) string {
	all = slices.DeleteFunc(all, func(t pdf.Text) bool { return t.S == "\n" || t.S == "\x00" })
	slices.SortStableFunc(all, func(a, b pdf.Text) int { return cmp.Compare(b.Y, a.Y) })
	var b strings.Builder
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && all[from].Y-all[to].Y < 0.4*max(all[from].FontSize, 1) {
			to++
		}
		writeLine(&b, all[from:to])
		from = to
	}
	return b.String()
}

func writeLine(b *strings.Builder, line []pdf.Text) {
	slices.SortStableFunc(line, func(a, b pdf.Text) int { return cmp.Compare(a.X, b.X) })
	end := line[0].X // of the character before
	for _, t := range line {
		if t.X-end > 0.5*max(t.FontSize, 1) {
			b.WriteByte(' ')
		}
		end = advance(end, t)
		b.WriteString(t.S)
	}
	b.WriteByte('\n')
}

// advance gives where a character ends. Many fonts of Chinese do not say how wide a character is, and then all of a string seem to
// stand at one place.
func advance(end float64, t pdf.Text) float64 {
	if t.W > 0 {
		return t.X + t.W
	}
	width := t.FontSize
	if t.S < "\u2000" {
		width /= 2
	}
	return max(end, t.X) + width
}
