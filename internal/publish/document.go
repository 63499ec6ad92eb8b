package publish

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"mingde/internal/publish/store"
)

// A document is how everything below _pub/ but the kept bodies is written: lines of fields between tabs, the first naming the
// kind and its version, the last counting the lines between, compressed with gzip. Numbers are decimal, sums are base64 in
// lists and hex where they are names. What is not exactly so is errDamaged: a document decides what is deleted.

var errDamaged = errors.New("damaged")

// maxDocument is how large a document may be when it is unpacked: a million files are 100 MB.
const maxDocument = 512 << 20

// lines is a document while it is written.
type lines struct {
	text    bytes.Buffer
	count   int
	classes map[Class]int
}

func newLines(kind string) *lines {
	l := &lines{classes: map[Class]int{}}
	l.text.WriteString(kind + "\n")
	return l
}

// add writes one line. No field may hold a tab or a line break.
func (l *lines) add(fields ...string) {
	l.text.WriteString(strings.Join(fields, "\t"))
	l.text.WriteByte('\n')
	l.count++
}

// entry writes what is known of an object, behind its class if that is new.
func (l *lines) entry(e Entry) {
	class, known := l.classes[e.Class]
	if !known {
		class = len(l.classes)
		l.classes[e.Class] = class
		h := e.Class.Header
		l.add("h", h.ContentType, h.CacheControl, h.ContentEncoding, h.Redirect, e.Class.Encoder)
	}
	fields := []string{
		"e", e.Path, strconv.FormatInt(e.Size, 10), base64.RawStdEncoding.EncodeToString(e.Sum[:]),
		base64.RawStdEncoding.EncodeToString(e.MD5[:]), strconv.Itoa(class),
	}
	if e.Dead != (Death{}) {
		fields = append(fields, strconv.FormatInt(e.Dead.After, 10), strconv.Itoa(e.Dead.Generation))
	}
	l.add(fields...)
}

// pack gives the text and the bytes that are stored.
func (l *lines) pack() (text, packed []byte) {
	fmt.Fprintf(&l.text, "end\t%d\n", l.count)
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(l.text.Bytes())
	z.Close()
	return l.text.Bytes(), b.Bytes()
}

// reader takes a document apart. The first mistake fails it, and everything after is empty.
type reader struct {
	lines   [][]string
	classes []Class
	failed  bool
}

// unpack reads a document of a kind.
func unpack(kind string, packed []byte) (*reader, []byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, nil, errDamaged
	}
	text, err := io.ReadAll(io.LimitReader(z, maxDocument+1))
	if err != nil || len(text) > maxDocument || !utf8.Valid(text) {
		return nil, nil, errDamaged
	}
	all := strings.Split(string(text), "\n")
	n := len(all)
	if n < 3 || all[0] != kind || all[n-1] != "" || all[n-2] != "end\t"+strconv.Itoa(n-3) {
		return nil, nil, errDamaged
	}
	r := &reader{}
	for _, line := range all[1 : n-2] {
		if strings.ContainsFunc(line, func(c rune) bool { return c != '\t' && unicode.IsControl(c) }) {
			return nil, nil, errDamaged
		}
		r.lines = append(r.lines, strings.Split(line, "\t"))
	}
	return r, text, nil
}

func (r *reader) fail() { r.failed = true }

// number takes a field that is a number from 0 on, in its only form.
func (r *reader) number(field string) int64 {
	n, err := strconv.ParseInt(field, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != field {
		r.fail()
		return 0
	}
	return n
}

// sum takes a field that is a sum of the length of into.
func (r *reader) sum(into []byte, field string) {
	data, err := base64.RawStdEncoding.Strict().DecodeString(field)
	if err != nil || copy(into, data) != len(into) || len(data) != len(into) {
		r.fail()
	}
}

// hex takes a field that is a name made of a sum.
func (r *reader) hex(into []byte, field string) {
	data, err := hex.DecodeString(field)
	if err != nil || len(data) != len(into) || strings.ToLower(field) != field {
		r.fail()
		return
	}
	copy(into, data)
}

// path takes a field that is the path of an object of the site.
func (r *reader) path(field string) string {
	if !validPath(field) {
		r.fail()
	}
	return field
}

// class takes a line that tells headers.
func (r *reader) class(line []string) {
	if len(line) != 6 {
		r.fail()
		return
	}
	h := store.Header{ContentType: line[1], CacheControl: line[2], ContentEncoding: line[3], Redirect: line[4]}
	r.classes = append(r.classes, Class{h, line[5]})
}

// entry takes a line that tells an object.
func (r *reader) entry(line []string) (e Entry) {
	if len(line) != 6 && len(line) != 8 {
		r.fail()
		return e
	}
	e.Path, e.Size = r.path(line[1]), r.number(line[2])
	r.sum(e.Sum[:], line[3])
	r.sum(e.MD5[:], line[4])
	class := r.number(line[5])
	if class >= int64(len(r.classes)) {
		r.fail()
		return e
	}
	e.Class = r.classes[class]
	if len(line) == 8 {
		e.Dead = Death{r.number(line[6]), int(r.number(line[7]))}
		if e.Dead == (Death{}) {
			r.fail()
		}
	}
	return e
}

// validPath tells whether a path may be the key of an object of a site: one that every store takes, and not ours.
func validPath(path string) bool {
	return store.CheckKey(path) == nil && !strings.HasPrefix(path, control)
}
