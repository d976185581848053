package monitor_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
	"github.com/yardstickd/yardstick/rules/match"
)

var noon = calendar.FromTime(time.Date(2026, 3, 27, 12, 0, 0, 0, time.UTC))

// desk is a source of tickets that were opened so many minutes before noon, in that order.
type desk struct {
	vocabulary *rules.Vocabulary
	opened     []int
	closed     map[int]int // minutes before noon, by place in opened
	tally      monitor.Tally
}

func newDesk(name string, opened ...int) *desk {
	return &desk{
		vocabulary: rules.NewVocabulary(name, calendar.NewZone(time.UTC), []string{"id", "team", "subject"}, []string{"opened", "closed"}),
		opened:     opened, closed: map[int]int{},
		tally: monitor.Tally{
			Rows:    monitor.Count{Read: len(opened) + 1, Used: len(opened), SetAside: 1},
			Reasons: map[string]int{"no id": 1}, Samples: []monitor.SetAside{{Source: name, Reason: "no id"}},
		},
	}
}

func (d *desk) Name() string { return d.vocabulary.Source() }

func (d *desk) Vocabulary(context.Context) (*rules.Vocabulary, error) { return d.vocabulary, nil }

// Read gives each ticket as a batch whose memory is used again.
func (d *desk) Read(_ context.Context, q monitor.Query, each func(*monitor.Batch) error) (monitor.Reading, error) {
	values := make([]match.Value, 3)
	events := make([]rules.Event, 0, 2)
	b := monitor.Batch{Tickets: make([]rules.Ticket, 1)}
	for i, minutes := range d.opened {
		id := fmt.Sprintf("t%d", i)
		values[0], values[1], values[2] = match.Value{Text: id}, match.Value{Text: "red"}, match.Value{Null: true}
		events = append(events[:0], rules.Event{At: q.Now.Add(-time.Duration(minutes) * time.Minute), Kind: 1})
		if minutes, ok := d.closed[i]; ok {
			events = append(events, rules.Event{At: q.Now.Add(-time.Duration(minutes) * time.Minute), Kind: 2})
		}
		b.Tickets[0] = rules.Ticket{Source: d.Name(), ID: id, Attributes: values, Events: events}
		if err := each(&b); err != nil {
			return monitor.Reading{}, err
		}
	}
	return monitor.Reading{Tally: d.tally, Whole: true, Watermark: monitor.NoWatermark}, nil
}

// hour is a standard of one hour of real time, at risk from 50 % on.
func hour(t *testing.T) []rules.History {
	t.Helper()
	always, err := calendar.Compile(calendar.Spec{Name: "always", Location: time.UTC, Always: true})
	if err != nil {
		t.Fatal(err)
	}
	return rules.Since(&rules.Standard{
		ID: "hour", Measure: rules.Measure{Name: "m", Start: rules.Kinds("opened"), Stop: rules.Kinds("closed")}, Calendar: always,
		Targets: []rules.Target{{Within: &calendar.Span{Open: time.Hour, By: calendar.NoClock, Cutoff: calendar.NoClock}}},
		WarnAt:  []rules.Warning{{Text: "50%", Share: 50_000}},
	})
}

func runCheck(t *testing.T, c monitor.Check, desks ...*desk) *monitor.Findings {
	t.Helper()
	histories := hour(t)
	found := c.NewFindings(histories)
	for _, d := range desks {
		book, unknown := rules.Bind(histories, d.vocabulary)
		if len(unknown) > 0 {
			t.Fatal(unknown)
		}
		if err := c.Run(t.Context(), d, book, found); err != nil {
			t.Fatal(err)
		}
	}
	return found
}

func TestCheck(t *testing.T) {
	north, south := newDesk("north", 10, 61, 45, 200, 31, 90), newDesk("south", 120, 61, 59)
	north.closed[5] = 40 // after 50 minutes: met
	south.closed[0] = 10 // after 110 minutes: missed
	var streamed int
	found := runCheck(t, monitor.Check{AsOf: noon, Now: noon, Most: 4, Clock: func(*rules.Clock) error {
		streamed++
		return nil
	}}, north, south)

	var pressing []string
	for _, p := range found.Pressing {
		if p.Clock.Ticket != nil || p.Team != "red" || p.Subject != "" {
			t.Errorf("%+v", p)
		}
		pressing = append(pressing, fmt.Sprintf("%s %s %s", p.Source, p.Ticket, p.Clock.DueAt.Sub(noon)))
	}
	want := []string{"north t3 -2h20m0s", "north t1 -1m0s", "south t1 -1m0s", "south t2 1m0s"}
	if diff := cmp.Diff(want, pressing); diff != "" {
		t.Errorf("pressing (-want +got):\n%s", diff)
	}
	if streamed != 9 || found.Late != 3 || found.AtRisk != 3 {
		t.Errorf("%d clocks, %d late, %d at risk", streamed, found.Late, found.AtRisk)
	}
	counts := compliance.Count{Met: 1, Missed: 4, Open: 4, Late: 3, AtRisk: 3}
	if diff := cmp.Diff(counts, found.Compliance.Lines()[0].Count); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	tally := monitor.Tally{
		Rows: monitor.Count{Read: 11, Used: 9, SetAside: 2}, Reasons: map[string]int{"no id": 2},
		Samples: []monitor.SetAside{{Source: "north", Reason: "no id"}, {Source: "south", Reason: "no id"}},
	}
	if diff := cmp.Diff(tally, found.Read); diff != "" {
		t.Errorf("tally (-want +got):\n%s", diff)
	}
}

