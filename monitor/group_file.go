package monitor

import (
	"bytes"
	"context"
	"encoding/csv"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// fileColumns are the columns of a group's file.
var fileColumns = []string{"source", "ticket", "subject", "customer", "team", "standard", "promise", "stage", "started", "due", "link"}

// file writes the list of a group. Of all its clocks it holds no more than the text.
func (t *try) file(ctx context.Context, f notifiers.File) (*notifiers.File, error) {
	var content bytes.Buffer
	w := csv.NewWriter(&content)
	if err := w.Write(fileColumns); err != nil {
		return nil, err
	}
	asOf, location := calendar.None, time.UTC
	err := t.Outbox.List(ctx, t.claim, func(a *notifiers.Alert) error {
		asOf = max(asOf, a.AsOf)
		if a.Location != nil {
			location = a.Location
		}
		return w.Write([]string{
			cell(a.Source), cell(a.Ticket), cell(a.Subject), cell(a.Customer), cell(a.Team), cell(a.Standard), cell(a.Promise),
			cell(string(a.Stage)), dated(a.StartedAt, a.Location), dated(a.DueAt, a.Location), cell(a.Link),
		})
	})
	if err != nil {
		return nil, err
	}
	if w.Flush(); w.Error() != nil {
		return nil, w.Error()
	}
	day := "unknown"
	if asOf != calendar.None {
		day = asOf.Time().In(location).Format(time.DateOnly)
	}
	f.Name, f.Title, f.Content = "late-"+day+".csv", "All clocks of this message", content.Bytes()
	return &f, nil
}

// cell makes a text harmless that a spreadsheet would take for a formula.
func cell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n", rune(text[0])) {
		return "'" + text
	}
	return text
}

// dated writes an instant with its offset; None is empty.
func dated(at calendar.Instant, location *time.Location) string {
	if at == calendar.None {
		return ""
	}
	if location == nil {
		location = time.UTC
	}
	return at.Time().In(location).Format(time.RFC3339)
}
