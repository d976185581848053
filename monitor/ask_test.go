package monitor_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// about gives what delivery asks of a ticket's recorded stages.
func (d *helpdesk) about(ticket string) []monitor.Asked {
	d.t.Helper()
	records := monitor.Records{}
	if err := d.ledger.Recorded(d.t.Context(), d.names[0], []string{ticket}, records); err != nil {
		d.t.Fatal(err)
	}
	var about []monitor.Asked
	for key, r := range records {
		for i := range r.Stages {
			s := &r.Stages[i]
			about = append(about, monitor.Asked{Clock: key, Kind: s.Kind, Stage: s.Stage, Episode: s.Episode})
		}
	}
	return about
}

func (d *helpdesk) asked(about []monitor.Asked) []monitor.Answer {
	d.t.Helper()
	answers, err := d.rounds.Ask(d.t.Context(), d.names[0], about)
	if err != nil {
		d.t.Fatal(err)
	}
	return answers
}

// Before an alert leaves its ticket is read again: what happened since it was found decides.
func TestAskReadsAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		found time.Duration // when a round finds what there is to tell; asked for at 0, due after 2 h
		then  func(d *helpdesk)
		later time.Duration // when it is about to leave
		drop  monitor.Reason
		left  time.Duration // of what is told
		late  time.Duration
	}{
		"a warning, still so": {found: 61 * time.Minute, later: 70 * time.Minute, left: 50 * time.Minute},
		"a warning, answered": {
			found: 61 * time.Minute, later: 62 * time.Minute, drop: monitor.AlreadyDone,
			then: func(d *helpdesk) { d.event("T1", "called", 61*time.Minute) },
		},
		"a warning, waiting": {
			found: 61 * time.Minute, later: 62 * time.Minute, drop: monitor.PausedMeanwhile,
			then: func(d *helpdesk) { d.event("T1", "waiting", 61*time.Minute) },
		},
		"a warning, late by now": {found: 61 * time.Minute, later: 121 * time.Minute, drop: monitor.OvertakenByMiss},
		"a warning, withdrawn": {
			found: 61 * time.Minute, later: 62 * time.Minute, drop: monitor.CancelledLater,
			then: func(d *helpdesk) { d.event("T1", "withdrawn", 61*time.Minute) },
		},
		"a warning, deleted": {
			found: 61 * time.Minute, later: 62 * time.Minute, drop: monitor.TicketVanished,
			then: func(d *helpdesk) { d.sql(`DELETE FROM desk.tickets WHERE id = 'T1'`) },
		},
		"a warning, never asked for": {
			found: 61 * time.Minute, later: 62 * time.Minute, drop: monitor.Gone,
			then: func(d *helpdesk) { d.sql(`DELETE FROM desk.events WHERE ticket_id = 'T1'`) },
		},
		"a miss, still so": {found: 121 * time.Minute, later: 130 * time.Minute, late: 10 * time.Minute},
		"a miss, answered late": {
			found: 121 * time.Minute, later: 130 * time.Minute, late: 5 * time.Minute,
			then: func(d *helpdesk) { d.event("T1", "called", 125*time.Minute) },
		},
		"a miss, answered in time as is seen now": {
			found: 121 * time.Minute, later: 122 * time.Minute, drop: monitor.Corrected,
			then: func(d *helpdesk) { d.event("T1", "called", 119*time.Minute) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newHelpdesk(t, first())
			d.ask("T1", "silver", 0)
			d.at(c.found)
			d.round()
			about := d.about("T1")[len(d.about("T1"))-1:]
			d.at(c.later)
			if c.then != nil {
				c.then(d)
			}
			before := d.stages("T1")
			got := d.asked(about)[0]
			if got.Drop != c.drop || (got.Now == nil) != (c.drop != "") {
				t.Fatalf("got %+v, want %q", got, c.drop)
			}
			if now := got.Now; now != nil {
				want := notifiers.Alert{
					Stage: about[0].Kind, Source: "desk", Ticket: "T1", Left: c.left, Late: c.late, AsOf: calendar.FromTime(nine.Add(c.later)),
				}
				shown := notifiers.Alert{
					Key: now.Key, Stage: now.Stage, Source: now.Source, Ticket: now.Ticket, Left: now.Left, Late: now.Late, AsOf: now.AsOf,
				}
				d.want(want, shown, "alert")
			}
			d.want(before, d.stages("T1"), "what is recorded")
		})
	}
}

// Many are asked about in one reading, and answered in the order of the questions.
func TestAskAboutManyAtOnce(t *testing.T) {
	t.Parallel()
	d := newHelpdesk(t, first())
	d.sql(`INSERT INTO desk.tickets SELECT 'T' || n, 'silver', $1 FROM generate_series(1, 500) AS n`, d.now)
	d.sql(`INSERT INTO desk.events SELECT 'T' || n, $1, 'asked', $1 FROM generate_series(1, 500) AS n`, d.now)
	d.at(121 * time.Minute)
	d.round()
	var about []monitor.Asked
	for n := 500; n > 0; n-- {
		about = append(about, monitor.Asked{
			Clock: monitor.ClockKey{Ticket: fmt.Sprintf("T%d", n), Standard: "callback", Cycle: rules.CycleKey{Start: calendar.FromTime(nine)}},
			Kind:  notifiers.Missed, Stage: "missed",
		})
	}
	d.sql(`INSERT INTO desk.events SELECT 'T' || n, $1, 'withdrawn', $1 FROM generate_series(2, 500, 2) AS n`, d.now)
	var got, want []string
	for i, a := range d.asked(about) {
		n := 500 - i
		ticket, drop := "", monitor.Reason("")
		if n%2 == 0 {
			drop = monitor.CancelledLater
		} else {
			ticket = fmt.Sprintf("T%d", n)
		}
		shown := ""
		if a.Now != nil {
			shown = a.Now.Ticket
		}
		got, want = append(got, shown+" "+string(a.Drop)), append(want, ticket+" "+string(drop))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A source that does not answer, or is not ours, is an error: nothing is told and nothing dropped.
func TestAskOfASourceThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	d := newHelpdesk(t, first())
	d.ask("T1", "silver", 0)
	d.at(121 * time.Minute)
	d.round()
	about := d.about("T1")
	if _, err := d.rounds.Ask(t.Context(), "other", about); err == nil || !strings.Contains(err.Error(), "no source other") {
		t.Errorf("another source: %v", err)
	}
	d.sql(`ALTER TABLE desk.events RENAME TO lost`)
	if _, err := d.rounds.Ask(t.Context(), "desk", about); err == nil {
		t.Error("a table that is gone is no error")
	}
	d.sql(`ALTER TABLE desk.lost RENAME TO events`)
	if got := d.asked(about); got[0].Drop == "" && got[0].Now == nil {
		t.Errorf("once it is back: %+v", got)
	}
}
