package document

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// plainText decodes a text: UTF-8, UTF-16 with a mark, else GB18030, in which Chinese Windows writes.
func plainText(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\xFF\xFE")), bytes.HasPrefix(data, []byte("\xFE\xFF")):
		text, _ := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		return string(text)
	case utf8.Valid(data):
		return strings.TrimPrefix(string(data), "\uFEFF")
	}
	text, _ := simplifiedchinese.GB18030.NewDecoder().Bytes(data) // what is no character becomes U+FFFD
	return string(text)
}

// readText gives the paragraphs of a text, each with the line on which it begins. A paragraph ends at an empty line.
func readText(text string) (c content) {
	line := 1
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		skipped := len(part) - len(strings.TrimLeft(part, "\n"))
		if strings.TrimSpace(part) != "" {
			c.pieces = append(c.pieces, piece{where: ":" + strconv.Itoa(line+skipped), text: part[skipped:]})
		}
		line += strings.Count(part, "\n") + 2
	}
	return c
}

// readSVG gives the texts of a drawing: its paths are numbers that mean nothing.
func readSVG(data []byte) (c content, err error) {
	d := newTokens(&limited{bytes.NewReader(data), maxText, new(int64(maxWhole))})
	in := ""
	for token, err := range d.all() {
		if err != nil {
			return c, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			in = t.Name.Local
		case xml.CharData:
			if in != "style" && in != "script" {
				c.say("", "", string(t))
			}
		}
	}
	return c, nil
}

// readCSV gives the cells of a table in text, addressed as a spreadsheet shows them. What is no such table is read as text.
func readCSV(text, ext string) (c content) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	if first, _, _ := strings.Cut(text, "\n"); ext == ".tsv" || !strings.Contains(first, ",") && strings.Contains(first, "\t") {
		r.Comma = '\t'
	} else if !strings.Contains(first, ",") && strings.Contains(first, ";") {
		r.Comma = ';'
	}
	t := table{}
	for n := 1; ; n++ {
		record, err := r.Read()
		if record == nil {
			if err != nil && err.Error() != "EOF" {
				return readText(text)
			}
			break
		}
		row := make([]piece, len(record))
		for i, cell := range record {
			row[i] = piece{where: "!" + column(i) + strconv.Itoa(n), text: strings.Clone(cell), column: column(i)}
		}
		t.rows = append(t.rows, row)
	}
	c.tables = []table{t}
	return c
}

// column gives the letters of a column of a spreadsheet, from 0: A, B … Z, AA.
func column(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}
