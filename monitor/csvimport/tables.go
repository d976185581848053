package csvimport

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/config"
)

// The statements stand here rather than in .sql files because their names and
// columns are the map's. Every name is quoted; values never enter them.

// mark is the comment on a table that says it may be replaced by the next import.
const mark = "Imported by yardstick; the next import of this schema replaces it."

const (
	copyStaged = `COPY pg_temp.yardstick_staged (id, ord, line, cells) FROM STDIN`
	sortStaged = `DECLARE sorted NO SCROLL CURSOR FOR SELECT id, cells FROM pg_temp.yardstick_staged ORDER BY id, ord, line`
)

// tables are what an import makes.
type tables struct {
	schema, tickets, events string
	hasEvents               bool
	columns                 []string // of the tickets table, after id and changed_at
	types                   []string
}

func tablesOf(m *config.ImportMap, l *layout, export string) tables {
	t := tables{schema: m.Schema, tickets: or(m.TicketsTable, "tickets"), events: or(m.EventsTable, "events"), hasEvents: len(l.events) > 0}
	if t.schema == "" {
		t.schema = SchemaName(export, m.Path)
	}
	for _, v := range l.values {
		kind := "text"
		if v.time {
			kind = "timestamptz"
		}
		t.columns, t.types = append(t.columns, v.name), append(t.types, kind)
	}
	return t
}

func or(name, otherwise string) string {
	if name == "" {
		return otherwise
	}
	return name
}

// SchemaName makes a schema's name from the export's file name, or from the
// map's where the export is read from stdin: what stands before the first
// point, in small letters, anything but letters and digits as "_".
func SchemaName(export, mapPath string) string {
	if export == "-" {
		export = mapPath
	}
	base, _, _ := strings.Cut(filepath.Base(export), ".")
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '_'
	}, base)
	if name = strings.Trim(name, "_"); name == "" {
		return "import"
	}
	if strings.HasPrefix(name, "pg_") || name[0] <= '9' {
		name = "import_" + name
	}
	return name[:min(len(name), 63)]
}

func (t tables) name(table string) string {
	return pq.QuoteIdentifier(t.schema) + "." + pq.QuoteIdentifier(table)
}

// The new tables have these names until they are swapped in.
const newTickets, newEvents = "yardstick_new_tickets", "yardstick_new_events"

// prepare makes the staging table. Two imports into one schema take turns.
func (t tables) prepare() []string {
	return []string{
		"SET LOCAL work_mem = '64MB'",
		fmt.Sprintf("SELECT pg_advisory_xact_lock(hashtext(%s))", pq.QuoteLiteral("yardstick import "+t.schema)),
		`CREATE TEMPORARY TABLE yardstick_staged (id text COLLATE "C" NOT NULL, ord bigint NOT NULL, line bigint NOT NULL, cells text NOT NULL)
			ON COMMIT DROP`,
	}
}

// checkOwner refuses to replace what is no import, and makes the schema and the new tables.
func (t tables) checkOwner(tx *transaction) error {
	for _, table := range []string{t.tickets, t.events} {
		var ours bool
		row := tx.QueryRowContext(tx.ctx, `SELECT count(*) = count(*) FILTER (WHERE obj_description(c.oid, 'pg_class') = $3)
			FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2`, t.schema, table, mark)
		if err := row.Scan(&ours); err != nil {
			return err
		}
		if !ours {
			return fmt.Errorf("%s exists and was not made by an import, so it is left alone: name another `schema` in the map", t.name(table))
		}
	}
	var exists bool
	row := tx.QueryRowContext(tx.ctx, "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)", t.schema)
	if err := row.Scan(&exists); err != nil {
		return err
	}
	// CREATE SCHEMA IF NOT EXISTS needs a privilege even where the schema exists.
	if !exists {
		if err := tx.do("CREATE SCHEMA " + pq.QuoteIdentifier(t.schema)); err != nil {
			return err
		}
	}
	return tx.do(t.create()...)
}

func (t tables) create() []string {
	var columns strings.Builder
	for i, c := range t.columns {
		fmt.Fprintf(&columns, ", %s %s", pq.QuoteIdentifier(c), t.types[i])
	}
	made := []string{fmt.Sprintf(`CREATE TABLE %s (id text COLLATE "C" NOT NULL, changed_at timestamptz NOT NULL%s)`, t.name(newTickets), &columns)}
	if t.hasEvents {
		made = append(made, fmt.Sprintf(`CREATE TABLE %s (ticket_id text COLLATE "C" NOT NULL, at timestamptz NOT NULL, kind text NOT NULL, seq bigint)`,
			t.name(newEvents)))
	}
	return made
}

func (t tables) copyTickets() string {
	columns := `id, changed_at`
	for _, c := range t.columns {
		columns += ", " + pq.QuoteIdentifier(c)
	}
	return fmt.Sprintf("COPY %s (%s) FROM STDIN", t.name(newTickets), columns)
}

func (t tables) copyEvents() string {
	return fmt.Sprintf("COPY %s (ticket_id, at, kind, seq) FROM STDIN", t.name(newEvents))
}

// swap indexes the new tables and puts them in the old ones' place. Only the
// last statements lock the old tables, so readers are kept waiting for milliseconds.
func (t tables) swap() []string {
	s := []string{
		fmt.Sprintf("ALTER TABLE %s ADD PRIMARY KEY (id)", t.name(newTickets)),
		"ANALYZE " + t.name(newTickets),
	}
	if t.hasEvents {
		s = append(s, fmt.Sprintf("CREATE INDEX ON %s (ticket_id)", t.name(newEvents)), "ANALYZE "+t.name(newEvents))
	}
	s = append(s, "DROP TABLE IF EXISTS "+t.name(t.tickets), "DROP TABLE IF EXISTS "+t.name(t.events))
	s = append(s, t.rename(newTickets, t.tickets)...)
	if t.hasEvents {
		s = append(s, t.rename(newEvents, t.events)...)
	}
	return s
}

func (t tables) rename(from, to string) []string {
	return []string{
		fmt.Sprintf("ALTER TABLE %s RENAME TO %s", t.name(from), pq.QuoteIdentifier(to)),
		fmt.Sprintf("COMMENT ON TABLE %s IS %s", t.name(to), pq.QuoteLiteral(mark)),
	}
}
