package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strconv"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// copyChunk is how many bytes go to the driver at once; its own buffer is as large.
const copyChunk = 60 << 10

// copyRows writes n rows by a COPY statement, in the transaction that is open on conn. line appends row i in COPY's
// text form, without the line's end. The driver's CopyData takes finished lines, where Exec would box and format each value.
//
// The driver is not to see ctx end: it would drop the connection under its own reader, and may then wait for ever. What is
// broken off is ended as if it were whole, and rolled back with the transaction.
func copyRows(ctx context.Context, conn *sql.Conn, statement string, n int, line func(dst []byte, i int) []byte) error {
	if n == 0 {
		return nil
	}
	return conn.Raw(func(raw any) error {
		stmt, err := raw.(driver.Conn).Prepare(statement)
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
		lines := make([]byte, 0, copyChunk+4096)
		for i := range n {
			lines = line(lines, i)
			if len(lines) < copyChunk && i+1 < n {
				lines = append(lines, '\n')
				continue
			}
			err := ctx.Err()
			if err == nil {
				_, err = copying.CopyData(context.WithoutCancel(ctx), string(lines)) // it adds the last line's end
			}
			if err != nil {
				_ = stmt.Close()
				return err
			}
			lines = lines[:0]
		}
		return stmt.Close()
	})
}

// appendKey writes a clock's key, each column with the tab after it.
func appendKey(dst []byte, k *monitor.ClockKey) []byte {
	dst = append(appendCopyText(dst, k.Ticket), '\t')
	dst = append(appendCopyText(dst, k.Standard), '\t')
	dst = appendCopyNumber(dst, int64(k.Cycle.Start))
	return appendCopyNumber(dst, int64(k.Cycle.N))
}

// appendCopyNumber writes a number and the tab after it.
func appendCopyNumber(dst []byte, n int64) []byte {
	return append(strconv.AppendInt(dst, n, 10), '\t')
}

// appendCopyStamp writes an instant; None is null.
func appendCopyStamp(dst []byte, i calendar.Instant) []byte {
	if i == calendar.None {
		return append(dst, `\N`...)
	}
	return appendStamp(dst, i)
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
