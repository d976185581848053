package explain

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// resolution promises three working days from the opening.
func resolution(t testing.TB) *rules.Standard {
	return &rules.Standard{
		ID: "resolution", Promise: "Your problem is solved within three working days.",
		Measure:  rules.Measure{Name: "resolution", Start: rules.Kinds("opened"), Stop: rules.Kinds("resolved")},
		Calendar: on(t, "office"),
		Targets:  []rules.Target{{Within: days(calendar.WorkingDays, 3, calendar.NoClock, 15*60), Desired: days(calendar.WorkingDays, 1, calendar.NoClock, calendar.NoClock)}},
		WarnAt:   []rules.Warning{{Text: "75%", Share: 75_000}},
	}
}

func with(base map[string]string, more map[string]string) map[string]string {
	all := map[string]string{}
	for _, m := range []map[string]string{base, more} {
		for k, v := range m {
			all[k] = v
		}
	}
	return all
}

// cases are the tickets whose explanations stand in testdata.
func cases(t testing.TB) map[string]*Explanation {
	agent := rules.Agent
	requested := func(at string) happened { return happened{at: at, kind: "callback_requested", author: rules.Customer} }
	steps := resolution(t)
	steps.Targets[0].Within.Cutoff = calendar.NoClock
	promise := resolution(t)
	promise.ID, promise.Targets = "promised", []rules.Target{{Due: "promised_at"}}
	month := resolution(t)
	month.ID, month.Targets = "month", []rules.Target{{Within: days(calendar.CalendarDays, 30, calendar.NoClock, calendar.NoClock)}}
	onlyGold := callback(t)
	onlyGold.Targets = onlyGold.Targets[:3]
	site := resolution(t)
	site.ID, site.Measure.CalendarFrom = "onsite", "site"
	site.Sites = map[string]*calendar.Calendar{"always": on(t, "always"), "office": on(t, "office")}
	escalating := callback(t)
	escalating.Escalate = []rules.Escalation{
		{Stage: "escalate 30m", After: 30 * time.Minute, To: "team-leads"}, {Stage: "escalate 8h", After: 8 * time.Hour, To: "head"},
	}
	again := callback(t)
	again.Measure.Reopen.Then = rules.ThenRestart
	strict := callback(t)
	strict.Targets = []rules.Target{{Within: within(time.Hour)}}
	since := at(t, "2026-03-01 00:00")
	versions := []rules.History{{
		{LiveFrom: calendar.None, LiveUntil: since, RetiredAt: calendar.None, Hash: "0123456789ab", Standard: callback(t)},
		{LiveFrom: since, LiveUntil: calendar.None, RetiredAt: calendar.None, Hash: "ba9876543210", Standard: strict},
	}}
	retired := []rules.History{{
		{LiveFrom: calendar.None, LiveUntil: calendar.None, RetiredAt: at(t, "2026-03-24 11:00"), Hash: "0123456789ab", Standard: callback(t)},
	}}
	return map[string]*Explanation{
		"paused": explained(t, "2026-03-26 12:00", globex, []happened{
			{at: "2026-03-24 09:50", kind: "waiting"},
			requested("2026-03-24 10:00"),
			{at: "2026-03-24 10:30", kind: "replied"},
			{at: "2026-03-24 11:00", kind: "waiting"},
			{at: "2026-03-24 11:10", kind: "waiting"},
			{at: "2026-03-25 08:30", kind: "replied"},
			{at: "2026-03-25 09:15", kind: "called_back", author: agent},
		}, callback(t)),
		"pausednow": explained(t, "2026-03-25 12:00", globex, []happened{
			requested("2026-03-24 10:00"), {at: "2026-03-24 11:20", kind: "waiting"},
		}, callback(t)),
		"reopened": explained(t, "2026-03-25 12:00", globex, []happened{
			requested("2026-03-24 10:00"),
			{at: "2026-03-24 11:20", kind: "called_back", author: agent},
			{at: "2026-03-25 09:00", kind: "reopened", author: rules.Customer},
			{at: "2026-03-25 11:00", kind: "called_back", author: agent},
		}, callback(t)),
		"twice": explained(t, "2026-03-25 12:00", globex, []happened{
			requested("2026-03-24 10:00"),
			{at: "2026-03-24 10:10", kind: "called_back"},
			{at: "2026-03-24 11:20", kind: "called_back", author: agent},
			{at: "2026-03-25 09:00", kind: "reopened"},
		}, again),
		"site": explained(t, "2026-03-25 12:00", with(globex, map[string]string{"site": "Always"}), []happened{
			{at: "2026-03-24 10:00", kind: "opened"},
		}, site),
		"nosite": explained(t, "2026-03-25 12:00", with(globex, map[string]string{"site": "Porto"}), []happened{
			{at: "2026-03-24 10:00", kind: "opened"},
		}, site),
		"versions": explainedBy(t, "2026-03-03 12:00", globex, []happened{
			requested("2026-02-27 15:00"), {at: "2026-02-27 15:10", kind: "called_back", author: agent}, requested("2026-03-03 10:30"),
		}, nil, versions),
		"pinned": explainedBy(t, "2026-03-25 12:00", with(globex, map[string]string{"channel": "chat"}), []happened{
			requested("2026-03-24 10:00"), {at: "2026-03-24 13:00", kind: "called_back", author: agent},
		}, []rules.Pin{{
			Cycle: rules.CycleKey{Start: at(t, "2026-03-24 10:00")}, Version: "0123456789ab", Row: 1, DueAt: calendar.None, Calendar: "office",
		}}, versions),
		"retired": explainedBy(t, "2026-03-25 12:00", globex, []happened{requested("2026-03-24 10:00")}, nil, retired),
		"summertime": explained(t, "2026-03-31 12:00", globex, []happened{
			requested("2026-03-27 15:30"),
			{at: "2026-03-27 15:40", kind: "called_back", author: rules.Bot},
			{at: "2026-03-30 08:50", kind: "called_back", author: agent},
		}, callback(t), resolution(t)),
		"escalated": explained(t, "2026-03-24 13:00", globex, []happened{requested("2026-03-24 10:00")}, escalating),
		"late": explained(t, "2026-03-24 14:00", with(globex, map[string]string{"priority": "urgent"}), []happened{
			requested("2026-03-24 07:10"), requested("2026-03-24 08:30"),
		}, callback(t)),
		"running": explained(t, "2026-03-24 11:40", globex, []happened{requested("2026-03-24 10:00")}, callback(t)),
		"easter": explained(t, "2026-04-09 12:00", globex, []happened{
			{at: "2026-04-01 15:20", kind: "opened"}, {at: "2026-04-09 10:00", kind: "resolved"},
		}, resolution(t), month),
		"saturday": explained(t, "2026-12-28 09:00", globex, []happened{
			{at: "2026-12-19 11:00", kind: "opened"},
		}, steps),
		"promised": explained(t, "2026-03-24 11:40", with(globex, map[string]string{"promised_at": "2026-03-25 09:00"}), []happened{
			{at: "2026-03-23 10:00", kind: "opened"},
		}, promise),
		"cancelled": explained(t, "2026-03-24 14:00", globex, []happened{
			requested("2026-03-24 10:00"), {at: "2026-03-24 10:30", kind: "merged"},
		}, callback(t)),
		"none": explained(t, "2026-03-24 14:00", with(globex, map[string]string{"channel": "chat"}), []happened{
			{at: "2026-03-24 10:00", kind: "noted"},
		}, callback(t), resolution(t)),
		"exempt": explained(t, "2026-03-24 14:00", with(globex, map[string]string{"tier": "internal"}), []happened{
			requested("2026-03-24 10:00"),
		}, callback(t)),
		"notcovered": explained(t, "2026-03-24 14:00", with(globex, map[string]string{"tier": "silver"}), []happened{
			requested("2026-03-24 10:00"),
		}, onlyGold),
		"years": explained(t, "2031-03-24 14:00", globex, []happened{
			requested("2026-03-24 10:00"),
		}, callback(t)),
		"roundtheclock": explained(t, "2026-03-24 10:20", with(globex, map[string]string{"customer": "acme, inc."}), []happened{
			requested("2026-03-24 10:00"),
		}, callback(t)),
	}
}

