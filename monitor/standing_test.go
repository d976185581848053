package monitor_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// naming is a standard that needs an event.
func naming(event string) monitor.Standing {
	s := callback()
	s.Measure.Stop = rules.Kinds(event)
	return standing(event, rules.History{version(s, event)})
}

var atNine = calendar.FromTime(nine)

// What no source has is refused before it is used, and the running standards go on.
func TestTry(t *testing.T) {
	a, b := newMemorySource("a"), newMemorySource("b")
	b.kinds = append(b.kinds, "fixed")
	a.add("T1", atNine, atNine, "asked")
	b.add("T1", atNine, atNine, "asked")
	ledger := newMemoryLedger()
	rounds := monitor.NewRounds(monitor.Options{
		Ledger: ledger, Sources: []monitor.Watch{{Source: a}, {Source: b}}, Standing: first(), Now: time.Now, Log: quietLog,
	})
	rounds.Round(t.Context())
	for _, c := range []struct {
		event   string
		away    *memorySource
		unknown bool
		want    string
	}{
		{"called", nil, false, ""},
		{"fixed", nil, false, ""}, // one of them has it
		{"solved", nil, true, `none of the sources has event "solved"`},
		{"called", b, false, ""},                              // the other has it
		{"fixed", b, false, "not all sources answer"},         // the one that is away may have it
		{"solved", a, false, "may have what the others lack"}, // nobody knows
	} {
		if c.away != nil {
			c.away.broken = true
		}
		err := rounds.Try(t.Context(), naming(c.event))
		var unknown *monitor.UnknownNamesError
		if errors.As(err, &unknown) != c.unknown || (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.event, err, c.want)
		}
		a.broken, b.broken = false, false
		if report := rounds.Round(t.Context()); report.Failed() || report.Sources[0].Whole {
			t.Errorf("%s: trying changed something: %+v", c.event, report)
		}
	}
	a.broken, b.broken = true, true
	if err := rounds.Try(t.Context(), naming("called")); !errors.Is(err, errBroken) {
		t.Errorf("no source answers: %v", err)
	}
}

// A swap in the middle of a round: that round ends as it began, and the next reads everything by the new standards.
func TestUseInTheMiddleOfARound(t *testing.T) {
	source, ledger := newMemorySource("desk"), newMemoryLedger()
	source.add("T1", atNine, atNine, "asked")
	now := nine.Add(90 * time.Minute)
	swapping := &swappingSource{memorySource: source}
	rounds := monitor.NewRounds(monitor.Options{
		Ledger: ledger, Sources: []monitor.Watch{{Source: swapping}}, Standing: first(), Now: func() time.Time { return now }, Log: quietLog,
	})
	swapping.then = func() { rounds.Use(naming("resumed")) }
	rounds.Round(t.Context())
	version := func() string {
		for _, r := range ledger.clocks {
			return r.Row.Version
		}
		return ""
	}
	if got := version(); got != "v1" {
		t.Errorf("during the swap: version %q", got)
	}
	now = now.Add(time.Minute)
	if s := rounds.Round(t.Context()).Sources[0]; !s.Whole || version() != "resumed" {
		t.Errorf("after the swap: whole %v, version %q", s.Whole, version())
	}
	if s := rounds.Round(t.Context()).Sources[0]; s.Whole {
		t.Error("and once is enough")
	}
}

// swappingSource does something in the middle of a reading, once.
type swappingSource struct {
	*memorySource
	then func()
}

func (s *swappingSource) Read(ctx context.Context, q monitor.Query, each func(*monitor.Batch) error) (monitor.Reading, error) {
	if s.then != nil {
		s.then()
		s.then = nil
	}
	return s.memorySource.Read(ctx, q, each)
}

