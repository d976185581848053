package ledgertest

import (
	"slices"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

func connections(t *testing.T, f *fixture) {
	connect := func(now calendar.Instant, standards ...string) monitor.Connection {
		c, err := f.Connect(t.Context(), source, standards, now)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(c.Unsummed)
		return c
	}
	first := map[string]calendar.Instant{"a": at(1), "b": at(1)}
	f.want(connect(at(1), "a", "b"), monitor.Connection{Fresh: true, Mark: monitor.NoMark, FirstRound: first, Unsummed: []string{"a", "b"}}, "first round")
	f.want(connect(at(2), "a", "b"), monitor.Connection{Fresh: true, Mark: monitor.NoMark, FirstRound: first, Unsummed: []string{"a", "b"}}, "not summed up yet")
	if err := f.Summarize(t.Context(), source, []string{"a", "b"}, at(2), nil); err != nil {
		t.Fatal(err)
	}
	f.commit(&monitor.Change{Source: source, Fresh: true, Clocks: []monitor.ClockRow{row("1")}})
	first["c"] = at(3)
	f.want(connect(at(3), "a", "b", "c"), monitor.Connection{Mark: monitor.NoMark, FirstRound: first, Unsummed: []string{"c"}}, "a new standard")
	other, err := f.Connect(t.Context(), "other", []string{"a"}, at(4))
	if err != nil || !other.Fresh || other.FirstRound["a"] != at(4) {
		t.Errorf("another source: %+v, %v", other, err)
	}
}

// odd are rows with all that a store might get wrong.
func odd() []monitor.ClockRow {
	plain := row("1")
	ended := row("2\t\\N \n\r\\. 'x' \"{}\" ,é🔥")
	ended.State, ended.Verdict, ended.StoppedAt, ended.NextAt = rules.Stopped, rules.Missed, at(500)+999_999, calendar.None
	ended.Elapsed, ended.Baseline, ended.DesiredAt, ended.Row = 90*time.Minute+time.Microsecond, "50%\nmissed", at(7), 3
	ended.RiskAt, ended.Subject, ended.Team, ended.Customer = calendar.None, "", "", ""
	ended.Fact = compliance.Fact{
		Day: calendar.DateOf(2026, time.March, 30), Hour: 167, Target: "next working day\t\\ by 'noon'", Near: true, Took: 321, Late: 0,
		Attributes: `{"team":"a\tb \\\" 'c', {é🔥}","channel":""}`,
	}
	unknown := row("3")
	unknown.Key.Cycle = rules.CycleKey{Start: calendar.None, N: 2}
	unknown.Verdict, unknown.Reason, unknown.Row, unknown.Version = rules.Unknown, "opened: 'infinity' is not an instant", -1, ""
	unknown.Fact = compliance.Fact{Day: calendar.DateOf(-43, time.March, 15), Hour: -1, Took: -1, Late: -1, Attributes: "{}"}
	unknown.RiskAt, unknown.Subject = calendar.None, "tab\t\\N, \"quote\" {é🔥}"
	unknown.Team, unknown.Customer = "a\t\\N", "O'Hara, \"& Co\" {é🔥}"
	unknown.StartedAt, unknown.OpensAt, unknown.DueAt, unknown.NextAt = calendar.None, calendar.None, calendar.None, calendar.None
	far := row("4")
	far.StartedAt = calendar.FromTime(time.Date(1, 1, 1, 0, 0, 0, 1000, time.UTC))
	far.OpensAt = calendar.FromTime(time.Date(-43, 3, 15, 12, 0, 0, 0, time.UTC))
	far.DueAt = calendar.FromTime(time.Date(12345, 12, 31, 23, 59, 59, 999_999_000, time.UTC))
	second := row("1")
	second.Key.Cycle.N, second.Ordinal = 1, 2
	second.State, second.Calendar = rules.Paused, "site\t\\é"
	return []monitor.ClockRow{plain, ended, unknown, far, second}
}

func roundTrip(t *testing.T, f *fixture) {
	for _, fresh := range []bool{true, false} {
		if fresh {
			f.commit(&monitor.Change{Source: source, AsOf: at(9), Fresh: true, Clocks: odd()})
		} else {
			f.commit(&monitor.Change{Source: "other", AsOf: at(9), Clocks: odd()})
		}
	}
	var tickets []string
	for _, r := range odd() {
		tickets = append(tickets, r.Key.Ticket)
	}
	want := monitor.Records{}
	for _, r := range odd() {
		want[r.Key] = &monitor.Recorded{Known: true, Row: r, AsOf: at(9)}
	}
	for _, s := range []string{source, "other"} {
		got := monitor.Records{}
		if err := f.Recorded(t.Context(), s, tickets, got); err != nil {
			t.Fatal(err)
		}
		f.want(got, want, s)
	}
	if got := f.recorded("5"); len(got) != 0 {
		t.Errorf("an unknown ticket has %v", got)
	}
}

func onlyChanges(_ *testing.T, f *fixture) {
	f.want(f.commit(&monitor.Change{Source: source, Fresh: true, Clocks: odd()}).Clocks, 5, "first load")
	f.want(f.commit(&monitor.Change{Source: source, Clocks: odd()}).Clocks, 0, "the same again")
	changed := odd()
	changed[0].NextAt = calendar.None
	changed[3].Baseline = "50%"
	changed[4].Calendar = "another"
	f.want(f.commit(&monitor.Change{Source: source, Clocks: append(changed, row("6"))}).Clocks, 4, "three changed, one new")
	for what, change := range map[string]func(*monitor.ClockRow){
		"day":        func(r *monitor.ClockRow) { r.Fact.Day++ },
		"hour":       func(r *monitor.ClockRow) { r.Fact.Hour++ },
		"target":     func(r *monitor.ClockRow) { r.Fact.Target = "3h" },
		"near":       func(r *monitor.ClockRow) { r.Fact.Near = false },
		"took":       func(r *monitor.ClockRow) { r.Fact.Took++ },
		"late":       func(r *monitor.ClockRow) { r.Fact.Late++ },
		"attributes": func(r *monitor.ClockRow) { r.Fact.Attributes = `{"team":"b"}` },
		"risk":       func(r *monitor.ClockRow) { r.RiskAt = at(8) },
		"subject":    func(r *monitor.ClockRow) { r.Subject = "another" },
		"team":       func(r *monitor.ClockRow) { r.Team = "another" },
		"customer":   func(r *monitor.ClockRow) { r.Customer = "another" },
	} {
		change(&changed[1])
		f.want(f.commit(&monitor.Change{Source: source, Clocks: changed[1:2]}).Clocks, 1, what+" changed")
		f.want(f.recorded(changed[1].Key.Ticket)[changed[1].Key].Row, changed[1], what)
	}
	f.want(f.recorded("4")[changed[3].Key].Row, changed[3], "changed row")
}

func onceForEver(t *testing.T, f *fixture) {
	f.want(f.commit(told("1", notifiers.Missed, "missed", "#a")), monitor.Effect{Clocks: 1, Transitions: 1, Intents: 1}, "first")
	f.want(f.commit(told("1", notifiers.Missed, "missed", "#a")), monitor.Effect{}, "again")
	again := told("1", notifiers.Missed, "missed", "#b")
	again.Transitions[0].Reason, again.Transitions[0].At = monitor.Overtaken, at(99)
	f.want(f.commit(again), monitor.Effect{}, "again, but told otherwise")
	episode := told("1", notifiers.Missed, "missed", "#a")
	episode.Transitions[0].Episode = 1
	episode.Intents[0].Alert.Key = episode.Transitions[0].Key(source)
	f.want(f.commit(episode), monitor.Effect{Transitions: 1, Intents: 1, Withdrawn: 1}, "another episode")
	stages := f.recorded("1")[row("1").Key].Stages
	if len(stages) != 2 {
		t.Fatalf("%d stages are recorded, want 2", len(stages))
	}
	want := monitor.RecordedStage{Transition: told("1", notifiers.Missed, "missed", "#a").Transitions[0], Alert: monitor.Dropped, Route: "frontline"}
	f.want(stages[0], want, "recorded stage")
}

func apart(t *testing.T, f *fixture) {
	f.commit(told("1", notifiers.Missed, "missed", "#a"))
	got := monitor.Records{}
	if err := f.Recorded(t.Context(), "other", []string{"1"}, got); err != nil {
		t.Fatal(err)
	}
	f.want(got, monitor.Records{}, "the same ticket of another source")
	other := told("1", notifiers.Missed, "missed", "#a")
	other.Source, other.Intents[0].Alert.Key = "other", other.Transitions[0].Key("other")
	f.want(f.commit(other), monitor.Effect{Clocks: 1, Transitions: 1, Intents: 1}, "its clock")
	f.want(f.alertState("1", "missed"), monitor.Pending, "the alert of the first source")
}

func wholeOrNot(t *testing.T, f *fixture) {
	f.commit(&monitor.Change{Source: source, Fresh: true, Clocks: []monitor.ClockRow{row("2")}})
	for _, c := range []struct {
		name  string
		spoil func(*monitor.Change)
	}{
		{"a clock that is there already", func(c *monitor.Change) {
			c.Fresh, c.Clocks = true, append(c.Clocks, row("2"))
		}},
		{"an action that there is not", func(c *monitor.Change) { c.Intents[0].Action = "shout" }},
	} {
		change := told("1", notifiers.Missed, "missed", "#a")
		c.spoil(change)
		if _, err := f.Commit(t.Context(), change); err == nil {
			t.Fatalf("%s: no error", c.name)
		}
		if got := f.recorded("1"); len(got) != 0 {
			t.Errorf("%s: half a batch is there: %v", c.name, got)
		}
		if got := f.claim(10); len(got) != 0 {
			t.Errorf("%s: an alert is there: %v", c.name, got)
		}
	}
}

func withdrawal(t *testing.T, f *fixture) {
	f.commit(told("1", notifiers.Warn, "50%", "#a"))
	f.commit(told("2", notifiers.Warn, "50%", "#b"))
	claimed := f.claimOne(t, "#b")
	f.want(f.commit(told("1", notifiers.Missed, "missed", "#a")).Withdrawn, 1, "one waits")
	f.want(f.commit(told("2", notifiers.Missed, "missed", "#b")).Withdrawn, 0, "one is claimed")
	f.want(f.alertState("1", "50%"), monitor.Dropped, "the warning that waited")
	f.want(f.alertState("1", "missed"), monitor.Pending, "the miss itself")
	f.want(f.alertState("2", "50%"), monitor.Sending, "the warning that is claimed")
	f.settle(t, claimed, monitor.Settlement{State: monitor.Sent})
	f.want(f.commit(told("1", notifiers.Recovered, "recovered", "#a")).Withdrawn, 0, "recovered withdraws nothing")
}

func summaries(t *testing.T, f *fixture) {
	if _, err := f.Connect(t.Context(), source, []string{"callback"}, at(0)); err != nil {
		t.Fatal(err)
	}
	summary := notifiers.Summary{Key: "summary/desk", Source: source, AsOf: at(1), Location: atlantis, Standards: []notifiers.SummaryLine{
		{Standard: "callback", Promise: "We call back.", Late: 1, AtRisk: 2, Missed: 3},
	}}
	for range 2 {
		messages := []monitor.SummaryIntent{{Place: "#a", Summary: summary}}
		if err := f.Summarize(t.Context(), source, []string{"callback"}, at(1), messages); err != nil {
			t.Fatal(err)
		}
	}
	claim := f.claimOne(t, "#a")
	f.want(claim.Message, notifiers.Message{Summary: &summary}, "summary")
	f.settle(t, claim, monitor.Settlement{State: monitor.Sent})
	if _, waits, err := f.Wait(t.Context(), terms(lease, 1)); waits || err != nil {
		t.Errorf("something still waits: %v", err)
	}
}