func TestText(t *testing.T) {
	for name, e := range cases(t) {
		t.Run(name, func(t *testing.T) {
			got := e.Text(Options{})
			golden(t, name+".txt", got)
			for _, line := range strings.Split(got, "\n") {
				if n := len([]rune(line)); n > 96 {
					t.Errorf("%d columns: %s", n, line)
				}
			}
			if n := strings.Count(got, "\n"); n > 100 {
				t.Errorf("%d lines", n)
			}
		})
	}
}

func TestTextInASCII(t *testing.T) {
	got := cases(t)["summertime"].Text(Options{ASCII: true})
	golden(t, "ascii.txt", got)
	for _, r := range got {
		if r > unicode.MaxASCII {
			t.Fatalf("%q is beyond ASCII", r)
		}
	}
}

func TestTextInColour(t *testing.T) {
	golden(t, "colour.txt", cases(t)["late"].Text(Options{Colour: true}))
}

func TestJSON(t *testing.T) {
	var got bytes.Buffer
	encoder := json.NewEncoder(&got)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(cases(t)["summertime"]); err != nil {
		t.Fatal(err)
	}
	golden(t, "summertime.json", got.String())
}

// TestHostileText wants nothing that a terminal would obey out of what a ticket, or its reasons, hold.
func TestHostileText(t *testing.T) {
	evil := "\x1b]0;owned\x07\x1b[31mred\x1b[0m \u202Etxet\r\nsecond line\u2028third\x00\x9b2J"
	e := explained(t, "2026-03-24 14:00", map[string]string{"subject": evil, "tier": evil, "channel": "phone"}, []happened{
		{at: "2026-03-24 10:00", kind: "callback_requested"},
	}, callback(t))
	said := Unsaid(SaidExcuse, at(t, "2026-03-24 12:00"))
	said.By, said.Why = evil, evil
	e.Add("callback", rules.CycleKey{Start: at(t, "2026-03-24 10:00")}, said)
	for _, o := range []Options{{}, {ASCII: true}} {
		for _, r := range e.Text(o) {
			if r != '\n' && !unicode.IsPrint(r) {
				t.Errorf("%q in %+v", r, o)
			}
		}
	}
	if text := e.Text(Options{Colour: true}); strings.Contains(text, "\x1b]") || strings.Contains(text, "\x1b[31mred\x1b[0m \u202e") {
		t.Errorf("the ticket's escapes reach a terminal that is coloured: %q", text)
	}
}

