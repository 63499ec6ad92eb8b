package document

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/ledongthuc/pdf"
)

// readPDF reads the text layer of a PDF. Whatever the library stumbles over is a broken file.
func readPDF(data []byte) (c content, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("document: %v", r)
		}
	}()
	r, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		if strings.Contains(err.Error(), "password") || strings.Contains(err.Error(), "encrypt") {
			err = errLocked
		}
		return c, err
	}
	if r.NumPage() > maxPages {
		return c, errLarge
	}
	c.properties = pdfProperties(r)
	strange, signs := 0, 0
	for n := 1; n <= r.NumPage(); n++ {
		page := r.Page(n)
		text := pageText(page.Content().Text)
		if strings.TrimSpace(text) == "" {
			if len(page.Resources().Key("XObject").Keys()) > 0 {
				c.partial = Scanned
			}
			continue
		}
		for _, r := range text {
			signs++
			if r == unicode.ReplacementChar || r < ' ' && r != '\n' || r >= 0xE000 && r < 0xF900 {
				strange++
			}
		}
		c.pieces = append(c.pieces, piece{where: "#page=" + strconv.Itoa(n), text: text})
	}
	if strange*5 > signs && c.partial == "" {
		c.partial = Garbled
	}
	return c, nil
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
