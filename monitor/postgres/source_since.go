package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// changed asks which tickets changed, or have events that changed, since a watermark less the overlap. A row whose stamp
// is null, or a text that can't be read, may not be among them, nor one that was stamped longer ago than that when it was
// committed: a reading of everything finds those.
//
// The ids come here and go back, rather than being joined on the server: so the mapping queries get a condition that
// reaches their indexes also from outside a GROUP BY or UNION, and the server knows how many ids there are when it plans.
func (r *reading) changed(ctx context.Context, tx *sqlx.Tx, since monitor.Watermark, overlap time.Duration) ([]string, error) {
	s := r.source
	ids := []string{} // not nil, which would be all
	ids, err := s.changedIn(ctx, tx, ids, "tickets", s.options.Tickets, "id",
		r.columns.tickets[place(r.columns.tickets, changedAt)], r.from(since.Tickets, overlap))
	if err != nil {
		return nil, err
	}
	if r.columns.events != nil {
		ids, err = s.changedIn(ctx, tx, ids, "events", s.options.Events, "ticket_id",
			r.columns.events[changeStamp(r.columns.events)], r.from(since.Events, overlap))
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// from is where to read on. A watermark later than the source's clock is of a clock that has been put back since.
func (r *reading) from(since calendar.Instant, overlap time.Duration) calendar.Instant {
	if since == calendar.None {
		return since
	}
	return min(since, r.now).Add(-overlap)
}

// changedIn adds the ids of a mapping query's rows that are stamped at or after an instant.
func (s *Source) changedIn(ctx context.Context, tx *sqlx.Tx, ids []string, which, query, id string, stamp column,
	from calendar.Instant,
) ([]string, error) {
	rows, err := tx.QueryContext(ctx, changedQuery(query, id, stamp), bound(stamp, s.zone, from))
	if err != nil {
		return nil, s.failed(ctx, which, err)
	}
	defer func() { _ = rows.Close() }() // its errors are those of rows.Err
	for rows.Next() {
		var next string
		if err := rows.Scan(&next); err != nil {
			return nil, s.failed(ctx, which, err)
		}
		if n := len(ids); n == 0 || ids[n-1] != next { // as the events of one ticket often come together
			ids = append(ids, next)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, s.failed(ctx, which, err)
	}
	return ids, nil
}

// changedQuery gives the statement for the ids of a mapping query's rows that are stamped at or after $1.
func changedQuery(query, id string, stamp column) string {
	cast, _ := boundOf(stamp)
	left := "changed." + stamp.name
	if cast == "text" {
		left += "::text" // a type that compares with no text of itself, such as an enum
	}
	return statement("source_changed", "{query}", query, "{id}", id, "{stamp}", left, "{type}", cast)
}
