package compliance

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

func TestFactOf(t *testing.T) {
	zone, office := must(t, berlinZone), must(t, officeCalendar)
	at := func(written string) calendar.Instant {
		moment, err := time.ParseInLocation("2006-01-02 15:04:05", written, zone)
		if err != nil {
			t.Fatal(err)
		}
		return calendar.FromTime(moment)
	}
	standard := &rules.Standard{
		ID: "a", Calendar: office,
		Targets: []rules.Target{{Within: open(10 * time.Hour)}, {Due: "promised_at"}, {Within: &calendar.Span{Unit: calendar.WorkingDays, Days: 1, By: 720, Cutoff: 900}}},
	}
	version := &rules.Since(standard)[0][0]
	// Friday 14:00 and ten hours: Monday 14:00
	friday := rules.Clock{
		Version: version, On: office, StartedAt: at("2026-11-13 14:00:00"), Cycle: rules.CycleKey{Start: at("2026-11-13 14:00:00")},
		DueAt: at("2026-11-16 14:00:00"), StoppedAt: calendar.None,
	}
	stopped := func(verdict rules.Verdict, when string, elapsed time.Duration) rules.Clock {
		c := friday
		c.State, c.Verdict, c.StoppedAt, c.Elapsed = rules.Stopped, verdict, at(when), elapsed
		return c
	}
	saturday, monday := calendar.DateOf(2026, 11, 14), calendar.DateOf(2026, 11, 16)
	late := stopped(rules.Missed, "2026-11-16 15:00:00", 11*time.Hour)
	open := friday
	open.Verdict = rules.Missed
	cancelled := stopped(rules.CancelledLate, "2026-11-16 15:00:00", 11*time.Hour)
	cancelled.State = rules.Cancelled
	unknown := friday
	unknown.Verdict, unknown.State, unknown.Row, unknown.On = rules.Unknown, rules.Stopped, -1, nil
	lost := unknown
	lost.StartedAt, lost.Cycle.Start = calendar.None, calendar.None
	promised := stopped(rules.Met, "2026-11-16 13:30:00", 9*time.Hour+30*time.Minute)
	promised.Row = 1
	byNoon := stopped(rules.Met, "2026-11-16 11:00:00", 7*time.Hour)
	byNoon.Row, byNoon.DueAt = 2, at("2026-11-16 12:00:00")
	const noTime = -1
	started := int16(4*24 + 14)
	for name, c := range map[string]struct {
		clock rules.Clock
		want  Fact
	}{
		"kept, an hour before":                 {stopped(rules.Met, "2026-11-16 13:00:00", 9*time.Hour), Fact{monday, started, "10h", false, Bucket(9 * time.Hour), noTime, "{}"}},
		"kept, a second less":                  {stopped(rules.Met, "2026-11-16 13:00:01", 9*time.Hour+time.Second), Fact{monday, started, "10h", true, Bucket(9 * time.Hour), noTime, "{}"}},
		"kept exactly on time":                 {stopped(rules.Met, "2026-11-16 14:00:00", 10*time.Hour), Fact{monday, started, "10h", true, Bucket(10 * time.Hour), noTime, "{}"}},
		"exceeded, on a closed day":            {stopped(rules.Exceeded, "2026-11-14 23:30:00", 4*time.Hour), Fact{saturday, started, "10h", false, Bucket(4 * time.Hour), noTime, "{}"}},
		"missed and done":                      {late, Fact{monday, started, "10h", false, Bucket(11 * time.Hour), Bucket(time.Hour), "{}"}},
		"missed and not done":                  {open, Fact{monday, started, "10h", false, noTime, noTime, "{}"}},
		"cancelled past due":                   {cancelled, Fact{monday, started, "10h", false, noTime, noTime, "{}"}},
		"not due yet":                          {friday, Fact{rules.NoDate, started, "10h", false, noTime, noTime, "{}"}},
		"unknown: its start, by the standard":  {unknown, Fact{saturday - 1, started, "", false, noTime, noTime, "{}"}},
		"unknown without a start":              {lost, Fact{rules.NoDate, -1, "", false, noTime, noTime, "{}"}},
		"promised by the ticket, half an hour": {promised, Fact{monday, started, "due promised_at", true, Bucket(9*time.Hour + 30*time.Minute), noTime, "{}"}},
		"in days: an hour before is an eighth": {byNoon, Fact{monday, started, "next working day by 12:00 (cutoff 15:00)", false, Bucket(7 * time.Hour), noTime, "{}"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, FactOf(&c.clock, zone, "{}")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	// Dates are by the reporting zone, hours by the calendar's.
	late.DueAt = at("2026-11-16 00:30:00")
	if got := FactOf(&late, time.UTC, `{"team":"hamburg"}`); got.Day != monday-1 || got.Hour != started || got.Attributes != `{"team":"hamburg"}` {
		t.Errorf("in UTC: %+v", got)
	}
}

// A date that somebody wrote for "some day" leaves more time than can be multiplied.
func TestFarDueIsNotNear(t *testing.T) {
	always, err := calendar.Compile(calendar.Spec{Name: "always", Location: time.UTC, Always: true})
	if err != nil {
		t.Fatal(err)
	}
	version := &rules.Since(&rules.Standard{ID: "a", Calendar: always, Targets: []rules.Target{{Due: "promised_at"}}})[0][0]
	start := calendar.FromTime(time.Date(2011, 8, 23, 7, 43, 49, 0, time.UTC))
	c := rules.Clock{
		Version: version, On: always, StartedAt: start, Cycle: rules.CycleKey{Start: start}, State: rules.Stopped, Verdict: rules.Met,
		DueAt: calendar.FromTime(time.Date(2060, 1, 1, 0, 0, 0, 0, time.UTC)), StoppedAt: start.Add(30 * 24 * time.Hour), Elapsed: 30 * 24 * time.Hour,
	}
	if FactOf(&c, time.UTC, "{}").Near {
		t.Error("what was done 48 years before it was due was kept only just")
	}
}

func FuzzParseAttributes(f *testing.F) {
	for _, text := range []string{"{}", `{"team":"hamburg","customer":"ACME, Inc."}`, `{"a":"\ud83d\ude00"}`, `{"a":1}`, `{"a":"b"}{`, "[", `{"a":`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		attributes, err := ParseAttributes(text)
		if err != nil && attributes != nil {
			t.Fatalf("%q: %v and %v", text, attributes, err)
		}
		for _, a := range attributes {
			if valueOf(attributes[:1], attributes[0].Name) != attributes[0].Value {
				t.Fatalf("%q: %v", text, a)
			}
		}
	})
}
