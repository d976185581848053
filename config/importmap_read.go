package config

import (
	"slices"
	"strings"

	"github.com/yardstickd/yardstick/config/diag"
)

var importKeys = []string{
	"schema", "tables", "ticket", "order", "changed_at", "timezone", "times", "nulls", "delimiter", "encoding",
	"attributes", "milestones", "events",
}

// LoadImportMap reads an import map. The map is nil if any problem is an error; hints come with a map.
func LoadImportMap(path string) (*ImportMap, []diag.Problem) {
	return readImportMap(openDocument(path))
}

func readImportMap(d *document) (*ImportMap, []diag.Problem) {
	m := &ImportMap{Path: d.path, TicketsTable: "tickets", EventsTable: "events", Delimiter: ',', Encoding: UTF8}
	if top, ok := d.top(); ok {
		if f, ok := top.fields("an import map", importKeys...); ok {
			m.read(f)
		}
	}
	problems := d.report()
	if diag.Failed(problems) {
		return nil, problems
	}
	return m, problems
}

func (m *ImportMap) read(f fields) {
	m.readPlace(f)
	m.readFormat(f)
	if v, ok := f.need("ticket"); ok {
		m.Ticket = v.columns()
	}
	m.Order, _ = f.text("order", "the name of a column")
	m.ChangedAt, _ = f.text("changed_at", "the name of a column")
	names := map[string]value{}
	if v, ok := f.get("attributes"); ok {
		m.Attributes = v.importColumns("attribute", names)
	}
	if v, ok := f.get("milestones"); ok {
		m.Milestones = v.importColumns("milestone", names)
	}
	if v, ok := f.get("events"); ok {
		m.Events = v.importEvents()
	}
	if !f.has("milestones") && !f.has("events") && !diag.Failed(f.at.doc.problems) { // else it may be a slip of the pen
		f.at.hint("no-events", "this map makes no events, so no clock will ever start").
			Hint = "name columns with times under `milestones`, or what rows stand for under `events`"
	}
}

// readPlace reads where the tables go.
func (m *ImportMap) readPlace(f fields) {
	if v, ok := f.get("schema"); ok {
		m.Schema, _ = v.sqlName("the name of a schema")
		if reserved := strings.HasPrefix(m.Schema, "pg_") || m.Schema == "information_schema"; reserved {
			v.fail("name", "Postgres keeps the schema %s for itself", quoted(m.Schema))
		}
	}
	v, ok := f.get("tables")
	if !ok {
		return
	}
	tables, ok := v.fields("tables", "tickets", "events")
	if !ok {
		return
	}
	if name, ok := tables.get("tickets"); ok {
		m.TicketsTable, _ = name.sqlName("the name of a table")
	}
	if name, ok := tables.get("events"); ok {
		m.EventsTable, _ = name.sqlName("the name of a table")
	}
	if m.TicketsTable == m.EventsTable {
		v.fail("conflict", "tickets and events can't share the table %s", quoted(m.TicketsTable))
	}
}

// readFormat reads how the file is written.
func (m *ImportMap) readFormat(f fields) {
	if v, ok := f.get("timezone"); ok {
		m.Location, _ = v.zone()
	}
	if v, ok := f.get("times"); ok {
		m.Times = v.timeFormats()
	}
	if v, ok := f.get("nulls"); ok {
		items, _ := v.oneOrMore("texts that mean no value")
		for _, item := range items {
			if text, ok := item.text("a text"); ok {
				m.Nulls = append(m.Nulls, text)
			}
		}
	}
	if v, ok := f.get("delimiter"); ok {
		m.Delimiter = v.delimiter()
	}
	if v, ok := f.get("encoding"); ok {
		m.Encoding = v.encoding()
	}
}

func (v value) timeFormats() []TimeFormat {
	items, _ := v.oneOrMore("time formats")
	var formats []TimeFormat
	for _, item := range items {
		text, ok := item.filled("a time format")
		if !ok {
			continue
		}
		format, err := ParseTimeFormat(text)
		if err != nil {
			item.fail("time-format", "%v", err)
			continue
		}
		formats = append(formats, format)
	}
	return formats
}

// delimiter reads one character, or "tab", which a trimmed text can't be.
func (v value) delimiter() byte {
	if v.spoilt() || !v.isText() {
		_, _ = v.text("a delimiter")
		return ','
	}
	text := v.node.Value
	switch {
	case text == "tab":
		return '\t'
	case len(text) == 1 && text[0] >= '\t' && text[0] < 0x7f && !strings.ContainsAny(text, "\"\r\n"):
		return text[0]
	}
	v.fail("delimiter", "%s can't be a delimiter", quoted(text)).Hint = `use one character such as "," ";" "|", or tab`
	return ','
}

func (v value) encoding() Encoding {
	known := []string{string(UTF8), string(Latin1), string(Windows1252)}
	text, ok := v.filled("an encoding")
	if ok && !slices.Contains(known, text) {
		v.fail("encoding", "the encoding %s is not known", quoted(text)).Hint = "there are: " + strings.Join(known, ", ")
	}
	return Encoding(text)
}

// sqlName reads what Postgres can call a schema, a table or a column: longer names would be cut, and might then collide.
func (v value) sqlName(what string) (string, bool) {
	name, ok := v.filled(what)
	if ok && len(name) > 63 {
		v.fail("name", "%s is longer than the 63 bytes that Postgres allows", quoted(name))
		return "", false
	}
	return name, ok
}

// columns reads one column's name or a list of them.
func (v value) columns() []string {
	items, _ := v.oneOrMore("columns")
	var names []string
	for _, item := range items {
		if name, ok := item.filled("the name of a column"); ok {
			names = append(names, name)
		}
	}
	return names
}