// A round that is cut off leaves the mark where it was, so that the next makes up for it.
func TestARoundThatFailsLeavesTheMark(t *testing.T) {
	source, ledger := newMemorySource("desk"), newMemoryLedger()
	source.add("T1", atNine, atNine, "asked")
	rounds := monitor.NewRounds(monitor.Options{
		Ledger: ledger, Sources: []monitor.Watch{{Source: source}}, Standing: first(), Now: func() time.Time { return nine.Add(time.Minute) }, Log: quietLog,
	})
	rounds.Round(t.Context())
	before := ledger.marks["desk"]
	source.broken = true
	if report := rounds.Round(t.Context()); !report.Failed() || ledger.marks["desk"] != before {
		t.Errorf("%+v: the mark moved to %+v", report, ledger.marks["desk"])
	}
}

// Nothing new is no reason to write, but every ten minutes it shows that the source is still judged.
func TestTheMarkIsWrittenSeldom(t *testing.T) {
	source, ledger := newMemorySource("desk"), newMemoryLedger()
	still := &stillSource{memorySource: source}
	now := nine
	rounds := monitor.NewRounds(monitor.Options{
		Ledger: ledger, Sources: []monitor.Watch{{Source: still}}, Standing: first(), Now: func() time.Time { return now }, Log: quietLog,
	})
	written := 0
	last := ledger.marks["desk"]
	for range 31 { // half an hour
		rounds.Round(t.Context())
		if mark := ledger.marks["desk"]; mark != last {
			written++
			last = mark
		}
		now = now.Add(time.Minute)
	}
	if written != 4 {
		t.Errorf("the mark was written %d times", written)
	}
}

// stillSource is one in which nothing changes any more.
type stillSource struct{ *memorySource }

func (s *stillSource) Read(ctx context.Context, q monitor.Query, each func(*monitor.Batch) error) (monitor.Reading, error) {
	reading, err := s.memorySource.Read(ctx, q, each)
	reading.Watermark = monitor.Watermark{Tickets: atNine - 5, Events: atNine - 5}
	return reading, err
}

// Reports reach whoever makes metrics of them.
func TestObserve(t *testing.T) {
	source, ledger := newMemorySource("desk"), newMemoryLedger()
	source.add("T1", atNine, atNine, "asked")
	var kinds []monitor.PassKind
	now := nine
	rounds := monitor.NewRounds(monitor.Options{
		Ledger: ledger, Agenda: ledger, Sources: []monitor.Watch{{Source: source}}, Standing: first(),
		Now: func() time.Time { return now }, Log: quietLog, Observe: func(r monitor.Report) { kinds = append(kinds, r.Kind) },
	})
	rounds.Round(t.Context())
	now = now.Add(3 * time.Hour)
	rounds.Sweep(t.Context())
	rounds.Reconcile(t.Context())
	if len(kinds) != 3 || kinds[0] != monitor.RoundPass || kinds[1] != monitor.SweepPass || kinds[2] != monitor.ReconcilePass {
		t.Errorf("%v", kinds)
	}
}

// Without a place of the operators the alarm is only logged.
func TestAnAlarmWithoutAPlace(t *testing.T) {
	source, ledger := newMemorySource("desk"), newMemoryLedger()
	for i := range 30 {
		source.add(string(rune('A'+i)), atNine, atNine, "asked")
	}
	o := monitor.Options{
		Ledger: ledger, Agenda: ledger, Notices: ledger, Sources: []monitor.Watch{{Source: source}}, Standing: first(),
		Now: func() time.Time { return nine.Add(time.Minute) }, Log: quietLog,
	}
	monitor.NewRounds(o).Round(t.Context())
	clear(source.tickets)
	for _, place := range []notifiers.Place{"", "#ops"} {
		o.Operators = place
		if s := monitor.NewRounds(o).Reconcile(t.Context()).Sources[0]; s.Alarm != 30 || s.Vanished != 0 || s.Err != nil {
			t.Errorf("%+v", s)
		}
	}
	if len(ledger.notices) != 1 || ledger.notices[0].Place != "#ops" {
		t.Errorf("notices %+v", ledger.notices)
	}
}
