package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"mingde/internal/page"
)

// writeJSON writes an array of objects, one a line, their keys in the order of the columns. A number is written with the
// digits that it has; without a value it is null.
func writeJSON(w *bytes.Buffer, v *page.TableView) error {
	j := newJSONWriter(w)
	names := make([]string, len(v.Columns))
	for i, c := range v.Columns {
		names[i] = j.name(c.Key, i)
	}
	separator := "["
	for i, row := range v.Rows {
		if err := fits(v, i); err != nil {
			return err
		}
		w.WriteString(separator + "\n{")
		for n := range row {
			w.WriteString(names[n])
			if err := j.value(&row[n], v.Columns[n].Number); err != nil {
				return fmt.Errorf("row %d, %s: %w", i+1, v.Columns[n].Key, err)
			}
		}
		w.WriteString("}")
		separator = ","
	}
	if len(v.Rows) == 0 {
		w.WriteString("[")
	}
	w.WriteString("\n]\n")
	return nil
}

// jsonWriter writes values of JSON. What needs no escape, as almost all does, is written without the encoder.
type jsonWriter struct {
	w       *bytes.Buffer
	encoder *json.Encoder
}

func newJSONWriter(w *bytes.Buffer) *jsonWriter {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return &jsonWriter{w, e}
}

// value writes a string, or a number of the JSON grammar; an error if it is none.
func (j *jsonWriter) value(s *string, number bool) error {
	switch {
	case !number:
		j.text(s)
	case *s == "":
		j.w.WriteString("null")
	default:
		return j.encode((*json.Number)(s))
	}
	return nil
}

func (j *jsonWriter) text(s *string) {
	if !plain(*s) {
		_ = j.encode(s) // every string can be written
		return
	}
	j.w.WriteByte('"')
	j.w.WriteString(*s)
	j.w.WriteByte('"')
}

// encode has the encoder write a value, without the line break after it.
func (j *jsonWriter) encode(v any) error {
	if err := j.encoder.Encode(v); err != nil {
		return err
	}
	j.w.Truncate(j.w.Len() - 1)
	return nil
}

// name gives what stands before the value of a column: a comma after another one, the key and a colon.
func (j *jsonWriter) name(key string, column int) string {
	before := j.w.Len()
	if column > 0 {
		j.w.WriteByte(',')
	}
	j.text(&key)
	j.w.WriteByte(':')
	name := string(j.w.Bytes()[before:])
	j.w.Truncate(before)
	return name
}

// plain tells whether a string stands in JSON as it is. U+2028 and U+2029 are escaped for the sake of JavaScript, as
// encoding/json does.
func plain(s string) bool {
	for _, r := range s {
		switch r {
		case '"', '\\', '\u2028', '\u2029', utf8.RuneError:
			return false
		}
		if r < ' ' {
			return false
		}
	}
	return true
}
