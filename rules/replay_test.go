package rules

import (
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// The days of March 2026 used below: the 23rd is a Monday, the 27th a Friday.

func TestVerdict(t *testing.T) {
	asked := happened{at: "2026-03-23 10:00", kind: "requested"}
	for _, c := range []struct {
		name    string
		events  []happened
		asOf    string
		state   State
		verdict Verdict
		due     string
		stopped string
		elapsed time.Duration
	}{
		{"open before due", []happened{asked}, "2026-03-23 11:00", Running, Open, "2026-03-23 12:00", "", time.Hour},
		{"exactly due is not yet missed", []happened{asked}, "2026-03-23 12:00:00", Running, Open, "2026-03-23 12:00", "", 2 * time.Hour},
		{"a microsecond later is", []happened{asked}, "2026-03-23 12:00:00.000001", Running, Missed, "2026-03-23 12:00", "", 2*time.Hour + time.Microsecond},
		{
			"stopped exactly on time is met",
			[]happened{asked, {at: "2026-03-23 12:00", kind: "called"}},
			"2026-03-24 00:00",
			Stopped, Met, "2026-03-23 12:00", "2026-03-23 12:00", 2 * time.Hour,
		},
		{
			"stopped a microsecond later is missed",
			[]happened{asked, {at: "2026-03-23 12:00:00.000001", kind: "called"}},
			"2026-03-24 00:00",
			Stopped, Missed, "2026-03-23 12:00", "2026-03-23 12:00:00.000001", 2*time.Hour + time.Microsecond,
		},
		{
			"at the desired instant is exceeded",
			[]happened{asked, {at: "2026-03-23 10:20", kind: "called"}},
			"2026-03-24 00:00",
			Stopped, Exceeded, "2026-03-23 12:00", "2026-03-23 10:20", 20 * time.Minute,
		},
		{
			"breach and cure before anybody looked is missed",
			[]happened{asked, {at: "2026-03-23 13:00", kind: "called"}},
			"2026-06-01 00:00",
			Stopped, Missed, "2026-03-23 12:00", "2026-03-23 13:00", 3 * time.Hour,
		},
		{
			"due at closing time, not at the next opening",
			[]happened{{at: "2026-03-27 16:00", kind: "requested"}},
			"2026-03-27 17:00",
			Running, Open, "2026-03-27 18:00", "", time.Hour,
		},
		{
			"over the weekend and the change to summer time",
			[]happened{{at: "2026-03-27 17:30", kind: "requested"}, {at: "2026-03-30 09:30", kind: "called"}},
			"2026-04-01 00:00",
			Stopped, Met, "2026-03-30 09:30", "2026-03-30 09:30", 2 * time.Hour,
		},
		{
			"a holiday does not count",
			[]happened{{at: "2026-04-30 17:00", kind: "requested"}},
			"2026-05-01 12:00",
			Running, Open, "2026-05-04 09:00", "", time.Hour,
		},
		{
			"cancelled in time",
			[]happened{asked, {at: "2026-03-23 11:00", kind: "withdrawn"}},
			"2026-03-24 00:00",
			Cancelled, CancelledVerdict, "2026-03-23 12:00", "2026-03-23 11:00", time.Hour,
		},
		{
			"cancelled at the due instant is not late",
			[]happened{asked, {at: "2026-03-23 12:00", kind: "withdrawn"}},
			"2026-03-24 00:00",
			Cancelled, CancelledVerdict, "2026-03-23 12:00", "2026-03-23 12:00", 2 * time.Hour,
		},
		{
			"cancelled after due does not hide the miss",
			[]happened{asked, {at: "2026-03-23 13:00", kind: "withdrawn"}},
			"2026-03-24 00:00",
			Cancelled, CancelledLate, "2026-03-23 12:00", "2026-03-23 13:00", 3 * time.Hour,
		},
		{
			"a cancel after the stop does nothing",
			[]happened{asked, {at: "2026-03-23 10:30", kind: "called"}, {at: "2026-03-23 11:00", kind: "withdrawn"}},
			"2026-03-24 00:00",
			Stopped, Met, "2026-03-23 12:00", "2026-03-23 10:30", 30 * time.Minute,
		},
		{
			"the first of two stops counts",
			[]happened{asked, {at: "2026-03-23 10:30", kind: "called"}, {at: "2026-03-23 15:00", kind: "called"}},
			"2026-03-24 00:00",
			Stopped, Met, "2026-03-23 12:00", "2026-03-23 10:30", 30 * time.Minute,
		},
		{
			"a start while open joins: the oldest counts",
			[]happened{asked, {at: "2026-03-23 11:30", kind: "requested"}, {at: "2026-03-23 12:30", kind: "called"}},
			"2026-03-24 00:00",
			Stopped, Missed, "2026-03-23 12:00", "2026-03-23 12:30", 150 * time.Minute,
		},
		{
			"a stop before the start is ignored",
			[]happened{{at: "2026-03-23 09:00", kind: "called"}, asked},
			"2026-03-23 11:00",
			Running, Open, "2026-03-23 12:00", "", time.Hour,
		},
		{
			"events after as of are not seen",
			[]happened{asked, {at: "2026-03-23 10:30", kind: "called"}},
			"2026-03-23 10:29",
			Running, Open, "2026-03-23 12:00", "", 29 * time.Minute,
		},
		{
			"events in any order are one timeline",
			[]happened{{at: "2026-03-23 10:30", kind: "called"}, {at: "2026-03-23 10:15", kind: "noted"}, asked},
			"2026-03-24 00:00",
			Stopped, Met, "2026-03-23 12:00", "2026-03-23 10:30", 30 * time.Minute,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := only(t, replayed(t, bind(t, callback(t)), ticket(t, c.events...), c.asOf))
			if got.State != c.state || got.Verdict != c.verdict {
				t.Errorf("%v %v, want %v %v", got.State, got.Verdict, c.state, c.verdict)
			}
			if got.DueAt != at(t, c.due) || got.StoppedAt != at(t, c.stopped) {
				t.Errorf("due %v stopped %v, want %v %v", got.DueAt, got.StoppedAt, at(t, c.due), at(t, c.stopped))
			}
			if got.Elapsed != c.elapsed {
				t.Errorf("elapsed %v, want %v", got.Elapsed, c.elapsed)
			}
		})
	}
}

