package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"slices"

	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
)

var (
	//go:embed queries/ledger_copy_verdicts.sql
	copyIntoVerdict string
	//go:embed queries/ledger_insert_verdicts.sql
	insertVerdicts string
)

// copyVerdicts writes the first verdicts of clocks that are new.
func copyVerdicts(ctx context.Context, conn *sql.Conn, c *monitor.Change) (int, error) {
	prefix := append(appendCopyText(nil, c.Source), '\t')
	return len(c.Verdicts), copyRows(ctx, conn, copyIntoVerdict, len(c.Verdicts), func(line []byte, i int) []byte {
		return appendVerdict(append(line, prefix...), &c.Verdicts[i])
	})
}

// appendVerdict writes a clock's first verdict in COPY's text form, after the source.
func appendVerdict(dst []byte, v *monitor.VerdictRow) []byte {
	dst = appendKey(dst, &v.Key)
	dst = appendCopyNumber(dst, 0)
	dst = append(append(dst, v.Verdict.String()...), '\t')
	dst = append(append(dst, v.Previous.String()...), '\t')
	dst = append(appendCopyText(dst, string(v.Reason)), '\t')
	dst = append(appendCopyStamp(dst, v.AsOf), '\t')
	dst = append(append(dst, v.State.String()...), '\t')
	dst = append(appendCopyText(dst, v.Version), '\t')
	dst = appendCopyNumber(dst, int64(v.Row))
	dst = append(appendCopyStamp(dst, v.DueAt), '\t')
	dst = append(appendCopyStamp(dst, v.StoppedAt), '\t')
	dst = appendCopyNumber(dst, v.Elapsed.Microseconds())
	return appendCopyText(dst, v.Attributes)
}

// addVerdicts writes verdicts of clocks that may have some, and gives how many are new.
func addVerdicts(ctx context.Context, tx *sql.Tx, c *monitor.Change) (int, error) {
	added := 0
	for chunk := range slices.Chunk(c.Verdicts, upsertChunk) {
		arguments := append([]any{c.Source, stamp(c.AsOf)}, verdictArrays(chunk)...)
		result, err := tx.ExecContext(ctx, insertVerdicts, arguments...)
		if err != nil {
			return 0, err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return 0, err
		}
		added += int(n)
	}
	return added, nil
}

// verdictArrays gives one array a column.
func verdictArrays(rows []monitor.VerdictRow) []any {
	n := len(rows)
	var keys keyArrays
	verdicts, previous, reasons := make(pq.StringArray, n), make(pq.StringArray, n), make(pq.StringArray, n)
	states, versions, attributes := make(pq.StringArray, n), make(pq.StringArray, n), make(pq.StringArray, n)
	targets, elapsed := make(pq.Int32Array, n), make(pq.Int64Array, n)
	var asOf, due, stopped stampArray
	for i := range rows {
		v := &rows[i]
		keys.add(&v.Key)
		verdicts[i], previous[i], reasons[i] = v.Verdict.String(), v.Previous.String(), string(v.Reason)
		states[i], versions[i], attributes[i] = v.State.String(), v.Version, v.Attributes
		targets[i], elapsed[i] = v.Row, v.Elapsed.Microseconds()
		asOf.add(v.AsOf)
		due.add(v.DueAt)
		stopped.add(v.StoppedAt)
	}
	return []any{
		keys.tickets, keys.standards, keys.cycles, keys.numbers, verdicts, previous, reasons, asOf.text(), states, versions,
		targets, due.text(), stopped.text(), elapsed, attributes,
	}
}
