package schema

import (
	"reflect"

	"mingde/internal/calendar"
	"mingde/internal/config"
	"mingde/internal/decode"
	"mingde/internal/figure"
)

// The forms of texts. A date of TOML is a text in JSON, and so it reaches an editor's check.
const (
	notBlank = `\S`
	date     = `^\d{4}-\d{2}-\d{2}$`
	moment   = `^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})?)?$`
	duration = `^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$`
)

// value is the schema of what a field holds. That a required field says something is part of it.
func (d describer) value(f decode.Field, path string) object {
	switch f.Kind {
	case decode.List:
		o := object{{"type", "array"}, {"items", d.item(f, path)}}
		if f.Required {
			o = append(o, member{"minItems", 1})
		}
		return o
	case decode.Map:
		return object{{"type", "object"}, {"additionalProperties", d.item(f, path)}}
	case decode.TextOrList:
		return textOrList(f.Required)
	case decode.Table:
		return d.table(f.Fields, path)
	}
	return scalar(f.Kind, f)
}

// item is the schema of the items of a list or a map.
func (d describer) item(f decode.Field, path string) object {
	switch f.Item {
	case decode.Table:
		return d.table(f.Fields, path)
	case decode.TextOrList:
		return textOrList(false)
	}
	return scalar(f.Item, decode.Field{Enum: f.Enum, Type: f.Type})
}

func scalar(kind decode.Kind, f decode.Field) object {
	switch kind {
	case decode.Text:
		return plainText(f)
	case decode.Bool:
		return object{{"type", "boolean"}}
	case decode.Integer:
		return object{{"type", "integer"}}
	case decode.Number:
		return object{{"type", "number"}}
	}
	return custom(f.Type)
}

func plainText(f decode.Field) object {
	switch {
	case f.Enum != nil:
		return object{{"type", "string"}, {"enum", f.Enum}}
	case f.Required:
		return object{{"type", "string"}, {"pattern", notBlank}}
	}
	return object{{"type", "string"}}
}

func textOrList(required bool) object {
	one, many := object{{"type", "string"}}, object{{"type", "array"}, {"items", object{{"type", "string"}}}}
	if required {
		one, many = append(one, member{"pattern", notBlank}), append(many, member{"minItems", 1})
	}
	return object{{"anyOf", []object{one, many}}}
}

// custom is the schema of a value that reads itself. A struct around one of them counts as it.
func custom(t reflect.Type) object {
	switch t {
	case reflect.TypeFor[calendar.Day]():
		return object{{"type", "string"}, {"format", "date"}, {"pattern", date}}
	case reflect.TypeFor[calendar.Moment]():
		return object{{"type", "string"}, {"pattern", moment}}
	case reflect.TypeFor[figure.Figure]():
		return object{{"type", []string{"string", "number"}}}
	case reflect.TypeFor[config.Duration]():
		return object{{"type", "string"}, {"pattern", duration}}
	}
	if t.Kind() == reflect.Struct && t.NumField() == 1 && t.Field(0).Anonymous {
		return custom(t.Field(0).Type)
	}
	return nil // anything; a test holds that no field comes here
}