// TestFewLines wants a clock of five years, and one of a thousand pauses, to be bounded in text and JSON.
func TestFewLines(t *testing.T) {
	e := cases(t)["years"]
	c := &e.Standards[0].Clocks[0]
	if n := len(c.Intervals); n > 2*most+1 {
		t.Errorf("%d intervals", n)
	}
	holds := 0
	for _, i := range c.Intervals {
		holds += i.Holds
	}
	if holds < 4000 {
		t.Errorf("they stand for %d", holds)
	}
	if n := strings.Count(e.Text(Options{}), "\n"); n > 80 {
		t.Errorf("%d lines", n)
	}
}

// TestMovedByDays wants the days that pauses added to be those that closed inside them, also where the close is at midnight.
func TestMovedByDays(t *testing.T) {
	waits := rules.Measure{
		Start: rules.Kinds("opened"), Stop: rules.Kinds("resolved"),
		Pauses: []rules.Pause{{When: rules.Kinds("waiting"), Until: rules.Kinds("replied")}},
	}
	round := calendar.Spec{Name: "weekdays", Location: location(t, "Europe/Berlin")}
	for d := time.Monday; d <= time.Friday; d++ {
		round.Week[d] = []calendar.Window{{Open: 0, Close: 24 * 60}}
	}
	weekdays, err := calendar.Compile(round)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		span       *calendar.Span
		on         *calendar.Calendar
		from, to   string
		due, moved string
	}{
		{days(calendar.WorkingDays, 3, calendar.ByClose, calendar.NoClock), weekdays, "2026-03-10 15:00", "2026-03-11 12:00", "2026-03-17 00:00", "1 working day"},
		{days(calendar.WorkingDays, 3, calendar.NoClock, calendar.NoClock), on(t, "office"), "2026-03-10 15:00", "2026-03-12 19:00", "2026-03-18 10:00", "3 working days"},
		{days(calendar.CalendarDays, 3, calendar.NoClock, calendar.NoClock), on(t, "office"), "2026-03-10 15:00", "2026-03-12 08:00", "2026-03-15 10:00", "2 days"},
	} {
		s := &rules.Standard{ID: "moved", Measure: waits, Calendar: c.on, Targets: []rules.Target{{Within: c.span}}}
		e := explained(t, "2026-03-12 20:00", nil, []happened{
			{at: "2026-03-10 10:00", kind: "opened"}, {at: c.from, kind: "waiting"}, {at: c.to, kind: "replied"},
		}, s)
		got := &e.Standards[0].Clocks[0]
		last := got.Due.Steps[len(got.Due.Steps)-1]
		if got.DueAt != Instant(at(t, c.due)) || !got.Due.Moved || !strings.HasSuffix(last, "; moved on by "+c.moved) {
			t.Errorf("due %v, %q; want %s and %s", calendar.Instant(got.DueAt), last, c.due, c.moved)
		}
	}
}

