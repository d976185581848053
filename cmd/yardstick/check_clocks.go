package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// clockJSON is a line of `check --clocks`. Instants are RFC 3339 in UTC, null where there is none.
type clockJSON struct {
	Source    string  `json:"source"`
	Ticket    string  `json:"ticket"`
	Standard  string  `json:"standard"`
	Cycle     *string `json:"cycle"` // its start, and #n if it is not the first at that instant; null where no start could be read
	State     string  `json:"state"`
	Verdict   string  `json:"verdict"`
	Reason    string  `json:"reason"`
	StartedAt *string `json:"started_at"`
	DueAt     *string `json:"due_at"`
	StoppedAt *string `json:"stopped_at"`
	Elapsed   float64 `json:"elapsed_s"`   // open time
	Remaining float64 `json:"remaining_s"` // open time; 0 unless open and not late
}

// clockWriter streams clocks to a file, or to stdout.
type clockWriter struct {
	name    string
	file    *os.File // nil for stdout
	buffer  *bufio.Writer
	encoder *json.Encoder
}

// createClocks opens a file for clocks; - is stdout.
func createClocks(name string, stdout io.Writer) (*clockWriter, error) {
	w := &clockWriter{name: name}
	if name != "-" {
		file, err := os.Create(name)
		if err != nil {
			return nil, fmt.Errorf("--clocks: %w", err)
		}
		w.file, stdout = file, file
	}
	w.buffer = bufio.NewWriterSize(stdout, 1<<16)
	w.encoder = json.NewEncoder(w.buffer)
	w.encoder.SetEscapeHTML(false)
	return w, nil
}

func (w *clockWriter) write(c *rules.Clock) error {
	err := w.encoder.Encode(clockJSON{
		Source: c.Ticket.Source, Ticket: c.Ticket.ID, Standard: c.Standard().ID, Cycle: cycleText(c.Cycle),
		State: c.State.String(), Verdict: c.Verdict.String(), Reason: c.Reason,
		StartedAt: instantText(c.StartedAt), DueAt: instantText(c.DueAt), StoppedAt: instantText(c.StoppedAt),
		Elapsed: c.Elapsed.Seconds(), Remaining: c.Remaining.Seconds(),
	})
	return w.failed(err)
}

func (w *clockWriter) close() error {
	err := w.buffer.Flush()
	if w.file != nil {
		err = firstError(err, w.file.Close())
	}
	return w.failed(err)
}

func (w *clockWriter) failed(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("--clocks %s: %w", w.name, err)
}

func instantText(i calendar.Instant) *string {
	if i == calendar.None {
		return nil
	}
	text := i.String()
	return &text
}

func cycleText(key rules.CycleKey) *string {
	text := instantText(key.Start)
	if text != nil && key.N > 0 {
		*text += fmt.Sprintf("#%d", key.N)
	}
	return text
}
