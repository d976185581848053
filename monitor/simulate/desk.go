package simulate

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

const (
	historyDays = 120
	firstTicket = 20001
)

// Desk is a service desk. It is not safe for use by several goroutines.
type Desk struct {
	seed  uint64
	first time.Time // the now of Seed
	at    time.Time // all up to here is written
	next  int64     // the next ticket's id
	ahead []pending // by time
}

// pending is an event whose time has not come.
type pending struct {
	id int64
	event
}

// New gives a desk; the same seed gives the same tickets.
func New(seed uint64) *Desk { return &Desk{seed: seed, next: firstTicket} }

// Wrote counts what was written.
type Wrote struct{ Tickets, Events int }

// Seed makes the schema desk, with the tickets and events of the months before
// now, by COPY in one transaction. The schema must not exist yet.
func (d *Desk) Seed(ctx context.Context, db *sql.DB, now time.Time) (Wrote, error) {
	d.first, d.at = now, now
	stories := d.history(now)
	var past []pending
	for i := range stories {
		stories[i].id = d.next
		d.next++
		past = append(past, d.split(stories[i])...)
	}
	w := Wrote{Tickets: len(stories), Events: len(past)}
	if err := writeHistory(ctx, db, stories, past, now); err != nil {
		return Wrote{}, fmt.Errorf("the desk's history: %w", err)
	}
	return w, nil
}

// history is every ticket up to now, as they came in.
func (d *Desk) history(now time.Time) []story {
	var stories []story
	for n := historyDays; n >= 0; n-- {
		stories = append(stories, day(d.seed, now.AddDate(0, 0, -n), now)...)
	}
	stories = slices.DeleteFunc(stories, func(s story) bool { return s.createdAt.After(now) })
	stories = append(stories, inHand(now)...)
	slices.SortStableFunc(stories, byArrival)
	return stories
}

// split keeps what lies ahead of the desk for later and gives what has happened.
func (d *Desk) split(s story) []pending {
	var past []pending
	for _, e := range s.events {
		if p := (pending{s.id, e}); e.at.After(d.at) {
			d.ahead = append(d.ahead, p)
		} else {
			past = append(past, p)
		}
	}
	slices.SortStableFunc(d.ahead, func(a, b pending) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.id, b.id), cmp.Compare(a.seq, b.seq))
	})
	return past
}

// Step writes what happens from where it left off up to an instant, in one
// transaction. An instant that was reached already writes nothing.
func (d *Desk) Step(ctx context.Context, db *sql.DB, to time.Time) (Wrote, error) {
	if !to.After(d.at) {
		return Wrote{}, nil
	}
	arrived := d.arrivals(d.at, to)
	var due []pending
	d.at = to
	for i := range arrived {
		arrived[i].id = d.next
		d.next++
		due = append(due, d.split(arrived[i])...)
	}
	n, _ := slices.BinarySearchFunc(d.ahead, to, func(p pending, to time.Time) int {
		if p.at.After(to) {
			return 1
		}
		return -1
	})
	due = append(due, d.ahead[:n]...)
	d.ahead = d.ahead[n:]
	w := Wrote{Tickets: len(arrived), Events: len(due)}
	if err := writeLive(ctx, db, arrived, due, to); err != nil {
		return Wrote{}, fmt.Errorf("the desk's tickets: %w", err)
	}
	return w, nil
}

// arrivals are the tickets that come in in (from, to], in order.
func (d *Desk) arrivals(from, to time.Time) []story {
	stories := trickle(d.seed, from, to)
	last := to.In(berlin)
	for date := from.In(berlin); ; date = date.AddDate(0, 0, 1) {
		for _, s := range day(d.seed, date, d.first) {
			if s.createdAt.After(from) && !s.createdAt.After(to) {
				stories = append(stories, s)
			}
		}
		if date.YearDay() == last.YearDay() || date.After(last) {
			break
		}
	}
	slices.SortStableFunc(stories, byArrival)
	return stories
}

// Run writes as time goes by on the caller's clock, which it looks at every
// so often in real time, until ctx ends; then it returns nil.
func (d *Desk) Run(ctx context.Context, db *sql.DB, now func() time.Time, every time.Duration) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if _, err := d.Step(ctx, db, now()); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