// A clock that is paused has no due instant: it comes after those that have one, the least time left first.
func TestPressingClocksThatArePaused(t *testing.T) {
	d := newDesk("north", 58, 50, 59, 10)
	d.vocabulary = rules.NewVocabulary("north", calendar.NewZone(time.UTC), []string{"id", "team", "subject"}, []string{"opened", "waiting", "closed", "back"})
	d.closed[0], d.closed[2] = 3, 1 // the second event, which is "waiting" here: after 55 and 58 minutes
	histories := hour(t)
	histories[0][0].Standard.Measure.Pauses = []rules.Pause{{When: rules.Kinds("waiting"), Until: rules.Kinds("back")}}
	book, unknown := rules.Bind(histories, d.vocabulary)
	if len(unknown) > 0 {
		t.Fatal(unknown)
	}
	c := monitor.Check{AsOf: noon, Now: noon, Most: 10}
	found := c.NewFindings(histories)
	if err := c.Run(t.Context(), d, book, found); err != nil {
		t.Fatal(err)
	}
	var pressing []string
	for _, p := range found.Pressing {
		if p.Clock.Pauses != nil {
			t.Error("the pauses are the result's, and are used again")
		}
		pressing = append(pressing, fmt.Sprintf("%s %s %s left", p.Ticket, p.Clock.State, p.Clock.Remaining))
	}
	want := []string{"t1 running 10m0s left", "t2 paused 2m0s left", "t0 paused 5m0s left"}
	if diff := cmp.Diff(want, pressing); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// An excuse is asked for of misses only, and counted.
func TestCheckCountsExcuses(t *testing.T) {
	north := newDesk("north", 10, 61, 45, 200, 31, 90)
	north.closed[5] = 40
	found := runCheck(t, monitor.Check{AsOf: noon, Now: noon, Excused: func(c *rules.Clock) bool {
		if c.Verdict != rules.Missed {
			t.Errorf("asked about a clock that is %s", c.Verdict)
		}
		return c.Ticket.ID == "t3"
	}}, north)
	if count := found.Compliance.Lines()[0].Count; count.Missed != 2 || count.Excused != 1 {
		t.Errorf("%+v", count)
	}
}

// TestPressingIsBounded offers many clocks in a bad order and asks for few, or none.
func TestPressingIsBounded(t *testing.T) {
	var opened []int
	for i := range 1000 {
		opened = append(opened, 61+i*7919%1000)
	}
	for most, first := range map[int]time.Duration{0: 0, 1: -1000 * time.Minute, 50: -1000 * time.Minute} {
		found := runCheck(t, monitor.Check{AsOf: noon, Now: noon, Most: most}, newDesk("north", opened...))
		if len(found.Pressing) != most || found.Late != 1000 {
			t.Fatalf("%d of %d late clocks for %d", len(found.Pressing), found.Late, most)
		}
		for i, p := range found.Pressing {
			if want := noon.Add(first + time.Duration(i)*time.Minute); p.Clock.DueAt != want {
				t.Errorf("clock %d of %d is due at %s, want %s", i, most, p.Clock.DueAt, want)
			}
		}
	}
}

func TestCheckEndsWithItsReader(t *testing.T) {
	full := errors.New("disk full")
	histories := hour(t)
	d := newDesk("north", 10, 20)
	book, _ := rules.Bind(histories, d.vocabulary)
	c := monitor.Check{AsOf: noon, Now: noon, Clock: func(*rules.Clock) error { return full }}
	if err := c.Run(t.Context(), d, book, c.NewFindings(histories)); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

func TestCheckKeepsVerdictsThatWereGiven(t *testing.T) {
	histories := hour(t)
	s := histories[0].Live().Standard
	s.Targets = append(s.Targets, rules.Target{Within: &calendar.Span{Open: 2 * time.Hour, By: calendar.NoClock, Cutoff: calendar.NoClock}})
	d := newDesk("north", 100)
	d.closed[0] = 10 // after 90 minutes: missed under the first row, met under the second
	book, _ := rules.Bind(histories, d.vocabulary)
	start := noon.Add(-100 * time.Minute)
	for _, c := range []struct {
		says   string
		judged calendar.Instant
		want   compliance.Count
	}{
		{"given under another row", noon, compliance.Count{Met: 1}},
		{"given later than is asked for", noon.Add(time.Minute), compliance.Count{Missed: 1}},
	} {
		check := monitor.Check{
			AsOf: noon, Now: noon,
			Given: func(_ context.Context, source string, tickets []string, by calendar.Instant, into monitor.Records) error {
				if diff := cmp.Diff([]string{"north", "t0"}, append([]string{source}, tickets...)); diff != "" {
					t.Errorf("asked for (-want +got):\n%s", diff)
				}
				if c.judged <= by {
					key := monitor.ClockKey{Ticket: "t0", Standard: "hour", Cycle: rules.CycleKey{Start: start}}
					into[key] = &monitor.Recorded{Known: true, Row: monitor.ClockRow{Key: key, Row: 1, Verdict: rules.Met, Calendar: "always"}}
				}
				return nil
			},
		}
		found := check.NewFindings(histories)
		if err := check.Run(t.Context(), d, book, found); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, found.Compliance.Lines()[0].Count); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.says, diff)
		}
	}
	broken := errors.New("no ledger")
	check := monitor.Check{AsOf: noon, Now: noon, Given: func(context.Context, string, []string, calendar.Instant, monitor.Records) error { return broken }}
	if err := check.Run(t.Context(), d, book, check.NewFindings(histories)); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}
