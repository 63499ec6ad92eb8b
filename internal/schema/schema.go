// Package schema describes the front matter of each kind of entry, and site.toml, as JSON Schema 2020-12, so that an editor
// can complete and check what is being typed. All of it is made from the tables by which entries and settings are decoded.
//
// It does not know any entry, nor what a field leads to: whether a community, a roll or a file exists is for the check.
package schema

import (
	"mingde/internal/config"
	"mingde/internal/decode"
	"mingde/internal/entry"
)

// Dialect is the version of JSON Schema that is written (draft 2020-12).
const Dialect = "https://json-schema.org/draft/2020-12/schema"

// Site is the name of the schema of site.toml, beside those of the kinds.
const Site = "site"

// Words gives the sentence under a key of the catalogue, "" where there is none.
type Words func(key string) string

// Names lists what [Of] knows: the kinds in their order, then [Site].
func Names() []string {
	var names []string
	for _, k := range entry.Kinds() {
		names = append(names, k.String())
	}
	return append(names, Site)
}

// Of gives the schema of a kind's front matter, or of site.toml, as an indented JSON text with a newline at its end. It is
// false for a name that [Names] does not list.
func Of(name string, words Words) ([]byte, bool) {
	fields, ok := fieldsOf(name)
	if !ok {
		return nil, false
	}
	return text(append(object{{"$schema", Dialect}}, describer{name, words}.document(fields)...)), true
}

// All gives one schema with those of all names in its "$defs".
func All(words Words) []byte {
	var defs object
	for _, name := range Names() {
		fields, _ := fieldsOf(name)
		defs = append(defs, member{name, describer{name, words}.document(fields)})
	}
	return text(object{{"$schema", Dialect}, {"title", words("schema.title")}, {"$defs", defs}})
}

func fieldsOf(name string) ([]decode.Field, bool) {
	if name == Site {
		return config.Fields(), true
	}
	kind, ok := entry.KindNamed(name)
	if !ok {
		return nil, false
	}
	return kind.Fields(), true
}

// describer finds the descriptions of the fields of one schema.
type describer struct {
	name  string
	words Words
}

// describe gives the words of a field: its own in this schema, else those that it has wherever it occurs.
func (d describer) describe(path string) string {
	if own := d.words("field." + d.name + "." + path); own != "" {
		return own
	}
	return d.words("field.common." + path)
}

func (d describer) document(fields []decode.Field) object {
	return append(object{{"title", d.words("schema.title." + d.name)}}, d.table(fields, "")...)
}

// table is the schema of a table: what it may hold, and nothing else.
func (d describer) table(fields []decode.Field, path string) object {
	var properties object
	var required []string
	for _, f := range fields {
		below := decode.Join(path, f.Name)
		properties = append(properties, member{f.Name, d.field(f, below)})
		if f.Required {
			required = append(required, f.Name)
		}
	}
	o := object{{"type", "object"}, {"properties", properties}}
	if required != nil {
		o = append(o, member{"required", required})
	}
	return append(o, member{"additionalProperties", false})
}

func (d describer) field(f decode.Field, path string) object {
	var o object
	if words := d.describe(path); words != "" {
		o = object{{"description", words}}
	}
	return append(o, d.value(f, path)...)
}
