package rules

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules/calendar"
)

func TestStages(t *testing.T) {
	asked := happened{at: "2026-03-23 10:00", kind: "requested"}
	done := func(when string) []happened { return []happened{asked, {at: when, kind: "called"}} }
	type passed struct{ name, at string }
	half, quarter := passed{"50%", "2026-03-23 11:00"}, passed{"15m left", "2026-03-23 11:45"}
	missed := passed{"missed", "2026-03-23 12:00"}
	for _, c := range []struct {
		name   string
		events []happened
		asOf   string
		want   []passed
	}{
		{"none yet", []happened{asked}, "2026-03-23 10:59:59", nil},
		{"at its instant", []happened{asked}, "2026-03-23 11:00", []passed{half}},
		{"at the due instant", []happened{asked}, "2026-03-23 12:00", []passed{half, quarter}},
		{"after it", []happened{asked}, "2026-03-23 12:01", []passed{half, quarter, missed}},
		{"done before any", done("2026-03-23 10:30"), "2026-03-24 00:00", nil},
		{"done at the instant of a warning", done("2026-03-23 11:00"), "2026-03-24 00:00", nil},
		{"done after a warning", done("2026-03-23 11:30"), "2026-03-24 00:00", []passed{half, {"kept", "2026-03-23 11:30"}}},
		{"done late", done("2026-03-23 14:00"), "2026-03-24 00:00", []passed{half, quarter, missed, {"recovered", "2026-03-23 14:00"}}},
		{
			"cancelled late",
			[]happened{asked, {at: "2026-03-23 14:00", kind: "withdrawn"}},
			"2026-03-24 00:00",
			[]passed{half, quarter, missed},
		},
		{"cancelled", []happened{asked, {at: "2026-03-23 11:10", kind: "withdrawn"}}, "2026-03-24 00:00", []passed{half}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []passed
			for _, s := range Stages(nil, only(t, replayed(t, bind(t, callback(t)), ticket(t, c.events...), c.asOf))) {
				got = append(got, passed{s.Name, s.At.Time().In(berlin(t)).Format("2006-01-02 15:04")})
			}
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(passed{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNextAtAndAtRisk(t *testing.T) {
	asked := happened{at: "2026-03-23 10:00", kind: "requested"}
	due := at(t, "2026-03-23 12:00")
	for _, c := range []struct {
		asOf string
		next calendar.Instant
		risk bool
		from calendar.Instant
	}{
		{"2026-03-23 10:00", at(t, "2026-03-23 11:00"), false, at(t, "2026-03-23 11:00")},
		{"2026-03-23 11:00", at(t, "2026-03-23 11:45"), true, at(t, "2026-03-23 11:00")},
		{"2026-03-23 11:45", due + 1, true, at(t, "2026-03-23 11:00")},
		{"2026-03-23 12:00", due + 1, true, at(t, "2026-03-23 11:00")},
		{"2026-03-23 12:00:00.000001", calendar.None, false, calendar.None},
	} {
		got := only(t, replayed(t, bind(t, callback(t)), ticket(t, asked), c.asOf))
		if got.NextAt != c.next || got.AtRisk != c.risk || got.RiskAt != c.from {
			t.Errorf("%s: next %v, at risk %v from %v", c.asOf, got.NextAt, got.AtRisk, got.RiskAt)
		}
	}
}

func TestAtRiskWithoutWarnings(t *testing.T) {
	s := callback(t)
	for name, warnings := range map[string][]Warning{
		"none": nil, "one that is dropped": {{Text: "2h left", Left: 2 * time.Hour}},
	} {
		s.WarnAt = warnings
		for asOf, want := range map[string]bool{"2026-03-23 11:29:59": false, "2026-03-23 11:30": true} {
			got := only(t, replayed(t, bind(t, s), ticket(t, happened{at: "2026-03-23 10:00", kind: "requested"}), asOf))
			if got.AtRisk != want || got.RiskAt != at(t, "2026-03-23 11:30") || got.NextAt != at(t, "2026-03-23 12:00")+1 {
				t.Errorf("%s at %s: at risk %v, next %v", name, asOf, got.AtRisk, got.NextAt)
			}
		}
	}
}

func TestWarningInstants(t *testing.T) {
	start := at(t, "2026-03-27 17:00") // a Friday, one hour before closing
	for _, c := range []struct {
		name    string
		warning Warning
		within  calendar.Span
		want    string
	}{
		{"a share of the open time", Warning{Share: 80_000}, *within(2 * time.Hour), "2026-03-30 08:36"},
		{"what is left of it", Warning{Left: 15 * time.Minute}, *within(2 * time.Hour), "2026-03-30 08:45"},
		{"all of a window that ends", Warning{Share: 50_000}, *within(2 * time.Hour), "2026-03-27 18:00"},
		{"left at the start is dropped", Warning{Left: 2 * time.Hour}, *within(2 * time.Hour), ""},
		{"left before the start is dropped", Warning{Left: 3 * time.Hour}, *within(2 * time.Hour), ""},
		{
			"real time where none is open",
			Warning{Share: 50_000},
			calendar.Span{Unit: calendar.CalendarDays, Days: 1, By: 9 * 60, Cutoff: calendar.NoClock},
			"2026-03-28 22:00",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			from := start
			if c.within.Unit == calendar.CalendarDays {
				from = at(t, "2026-03-28 11:00") // a Saturday: due on Sunday at 09:00, none of it open
			}
			due, err := office(t).Due(from, c.within)
			if err != nil {
				t.Fatal(err)
			}
			span, err := newRunUp(office(t), from, due, nil)
			if err != nil {
				t.Fatal(err)
			}
			want := at(t, c.want)
			if c.within.Unit == calendar.CalendarDays {
				want = from + (due-from)/2
			}
			if got := span.at(&c.warning); got != want {
				t.Errorf("%v, want %v", got, want)
			}
		})
	}
}

func TestShareOfIsTheEarliestMicrosecond(t *testing.T) {
	for _, c := range []struct {
		whole time.Duration
		share int32
		want  time.Duration
	}{
		{3 * time.Microsecond, 50_000, 2 * time.Microsecond},
		{time.Hour, 80_000, 48 * time.Minute},
		{70 * 365 * 24 * time.Hour, 99_999, 70 * 365 * 24 * time.Hour / 100_000 * 99_999},
	} {
		if got := shareOf(c.whole, c.share); got != c.want {
			t.Errorf("%d/100000 of %v: %v, want %v", c.share, c.whole, got, c.want)
		}
	}
}
