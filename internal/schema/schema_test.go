package schema

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
	"golang.org/x/tools/txtar"

	"mingde/internal/message"
)

// words speaks one language of the catalogue.
func words(lang message.Language) Words {
	say := message.For(lang)
	return func(key string) string {
		if !say.Has(key) {
			return ""
		}
		return say.Words(key, nil)
	}
}

func TestDocuments(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/entries.txtar")
	if err != nil || len(archive.Files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, f := range archive.Files {
		t.Run(f.Name, func(t *testing.T) {
			verdict, file, _ := strings.Cut(f.Name, "/")
			name, _, _ := strings.Cut(file, ".")
			found := validate(schemaOf(t, name), documentOf(t, string(f.Data)), "")
			if verdict == "pass" {
				if len(found) > 0 {
					t.Errorf("refused: %s", strings.Join(found, "; "))
				}
				return
			}
			first, _, _ := strings.Cut(string(f.Data), "\n")
			wanted := strings.TrimPrefix(first, "# ")
			if len(found) != 1 || !strings.Contains(found[0], wanted) {
				t.Errorf("want one refusal that speaks of %s, got %q", wanted, found)
			}
		})
	}
}

func schemaOf(t *testing.T, name string) map[string]any {
	t.Helper()
	data, ok := Of(name, words(message.Chinese))
	if !ok {
		t.Fatalf("no schema of %s", name)
	}
	var s map[string]any
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// documentOf reads TOML as an editor hands it to a check of JSON: its dates as texts.
func documentOf(t *testing.T, text string) any {
	t.Helper()
	var m map[string]any
	if _, err := toml.Decode(text, &m); err != nil {
		t.Fatal(err)
	}
	return jsonOf(m)
}

func jsonOf(v any) any {
	switch v := v.(type) {
	case map[string]any:
		m := map[string]any{}
		for k, x := range v {
			m[k] = jsonOf(x)
		}
		return m
	case []map[string]any:
		list := []any{}
		for _, x := range v {
			list = append(list, jsonOf(x))
		}
		return list
	case []any:
		list := []any{}
		for _, x := range v {
			list = append(list, jsonOf(x))
		}
		return list
	case time.Time:
		switch v.Location().String() {
		case "date-local":
			return v.Format(time.DateOnly)
		case "datetime-local":
			return v.Format("2006-01-02T15:04:05")
		}
		return v.Format(time.RFC3339)
	case int64:
		return float64(v)
	}
	return v
}

// validate holds a value against a schema, in the words of JSON Schema that this package uses, and says what is wrong.
func validate(s map[string]any, v any, path string) (found []string) {
	if choices, ok := s["anyOf"].([]any); ok {
		for _, one := range choices {
			if len(validate(one.(map[string]any), v, path)) == 0 {
				return nil
			}
		}
		return []string{path + ": none of anyOf"}
	}
	if !hasType(s["type"], v) {
		return []string{path + ": is no " + strings.Join(typesOf(s["type"]), " or ")}
	}
	switch v := v.(type) {
	case string:
		if p, ok := s["pattern"].(string); ok && !regexp.MustCompile(p).MatchString(v) {
			found = append(found, path+": does not match "+p)
		}
		if enum, ok := s["enum"].([]any); ok && !slices.Contains(enum, any(v)) {
			found = append(found, path+": not in the enumeration")
		}
	case []any:
		if n, ok := s["minItems"].(float64); ok && len(v) < int(n) {
			found = append(found, path+": too short")
		}
		for _, x := range v {
			found = append(found, validate(s["items"].(map[string]any), x, path+"[]")...)
		}
	case map[string]any:
		found = append(found, validateTable(s, v, path)...)
	}
	return found
}

func validateTable(s map[string]any, v map[string]any, path string) (found []string) {
	properties, _ := s["properties"].(map[string]any)
	required, _ := s["required"].([]any)
	for _, name := range required {
		if _, ok := v[name.(string)]; !ok {
			found = append(found, path+": lacks "+name.(string))
		}
	}
	for name, x := range v {
		below := path + "." + name
		if p, ok := properties[name].(map[string]any); ok {
			found = append(found, validate(p, x, below)...)
			continue
		}
		switch more := s["additionalProperties"].(type) {
		case bool:
			found = append(found, below+": unknown")
		case map[string]any:
			found = append(found, validate(more, x, below)...)
		}
	}
	return found
}

func typesOf(t any) []string {
	if list, ok := t.([]any); ok {
		var names []string
		for _, name := range list {
			names = append(names, name.(string))
		}
		return names
	}
	name, _ := t.(string)
	return []string{name}
}

func hasType(t, v any) bool {
	is := map[string]bool{}
	switch v := v.(type) {
	case string:
		is["string"] = true
	case bool:
		is["boolean"] = true
	case float64:
		is["number"], is["integer"] = true, v == float64(int64(v))
	case []any:
		is["array"] = true
	case map[string]any:
		is["object"] = true
	}
	return slices.ContainsFunc(typesOf(t), func(name string) bool { return is[name] })
}

// keywords are the words of JSON Schema that may stand in a schema, with what their value must be.
var keywords = map[string]string{
	"$schema": "string", "title": "string", "description": "string", "type": "", "properties": "object", "required": "array",
	"additionalProperties": "", "items": "object", "minItems": "integer", "pattern": "string", "format": "string",
	"enum": "array", "anyOf": "array", "$defs": "object",
}

// Every schema, whole and in parts, is one that a validator can read: known keywords with values of their type, patterns
// that compile, and a type or a choice everywhere.
func TestStructure(t *testing.T) {
	for _, name := range Names() {
		s := schemaOf(t, name)
		if s["$schema"] != Dialect {
			t.Errorf("%s: $schema is %v", name, s["$schema"])
		}
		for _, wrong := range structure(s, name) {
			t.Error(wrong)
		}
	}
}

func structure(s map[string]any, path string) (found []string) {
	if s["type"] == nil && s["anyOf"] == nil {
		found = append(found, path+": neither type nor anyOf: it accepts everything")
	}
	for word, v := range s {
		want, known := keywords[word]
		if !known || want != "" && !hasType(want, v) {
			found = append(found, path+": "+word+" is unknown or has a value of the wrong type")
		}
	}
	if p, ok := s["pattern"].(string); ok {
		if _, err := regexp.Compile(p); err != nil {
			found = append(found, path+": "+err.Error())
		}
	}
	properties, _ := s["properties"].(map[string]any)
	for _, name := range asList(s["required"]) {
		if properties[name.(string)] == nil {
			found = append(found, path+": requires "+name.(string)+", which is no property")
		}
	}
	for name, p := range properties {
		found = append(found, structure(p.(map[string]any), path+"."+name)...)
	}
	for _, one := range asList(s["anyOf"]) {
		found = append(found, structure(one.(map[string]any), path)...)
	}
	for _, below := range []any{s["items"], s["additionalProperties"]} {
		if m, ok := below.(map[string]any); ok {
			found = append(found, structure(m, path+"[]")...)
		}
	}
	return found
}

func asList(v any) []any {
	list, _ := v.([]any)
	return list
}

// Every field of every schema is described, in both languages.
func TestDescriptions(t *testing.T) {
	for _, lang := range message.Languages {
		say := words(lang)
		for _, name := range Names() {
			data, _ := Of(name, say)
			var s map[string]any
			if err := json.Unmarshal(data, &s); err != nil {
				t.Fatal(err)
			}
			if s["title"] == "" {
				t.Errorf("%s: %s has no title", lang, name)
			}
			for _, path := range undescribed(s, name) {
				t.Errorf("%s: %s has no description", lang, path)
			}
		}
	}
}

func undescribed(s map[string]any, path string) (found []string) {
	properties, _ := s["properties"].(map[string]any)
	for name, p := range properties {
		below := p.(map[string]any)
		if words, _ := below["description"].(string); words == "" {
			found = append(found, path+"."+name)
		}
		found = append(found, undescribed(below, path+"."+name)...)
		if items, ok := below["items"].(map[string]any); ok {
			found = append(found, undescribed(items, path+"."+name)...)
		}
	}
	return found
}

// All holds under each name what Of gives.
func TestAll(t *testing.T) {
	var all struct {
		Defs map[string]map[string]any `json:"$defs"`
	}
	if err := json.Unmarshal(All(words(message.English)), &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Defs) != len(Names()) {
		t.Errorf("%d definitions, want %d", len(all.Defs), len(Names()))
	}
	for _, name := range Names() {
		data, _ := Of(name, words(message.English))
		var one map[string]any
		if err := json.Unmarshal(data, &one); err != nil {
			t.Fatal(err)
		}
		delete(one, "$schema")
		a, _ := json.Marshal(one)
		b, _ := json.Marshal(all.Defs[name])
		if string(a) != string(b) {
			t.Errorf("%s differs in $defs", name)
		}
	}
}

// The order of the fields is that of the table, and no sign is escaped that people read.
func TestText(t *testing.T) {
	data, _ := Of("event", words(message.Chinese))
	text := string(data)
	if i, j := strings.Index(text, `"title"`), strings.Index(text, `"summary"`); i < 0 || j < i {
		t.Error("the fields have lost their order")
	}
	for _, bad := range []string{`\u003c`, `\u0026`} {
		if strings.Contains(text, bad) {
			t.Errorf("escaped %s", bad)
		}
	}
	if _, ok := Of("evnt", words(message.Chinese)); ok {
		t.Error("there is a schema of no kind")
	}
}
