package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// longestLine is how long a line may be, in bytes; a longer one is answered with an error and passed over.
const longestLine = 1 << 20

func newClockCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "clock",
		Short: "Add and measure working time: JSON lines in, JSON lines out",
		Long: `Reads one question a line from standard input and writes one answer a line, in the same order:

  {"id":1,"op":"add","tz":"Europe/Berlin","week":{"mon":["09:00-12:30","13:15-17:30"]},
   "holidays":["2026-12-25"],"start":"2026-11-23T08:00:00Z","seconds":3600}
  {"id":1,"due":"2026-11-23T09:00:00Z"}

  {"id":2,"op":"measure","tz":…,"week":…,"holidays":[],"start":…,"end":…}
  {"id":2,"seconds":3600}

A line that can't be answered gives {"id":…,"error":…} and the rest goes on; the exit code is 1 then.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			failed, err := answerLines(cmd.InOrStdin(), cmd.OutOrStdout(), cmd.Context().Err)
			if err != nil {
				return err
			}
			if failed > 0 {
				return &exitError{code: 1}
			}
			return nil
		},
	}
}

// answerLines answers each line of in and counts those it could not answer. It
// writes what it has whenever the input pauses, and ends when stopped gives an error.
func answerLines(in io.Reader, out io.Writer, stopped func() error) (failed int, err error) {
	desk := clockDesk{calendars: map[string]compiled{}}
	reader, writer := bufio.NewReaderSize(in, 1<<16), bufio.NewWriterSize(out, 1<<16)
	encoder := json.NewEncoder(writer)
	encoder.SetEscapeHTML(false)
	for number := 1; stopped() == nil; number++ {
		line, err := readLine(reader)
		if errors.Is(err, io.EOF) {
			return failed, writer.Flush()
		}
		var answer clockAnswer
		switch {
		case err == nil && len(bytes.TrimSpace(line)) == 0:
			continue
		case err == nil:
			answer, err = desk.answer(line)
		case !errors.Is(err, errLongLine):
			return failed, errors.Join(err, writer.Flush())
		}
		if err != nil {
			failed++
			answer = clockAnswer{ID: answer.ID, Error: fmt.Sprintf("line %d: %v", number, err)}
		}
		if err := encoder.Encode(answer); err != nil {
			return failed, err
		}
		if reader.Buffered() == 0 {
			if err := writer.Flush(); err != nil {
				return failed, err
			}
		}
	}
	return failed, errors.Join(stopped(), writer.Flush())
}

var errLongLine = fmt.Errorf("longer than %d bytes", longestLine)

// readLine gives the next line, io.EOF behind the last one, and errLongLine for
// a line that is too long, which is then passed over.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := r.ReadSlice('\n')
		if long = long || len(line)+len(part) > longestLine; !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && (long || len(line) > 0):
		case err != nil:
			return nil, err
		}
		if long {
			return nil, errLongLine
		}
		return line, nil
	}
}
