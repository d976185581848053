package postgres

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// defaultTimeout bounds one statement on the source, reading all of it included.
const defaultTimeout = 15 * time.Minute

// defaultSearchPath is Postgres' own with the temporary schema last, so that no temporary table can stand in for a
// help desk's.
const defaultSearchPath = `"$user", public, pg_temp`

// mostKinds bounds how many event kinds a source may have; more is a free text taken for a kind.
const mostKinds = 10_000

// SourceOptions say how a help desk is read.
type SourceOptions struct {
	Name string
	URL  string // of the database; a search_path in it is obeyed
	// Location is how stamps without zone are read; nil for UTC.
	Location *time.Location
	// Tickets is the tickets query: id and any attributes. One of them, changed_at, tells what to read again.
	Tickets string
	// Milestones are columns of the tickets query that are events.
	Milestones []Milestone
	// Events is the events query: ticket_id, at, kind, and perhaps author, public, seq, and changed_at; "" for none.
	Events string
	Kinds  []string // event kinds that may come though none has yet
	// EventsSince is where the history of the events query begins, calendar.None where that is not said.
	EventsSince calendar.Instant
	Timeout     time.Duration
}

// Milestone says that a column of the tickets query is when an event of a kind happened.
type Milestone struct{ Kind, Column string }

// Source is one help desk. It implements monitor.Source and may be used by several goroutines.
type Source struct {
	options    SourceOptions
	zone       *calendar.Zone
	db         *sqlx.DB
	searchPath string
}

// NewSource connects to a help desk. The caller closes it.
func NewSource(ctx context.Context, options SourceOptions) (*Source, error) {
	config, err := connection(options.URL)
	if err != nil {
		return nil, fmt.Errorf("source %s: %w", options.Name, err)
	}
	s := &Source{options: options, searchPath: defaultSearchPath}
	if path := config.Runtime["search_path"]; path != "" {
		// Sent by SET LOCAL instead, since poolers refuse it at the start of a session.
		config = config.Clone()
		delete(config.Runtime, "search_path")
		s.searchPath = path
	}
	if s.options.Timeout == 0 {
		s.options.Timeout = defaultTimeout
	}
	if s.options.Location == nil {
		s.options.Location = time.UTC
	}
	s.options.Tickets = bare(options.Tickets)
	s.options.Events = bare(options.Events)
	s.zone = calendar.NewZone(s.options.Location)
	if s.db, err = open(ctx, config, ""); err != nil {
		return nil, fmt.Errorf("source %s: %w", options.Name, err)
	}
	return s, nil
}

// bare takes the semicolons off the end of a query, so that it can stand in brackets.
func bare(query string) string { return strings.TrimRight(query, "; \t\r\n") }

// Name is the source's name in yardstick.yaml.
func (s *Source) Name() string { return s.options.Name }

// Close ends the connections.
func (s *Source) Close() error { return s.db.Close() }

// Vocabulary asks which attributes (columns of the tickets query) and event kinds (milestones, kinds that the events
// query gives now, configured kinds) the source has. It fails where a mapping query does, lacks a column, or has a number for a time.
func (s *Source) Vocabulary(ctx context.Context) (*rules.Vocabulary, error) {
	tx, _, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }() // it has only read
	columns, err := s.probe(ctx, tx)
	if err != nil {
		return nil, err
	}
	if err := s.timeless(columns); err != nil {
		return nil, err
	}
	events, err := s.eventKinds(ctx, tx)
	if err != nil {
		return nil, err
	}
	alone := s.milestonesAlone(events)
	kinds := slices.Clone(alone)
	for _, m := range s.options.Milestones {
		kinds = append(kinds, m.Kind)
	}
	kinds = append(kinds, events...)
	v := rules.NewVocabulary(s.options.Name, s.zone, names(columns.tickets), kinds)
	v.EventsSince(s.options.EventsSince, len(alone))
	return v, nil
}

// eventKinds gives the kinds that the events query has now, and those it is said to.
func (s *Source) eventKinds(ctx context.Context, tx *sqlx.Tx) ([]string, error) {
	if s.options.Events == "" {
		return s.options.Kinds, nil
	}
	var kinds []string
	query, limit := kindsQuery(s.options.Events)
	if err := tx.SelectContext(ctx, &kinds, query, limit); err != nil {
		return nil, s.failed(ctx, "events", err)
	}
	if len(kinds) > mostKinds {
		return nil, fmt.Errorf("source %s: the events query gives more than %d different kinds: a kind is the name of "+
			"what happened, such as replied", s.options.Name, mostKinds)
	}
	for i := range kinds {
		kinds[i] = strings.TrimSpace(kinds[i])
	}
	return append(kinds, s.options.Kinds...), nil
}

// milestonesAlone gives the kinds, each once, that are columns of the tickets query and nothing else: they have happened
// whether or not the history of the events query reaches back to them.
func (s *Source) milestonesAlone(events []string) []string {
	var alone []string
	for _, m := range s.options.Milestones {
		if !slices.Contains(events, m.Kind) && !slices.Contains(alone, m.Kind) {
			alone = append(alone, m.Kind)
		}
	}
	return alone
}

// begin opens a transaction that sees one snapshot, can't write, and reads stamps the same way whatever the role's
// settings are. It gives what the source's clock shows, no later than the snapshot, and how far a replica is behind.
func (s *Source) begin(ctx context.Context) (*sqlx.Tx, snapshot, error) {
	tx, err := s.db.BeginTxx(ctx, readOnly)
	if err != nil {
		return nil, snapshot{}, fmt.Errorf("source %s: %w", s.options.Name, err)
	}
	timeout := strconv.FormatInt(s.options.Timeout.Milliseconds(), 10)
	answer, err := tx.QueryRowxContext(ctx, statement("source_session"), timeout, s.searchPath).SliceScan()
	if err != nil {
		_ = tx.Rollback()
		return nil, snapshot{}, fmt.Errorf("source %s: preparing the session: %w", s.options.Name, err)
	}
	now, _ := answer[0].(time.Time)
	behind, _ := answer[1].(float64)
	return tx, snapshot{now: calendar.FromTime(now), behind: time.Duration(behind * float64(time.Second))}, nil
}

// snapshot is when a source is read.
type snapshot struct {
	now    calendar.Instant // by the source's clock, no later than the snapshot
	behind time.Duration    // of a replica
}

// same tells whether the columns are those that a vocabulary was made of.
func same(columns []column, v *rules.Vocabulary) bool {
	return slices.Equal(names(columns), v.Attributes())
}
