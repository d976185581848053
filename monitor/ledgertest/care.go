package ledgertest

import (
	"testing"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

func saying(ticket, request string, kind monitor.CareKind, from, until calendar.Instant) monitor.CareSaying {
	return monitor.CareSaying{
		Source: source, Clock: row(ticket).Key, Kind: kind, By: "Jane\x00 <!channel>", ByID: "U1", At: from, Until: until, Request: request,
	}
}

func (f *fixture) say(s monitor.CareSaying) monitor.CareSaid {
	f.t.Helper()
	said, err := f.Say(f.t.Context(), s)
	if err != nil {
		f.t.Fatal(err)
	}
	return said
}

// care wants words to be numbered, once for each request, and the last of each kind to be recorded with the clock.
func care(t *testing.T, f *fixture) {
	f.commit(&monitor.Change{Source: source, AsOf: at(1), Clocks: []monitor.ClockRow{row("1")}})
	first := monitor.CareWord{N: 1, By: "Jane\ufffd <!channel>", At: at(2), Until: at(90)}
	f.want(f.say(saying("1", "a", monitor.Acknowledging, at(2), at(90))),
		monitor.CareSaid{State: rules.Running, Known: true, Word: first}, "the first word")
	f.want(f.say(saying("1", "a", monitor.Acknowledging, at(3), at(99))),
		monitor.CareSaid{State: rules.Running, Known: true, Word: first, Again: true}, "the same click again")
	f.say(saying("1", "b", monitor.Snoozing, at(4), at(30)))
	f.say(saying("1", "c", monitor.Acknowledging, at(5), at(70)))
	last := monitor.CareWord{N: 2, By: first.By, At: at(5), Until: at(70)}
	f.want(f.recorded("1")[row("1").Key].Care, monitor.Care{
		Acknowledged: last, Snoozed: monitor.CareWord{N: 1, By: first.By, At: at(4), Until: at(30)},
	}, "care of the clock")

	statements, err := f.Statements(t.Context(), source, "1")
	if err != nil || len(statements) != 3 {
		t.Fatalf("%d statements, %v", len(statements), err)
	}
	f.want(statements[2].Care, &monitor.CareStatement{Clock: row("1").Key, Kind: monitor.Acknowledging, CareWord: last}, "statement")
	f.want(f.say(saying("unknown", "d", monitor.Snoozing, at(5), at(70))), monitor.CareSaid{}, "a clock that nobody knows")

	ended := row("1")
	ended.State, ended.Verdict, ended.StoppedAt, ended.NextAt = rules.Stopped, rules.Met, at(20), calendar.None
	f.commit(&monitor.Change{Source: source, AsOf: at(21), Clocks: []monitor.ClockRow{ended}})
	f.want(f.say(saying("1", "e", monitor.Snoozing, at(22), at(70))), monitor.CareSaid{State: rules.Stopped, Known: true}, "a clock that has ended")
	f.want(f.recorded("1")[row("1").Key].Row.NextAt, calendar.None, "when a clock that has ended is looked at")
}

// careRace wants one word of two replicas that get the same click at once.
func careRace(t *testing.T, f *fixture) {
	f.commit(&monitor.Change{Source: source, AsOf: at(1), Clocks: []monitor.ClockRow{row("1")}})
	const replicas = 8
	said := make(chan monitor.CareSaid, replicas)
	for range replicas {
		go func() {
			one, err := f.Say(t.Context(), saying("1", "click", monitor.Acknowledging, at(2), at(90)))
			if err != nil {
				t.Error(err)
			}
			said <- one
		}()
	}
	news := 0
	for range replicas {
		one := <-said
		f.want(one.Word.N, int32(1), "number of the word")
		if !one.Again {
			news++
		}
	}
	f.want(news, 1, "how many were the first")
}

// attention wants a clock to be looked at when an acknowledgement runs out, whatever a round writes that knew nothing of it.
func attention(t *testing.T, f *fixture) {
	f.commit(&monitor.Change{Source: source, AsOf: at(1), Clocks: []monitor.ClockRow{row("1")}}) // next at 60
	f.say(saying("1", "snooze", monitor.Snoozing, at(2), at(10)))
	f.want(f.recorded("1")[row("1").Key].Row.NextAt, at(60), "a snooze that runs out is nothing to look at")
	f.say(saying("1", "early", monitor.Acknowledging, at(2), at(50)))
	f.want(f.recorded("1")[row("1").Key].Row.NextAt, at(50), "the end of an acknowledgement")

	unaware := row("1")
	unaware.NextAt = at(120)
	f.commit(&monitor.Change{Source: source, AsOf: at(3), Clocks: []monitor.ClockRow{unaware}})
	f.want(f.recorded("1")[row("1").Key].Row.NextAt, at(50), "after a round that did not know of it")
	effect := f.commit(&monitor.Change{Source: source, AsOf: at(4), Clocks: []monitor.ClockRow{unaware}})
	f.want(effect.Clocks, 0, "clocks written where nothing is new")

	f.commit(&monitor.Change{Source: source, AsOf: at(50), Clocks: []monitor.ClockRow{unaware}})
	f.want(f.recorded("1")[row("1").Key].Row.NextAt, at(120), "once it has run out")
	next, err := f.Next(t.Context(), source, at(51))
	f.want(next, at(120), "what is next")
	if err != nil {
		t.Fatal(err)
	}
}

func excusesByClick(t *testing.T, f *fixture) {
	excuse := monitor.Excuse{Source: source, Clock: row("1").Key, By: "Jane (U1)", Why: "power cut\x00", At: at(5)}
	for _, c := range []struct {
		request string
		again   bool
	}{{"click", false}, {"click", true}, {"another", false}} {
		again, err := f.ExcuseOnce(t.Context(), c.request, excuse)
		if err != nil || again != c.again {
			t.Errorf("%s: again %t, %v", c.request, again, err)
		}
	}
	statements, err := f.Statements(t.Context(), source, "1")
	if err != nil || len(statements) != 2 {
		t.Errorf("%d statements, %v", len(statements), err)
	}
	excuse.Why = "power cut\ufffd"
	excuses, err := f.Excuses(t.Context(), source)
	if err != nil {
		t.Fatal(err)
	}
	f.want(excuses, []monitor.Excuse{excuse}, "excuses")
}

// pressing wants what is late, and what is past a warning, in the order in which it presses.
func pressing(t *testing.T, f *fixture) {
	clock := func(ticket string, due calendar.Instant) monitor.ClockRow {
		r := row(ticket)
		r.DueAt = due
		return r
	}
	stopped, paused, undue := clock("stopped", at(10)), clock("paused", at(20)), clock("undue", calendar.None)
	stopped.State, stopped.Verdict, stopped.StoppedAt = rules.Stopped, rules.Missed, at(11)
	paused.State, undue.State = rules.Paused, rules.Paused
	baseline := clock("baseline", at(210))
	baseline.Baseline = "50%"
	f.commit(&monitor.Change{Source: source, AsOf: at(1), Clocks: []monitor.ClockRow{
		stopped, paused, undue, baseline, clock("late", at(15)), clock("just due", at(100)), clock("calm", at(190)), clock("warned", at(200)),
	}})
	warned := told("warned", notifiers.Warn, "50%", "#a")
	warned.Clocks, warned.AsOf = nil, at(61)
	f.commit(warned)
	withdrawn := told("calm", notifiers.Warn, "50%", "#b")
	withdrawn.Clocks, withdrawn.AsOf = nil, at(61)
	f.commit(withdrawn)
	end := told("calm", notifiers.Withdrawn, "withdrawn", "#b")
	end.Clocks, end.AsOf = nil, at(62)
	f.commit(end)

	tickets := func(found []monitor.Pressed, _ int, err error) (ids []string) {
		if err != nil {
			t.Fatal(err)
		}
		for i := range found {
			ids = append(ids, found[i].Clock.Ticket)
		}
		return ids
	}
	f.want(tickets(f.Late(t.Context(), at(100), 10)), []string{"late", "paused"}, "late")
	f.want(tickets(f.AtRisk(t.Context(), at(100), 10)), []string{"warned", "baseline"}, "at risk")
	one, all, err := f.Late(t.Context(), at(100), 1)
	if err != nil || len(one) != 1 || all != 2 {
		t.Fatalf("%d late of %d, %v", len(one), all, err)
	}
	f.want(one[0], monitor.Pressed{Source: source, Clock: row("late").Key, StartedAt: at(0), DueAt: at(15)}, "one that nothing was told of")
	risky, all, err := f.AtRisk(t.Context(), at(100), 1)
	if err != nil || len(risky) != 1 || all != 2 {
		t.Fatalf("%d at risk of %d, %v", len(risky), all, err)
	}
	f.want(risky[0].Shown, &warned.Intents[0].Alert, "what was told")
}
