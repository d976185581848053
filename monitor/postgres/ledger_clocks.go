package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	_ "embed" // for the statements
	"errors"
	"strconv"
	"time"

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

// copyChunk is how many bytes go to the driver at once; its own buffer is as large.
const copyChunk = 60 << 10

// copyClocks writes rows that are surely not there yet: about half the cost of
// an upsert. It runs in the transaction that is open on conn. The driver's
// CopyData takes finished lines, where Exec would box and format each value.
func copyClocks(ctx context.Context, conn *sql.Conn, source string, clocks []monitor.ClockRow) (int, error) {
	if len(clocks) == 0 {
		return 0, nil
	}
	err := conn.Raw(func(raw any) error {
		stmt, err := raw.(driver.Conn).Prepare(copyIntoClock)
		if err != nil {
			return err
		}
		copying, able := stmt.(interface {
			CopyData(ctx context.Context, line string) (driver.Result, error)
			driver.Stmt
		})
		if !able {
			return errors.New("the driver can't COPY")
		}
		if err := copyLines(ctx, copying.CopyData, source, clocks); err != nil {
			_ = stmt.Close()
			return err
		}
		return stmt.Close()
	})
	return len(clocks), err
}

func copyLines(
	ctx context.Context, send func(context.Context, string) (driver.Result, error), source string, clocks []monitor.ClockRow,
) error {
	lines := make([]byte, 0, copyChunk+4096)
	prefix := append(appendCopyText(nil, source), '\t')
	for i := range clocks {
		lines = appendClock(append(lines, prefix...), &clocks[i])
		if len(lines) < copyChunk && i+1 < len(clocks) {
			lines = append(lines, '\n')
			continue
		}
		if _, err := send(ctx, string(lines)); err != nil { // it adds the last line's end
			return err
		}
		lines = lines[:0]
	}
	return nil
}

// appendClock writes a row in COPY's text form, after the source.
func appendClock(dst []byte, row *monitor.ClockRow) []byte {
	text := func(s string) { dst = append(appendCopyText(dst, s), '\t') }
	number := func(n int64) { dst = append(strconv.AppendInt(dst, n, 10), '\t') }
	at := func(i calendar.Instant) {
		if i == calendar.None {
			dst = append(dst, `\N`...)
		} else {
			dst = appendStamp(dst, i)
		}
		dst = append(dst, '\t')
	}
	text(row.Key.Ticket)
	text(row.Key.Standard)
	number(int64(row.Key.Cycle.Start))
	number(int64(row.Key.Cycle.N))
	number(int64(row.Ordinal))
	text(row.Version)
	number(int64(row.Row))
	text(row.State.String())
	text(row.Verdict.String())
	text(row.Reason)
	at(row.StartedAt)
	at(row.OpensAt)
	at(row.DueAt)
	at(row.DesiredAt)
	at(row.NextAt)
	at(row.StoppedAt)
	number(row.Elapsed.Microseconds())
	return appendCopyText(dst, row.Baseline)
}

// appendCopyText escapes what COPY's text form gives a meaning.
func appendCopyText(dst []byte, s string) []byte {
	for i := range len(s) {
		switch c := s[i]; c {
		case '\\':
			dst = append(dst, `\\`...)
		case '\n':
			dst = append(dst, `\n`...)
		case '\r':
			dst = append(dst, `\r`...)
		case '\t':
			dst = append(dst, `\t`...)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// upsertClocks writes rows that may be there, and gives how many really changed.
func upsertClocks(ctx context.Context, tx *sql.Tx, source string, clocks []monitor.ClockRow) (int, error) {
	changed := 0
	for len(clocks) > 0 {
		chunk := clocks[:min(upsertChunk, len(clocks))]
		clocks = clocks[len(chunk):]
		result, err := tx.ExecContext(ctx, upsertIntoClock, clockArrays(source, chunk)...)
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

// clockArrays gives the statement's arguments: the source, then one array a column.
func clockArrays(source string, clocks []monitor.ClockRow) []any {
	n := len(clocks)
	tickets, standards, versions := make(pq.StringArray, n), make(pq.StringArray, n), make(pq.StringArray, n)
	states, verdicts := make(pq.StringArray, n), make(pq.StringArray, n)
	reasons, baselines := make(pq.StringArray, n), make(pq.StringArray, n)
	cycles, elapsed := make(pq.Int64Array, n), make(pq.Int64Array, n)
	numbers, ordinals, targets := make(pq.Int32Array, n), make(pq.Int32Array, n), make(pq.Int32Array, n)
	var started, opens, due, desired, next, stopped stampArray
	for i := range clocks {
		c := &clocks[i]
		tickets[i], standards[i], versions[i] = c.Key.Ticket, c.Key.Standard, c.Version
		states[i], verdicts[i], reasons[i], baselines[i] = c.State.String(), c.Verdict.String(), c.Reason, c.Baseline
		cycles[i], elapsed[i] = int64(c.Key.Cycle.Start), int64(c.Elapsed/time.Microsecond)
		numbers[i], ordinals[i], targets[i] = c.Key.Cycle.N, c.Ordinal, c.Row
		started.add(c.StartedAt)
		opens.add(c.OpensAt)
		due.add(c.DueAt)
		desired.add(c.DesiredAt)
		next.add(c.NextAt)
		stopped.add(c.StoppedAt)
	}
	return []any{
		source, tickets, standards, cycles, numbers, ordinals, versions, targets, states, verdicts, reasons,
		started.text(), opens.text(), due.text(), desired.text(), next.text(), stopped.text(), elapsed, baselines,
	}
}

// stampArray builds the text of a timestamptz[].
type stampArray struct{ built []byte }

func (a *stampArray) add(i calendar.Instant) {
	if len(a.built) > 0 {
		a.built = append(a.built, ',')
	}
	if i == calendar.None {
		a.built = append(a.built, "NULL"...)
		return
	}
	a.built = append(a.built, '"')
	a.built = appendStamp(a.built, i)
	a.built = append(a.built, '"')
}

func (a *stampArray) text() string { return "{" + string(a.built) + "}" }
