package postgres_test

import (
	"maps"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// What Given gives holds clocks to the same as all that is recorded of them, and no clock that has no verdict yet.
func TestGiven(t *testing.T) {
	ledger, _ := newLedger(t)
	start := calendar.FromTime(time.Date(2026, 3, 2, 10, 0, 0, 1000, time.UTC))
	var rows []monitor.ClockRow
	for i, verdict := range []rules.Verdict{
		rules.Open, rules.Exceeded, rules.Met, rules.Missed, rules.CancelledVerdict, rules.CancelledLate, rules.Unknown,
	} {
		row := monitor.ClockRow{
			Key: monitor.ClockKey{Ticket: "T", Standard: "callback", Cycle: rules.CycleKey{Start: start, N: int32(i)}}, Ordinal: int32(i + 1),
			Version: "v" + verdict.String(), Row: int32(i), State: rules.Stopped, Verdict: verdict, Reason: "merged", Calendar: "site\té",
			StartedAt: start, OpensAt: start, DueAt: start.Add(time.Hour), DesiredAt: calendar.None, NextAt: calendar.None, StoppedAt: start,
		}
		if verdict == rules.CancelledLate {
			row.DueAt = calendar.None
		}
		rows = append(rows, row)
	}
	judged := start.Add(time.Minute)
	if _, err := ledger.Commit(t.Context(), &monitor.Change{Source: "desk", AsOf: judged, Clocks: rows}); err != nil {
		t.Fatal(err)
	}
	all, given := monitor.Records{}, monitor.Records{}
	if err := ledger.Recorded(t.Context(), "desk", []string{"T"}, all); err != nil {
		t.Fatal(err)
	}
	if err := ledger.Given(t.Context(), "desk", []string{"T", "U"}, judged, given); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(pinsOf(all), pinsOf(given)); diff != "" || len(pinsOf(given)) != 4 || len(given) != 5 {
		t.Errorf("%d verdicts; pins (-recorded +given):\n%s", len(given), diff)
	}
	for source, by := range map[string]calendar.Instant{"desk": judged - 1, "other": judged} {
		clear(given)
		if err := ledger.Given(t.Context(), source, []string{"T"}, by, given); err != nil || len(given) != 0 {
			t.Errorf("%s by %v: %v, %v", source, by, given, err)
		}
	}
}

func pinsOf(records monitor.Records) map[rules.CycleKey]rules.Pin {
	pins := map[rules.CycleKey]rules.Pin{}
	for r := range maps.Values(records) {
		if pin, ok := monitor.PinOf(r, []string{"other", "callback"}); ok {
			pins[pin.Cycle] = pin
		}
	}
	return pins
}
