package ledgertest

import (
	"context"
	"strconv"
	"sync"
	"testing"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// missed gives a change that says all there is to say of a clock that is past due: row, verdict, transition, intent.
func missed(ticket string, asOf calendar.Instant) *monitor.Change {
	c := told(ticket, notifiers.Missed, "missed", "#a")
	c.AsOf = asOf
	c.Clocks[0].Verdict, c.Clocks[0].NextAt = rules.Missed, calendar.None
	c.Verdicts = []monitor.VerdictRow{verdict(&c.Clocks[0], asOf)}
	return c
}

// verdict gives the first verdict of a clock.
func verdict(row *monitor.ClockRow, asOf calendar.Instant) monitor.VerdictRow {
	return monitor.VerdictRow{
		Key: row.Key, Verdict: row.Verdict, AsOf: asOf, State: row.State, Version: row.Version, Row: row.Row,
		DueAt: row.DueAt, StoppedAt: row.StoppedAt, Elapsed: row.Elapsed, Attributes: `{"tier": "gold",  "team": null}`,
	}
}

// said gives the verdicts that were given of a ticket.
func (f *fixture) said(source, ticket string) []monitor.VerdictRow {
	f.t.Helper()
	all, err := f.Statements(f.t.Context(), source, ticket)
	if err != nil {
		f.t.Fatal(err)
	}
	var rows []monitor.VerdictRow
	for i := range all {
		if all[i].Verdict != nil {
			rows = append(rows, *all[i].Verdict)
		}
	}
	return rows
}

func fence(_ *testing.T, f *fixture) {
	newer := &monitor.Change{Source: source, AsOf: at(200), Clocks: []monitor.ClockRow{row("1")}}
	newer.Clocks[0].DueAt, newer.Clocks[0].NextAt = at(300), at(250)
	f.want(f.commit(newer), monitor.Effect{Clocks: 1}, "the newer view")
	older := missed("1", at(150))
	two := missed("2", at(150))
	older.Clocks = append(older.Clocks, two.Clocks...)
	older.Verdicts, older.Transitions = append(older.Verdicts, two.Verdicts...), append(older.Transitions, two.Transitions...)
	two.Intents[0].Transition = 1
	older.Intents = append(older.Intents, two.Intents...)
	f.want(f.commit(older), monitor.Effect{Clocks: 1, Verdicts: 1, Transitions: 1, Intents: 1}, "an older view, also of another clock")
	want := monitor.Records{row("1").Key: {Known: true, Row: newer.Clocks[0], AsOf: at(200)}}
	f.want(f.recorded("1"), want, "after the older view")
	f.want(f.said(source, "1"), []monitor.VerdictRow(nil), "verdicts of an older view")

	loose := missed("1", at(150))
	loose.Clocks = nil
	f.want(f.commit(loose), monitor.Effect{}, "an older view that writes no row")
	f.want(len(f.claim(10)), 1, "messages")

	f.want(f.commit(missed("1", at(200))), monitor.Effect{Clocks: 1, Verdicts: 1, Transitions: 1, Intents: 1}, "as of the same instant")
	same := missed("1", at(400))
	f.want(f.commit(same), monitor.Effect{}, "the same as of later")
}

// Of two views that arrive at the same time the newer one is what stays, and where the older one came second it says nothing.
func fenceRace(t *testing.T, f *fixture) {
	const rounds = 30
	for i := range rounds {
		ticket := strconv.Itoa(i)
		newer := &monitor.Change{Source: source, AsOf: at(200), Clocks: []monitor.ClockRow{row(ticket)}}
		newer.Clocks[0].DueAt = at(300)
		older := missed(ticket, at(150))
		var effects [2]monitor.Effect
		var both sync.WaitGroup
		for n, c := range []*monitor.Change{newer, older} {
			both.Go(func() {
				var err error
				if effects[n], err = f.Commit(t.Context(), c); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		f.want(f.recorded(ticket)[row(ticket).Key].Row, newer.Clocks[0], "the row that stays")
		first := monitor.Effect{Clocks: 1, Verdicts: 1, Transitions: 1, Intents: 1}
		if effects[0].Clocks != 1 || effects[1] != first && effects[1] != (monitor.Effect{}) {
			t.Errorf("newer wrote %+v, older %+v: half of a view is there", effects[0], effects[1])
		}
	}
}

func verdicts(_ *testing.T, f *fixture) {
	f.commit(&monitor.Change{Source: "other", Fresh: true, Clocks: missed("1", at(150)).Clocks})
	fresh := missed("1", at(150))
	fresh.Fresh = true
	second := missed("2\t\\", at(150))
	fresh.Clocks, fresh.Verdicts = append(fresh.Clocks, second.Clocks...), append(fresh.Verdicts, second.Verdicts...)
	f.want(f.commit(fresh), monitor.Effect{Clocks: 2, Verdicts: 2, Transitions: 1, Intents: 1}, "first load")
	f.want(f.said(source, "2\t\\"), second.Verdicts, "of a first load")
	first := fresh.Verdicts[0]

	stopped := missed("1", at(160))
	stopped.Clocks[0].State, stopped.Clocks[0].StoppedAt = rules.Stopped, at(130)
	restated := verdict(&stopped.Clocks[0], at(160))
	restated.Previous, restated.Reason, restated.Row, restated.Elapsed = rules.Missed, monitor.DataCorrected, -1, 1000
	stopped.Verdicts[0] = restated
	f.want(f.commit(stopped).Verdicts, 1, "it stopped")
	f.want(f.commit(stopped).Verdicts, 0, "it stopped, again")
	reopened := missed("1", at(170))
	reopened.Clocks[0].Verdict, reopened.Clocks[0].DueAt = rules.Open, calendar.None
	reopened.Verdicts[0] = verdict(&reopened.Clocks[0], at(170))
	reopened.Verdicts[0].Previous, reopened.Verdicts[0].Reason = rules.Missed, monitor.Reopened
	f.want(f.commit(reopened).Verdicts, 1, "it was reopened")
	again := missed("1", at(180))
	again.Verdicts[0].Previous = rules.Open
	f.want(f.commit(again).Verdicts, 1, "and missed as the first time")
	want := []monitor.VerdictRow{first, restated, reopened.Verdicts[0], again.Verdicts[0]}
	f.want(f.said(source, "1"), want, "all that was said")
	f.want(f.said("other", "1"), []monitor.VerdictRow(nil), "of another source")

	alone := missed("nobody", at(150))
	alone.Clocks = nil
	f.want(f.commit(alone).Verdicts, 0, "of a clock that is not recorded")
}

// Replicas that find the same verdict at once leave one row.
func verdictRace(t *testing.T, f *fixture) {
	for _, asOf := range []calendar.Instant{at(150), at(151)} { // of a new clock, then of one that is there
		var replicas sync.WaitGroup
		for range 8 {
			replicas.Go(func() {
				c := missed("1", asOf)
				c.Clocks[0].DueAt = asOf
				c.Verdicts[0].DueAt = asOf
				if _, err := f.Commit(t.Context(), c); err != nil {
					t.Error(err)
				}
			})
		}
		replicas.Wait()
	}
	f.want(len(f.said(source, "1")), 2, "verdicts given")
}

// Batches that name the same clocks in other orders, some without their rows, wait for each other and never for ever.
func crossing(t *testing.T, f *fixture) {
	const tickets = 40
	var all, reversed []*monitor.Change
	for i := range tickets {
		all = append(all, missed(strconv.Itoa(i), at(150)))
	}
	for i := range tickets {
		reversed = append(reversed, all[tickets-1-i])
	}
	f.commit(joined(all, true, 0))
	var replicas sync.WaitGroup
	for n := range 8 {
		replicas.Go(func() {
			order := all
			if n%2 == 0 {
				order = reversed
			}
			for i := range 10 {
				c := joined(order, n%4 < 2, calendar.Instant(n*100+i))
				if _, err := f.Commit(context.WithoutCancel(t.Context()), c); err != nil {
					t.Error(err)
				}
			}
		})
	}
	replicas.Wait()
}

// joined makes one change of several: with all their rows, or with each second one. Their due instants are moved by some µs.
func joined(changes []*monitor.Change, rows bool, by calendar.Instant) *monitor.Change {
	c := &monitor.Change{Source: source, AsOf: at(150) + by}
	for i, from := range changes {
		verdict, row := from.Verdicts[0], from.Clocks[0]
		row.DueAt += by
		verdict.DueAt = row.DueAt
		c.Verdicts, c.Transitions = append(c.Verdicts, verdict), append(c.Transitions, from.Transitions...)
		if rows || i%2 == 0 {
			c.Clocks = append(c.Clocks, row)
		}
	}
	return c
}

func marks(t *testing.T, f *fixture) {
	mark := func(of string) monitor.Mark {
		c, err := f.Connect(t.Context(), of, nil, at(0))
		if err != nil {
			t.Fatal(err)
		}
		return c.Mark
	}
	move := func(m monitor.Mark) { f.commit(&monitor.Change{Source: source, AsOf: m.RoundAt, Mark: &m}) }
	first := monitor.Mark{
		Watermark: monitor.Watermark{Tickets: at(9), Events: calendar.None}, Basis: "b1", RoundAt: at(10), ReconciledAt: calendar.None,
	}
	f.want(mark(source), monitor.NoMark, "never judged")
	move(first)
	f.want(mark(source), first, "moved")
	f.want(mark("other"), monitor.NoMark, "of another source")

	failing := missed("1", at(20))
	failing.Mark = &monitor.Mark{Watermark: monitor.NoWatermark, Basis: "b2", RoundAt: at(20), ReconciledAt: calendar.None}
	failing.Intents[0].Action = "shout"
	if _, err := f.Commit(t.Context(), failing); err == nil {
		t.Fatal("no error")
	}
	f.want(mark(source), first, "after a batch that failed")

	last := first
	last.Watermark, last.Basis, last.RoundAt = monitor.Watermark{Tickets: at(19), Events: at(18)}, "b2", at(20)
	move(last)
	overtaken := first
	overtaken.RoundAt, overtaken.ReconciledAt = at(15), at(15)
	move(overtaken)
	last.ReconciledAt = at(15)
	f.want(mark(source), last, "a reconciliation that rounds overtook")
	move(first)
	f.want(mark(source), last, "after an earlier round")
	last.Watermark.Tickets = at(20)
	move(last)
	f.want(mark(source), last, "a later batch of the same round")
}