func TestStartOutsideHours(t *testing.T) {
	c := only(t, replayed(t, bind(t, callback(t)), ticket(t, happened{at: "2026-03-28 11:00", kind: "requested"}), "2026-03-29 12:00"))
	if c.StartedAt != at(t, "2026-03-28 11:00") || c.OpensAt != at(t, "2026-03-30 08:00") || c.DueAt != at(t, "2026-03-30 10:00") {
		t.Errorf("started %v opens %v due %v", c.StartedAt, c.OpensAt, c.DueAt)
	}
	if c.State != Running || c.Elapsed != 0 || c.Remaining != 2*time.Hour {
		t.Errorf("%v, elapsed %v, remaining %v", c.State, c.Elapsed, c.Remaining)
	}
}

func TestOrderAtOneInstant(t *testing.T) {
	const noon = "2026-03-23 12:00"
	for _, c := range []struct {
		name    string
		events  []happened
		state   State
		verdict Verdict
	}{
		{"start and stop at once without seq", []happened{{at: noon, kind: "requested"}, {at: noon, kind: "called"}}, Stopped, Exceeded},
		{"stop and start at once without seq", []happened{{at: noon, kind: "called"}, {at: noon, kind: "requested"}}, Stopped, Exceeded},
		{"stop before start by seq", []happened{{at: noon, kind: "called", seq: 1}, {at: noon, kind: "requested", seq: 2}}, Stopped, Exceeded},
		{"start before stop by seq", []happened{{at: noon, kind: "called", seq: 2}, {at: noon, kind: "requested", seq: 1}}, Stopped, Exceeded},
		{"cancel and start at once", []happened{{at: noon, kind: "withdrawn"}, {at: noon, kind: "requested"}}, Cancelled, CancelledVerdict},
		{"stop before cancel", []happened{{at: "2026-03-23 10:00", kind: "requested"}, {at: noon, kind: "withdrawn"}, {at: noon, kind: "called"}}, Stopped, Met},
		{
			"cancel before stop by seq",
			[]happened{{at: "2026-03-23 10:00", kind: "requested"}, {at: noon, kind: "called", seq: 9}, {at: noon, kind: "withdrawn", seq: 8}},
			Cancelled, CancelledVerdict,
		},
		{
			"a seq on one side only does not count",
			[]happened{{at: "2026-03-23 10:00", kind: "requested"}, {at: noon, kind: "withdrawn", seq: 1}, {at: noon, kind: "called"}},
			Stopped, Met,
		},
		{
			"what means nothing to the measure needs no seq",
			[]happened{{at: "2026-03-23 10:00", kind: "requested"}, {at: noon, kind: "noted"}, {at: noon, kind: "called", seq: 9}, {at: noon, kind: "withdrawn", seq: 8}},
			Cancelled, CancelledVerdict,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := only(t, replayed(t, bind(t, callback(t)), ticket(t, c.events...), "2026-03-24 00:00"))
			if got.State != c.state || got.Verdict != c.verdict {
				t.Errorf("%v %v, want %v %v", got.State, got.Verdict, c.state, c.verdict)
			}
		})
	}
}

