package postgres

import (
	"cmp"
	"context"
	"database/sql"
	_ "embed" // for the statements
	"slices"
	"strings"

	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var (
	//go:embed queries/ledger_copy_clocks.sql
	copyIntoClock string
	//go:embed queries/ledger_upsert_clocks.sql
	upsertIntoClock string
)

// upsertChunk is how many clocks one upsert carries: enough to hide the round
// trip, few enough that its arrays stay small.
const upsertChunk = 2000

// copyClocks writes rows that are surely not there yet: about half the cost of an upsert.
func copyClocks(ctx context.Context, conn *sql.Conn, c *monitor.Change) (int, error) {
	prefix := append(appendCopyText(nil, c.Source), '\t')
	prefix = append(appendCopyStamp(prefix, c.AsOf), '\t')
	return len(c.Clocks), copyRows(ctx, conn, copyIntoClock, len(c.Clocks), func(line []byte, i int) []byte {
		return appendClock(append(line, prefix...), &c.Clocks[i])
	})
}

// appendClock writes a row in COPY's text form, after the source and the instant that it is as of.
func appendClock(dst []byte, row *monitor.ClockRow) []byte {
	dst = appendKey(dst, &row.Key)
	dst = appendCopyNumber(dst, int64(row.Ordinal))
	dst = append(appendCopyText(dst, row.Version), '\t')
	dst = appendCopyNumber(dst, int64(row.Row))
	dst = append(append(dst, row.State.String()...), '\t')
	dst = append(append(dst, row.Verdict.String()...), '\t')
	dst = append(appendCopyText(dst, row.Reason), '\t')
	for _, at := range [...]calendar.Instant{
		row.StartedAt, row.OpensAt, row.DueAt, row.DesiredAt, row.NextAt, row.StoppedAt,
	} {
		dst = append(appendCopyStamp(dst, at), '\t')
	}
	dst = appendCopyNumber(dst, row.Elapsed.Microseconds())
	dst = append(appendCopyText(dst, row.Calendar), '\t')
	dst = append(appendCopyText(dst, row.Baseline), '\t')
	return appendFact(dst, row)
}

// upsertClocks writes rows that may be there, in the order of their keys, and gives how many really changed.
func upsertClocks(ctx context.Context, tx *sql.Tx, c *monitor.Change) (int, error) {
	clocks := c.Clocks
	if !slices.IsSortedFunc(clocks, byKey) { // two batches that lock the same rows in two orders would wait for each other
		clocks = slices.SortedFunc(slices.Values(clocks), byKey)
	}
	changed := 0
	for chunk := range slices.Chunk(clocks, upsertChunk) {
		result, err := tx.ExecContext(ctx, upsertIntoClock, clockArrays(c.Source, c.AsOf, chunk)...)
		if err != nil {
			return 0, err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return 0, err
		}
		changed += int(n)
	}
	return changed, nil
}

func byKey(a, b monitor.ClockRow) int { return compareKeys(a.Key, b.Key) }

// compareKeys orders keys as the primary key of clock does.
func compareKeys(a, b monitor.ClockKey) int {
	return cmp.Or(
		strings.Compare(a.Ticket, b.Ticket), strings.Compare(a.Standard, b.Standard),
		cmp.Compare(a.Cycle.Start, b.Cycle.Start), cmp.Compare(a.Cycle.N, b.Cycle.N),
	)
}

// clockArrays gives the statement's arguments: the source, the instant, then one array a column.
func clockArrays(source string, asOf calendar.Instant, clocks []monitor.ClockRow) []any {
	n := len(clocks)
	var keys keyArrays
	ordinals, versions, targets := make(pq.Int32Array, n), make(pq.StringArray, n), make(pq.Int32Array, n)
	states, verdicts := make(pq.StringArray, n), make(pq.StringArray, n)
	reasons, calendars, baselines := make(pq.StringArray, n), make(pq.StringArray, n), make(pq.StringArray, n)
	elapsed := make(pq.Int64Array, n)
	var started, opens, due, desired, next, stopped stampArray
	var facts factArrays
	for i := range clocks {
		c := &clocks[i]
		keys.add(&c.Key)
		ordinals[i], versions[i], targets[i] = c.Ordinal, c.Version, c.Row
		states[i], verdicts[i], reasons[i] = c.State.String(), c.Verdict.String(), c.Reason
		elapsed[i], calendars[i], baselines[i] = c.Elapsed.Microseconds(), c.Calendar, c.Baseline
		started.add(c.StartedAt)
		opens.add(c.OpensAt)
		due.add(c.DueAt)
		desired.add(c.DesiredAt)
		next.add(c.NextAt)
		stopped.add(c.StoppedAt)
		facts.add(c)
	}
	return append([]any{
		source, stamp(asOf), keys.tickets, keys.standards, keys.cycles, keys.numbers, ordinals, versions, targets, states, verdicts,
		reasons, started.text(), opens.text(), due.text(), desired.text(), next.text(), stopped.text(), elapsed, calendars, baselines,
	}, facts.arguments()...)
}

// keyArrays are the columns of some clocks' keys.
type keyArrays struct {
	tickets, standards pq.StringArray
	cycles             pq.Int64Array
	numbers            pq.Int32Array
}

func (a *keyArrays) add(k *monitor.ClockKey) {
	a.tickets, a.standards = append(a.tickets, k.Ticket), append(a.standards, k.Standard)
	a.cycles, a.numbers = append(a.cycles, int64(k.Cycle.Start)), append(a.numbers, k.Cycle.N)
}
