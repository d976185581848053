package config

import (
	"encoding/json"

	"github.com/invopop/jsonschema"
)

// namedSchema is a kind of file and what its JSON Schema is made by.
type namedSchema struct {
	kind string
	make func() *jsonschema.Schema
}

// schemas lists the kinds of files that have a schema; a new kind is one line here.
func schemas() []namedSchema {
	return []namedSchema{
		{"standards", standardsSchema},
		{"config", configSchema},
		{"tests", testsSchema},
		{"map", importMapSchema},
	}
}

// SchemaKinds gives the kinds of files that Schema knows.
func SchemaKinds() []string {
	var kinds []string
	for _, s := range schemas() {
		kinds = append(kinds, s.kind)
	}
	return kinds
}

// Schema gives the JSON Schema (draft 2020-12) of a kind of file, for editors to
// complete and check as one types; false where there is no such kind. The schema
// knows one file: references, overlaps and the like are for Load to see.
func Schema(kind string) ([]byte, bool) {
	for _, s := range schemas() {
		if s.kind != kind {
			continue
		}
		schema := s.make()
		schema.Version = jsonschema.Version
		text, err := json.MarshalIndent(schema, "", "  ")
		if err != nil {
			panic("config: a schema that can't be written: " + err.Error()) // it is made of constants
		}
		return append(text, '\n'), true
	}
	return nil, false
}

// property is a key of an object in a schema.
type property struct {
	key    string
	schema *jsonschema.Schema
}

// object is a block that may have just these keys.
func object(about string, required []string, properties ...property) *jsonschema.Schema {
	s := &jsonschema.Schema{
		Type: "object", Description: about, Required: required,
		Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema,
	}
	for _, p := range properties {
		s.Properties.Set(p.key, p.schema)
	}
	return s
}

// named is a block of things by their names.
func named(about string, each *jsonschema.Schema) *jsonschema.Schema {
	limit := uint64(maxName)
	return &jsonschema.Schema{
		Type: "object", Description: about, AdditionalProperties: each,
		PropertyNames: &jsonschema.Schema{Pattern: namePatternSchema, MaxLength: &limit},
	}
}

// phrase is a text that is not empty.
func phrase(about string, examples ...any) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Description: about, MinLength: one(), Examples: examples}
}

// formed is a text of one form.
func formed(about, pattern string, examples ...any) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Description: about, Pattern: pattern, Examples: examples}
}

// name is what a calendar, measure, route, standard or source may be called.
func name(about string) *jsonschema.Schema {
	s := formed(about, namePatternSchema)
	limit := uint64(maxName)
	s.MaxLength = &limit
	return s
}

// list has at least one item.
func list(about string, item *jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "array", Description: about, Items: item, MinItems: one()}
}

// either is one of several forms.
func either(about string, forms ...*jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{Description: about, AnyOf: forms}
}

// definition refers to a part that is used more than once.
func definition(name string) *jsonschema.Schema {
	return &jsonschema.Schema{Ref: "#/$defs/" + name}
}

func one() *uint64 {
	n := uint64(1)
	return &n
}
