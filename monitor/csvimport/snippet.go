package csvimport

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/config"
)

// plainName is what needs no quotes, neither in YAML nor as the name of a source.
var plainName = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// SourceYAML gives what yardstick.yaml needs to read an import back: its `sources:` block.
func SourceYAML(m *config.ImportMap, r Report) string {
	var b strings.Builder
	name := "import"
	if plainName.MatchString(r.Schema) {
		name = r.Schema
	}
	fmt.Fprintf(&b, "sources:\n  - name: %s\n    tickets: |\n      SELECT %s\n      FROM %s.%s\n", name,
		strings.Join(ticketColumns(m), ", "), identifier(r.Schema), identifier(r.TicketsTable))
	if len(m.Milestones) > 0 {
		pairs := make([]string, len(m.Milestones))
		for i, c := range m.Milestones {
			pairs[i] = scalar(c.Name) + ": " + scalar(c.Name)
		}
		fmt.Fprintf(&b, "    milestones: { %s }\n", strings.Join(pairs, ", "))
	}
	if len(m.Events) > 0 {
		fmt.Fprintf(&b, "    events: |\n      SELECT ticket_id, at, kind, seq FROM %s.%s\n", identifier(r.Schema), identifier(r.EventsTable))
	}
	if kinds := fixedKinds(m); len(kinds) > 0 {
		fmt.Fprintf(&b, "    kinds: [%s]\n", strings.Join(kinds, ", "))
	}
	return b.String()
}

func ticketColumns(m *config.ImportMap) []string {
	columns := []string{"id", "changed_at"}
	for _, list := range [][]config.ImportColumn{m.Attributes, m.Milestones} {
		for _, c := range list {
			columns = append(columns, pq.QuoteIdentifier(c.Name)) // always: it may be a word of SQL
		}
	}
	return columns
}

// fixedKinds are the events the map names, each once: some may not have happened in this export.
func fixedKinds(m *config.ImportMap) []string {
	var kinds []string
	seen := map[string]bool{"": true}
	for _, e := range m.Events {
		if !seen[e.Kind] {
			seen[e.Kind] = true
			kinds = append(kinds, scalar(e.Kind))
		}
	}
	return kinds
}

func identifier(name string) string {
	if plainName.MatchString(name) && name != "select" && name != "table" && name != "order" && name != "user" {
		return name
	}
	return pq.QuoteIdentifier(name)
}

// scalar writes a text in YAML; Go's quoting is YAML's for what a name can contain.
func scalar(text string) string {
	switch text {
	case "null", "true", "false", "yes", "no", "on", "off", "y", "n":
	default:
		if plainName.MatchString(text) {
			return text
		}
	}
	return fmt.Sprintf("%q", text)
}