func TestUnknown(t *testing.T) {
	asked := happened{at: "2026-03-23 10:00", kind: "requested", column: true}
	lost := func(kind string) func(*Ticket) {
		return func(tk *Ticket) {
			number, _ := vocabulary(t).Kind(kind)
			tk.Lost = append(tk.Lost, LostEvent{Kind: number, Reason: kind + ": 'infinity' is not an instant"})
		}
	}
	for _, c := range []struct {
		name   string
		events []happened
		change func(*Ticket)
		reason string // "" means known
	}{
		{"a column that stops before the column that starts", []happened{asked, {at: "2026-03-23 09:00", kind: "called", column: true}}, nil, "called lies before the start"},
		{"an event row that does is ignored", []happened{asked, {at: "2026-03-23 09:00", kind: "called"}}, nil, ""},
		{"a column that stops at the start is no time", []happened{asked, {at: "2026-03-23 10:00", kind: "called", column: true}}, nil, ""},
		{"a lost stop", []happened{asked}, lost("called"), "set aside: called: 'infinity' is not an instant"},
		{"a lost cancel", []happened{asked}, lost("withdrawn"), "set aside: withdrawn"},
		{"a lost stop beside another", []happened{asked, {at: "2026-03-23 15:00", kind: "called"}}, lost("called"), "set aside: called"},
		{"a lost event of another kind", []happened{asked}, lost("noted"), ""},
		{"a lost start", nil, lost("requested"), "set aside: requested"},
		{"a stop in the future", []happened{asked, {at: "2031-01-01 00:00", kind: "called", future: true}}, nil, "called lies in the future: 2030-12-31T23:00:00Z"},
		{"a start in the future", []happened{{at: "2031-01-01 00:00", kind: "requested", future: true}}, nil, "requested lies in the future"},
		{"a start before the calendar's years", []happened{{at: "1989-12-01 00:00", kind: "requested"}}, nil, outOfYears},
	} {
		t.Run(c.name, func(t *testing.T) {
			tk := ticket(t, c.events...)
			if c.change != nil {
				c.change(tk)
			}
			got := only(t, replayed(t, bind(t, callback(t)), tk, "2026-03-24 00:00"))
			if (got.Verdict == Unknown) != (c.reason != "") || !strings.HasPrefix(got.Reason, c.reason) {
				t.Errorf("%v, reason %q", got.Verdict, got.Reason)
			}
			if got.Verdict == Unknown && (got.DueAt != calendar.None || len(Stages(nil, got)) > 0) {
				t.Errorf("an unknown clock has due %v and stages %v", got.DueAt, Stages(nil, got))
			}
		})
	}
}

