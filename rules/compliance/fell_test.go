package compliance

import (
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

func TestPeriodOfAClock(t *testing.T) {
	const start, due, stop = calendar.Instant(1), calendar.Instant(2), calendar.Instant(3)
	for name, c := range map[string]struct {
		state   rules.State
		verdict rules.Verdict
		want    calendar.Instant
	}{
		"kept: the stop":                           {rules.Stopped, rules.Met, stop},
		"kept well: the stop":                      {rules.Stopped, rules.Exceeded, stop},
		"missed and done late: the due instant":    {rules.Stopped, rules.Missed, due},
		"missed and not done yet: the due instant": {rules.Running, rules.Missed, due},
		"cancelled: the cancel":                    {rules.Cancelled, rules.CancelledVerdict, stop},
		"cancelled past due: the cancel":           {rules.Cancelled, rules.CancelledLate, stop},
		"unknown: its start":                       {rules.Stopped, rules.Unknown, start},
		"not due yet: none":                        {rules.Running, rules.Open, calendar.None},
	} {
		t.Run(name, func(t *testing.T) {
			clock := rules.Clock{
				State: c.state, Verdict: c.verdict, Cycle: rules.CycleKey{Start: start}, StartedAt: start, DueAt: due, StoppedAt: calendar.None,
			}
			if c.state == rules.Stopped || c.state == rules.Cancelled {
				clock.StoppedAt = stop
			}
			if got := FellAt(&clock); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func TestWeek(t *testing.T) {
	kolkata := time.FixedZone("UTC+5:30", int((5*time.Hour + 30*time.Minute).Seconds()))
	for _, c := range []struct {
		at         string
		zone       *time.Location
		year, week int
	}{
		{"2026-11-15T23:59:59Z", time.UTC, 2026, 46},
		{"2026-11-16T00:00:00Z", time.UTC, 2026, 47},
		{"2026-11-15T18:29:59Z", kolkata, 2026, 46},
		{"2026-11-15T18:30:00Z", kolkata, 2026, 47}, // it is Monday there
		{"2027-01-03T12:00:00Z", time.UTC, 2026, 53},
		{"2027-01-04T12:00:00Z", time.UTC, 2027, 1},
		{"2024-12-30T12:00:00Z", time.UTC, 2025, 1},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if year, week := Week(calendar.FromTime(at), c.zone); year != c.year || week != c.week {
			t.Errorf("%s in %s: %d-W%02d, want %d-W%02d", c.at, c.zone, year, week, c.year, c.week)
		}
	}
}
