package config

import (
	"github.com/invopop/jsonschema"
)

// importMapSchema is for `yardstick schema map`.
func importMapSchema() *jsonschema.Schema {
	s := object("What the columns of a CSV export mean, for `yardstick import`.", []string{"ticket"},
		property{"schema", sqlNameSchema("The schema of the tables; default: named after the export.")},
		property{"tables", object("The names of the tables.", nil,
			property{"tickets", sqlNameSchema("Default tickets.")}, property{"events", sqlNameSchema("Default events.")})},
		property{"ticket", columnsSchema("The column that is the ticket's id, or several, joined by -. Several rows may share it.")},
		property{"order", phrase("A column of whole numbers that puts the rows of a ticket in order; default: the file's order.")},
		property{"changed_at", phrase("A column of times; the latest of a ticket is its changed_at. Default: the time of the import.")},
		property{"timezone", phrase("How times without an offset are read; default UTC.", "America/New_York")},
		property{"times", oneOrList("How times are written; several are tried in order. Default iso.",
			phrase("iso, unix, unix_ms, or a pattern of strptime's fields.", "iso", "unix", "%d/%m/%Y %H:%M"))},
		property{"nulls", oneOrList("Texts that mean no value, besides the empty one.", definition("value"))},
		property{"delimiter", formed("What stands between values; default a comma.", `^(?:tab|[^"\r\n])$`, ",", ";", "tab")},
		property{"encoding", &jsonschema.Schema{
			Enum: []any{string(UTF8), string(Latin1), string(Windows1252)}, Description: "How the bytes of the file are read; default utf-8.",
		}},
		property{"attributes", importColumnsSchema("Attributes of the ticket: name to column, or a list of columns.",
			property{"time", &jsonschema.Schema{Type: "boolean", Description: "The value is a time, for `due:`."}})},
		property{"milestones", importColumnsSchema("Times of the ticket that are events: event to column.")},
		property{"events", importEventsSchema()},
	)
	s.Title = "import map"
	s.Definitions = jsonschema.Definitions{"condition": conditionSchema(), "test": testSchema(), "value": valueSchema()}
	return s
}

func sqlNameSchema(about string) *jsonschema.Schema {
	s := phrase(about)
	limit := uint64(63)
	s.MaxLength = &limit
	return s
}

// oneOrList is one thing or a list of them.
func oneOrList(about string, item *jsonschema.Schema) *jsonschema.Schema {
	return either(about, item, list("", item))
}

func columnsSchema(about string) *jsonschema.Schema { return oneOrList(about, phrase("A column.")) }

// importColumnsSchema is a block of names with columns, of which more can be said.
func importColumnsSchema(about string, more ...property) *jsonschema.Schema {
	properties := append([]property{
		{"column", phrase("The column of the export.")},
		{"take", &jsonschema.Schema{
			Enum:        []any{"first", "last", "earliest", "latest"},
			Description: "Which of a ticket's rows that have a value gives it; default last. earliest and latest compare times.",
		}},
	}, more...)
	one := either("", phrase("The column of the export."), object("A column.", []string{"column"}, properties...))
	name := sqlNameSchema("")
	name.Not = &jsonschema.Schema{Enum: []any{"id", "changed_at"}}
	block := &jsonschema.Schema{Type: "object", AdditionalProperties: one, PropertyNames: name}
	return either(about, block, list("Columns that keep their names.", name))
}

func importEventsSchema() *jsonschema.Schema {
	event := object("An event that a row stands for.", nil,
		property{"kind", phrase("The event's name.", "resolved")},
		property{"kind_from", phrase("The column that holds the event's name.")},
		property{"at", phrase("The column of its time.")},
		property{"seq", phrase("A column of whole numbers that orders events of one instant.")},
		property{"when", definition("condition")},
		property{"changed", columnsSchema("Columns of which one must differ from the ticket's row before; its first row always does.")},
	)
	event.OneOf = []*jsonschema.Schema{{Required: []string{"kind"}}, {Required: []string{"kind_from"}}}
	return object("What a row stands for. A row may stand for several events, or none.", []string{"rows"},
		property{"at", phrase("The column of the time, for all events that name none.")},
		property{"seq", phrase("The column of the order within one instant, for all events that name none.")},
		property{"rows", list("The events.", event)},
	)
}
