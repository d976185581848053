package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// futureAfter is how much later than the reading a stamp may be before it lies in the future.
const futureAfter = 5 * time.Minute

// batchesInFlight is how many batches go round: one being filled, one on its way, one being judged.
const batchesInFlight = 3

// Read streams tickets in batches, in one snapshot, ordered by id: whole numbers as such, others as text byte by byte.
// The next batch is read while the function works on this one. Asked for what changed since, it gives those tickets with
// all of their events, or everything where the tickets query has no changed_at. See monitor.Source.
func (s *Source) Read(ctx context.Context, q monitor.Query, each func(*monitor.Batch) error) (monitor.Reading, error) {
	if q.Vocabulary == nil || q.Vocabulary.Source() != s.options.Name {
		return monitor.Reading{}, fmt.Errorf("source %s: reading needs its own vocabulary", s.options.Name)
	}
	r := &reading{source: s, vocabulary: q.Vocabulary, future: q.Now.Add(futureAfter)}
	if q.IDs != nil && len(q.IDs) == 0 {
		return r.unfinished(), nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	full := make(chan *batch, batchesInFlight)
	r.free = make(chan *batch, batchesInFlight)
	for range batchesInFlight {
		r.free <- &batch{}
	}
	var failed error
	go func() {
		defer close(full)
		failed = r.stream(ctx, q, full)
	}()
	for b := range full {
		if err := each(&b.Batch); err != nil {
			cancel()
			for range full { // wait for the reader to let go of its connection
			}
			return r.unfinished(), err
		}
		b.reset()
		r.free <- b
	}
	if failed != nil {
		return r.unfinished(), failed
	}
	return r.done(q), nil
}

// unfinished says what was read of what a watermark can't stand for.
func (r *reading) unfinished() monitor.Reading {
	return monitor.Reading{Tally: r.tally, Watermark: monitor.NoWatermark}
}

// done says what was read.
func (r *reading) done(q monitor.Query) monitor.Reading {
	done := r.unfinished()
	done.Behind = r.behind
	if done.Whole = r.whole; r.ticketsLatest != nil {
		earlier := monitor.NoWatermark
		if q.Since != nil {
			earlier = *q.Since
		}
		done.Watermark.Tickets = r.ticketsLatest.since(earlier.Tickets)
		done.Watermark.Events = r.eventsLatest.since(earlier.Events)
	}
	return done
}

// reading is one Read under way: the state of its reader goroutine.
type reading struct {
	source     *Source
	vocabulary *rules.Vocabulary
	future     calendar.Instant // what is later lies in the future
	columns    *columns
	milestones []milestone
	rendering  []rendering // of each ticket column
	comparing  []int       // ticket columns, as rows of one id are compared: when they changed comes last
	eventID    rendering   // of an event's ticket_id
	snapshot
	whole bool
	// What changed last, and which columns say so; nil where the reading leaves no watermark.
	ticketsLatest, eventsLatest *latest
	ticketStamp, eventStamp     int
	free                        chan *batch
	batch                       *batch
	row                         record
	id                          []byte // of the last ticket row
	haveTicket                  bool   // id means something, and the ticket is the batch's open one
	incomplete                  bool   // it has no milestones yet, since another row of its id may come
	tally                       monitor.Tally
}

// milestone is a column that is an event, in the terms of the vocabulary.
type milestone struct {
	column int
	kind   rules.Kind
	name   []byte
}

// stream reads everything and hands it over batch by batch.
func (r *reading) stream(ctx context.Context, q monitor.Query, full chan<- *batch) error {
	s := r.source
	tx, at, err := s.begin(ctx)
	if err != nil {
		return err
	}
	r.snapshot = at
	defer func() { _ = tx.Rollback() }() // it has only read
	if r.columns, err = s.probe(ctx, tx); err != nil {
		return err
	}
	if !same(r.columns.tickets, r.vocabulary) {
		return fmt.Errorf("source %s: the columns of the tickets query have changed from %s to %s: the next reading uses them",
			s.options.Name, strings.Join(r.vocabulary.Attributes(), ", "), strings.Join(names(r.columns.tickets), ", "))
	}
	r.prepare()
	ids, err := r.wanted(ctx, tx, q)
	if err != nil {
		return err
	}
	query, args := s.query(r.columns, ids)
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return s.failed(ctx, "tickets or events", err)
	}
	defer func() { _ = rows.Close() }() // its errors are those of rows.Err
	return r.rows(ctx, rows, full)
}