// TestManyPauses wants a clock that was paused a thousand times to be readable, and to add up.
func TestManyPauses(t *testing.T) {
	start := at(t, "2026-03-24 10:00")
	events := []happened{{at: start.String(), kind: "callback_requested"}}
	for n := range 1000 {
		pause := start.Add(time.Duration(n) * 2 * time.Hour)
		events = append(events, happened{at: pause.Add(time.Minute).String(), kind: "waiting"}, happened{at: pause.Add(time.Hour).String(), kind: "replied"})
	}
	e := explained(t, start.Add(3000*time.Hour).String(), globex, events, callback(t))
	c := &e.Standards[0].Clocks[0]
	addsUp(t, c.Intervals, start, c.clock.AsOf, c.clock.Elapsed, c.clock.PausedFor)
	if n := len(c.Intervals); n > 2*most+1 {
		t.Errorf("%d intervals", n)
	}
	text := e.Text(Options{})
	if n := strings.Count(text, "\n"); n > 130 {
		t.Errorf("%d lines", n)
	}
	golden(t, "manypauses.txt", text)
}

func TestWordsOfTests(t *testing.T) {
	yes, no := true, false
	for want, test := range map[string]match.Test{
		`"gold" or "silver*"`:        is("", "gold", "silver*").Test,
		`not "internal"`:             {Not: &match.Test{AnyOf: is("", "internal").Test.AnyOf}},
		"at least 3 and less than 9": {Compare: []match.Comparison{{Op: match.GTE, Bound: 3}, {Op: match.LT, Bound: 9}}},
		"more than 0.5":              {Compare: []match.Comparison{{Op: match.GT, Bound: 0.5}}},
		"at most 2":                  {Compare: []match.Comparison{{Op: match.LTE, Bound: 2}}},
		"given":                      {Exists: &yes},
		"not given":                  {Exists: &no},
	} {
		if got := asked(&test); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestLengths(t *testing.T) {
	for d, want := range map[time.Duration][2]string{
		0:                                  {"0 s", "0 s"},
		300 * time.Millisecond:             {"less than 1 s", "less than 1 s"},
		45 * time.Second:                   {"45 s", "45 s"},
		4*time.Minute + 30*time.Second:     {"4 min 30 s", "4 min 30 s"},
		2 * time.Hour:                      {"2 h", "2 h"},
		26*time.Hour + 10*time.Minute:      {"26 h 10 min", "1 day 2 h"},
		64 * time.Hour:                     {"64 h", "2 days 16 h"},
		47*time.Hour + 40*time.Minute:      {"47 h 40 min", "2 days"},
		400*24*time.Hour + 3*time.Hour:     {"9603 h", "400 days"},
		-(2*time.Hour + 5*time.Minute):     {"-2 h 5 min", "-2 h 5 min"},
		90*time.Minute + 20*time.Second:    {"1 h 30 min", "1 h 30 min"},
		time.Minute + 500*time.Millisecond: {"1 min", "1 min"},
	} {
		if got := [2]string{openText(d), realText(d)}; got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