func TestOutcome(t *testing.T) {
	gold := match.Condition{{Attribute: "tier", Test: match.Test{AnyOf: []match.Pattern{match.NewPattern("gold")}}}}
	base := callback(t)
	applies := callback(t)
	applies.AppliesTo = gold
	covered := callback(t)
	covered.Targets[0].When = gold
	exempt := callback(t)
	exempt.Targets = []Target{{When: gold, Exempt: "Under the agreement with IT."}, {Within: within(time.Hour)}}
	promised := callback(t)
	promised.Targets = []Target{{Due: "promised_at"}}

	asked := happened{at: "2026-03-23 10:00", kind: "requested"}
	for _, c := range []struct {
		name     string
		standard *Standard
		tier     string
		events   []happened
		want     Outcome
	}{
		{"a clock", base, "", []happened{asked}, Clocked},
		{"not started", base, "", []happened{{at: "2026-03-23 10:00", kind: "noted"}}, NotStarted},
		{"a start after as of", base, "", []happened{{at: "2026-03-25 10:00", kind: "requested"}}, NotStarted},
		{"applies_to does not match", applies, "silver", []happened{asked}, NotApplied},
		{"applies_to matches", applies, "GOLD ", []happened{asked}, Clocked},
		{"no row matches", covered, "silver", []happened{asked}, NotCovered},
		{"exempt", exempt, "gold", []happened{asked}, Exempted},
		{"not exempt", exempt, "silver", []happened{asked}, Clocked},
		{"a row whose due attribute is empty does not match", promised, "", []happened{asked}, NotCovered},
	} {
		t.Run(c.name, func(t *testing.T) {
			tk := ticket(t, c.events...)
			if c.tier != "" {
				tk.Attributes[0] = match.Value{Text: c.tier}
			}
			r := replayed(t, bind(t, c.standard), tk, "2026-03-24 00:00")
			if r.Outcomes[0] != c.want || (len(r.Clocks) == 1) != (c.want == Clocked) {
				t.Errorf("outcome %v, %d clocks", r.Outcomes[0], len(r.Clocks))
			}
		})
	}
}

// Where nothing is promised, a start that could not be read leaves nothing to doubt.
func TestLostStartWithoutPromise(t *testing.T) {
	s := callback(t)
	gold := match.Condition{{Attribute: "tier", Test: match.Test{AnyOf: []match.Pattern{match.NewPattern("gold")}}}}
	s.Targets = []Target{{When: gold, Exempt: "Under the agreement with IT."}, {Due: "promised_at"}}
	for tier, want := range map[string]Outcome{"gold": Exempted, "silver": NotCovered} {
		tk := ticket(t)
		tk.Attributes[0] = match.Value{Text: tier}
		tk.Lost = []LostEvent{{Kind: 1, Reason: "requested: 'infinity' is not an instant"}}
		if r := replayed(t, bind(t, s), tk, "2026-03-24 00:00"); r.Outcomes[0] != want || len(r.Clocks) > 0 {
			t.Errorf("%s: outcome %v, %d clocks", tier, r.Outcomes[0], len(r.Clocks))
		}
	}
}

func TestDueAttribute(t *testing.T) {
	s := callback(t)
	s.Targets = []Target{{Due: "promised_at"}}
	for _, c := range []struct {
		name, promised, due string
		verdict             Verdict
	}{
		{"naive, in the zone of the source", "2026-03-23 15:00:00", "2026-03-23 15:00", Met},
		{"with space around", " 2026-03-23 15:00:00\t", "2026-03-23 15:00", Met},
		{"with an offset", "2026-03-23 10:59:00+00", "2026-03-23 11:59", Missed},
		{"a promise broken from the start", "2026-03-01 09:00:00", "2026-03-01 09:00", Missed},
		{"not an instant", "next week", "", Unknown},
		{"outside the calendar but stopped before", "2126-03-23 15:00:00", "2126-03-23 15:00", Met},
	} {
		t.Run(c.name, func(t *testing.T) {
			tk := ticket(t, happened{at: "2026-03-23 10:00", kind: "requested"}, happened{at: "2026-03-23 12:00", kind: "called"})
			tk.Attributes[1] = match.Value{Text: c.promised}
			got := only(t, replayed(t, bind(t, s), tk, "2026-03-24 00:00"))
			if got.Verdict != c.verdict || got.DueAt != at(t, c.due) {
				t.Errorf("%v (%s), due %v", got.Verdict, got.Reason, got.DueAt)
			}
		})
	}
}

func TestFirstRowWins(t *testing.T) {
	s := callback(t)
	gold := match.Condition{{Attribute: "tier", Test: match.Test{AnyOf: []match.Pattern{match.NewPattern("gold")}}}}
	s.Targets = []Target{
		{When: gold, Within: within(30 * time.Minute), Calendar: always(t)},
		{When: gold, Within: within(time.Hour)},
		{Within: within(4 * time.Hour)},
	}
	tk := ticket(t, happened{at: "2026-03-28 10:00", kind: "requested"})
	tk.Attributes[0] = match.Value{Text: "gold"}
	c := only(t, replayed(t, bind(t, s), tk, "2026-03-28 10:10"))
	if c.Row != 0 || c.DueAt != at(t, "2026-03-28 10:30") || c.Calendar().Name() != "always" {
		t.Errorf("row %d, due %v on %s", c.Row, c.DueAt, c.Calendar().Name())
	}
	tk.Attributes[0] = match.Value{Text: "silver"}
	c = only(t, replayed(t, bind(t, s), tk, "2026-03-28 10:10"))
	if c.Row != 2 || c.DueAt != at(t, "2026-03-30 12:00") {
		t.Errorf("row %d, due %v", c.Row, c.DueAt)
	}
}

