package rules

import (
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// at reads an instant written as wall clock in Berlin, so that cases read as the documents do.
func at(t testing.TB, written string) calendar.Instant {
	t.Helper()
	if written == "" {
		return calendar.None
	}
	layout := "2006-01-02 15:04:05.999999"[:min(len(written), 19)]
	if len(written) > 19 {
		layout = "2006-01-02 15:04:05.999999"
	}
	moment, err := time.ParseInLocation(layout, written, berlin(t))
	if err != nil {
		t.Fatal(err)
	}
	return calendar.FromTime(moment)
}

var (
	berlinZone     = sync.OnceValues(func() (*time.Location, error) { return time.LoadLocation("Europe/Berlin") })
	officeCalendar = sync.OnceValues(func() (*calendar.Calendar, error) {
		loc, err := berlinZone()
		if err != nil {
			return nil, err
		}
		spec := calendar.Spec{
			Name: "office", Location: loc,
			Holidays: map[calendar.Date]string{calendar.DateOf(2026, 5, 1): "Labour Day"},
		}
		for day := time.Monday; day <= time.Friday; day++ {
			spec.Week[day] = []calendar.Window{{Open: 8 * 60, Close: 18 * 60}}
		}
		return calendar.Compile(spec)
	})
	alwaysCalendar = sync.OnceValues(func() (*calendar.Calendar, error) {
		return calendar.Compile(calendar.Spec{Name: "always", Location: time.UTC, Always: true})
	})
	deskVocabulary = sync.OnceValues(func() (*Vocabulary, error) {
		loc, err := berlinZone()
		return NewVocabulary("desk", calendar.NewZone(loc), testAttributes, testKinds), err
	})
)

// must gives what was made once for all cases.
func must[T any](t testing.TB, once func() (T, error)) T {
	t.Helper()
	made, err := once()
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func berlin(t testing.TB) *time.Location { return must(t, berlinZone) }

// office is open Monday to Friday, 08:00 to 18:00 in Berlin, closed on 1 May 2026.
func office(t testing.TB) *calendar.Calendar { return must(t, officeCalendar) }

// always is 24x7.
func always(t testing.TB) *calendar.Calendar { return must(t, alwaysCalendar) }

func vocabulary(t testing.TB) *Vocabulary { return must(t, deskVocabulary) }

// within is a budget of open time.
func within(d time.Duration) *calendar.Span {
	return &calendar.Span{Unit: calendar.OpenTime, Open: d, By: calendar.NoClock, Cutoff: calendar.NoClock}
}

// callback is the standard most cases use: two hours, 20 minutes desired.
func callback(t testing.TB) *Standard {
	t.Helper()
	return &Standard{
		ID: "callback", Promise: "We call you back within two working hours.",
		Measure:  Measure{Name: "callback", Start: Kinds("requested"), Stop: Kinds("called"), Cancel: Kinds("withdrawn")},
		Calendar: office(t),
		Targets:  []Target{{Within: within(2 * time.Hour), Desired: within(20 * time.Minute)}},
		WarnAt:   []Warning{{Text: "50%", Share: 50_000}, {Text: "15m left", Left: 15 * time.Minute}},
	}
}

var (
	testAttributes = []string{"tier", "promised_at", "site"}
	testKinds      = []string{
		"requested", "called", "withdrawn", "noted", "waiting", "replied", "reopened", "vendor", "delivered", "working",
	}
)

func bind(t testing.TB, standards ...*Standard) *Rulebook {
	t.Helper()
	book, unknown := Bind(Since(standards...), vocabulary(t))
	if len(unknown) > 0 {
		t.Fatalf("unknown names: %+v", unknown)
	}
	return book
}

// happened is an event of a case.
type happened struct {
	at, kind string
	seq      int64 // 0 for none
	column   bool
	future   bool
	author   Author
	public   Visibility
}

func ticket(t testing.TB, events ...happened) *Ticket {
	t.Helper()
	v := vocabulary(t)
	made := &Ticket{Source: "desk", ID: "T1", Attributes: []match.Value{{Null: true}, {Null: true}, {Null: true}}}
	for _, h := range events {
		kind, known := v.Kind(h.kind)
		if !known {
			t.Fatalf("no kind %q", h.kind)
		}
		made.Events = append(made.Events, Event{
			At: at(t, h.at), Kind: kind, Seq: h.seq, HasSeq: h.seq != 0, Milestone: h.column, Future: h.future,
			Author: h.author, Public: h.public,
		})
	}
	return made
}

func replayed(t testing.TB, book *Rulebook, tk *Ticket, asOf string) *Result {
	t.Helper()
	var result Result
	book.Replay(tk, at(t, asOf), &result)
	return &result
}

// only gives the one clock of a result.
func only(t testing.TB, r *Result) *Clock {
	t.Helper()
	if len(r.Clocks) != 1 {
		t.Fatalf("%d clocks, outcomes %v", len(r.Clocks), r.Outcomes)
	}
	return &r.Clocks[0]
}
