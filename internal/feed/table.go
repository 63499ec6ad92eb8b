package feed

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"unicode/utf8"

	"mingde/internal/page"
)

// byteOrderMark makes spreadsheets read the file as UTF-8.
const byteOrderMark = "\ufeff"

// writeCSV writes the table as RFC 4180 has it, a line of headings first, for spreadsheets: no cell is a formula.
func writeCSV(w *bytes.Buffer, v *page.TableView) error {
	w.WriteString(byteOrderMark)
	out := csv.NewWriter(w)
	out.UseCRLF = true
	cells := make([]string, len(v.Columns))
	for i, c := range v.Columns {
		cells[i] = cell(c.Title)
	}
	_ = out.Write(cells) // a bytes.Buffer takes everything, and no delimiter of our own is set
	for i, row := range v.Rows {
		if err := fits(v, i); err != nil {
			return err
		}
		for j, value := range row {
			cells[j] = cell(value)
		}
		_ = out.Write(cells)
	}
	out.Flush()
	return nil
}

// fits tells whether a row has one value for each column.
func fits(v *page.TableView, row int) error {
	if got, want := len(v.Rows[row]), len(v.Columns); got != want {
		return fmt.Errorf("row %d: %d values for %d columns", row+1, got, want)
	}
	return nil
}

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// cell gives a value as a spreadsheet may have it: UTF-8, line breaks of one kind (a carriage return alone would be
// lost), and a leading apostrophe where it would be taken for a formula.
func cell(s string) string {
	if suspicious(s) && !negative(s) {
		s = "'" + s
	}
	if strings.Contains(s, "\r") {
		s = lineBreaks.Replace(s)
	}
	return strings.ToValidUTF8(s, "\ufffd")
}

// suspicious tells whether a cell begins like a formula: with one of the characters of OWASP's "CSV Injection" and ASVS
// 1.2.10, with a full-width one, which Chinese and Japanese spreadsheets take for the same, or with either after blanks.
func suspicious(s string) bool {
	if s == "" || s[0] > '@' && s[0] < utf8.RuneSelf {
		return false
	}
	if strings.IndexByte("\t\r\n\x00", s[0]) >= 0 {
		return true
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " \u00a0\u3000\ufeff"))
	return strings.ContainsRune("=+-@＝＋－＠", first)
}

// negative tells whether s is a plain negative number, such as -12.5.
func negative(s string) bool {
	whole, fraction, point := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	return s[0] == '-' && digits(whole) && (!point || digits(fraction))
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
