package csvimport

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/yardstickd/yardstick/config"
)

// Options says what to import, and where to.
type Options struct {
	DB   *sql.DB
	Map  *config.ImportMap
	Path string // the export; "-" reads Stdin
	// Stdin is read where Path is "-".
	Stdin io.Reader
	// Rejects takes the rows that could not be loaded whole; nil drops them after they are counted.
	Rejects io.Writer
	// Now is when the import happens: changed_at of all tickets where the map names no column for it.
	Now time.Time
	// Progress is told how far the import is, now and then and from the caller's goroutine; nil tells nobody.
	Progress func(Progress)
}

// Progress is how far an import is.
type Progress struct {
	Phase       Phase
	Done, Total int64 // bytes of the file, or staged rows; Total -1 where it is not known
}

// Phase is a pass of the import.
type Phase uint8

// The phases: reading the file into the staging table, then writing the tables.
const (
	Reading Phase = iota
	Writing
)

// Import loads an export. It changes nothing in the database unless it
// succeeds; rows that were rejected are no failure, and are in the report.
// The error of a wrong map, a broken file or a refusing database says which it is.
func Import(ctx context.Context, o Options) (Report, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	in, size, err := openExport(o.Path, o.Stdin)
	if err != nil {
		return Report{}, err
	}
	defer func() { _ = in.Close() }()
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	file := &counted{in: in}
	text, err := plain(file, o.Map.Encoding)
	if err != nil {
		return Report{}, fmt.Errorf("%s: %w", o.Path, err)
	}
	i := &importer{Options: o, file: file, size: size, records: newRecordReader(readAhead(ctx, text), delimiter(o.Map))}
	if err := i.readHeader(); err != nil {
		return Report{}, fmt.Errorf("%s: %w", o.Path, err)
	}
	return i.run(ctx)
}

// importer is one import under way.
type importer struct {
	Options
	file    *counted
	size    int64 // of the file in bytes, -1 where it is not known
	records *recordReader
	layout  *layout
	tables  tables
	report  Report
}

func delimiter(m *config.ImportMap) byte {
	if m.Delimiter == 0 {
		return ','
	}
	return m.Delimiter
}

func (i *importer) readHeader() error {
	header, err := i.records.next()
	if errors.Is(err, io.EOF) {
		return errors.New("the file is empty: its first line must name the columns")
	}
	if err != nil {
		return err
	}
	if header.fault != "" {
		return fmt.Errorf("the header can't be read: %s", header.fault)
	}
	if err := isText(header.raw); err != nil {
		return err
	}
	names := make([]string, len(header.fields))
	for at, name := range header.fields {
		names[at] = strings.TrimSpace(name)
	}
	if i.layout, err = bind(i.Map, names); err != nil {
		return err
	}
	i.tables = tablesOf(i.Map, i.layout, i.Path)
	i.report.Reasons, i.report.Samples = map[string]int{}, []Sample{}
	i.report.Schema, i.report.TicketsTable, i.report.EventsTable = i.tables.schema, i.tables.tickets, i.tables.events
	return nil
}

// isText refuses a first line that no CSV file has.
func isText(line []byte) error {
	switch {
	case bytes.Count(line, []byte("\r")) > bytes.Count(line, []byte("\r\n")):
		return errors.New("its lines end with CR alone, as on very old Macs: convert it, for example with `tr '\\r' '\\n'`")
	case !utf8.Valid(line) && !bytes.ContainsFunc(line, isControl):
		return errors.New("the header is not UTF-8 (does the map need `encoding: windows-1252`?)")
	case bytes.ContainsFunc(line, isControl):
		return errors.New("this is no text: a CSV file is wanted, as it is or packed with gzip or xz")
	}
	return nil
}

func isControl(r rune) bool { return r < ' ' && r != '\t' && r != '\n' }

// run does both passes in one transaction.
func (i *importer) run(ctx context.Context) (Report, error) {
	// The statements end with ctx, the transaction does not: database/sql would roll it back while the driver still
	// listens for the end of a COPY on the same connection.
	tx, err := i.DB.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return Report{}, err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
	t := &transaction{Tx: tx, ctx: ctx}
	if err := t.do(i.tables.prepare()...); err != nil {
		return Report{}, err
	}
	if err := i.tables.checkOwner(t); err != nil {
		return Report{}, err
	}
	if err := i.stage(t); err != nil {
		return Report{}, err
	}
	if err := i.write(t); err != nil {
		return Report{}, err
	}
	if err := t.do(i.tables.swap()...); err != nil {
		return Report{}, err
	}
	return i.report, tx.Commit()
}

// stage is the first pass: the file, row by row, into the staging table.
func (i *importer) stage(t *transaction) error {
	rejects, err := newRejects(i.Rejects, i.layout.header, delimiter(i.Map))
	if err != nil {
		return err
	}
	check := newChecker(i.Map, i.layout)
	var packed []byte
	err = t.copyIn(copyStaged, func(put func(...any) error) error {
		for {
			rec, err := i.records.next()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return fmt.Errorf("%s, line %d: %w", i.Path, i.records.line, err)
			}
			if i.report.Rows.Read++; i.report.Rows.Read%1024 == 0 {
				i.Progress(Progress{Reading, i.file.read.Load(), i.size})
			}
			row, reject := check.check(rec)
			if err := i.account(rejects, rec, row, reject); err != nil {
				return err
			}
			if reject != nil {
				continue
			}
			packed = packCells(packed[:0], row.cells)
			if err := put(row.id, row.order, row.line, string(packed)); err != nil {
				return err
			}
		}
	})
	if err != nil {
		return err
	}
	return rejects.close()
}

// account counts a row and writes it to the rejects if anything of it was lost.
func (i *importer) account(rejects *rejects, rec record, row *row, reject *loss) error {
	if reject != nil {
		i.report.Rows.Rejected++
		i.report.lost(rec, *reject, false)
		return rejects.put(rec, reject.String())
	}
	i.report.Rows.Loaded++
	if len(row.losses) == 0 {
		return nil
	}
	i.report.Rows.Damaged++
	reasons := make([]string, len(row.losses))
	for n, l := range row.losses {
		i.report.lost(rec, l, true)
		reasons[n] = l.String()
	}
	return rejects.put(rec, "loaded, but "+strings.Join(reasons, "; "))
}

// write is the second pass: the staged rows in order of ticket, folded and copied into the new tables.
func (i *importer) write(t *transaction) error {
	if err := t.do(sortStaged); err != nil {
		return err
	}
	f := newFold(i.layout, i.Now.UTC().Format(stampLayout))
	rows, done := make([]stagedRow, 0, batch), 0
	for {
		var err error
		if rows, err = t.fetch(rows[:0], len(i.layout.cells)); err != nil {
			return err
		}
		for _, r := range rows {
			f.add(r.id, r.cells)
		}
		if len(rows) == 0 {
			f.finish()
		}
		if err := i.flush(t, f); err != nil || len(rows) == 0 {
			return err
		}
		done += len(rows)
		i.Progress(Progress{Writing, int64(done), int64(i.report.Rows.Loaded)})
	}
}

func (i *importer) flush(t *transaction, f *fold) error {
	i.report.Tickets += len(f.tickets)
	i.report.Events += len(f.events)
	i.report.EventsWithoutTime = f.untimed
	err := errors.Join(t.copyRows(i.tables.copyTickets(), f.tickets), t.copyRows(i.tables.copyEvents(), f.events))
	f.tickets, f.events = f.tickets[:0], f.events[:0]
	return err
}
