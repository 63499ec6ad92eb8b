package decode

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// Kind is how the value of a field is written.
type Kind uint8

// The kinds. Custom is a [Value]; the field's Go type says which. TextOrList is [Strings]; Table a struct.
const (
	Text Kind = iota + 1
	Bool
	Integer
	Number
	TextOrList
	List
	Table
	Map
	Custom
)

var kindNames = [...]string{Text: "text", Bool: "bool", Integer: "integer", Number: "number", TextOrList: "text-or-list",
	List: "list", Table: "table", Map: "map", Custom: "custom"}

// String gives the kind's name, which is part of the keys of messages.
func (k Kind) String() string { return kindNames[k] }

// Field is one line of the table of a struct.
type Field struct {
	Name     string
	Kind     Kind
	Required bool
	Enum     []string     // nil: any; of a list or a map: what its items may be
	Item     Kind         // of the items of a List or a Map, else 0
	Fields   []Field      // of a Table, or of the tables in a List or a Map
	Type     reflect.Type // of the value, without pointer; of a List or a Map, of its items
}

// Fields lists the table of a struct type in the order of its declaration, for schema and completion. The type may not
// contain itself.
func Fields(t reflect.Type) []Field {
	var all []Field
	for _, f := range tableOf(t).fields {
		all = append(all, f.public())
	}
	return all
}

func (f *field) public() Field {
	of := f.shape
	p := Field{Name: f.name, Kind: of.kind, Required: f.required, Enum: of.enum}
	if of.kind == List || of.kind == Map {
		of = of.item
		p.Item = of.kind
	}
	p.Type = of.goType
	if of.kind == Table {
		p.Fields = Fields(of.goType)
	}
	return p
}

// table is what the decoder knows of a struct type.
type table struct {
	fields []*field
	byName map[string]*field
	names  []string
}

type field struct {
	name     string
	index    []int // as reflect.Value.FieldByIndex takes it
	required bool
	shape    *shape
}

// shape is how a Go type is read.
type shape struct {
	kind    Kind
	pointer bool
	goType  reflect.Type // without the pointer
	enum    []string
	item    *shape // of List and Map
}

// tables keeps the table of each struct type: made once from its declaration, never changed.
var tables sync.Map // reflect.Type → *table

func tableOf(t reflect.Type) *table {
	if known, ok := tables.Load(t); ok {
		return known.(*table)
	}
	made := &table{byName: map[string]*field{}}
	made.add(t, nil)
	known, _ := tables.LoadOrStore(t, made)
	return known.(*table)
}

// add takes in the fields of a struct type; those of embedded structs too. Of two with one name the
// first counts.
func (t *table) add(st reflect.Type, index []int) {
	for i := range st.NumField() {
		sf := st.Field(i)
		at := append(index[:len(index):len(index)], i)
		name, tagged := sf.Tag.Lookup("toml")
		switch {
		case sf.Anonymous && !tagged && sf.Type.Kind() == reflect.Struct:
			t.add(sf.Type, at)
		case tagged && name != "-" && t.byName[name] == nil:
			f := &field{name: name, index: at, required: sf.Tag.Get("required") == "true",
				shape: shapeOf(sf.Type, strings.Fields(sf.Tag.Get("enum")))}
			t.fields = append(t.fields, f)
			t.byName[name] = f
			t.names = append(t.names, name)
		}
	}
}

var (
	valueType   = reflect.TypeFor[Value]()
	stringsType = reflect.TypeFor[Strings]()
)

// shapeOf panics at a type that no field may have: a mistake in the program, found by any test.
func shapeOf(t reflect.Type, enum []string) *shape {
	if t.Kind() == reflect.Pointer {
		s := *shapeOf(t.Elem(), enum)
		s.pointer = true
		return &s
	}
	if len(enum) == 0 {
		enum = nil
	}
	s := &shape{kind: kindOf(t), goType: t, enum: enum}
	switch s.kind {
	case 0:
		panic(fmt.Sprintf("decode: a field cannot have the type %s", t))
	case List, Map:
		s.item = shapeOf(t.Elem(), enum)
	}
	return s
}

func kindOf(t reflect.Type) Kind {
	if reflect.PointerTo(t).Implements(valueType) {
		return Custom
	}
	if t == stringsType {
		return TextOrList
	}
	switch k := t.Kind(); {
	case k == reflect.String:
		return Text
	case k == reflect.Bool:
		return Bool
	case k >= reflect.Int && k <= reflect.Uint64:
		return Integer
	case k == reflect.Float64:
		return Number
	case k == reflect.Slice:
		return List
	case k == reflect.Struct:
		return Table
	case k == reflect.Map && t.Key().Kind() == reflect.String:
		return Map
	}
	return 0
}