// A cycle is judged by the version that was live at its start, however late it is read.
func TestVersionByStart(t *testing.T) {
	old, strict := callback(t), callback(t)
	strict.Targets = []Target{{Within: within(30 * time.Minute)}}
	history := History{
		{
			LiveFrom: at(t, "2026-03-01 00:00"), LiveUntil: at(t, "2026-03-23 11:00"), RetiredAt: calendar.None,
			Hash: "old", Standard: old,
		},
		{
			LiveFrom: at(t, "2026-03-23 11:00"), LiveUntil: calendar.None, RetiredAt: calendar.None,
			Hash: "strict", Standard: strict,
		},
	}
	book, _ := Bind([]History{history}, vocabulary(t))
	for start, want := range map[string]string{
		"2026-02-27 10:00":           "",
		"2026-03-01 00:00":           "old",
		"2026-03-23 10:59:59.999999": "old",
		"2026-03-23 11:00":           "strict",
	} {
		r := replayed(t, book, ticket(t, happened{at: start, kind: "requested"}), "2026-03-24 00:00")
		switch {
		case want == "" && r.Outcomes[0] != NotStarted:
			t.Errorf("%s: %v, want no clock", start, r.Outcomes[0])
		case want != "" && only(t, r).Version.Hash != want:
			t.Errorf("%s: %s, want %s", start, r.Clocks[0].Version.Hash, want)
		}
	}
}

func TestBindNamesWhatTheSourceLacks(t *testing.T) {
	s := callback(t)
	s.Measure.Stop = Kinds("caled", "called")
	s.AppliesTo = match.Condition{{Attribute: "tear", Test: match.Test{}}, {Attribute: "tear", Test: match.Test{}}}
	s.Targets[0].Due, s.Targets[0].Within = "promised", nil
	_, unknown := Bind(Since(s), vocabulary(t))
	var got []string
	for _, u := range unknown {
		got = append(got, u.Standard+" "+u.What+" "+u.Name)
	}
	if strings.Join(got, ", ") != "callback event caled, callback attribute tear, callback attribute promised" {
		t.Errorf("%v", got)
	}
}

// What is unknown since an event lies in the future is looked at again when the first such event has happened.
func TestNextAtOfAFutureStamp(t *testing.T) {
	book := bind(t, callback(t))
	for name, c := range map[string]struct {
		events []happened
		want   string // "" for none
	}{
		"a stop":              {[]happened{{at: "2026-03-23 10:00", kind: "requested"}, {at: "2026-03-26 10:00", kind: "called", future: true}}, "2026-03-26 10:00"},
		"a start":             {[]happened{{at: "2026-03-26 10:00", kind: "requested", future: true}}, "2026-03-26 10:00"},
		"the first of two":    {[]happened{{at: "2026-03-23 10:00", kind: "requested"}, {at: "2026-03-25 10:00", kind: "withdrawn", future: true}, {at: "2026-03-26 10:00", kind: "called", future: true}}, "2026-03-25 10:00"},
		"one that is over":    {[]happened{{at: "2026-03-23 10:00", kind: "requested"}, {at: "2026-03-23 11:00", kind: "called", future: true}}, ""},
		"one that plays none": {[]happened{{at: "2026-03-23 10:00", kind: "requested"}, {at: "2026-03-23 11:00", kind: "called"}, {at: "2026-03-26 10:00", kind: "noted", future: true}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			want := calendar.None
			if c.want != "" {
				want = at(t, c.want)
			}
			if clock := only(t, replayed(t, book, ticket(t, c.events...), "2026-03-24 00:00")); clock.NextAt != want {
				t.Errorf("%v: next %v, want %v", clock.Reason, clock.NextAt, want)
			}
		})
	}
}