// wanted gives the ids to read, nil for all, and prepares for the watermark that this leaves.
func (r *reading) wanted(ctx context.Context, tx *sqlx.Tx, q monitor.Query) ([]string, error) {
	if q.IDs != nil {
		return q.IDs, nil
	}
	r.ticketStamp = place(r.columns.tickets, changedAt)
	if r.whole = r.ticketStamp < 0; r.whole {
		return nil, nil
	}
	r.ticketsLatest = newLatest(r.columns.tickets[r.ticketStamp], r.source.zone, r.now)
	if r.columns.events != nil {
		stamp := r.columns.events[changeStamp(r.columns.events)]
		r.eventStamp = eventAt
		if stamp.name == changedAt {
			r.eventStamp = eventChanged
		}
		r.eventsLatest = newLatest(stamp, r.source.zone, r.now)
	}
	if r.whole = q.Since == nil || q.Since.Tickets == calendar.None; r.whole {
		return nil, nil
	}
	return r.changed(ctx, tx, *q.Since, q.Overlap)
}

func (r *reading) prepare() {
	for i, m := range r.source.options.Milestones {
		kind, _ := r.vocabulary.Kind(m.Kind)
		r.milestones = append(r.milestones, milestone{column: r.columns.stamps[i], kind: kind, name: []byte(m.Kind)})
	}
	changed := place(r.columns.tickets, changedAt)
	for i, c := range r.columns.tickets {
		r.rendering = append(r.rendering, renderingOf(c))
		if i != changed {
			r.comparing = append(r.comparing, i)
		}
	}
	if changed >= 0 {
		r.comparing = append(r.comparing, changed)
	}
	if r.columns.events != nil {
		r.eventID = renderingOf(r.columns.events[place(r.columns.events, "ticket_id")])
	}
}

// rows turns rows into batches.
func (r *reading) rows(ctx context.Context, rows *sql.Rows, full chan<- *batch) error {
	var ticket, event sql.RawBytes
	into := []any{&ticket}
	if r.source.options.Events != "" {
		into = append(into, &event)
	}
	var err error
	if r.batch, err = r.next(ctx); err != nil {
		return err
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return r.source.failed(ctx, "tickets or events", err)
		}
		if ticket == nil {
			err = r.parse(event, eventWidth)
			if err == nil {
				r.eventRow()
			}
		} else if err = r.parse(ticket, len(r.columns.tickets)); err == nil {
			err = r.ticketRow(ctx, full)
		}
		if err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return r.source.failed(ctx, "tickets or events", err)
	}
	return r.hand(ctx, full)
}

func (r *reading) parse(row []byte, width int) error {
	err := r.row.parse(row)
	if err == nil && len(r.row.ends) != width {
		err = fmt.Errorf("it has %d columns instead of %d", len(r.row.ends), width)
	}
	if err != nil {
		return fmt.Errorf("source %s: a row could not be read: %w", r.source.options.Name, err)
	}
	return nil
}

// hand seals the batch and passes it on.
func (r *reading) hand(ctx context.Context, full chan<- *batch) error {
	r.complete()
	r.batch.finish()
	r.batch.seal(r.columns.id)
	select {
	case full <- r.batch:
		r.batch = nil
		return nil
	case <-ctx.Done():
		return stopped(ctx)
	}
}

// next waits for a batch that can be filled again.
func (r *reading) next(ctx context.Context) (*batch, error) {
	select {
	case b := <-r.free:
		return b, nil
	case <-ctx.Done():
		return nil, stopped(ctx)
	}
}

func stopped(ctx context.Context) error {
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return ctx.Err()
}
