package simulate

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"time"
)

var (
	//go:embed queries/schema.sql
	schema string
	//go:embed queries/copy_tickets.sql
	copyTickets string
	//go:embed queries/copy_events.sql
	copyEvents string
	//go:embed queries/insert_ticket.sql
	insertTicket string
	//go:embed queries/insert_event.sql
	insertEvent string
	//go:embed queries/touch_ticket.sql
	touchTicket string
	//go:embed queries/analyze.sql
	analyze string
)

// writeHistory makes the schema and copies all in.
func writeHistory(ctx context.Context, db *sql.DB, stories []story, past []pending, now time.Time) error {
	return inOne(ctx, db, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, schema); err != nil {
			return err
		}
		err := each(ctx, tx, copyTickets, true, len(stories), func(i int) []any { return stories[i].row(now) })
		if err != nil {
			return err
		}
		err = each(ctx, tx, copyEvents, true, len(past), func(i int) []any { return past[i].row() })
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, analyze)
		return err
	})
}

// writeLive inserts what has come in and what has happened since.
func writeLive(ctx context.Context, db *sql.DB, arrived []story, due []pending, now time.Time) error {
	if len(arrived)+len(due) == 0 {
		return nil
	}
	return inOne(ctx, db, func(tx *sql.Tx) error {
		err := each(ctx, tx, insertTicket, false, len(arrived), func(i int) []any { return arrived[i].row(now) })
		if err != nil {
			return err
		}
		err = each(ctx, tx, insertEvent, false, len(due), func(i int) []any { return due[i].row() })
		if err != nil {
			return err
		}
		return each(ctx, tx, touchTicket, false, len(due), func(i int) []any {
			return []any{due[i].id, due[i].at, due[i].closedAt()}
		})
	})
}

func inOne(ctx context.Context, db *sql.DB, write func(*sql.Tx) error) error {
	// The statements end with ctx, the transaction does not: a roll back must not run into a COPY under way.
	tx, err := db.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	if err := write(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// each runs a statement for n rows. A COPY is ended by a call without a row.
func each(ctx context.Context, tx *sql.Tx, statement string, isCopy bool, n int, row func(int) []any) error {
	prepared, err := tx.PrepareContext(ctx, statement)
	if err != nil {
		return err
	}
	defer func() { _ = prepared.Close() }()
	for i := range n {
		if _, err := prepared.ExecContext(ctx, row(i)...); err != nil {
			return err
		}
	}
	if isCopy {
		_, err = prepared.ExecContext(ctx)
	}
	return err
}

// row is the ticket as it stands at an instant.
func (s story) row(now time.Time) []any {
	updated := s.createdAt
	var closed sql.NullTime
	for _, e := range s.events {
		if e.at.After(now) {
			break
		}
		if updated = e.at; e.closes() {
			closed = sql.NullTime{Time: e.at, Valid: true}
		}
	}
	return []any{s.id, s.subject, s.customer, s.tier, s.priority, s.channel, s.team, categoryOf(s.subject), s.createdAt, closed, updated}
}

func (p pending) row() []any {
	return []any{p.id, p.seq, p.at, p.kind, p.author, p.public, p.at}
}

// closedAt is when this event closed the ticket, if it did.
func (p pending) closedAt() sql.NullTime { return sql.NullTime{Time: p.at, Valid: p.closes()} }
