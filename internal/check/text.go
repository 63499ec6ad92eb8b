package check

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"mingde/internal/decode"
	"mingde/internal/entry"
	"mingde/internal/problem"
	"mingde/internal/showcase"
)

// step is where a value stands in an entry; its path is put together only for a problem.
type step struct {
	parent *step
	name   string
	index  int // of an item of a list; -1: name counts
}

func (s *step) String() string {
	switch {
	case s == nil:
		return ""
	case s.index >= 0:
		return decode.Item(s.parent.String(), s.index)
	}
	return decode.Join(s.parent.String(), s.name)
}

// hiddenTypes are the parts of an entry that no page shows as they are.
var hiddenTypes = []reflect.Type{
	reflect.TypeFor[entry.Internal](), reflect.TypeFor[entry.Withdrawn](), reflect.TypeFor[entry.Allow](), reflect.TypeFor[entry.Consent](),
}

// hiddenFields are fields that name other entries or files: ids and paths are no text.
var hiddenFields = []string{"community", "themes", "roll", "person", "team", "event", "items", "cover", "file", "aliases", "url", "outcome", "subject", "type", "status"}

// texts visits every text that an entry's front matter puts on a page.
func texts(e *entry.Entry, visit func(at *step, text string)) {
	walk(reflect.ValueOf(e.Common).Elem(), nil, visit)
	walk(reflect.ValueOf(e.Dated).Elem(), nil, visit)
	for _, detail := range []any{
		e.Event(), e.Roll(), e.Model(), e.Volunteer(), e.Bulletin(), e.CommunityFields(), e.Theme(), e.Page(),
	} {
		if v := reflect.ValueOf(detail); !v.IsNil() {
			walk(v.Elem(), nil, visit)
		}
	}
}

func walk(v reflect.Value, at *step, visit func(*step, string)) {
	switch v.Kind() {
	case reflect.String:
		if v.Len() > 0 {
			visit(at, v.String())
		}
	case reflect.Pointer:
		if !v.IsNil() {
			walk(v.Elem(), at, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), &step{at, "", i}, visit)
		}
	case reflect.Map: // of strings
		for _, key := range sortedKeys(v) {
			below := &step{at, key.String(), -1}
			visit(below, key.String())
			walk(v.MapIndex(key), below, visit)
		}
	case reflect.Struct:
		walkFields(v, at, visit)
	}
}

func walkFields(v reflect.Value, at *step, visit func(*step, string)) {
	for _, f := range shownFields(v.Type()) {
		if f.name == "" {
			walk(v.Field(f.index), at, visit)
		} else if field := v.Field(f.index); !field.IsZero() {
			walk(field, &step{at, f.name, -1}, visit)
		}
	}
}

// shownField is a field that a page may show; without a name its own fields stand in its place.
type shownField struct {
	index int
	name  string
}

var shownOf sync.Map // type → []shownField

// shownFields lists the fields of a type that pages may show. It is found out once for each type.
func shownFields(t reflect.Type) []shownField {
	if known, ok := shownOf.Load(t); ok {
		return known.([]shownField)
	}
	var all []shownField
	if !slices.Contains(hiddenTypes, t) {
		for i := range t.NumField() {
			f := t.Field(i)
			name, tagged := f.Tag.Lookup("toml")
			if !holdsText(f.Type) {
				continue
			}
			if f.Anonymous && !tagged {
				all = append(all, shownField{i, ""})
			} else if tagged && !slices.Contains(hiddenFields, name) {
				all = append(all, shownField{i, name})
			}
		}
	}
	shownOf.Store(t, all)
	return all
}

// holdsText tells whether walk may find a text in a value of a type.
func holdsText(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String, reflect.Map:
		return true
	case reflect.Pointer, reflect.Slice:
		return holdsText(t.Elem())
	case reflect.Struct:
		return len(shownFields(t)) > 0
	}
	return false
}

func sortedKeys(v reflect.Value) []reflect.Value {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	return keys
}

// body gives the text of an entry's body as it is written, with a function that places an offset. A body that cannot be
// read again is none: that it could not be is a failure that its page reports.
func (s *Subject) body(it *showcase.Item) (text string, place func(offset, size int) problem.Place) {
	src, err := s.Source(it.Path)
	if err != nil {
		return "", nil
	}
	body, firstLine := entry.BodyText(src)
	text = string(body)
	return text, func(offset, size int) problem.Place { return placeIn(it.Path, text, firstLine, offset, size) }
}

// placeIn places a part of a text that begins on the line firstLine of a file.
func placeIn(file, text string, firstLine, offset, size int) problem.Place {
	begin := strings.LastIndexByte(text[:offset], '\n') + 1
	p := problem.Place{File: file, Line: firstLine + strings.Count(text[:offset], "\n")}
	p.Column = utf8.RuneCountInString(text[begin:offset]) + 1
	p.EndLine, p.EndColumn = p.Line, p.Column+utf8.RuneCountInString(text[offset:offset+size])
	return p
}

// isHan tells a Chinese character.
func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
