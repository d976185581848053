package config

import "slices"

// importColumns reads attributes or milestones: a block of name: column, or a
// list of columns that keep their names. The names become columns of one table.
func (v value) importColumns(what string, names map[string]value) []ImportColumn {
	var columns []ImportColumn
	if v.isList() {
		items, _ := v.items("columns")
		for _, item := range items {
			if name, ok := item.newColumn(what, names); ok {
				columns = append(columns, ImportColumn{Name: name, Column: name})
			}
		}
		return columns
	}
	entries, _ := v.entries("a block of names with their columns, or a list of columns,")
	for _, e := range entries {
		name, named := e.key.newColumn(what, names)
		column, ok := e.value.importColumn(what)
		if named && ok {
			column.Name = name
			columns = append(columns, column)
		}
	}
	return columns
}

// newColumn reads a name that no other column of the tickets table has.
func (v value) newColumn(what string, names map[string]value) (string, bool) {
	name, ok := v.sqlName("the name of an " + what)
	if !ok {
		return "", false
	}
	if name == "id" || name == "changed_at" {
		v.fail("name", "every imported ticket has a column %s already", quoted(name)).
			Hint = "the keys `ticket` and `changed_at` fill them; give this one another name"
		return "", false
	}
	if before, taken := names[name]; taken {
		v.fail("duplicate", "the tickets table would have the column %s twice", quoted(name)).Hint = "first at " + before.place()
		return "", false
	}
	names[name] = v
	return name, true
}

// importColumn reads where a value comes from: a column, or a block that says more about it.
func (v value) importColumn(what string) (ImportColumn, bool) {
	if !v.isMapping() {
		column, ok := v.filled("the name of a column")
		return ImportColumn{Column: column}, ok
	}
	keys := []string{"column", "take", "time"}
	if what == "milestone" {
		keys = keys[:2] // a milestone is a time by nature
	}
	f, ok := v.fields("a column", keys...)
	if !ok {
		return ImportColumn{}, false
	}
	f.need("column")
	var c ImportColumn
	c.Column, ok = f.text("column", "the name of a column")
	if take, written := f.get("take"); written {
		c.Take = take.take()
	}
	if time, written := f.get("time"); written {
		truth := time.truth()
		c.Time = truth != nil && *truth
	}
	if take, _ := f.get("take"); c.Take.Compares() && what != "milestone" && !c.Time {
		take.fail("take", "%s compares times, and this attribute is a text", quoted(takes[c.Take])).
			Hint = "add `time: true` if it is a time, else take first or last"
	}
	return c, ok
}

// takes are the words for which of several rows counts.
var takes = [...]string{Last: "last", First: "first", Earliest: "earliest", Latest: "latest"}

func (v value) take() Take {
	text, ok := v.filled("first, last, earliest or latest")
	if !ok {
		return Last
	}
	if take := slices.Index(takes[:], text); take >= 0 {
		return Take(take)
	}
	v.fail("take", "%s is not first, last, earliest or latest", quoted(text)).
		Hint = "first and last are the first and last value there is among the ticket's rows, earliest and latest the least and greatest time"
	return Last
}

// importEvents reads what rows stand for. The block's at and seq hold for every row that has none of its own.
func (v value) importEvents() []ImportEvent {
	f, ok := v.fields("events", "at", "seq", "rows")
	if !ok {
		return nil
	}
	var common ImportEvent
	common.At, _ = f.text("at", "the name of a column")
	common.Seq, _ = f.text("seq", "the name of a column")
	rows, ok := f.need("rows")
	if !ok {
		return nil
	}
	items, _ := rows.items("events that a row can stand for")
	var events []ImportEvent
	for _, item := range items {
		events = append(events, item.importEvent(common))
	}
	return events
}

func (v value) importEvent(common ImportEvent) ImportEvent {
	e := common
	f, ok := v.fields("an event", "kind", "kind_from", "at", "seq", "when", "changed")
	if !ok {
		return e
	}
	f.only("kind", "kind_from")
	if !f.has("kind") && !f.has("kind_from") {
		v.fail("missing", "an event needs a kind").Hint = "write `kind: resolved`, or `kind_from:` with the column that names it"
	}
	e.Kind, _ = f.text("kind", "the name of an event")
	e.KindFrom, _ = f.text("kind_from", "the name of a column")
	if f.has("at") {
		e.At, _ = f.text("at", "the name of a column")
	} else if common.At == "" {
		v.fail("missing", "this event has no time").Hint = "name the column with its time: `at:` here, or once for all of `events`"
	}
	if f.has("seq") {
		e.Seq, _ = f.text("seq", "the name of a column")
	}
	if when, ok := f.get("when"); ok {
		e.When = when.condition()
	}
	if changed, ok := f.get("changed"); ok {
		e.Changed = changed.columns()
	}
	return e
}
