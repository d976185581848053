package examples_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// desk is the source of an example and its standards, opened as the program opens them, for what no command prints.
type desk struct {
	options    postgres.SourceOptions
	source     *postgres.Source
	vocabulary *rules.Vocabulary
	standards  []*rules.Standard
	histories  []rules.History // of the standards, with their hashes
}

func openDesk(t *testing.T, folder, database string) desk {
	t.Helper()
	c, problems := config.Load(filepath.Join(folder, "yardstick.yaml"), os.LookupEnv)
	if c == nil {
		t.Fatal(problems)
	}
	set, problems := config.LoadStandards(c.Standards)
	if set == nil {
		t.Fatal(problems)
	}
	s := c.Sources[0]
	options := postgres.SourceOptions{Name: s.Name, URL: database, Location: s.Location, Tickets: s.Tickets, Events: s.Events, Kinds: s.Kinds}
	for _, m := range s.Milestones {
		options.Milestones = append(options.Milestones, postgres.Milestone(m))
	}
	d := desk{options: options, source: openSource(t, options), standards: set.Standards, histories: set.Histories()}
	var err error
	if d.vocabulary, err = d.source.Vocabulary(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

func openSource(t *testing.T, options postgres.SourceOptions) *postgres.Source {
	t.Helper()
	source, err := postgres.NewSource(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = source.Close() })
	return source
}

// book binds the standards with other measures than their own, perhaps.
func (d desk) book(t *testing.T, measure func(*rules.Measure)) *rules.Rulebook {
	t.Helper()
	changed := make([]*rules.Standard, len(d.standards))
	for i, s := range d.standards {
		standard := *s
		measure(&standard.Measure)
		changed[i] = &standard
	}
	book, unknown := rules.Bind(rules.Since(changed...), d.vocabulary)
	if len(unknown) > 0 {
		t.Fatalf("the source has not %+v", unknown)
	}
	return book
}

// replays reads all tickets once and replays each under all books as of an instant. Clocks are valid until each returns.
func (d desk) replays(t *testing.T, asOf time.Time, books []*rules.Rulebook, each func(results []rules.Result)) {
	t.Helper()
	results := make([]rules.Result, len(books))
	longAfter := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC) // nothing lies in the future of the reading
	query := monitor.Query{Now: calendar.FromTime(longAfter), Vocabulary: d.vocabulary}
	_, err := d.source.Read(t.Context(), query, func(batch *monitor.Batch) error {
		for i := range batch.Tickets {
			for b, book := range books {
				ticket := batch.Tickets[i]
				ticket.Events = slices.Clone(ticket.Events)
				book.Replay(&ticket, calendar.FromTime(asOf), &results[b])
			}
			each(results)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// clockOf gives the only clock of a result that is under one of some standards.
func clockOf(t *testing.T, r *rules.Result, standards ...string) *rules.Clock {
	t.Helper()
	var found *rules.Clock
	for i := range r.Clocks {
		if !slices.Contains(standards, r.Clocks[i].Standard().ID) {
			continue
		}
		if found != nil {
			t.Fatalf("ticket %s has more than one clock", found.Ticket.ID)
		}
		found = &r.Clocks[i]
	}
	return found
}
