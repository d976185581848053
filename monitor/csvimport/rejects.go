package csvimport

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// rejects writes the rows that could not be loaded whole, as a CSV file:
// the line, the reason, then the row just as it stood in the export, so that it
// can be mended and imported. A row that could not be taken apart is one quoted value.
// The file is as (un)safe to open in a spreadsheet as the export itself.
type rejects struct {
	out       *bufio.Writer // nil writes nothing
	delimiter byte
}

func newRejects(out io.Writer, header []string, delimiter byte) (*rejects, error) {
	r := &rejects{delimiter: delimiter}
	if out == nil {
		return r, nil
	}
	r.out = bufio.NewWriter(out)
	line := append([]string{"rejected_line", "rejected_because"}, header...)
	for i, name := range line {
		line[i] = r.quoted(name)
	}
	_, err := r.out.WriteString(strings.Join(line, string(delimiter)) + "\n")
	return r, unwritten(err)
}

func (r *rejects) put(rec record, reason string) error {
	if r.out == nil {
		return nil
	}
	raw := string(rec.raw)
	if rec.fault != "" {
		raw = `"` + strings.ReplaceAll(raw, `"`, `""`) + `"`
	}
	_, err := r.out.WriteString(strings.Join([]string{strconv.Itoa(rec.line), r.quoted(reason), raw}, string(r.delimiter)) + "\n")
	return unwritten(err)
}

// quoted writes a value, in quotes only where it needs them.
func (r *rejects) quoted(value string) string {
	if !strings.ContainsAny(value, "\"\r\n"+string(r.delimiter)) {
		return value
	}
	return `"` + strings.ReplaceAll(value, `"`, `""`) + `"`
}

func (r *rejects) close() error {
	if r.out == nil {
		return nil
	}
	return unwritten(r.out.Flush())
}

func unwritten(err error) error {
	if err != nil {
		return fmt.Errorf("the rejects can't be written: %w", err)
	}
	return nil
}
