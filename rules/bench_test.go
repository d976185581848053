package rules

import (
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// BenchmarkReplay gives the time of one clock: a ticket with four events under five standards.
func BenchmarkReplay(b *testing.B) {
	gold := match.Condition{{Attribute: "tier", Test: match.Test{AnyOf: []match.Pattern{match.NewPattern("gold")}}}}
	var standards []*Standard
	for i := range 5 {
		s := callback(b)
		s.Targets = []Target{{When: gold, Within: within(time.Hour)}, {Within: within(time.Duration(2+i) * time.Hour)}}
		standards = append(standards, s)
	}
	book := bind(b, standards...)
	for name, last := range map[string]string{"closed": "called", "open": "noted"} {
		b.Run(name, func(b *testing.B) {
			tk := ticket(
				b,
				happened{at: "2026-03-23 10:00", kind: "requested"},
				happened{at: "2026-03-23 10:05", kind: "noted"},
				happened{at: "2026-03-23 10:30", kind: "noted"},
				happened{at: "2026-03-23 11:30", kind: last},
			)
			tk.Attributes[0] = match.Value{Text: "silver"}
			asOf := at(b, "2026-03-23 11:40")
			var r Result
			b.ReportAllocs()
			for b.Loop() {
				book.Replay(tk, asOf, &r)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/5, "ns/clock")
		})
	}
}

// eventful is a timeline of ten events with two pauses and a reopening.
func eventful(t testing.TB) *Ticket {
	return line(
		t, "23 10:00 requested", "23 10:05 noted", "23 10:30 waiting", "23 11:30 replied", "23 11:40 vendor", "23 12:10 delivered",
		"23 12:20 called", "24 09:00 reopened", "24 09:10 noted", "24 09:15 working",
	)
}

// BenchmarkReplayEventful gives the time of one clock with two pauses and a reopening, of ten events.
func BenchmarkReplayEventful(b *testing.B) {
	for _, f := range forms() {
		s := callback(b)
		waiting(s)
		reopening(ThenResume)(s)
		s.Targets = []Target{f.target}
		tk := eventful(b)
		attribute(1, at(b, "2026-03-24 12:00").String())(tk)
		book := bind(b, s)
		for name, asOf := range map[string]calendar.Instant{"open": at(b, "2026-03-24 09:20"), "stopped": at(b, "2026-03-23 12:30")} {
			b.Run(f.name+"/"+name, func(b *testing.B) {
				var r Result
				b.ReportAllocs()
				for b.Loop() {
					book.Replay(tk, asOf, &r)
				}
			})
		}
	}
}

// BenchmarkReplayPinned is one closed clock that has a pin.
func BenchmarkReplayPinned(b *testing.B) {
	book := bind(b, callback(b))
	tk := line(b, "23 10:00 requested", "23 11:30 called")
	pins := []Pin{{Cycle: CycleKey{Start: tk.Events[0].At}, DueAt: calendar.None, Calendar: "office"}}
	asOf := at(b, "2026-03-24 00:00")
	var r Result
	b.ReportAllocs()
	for b.Loop() {
		book.ReplayPinned(tk, asOf, pins, &r)
	}
}

func TestReplayDoesNotAllocate(t *testing.T) {
	asOf := at(t, "2026-03-24 09:20")
	for _, f := range forms() {
		s := callback(t)
		waiting(s)
		reopening(ThenResume)(s)
		repeating(s)
		s.Targets = []Target{f.target}
		s.Measure.CalendarFrom, s.Sites = "site", map[string]*calendar.Calendar{"hamburg": office(t)}
		book := bind(t, s)
		for name, tk := range map[string]*Ticket{"plain": line(t, "23 10:00 requested", "23 11:30 called"), "eventful": eventful(t)} {
			attribute(1, "2026-03-24 12:00:00")(tk)
			attribute(2, "Hamburg")(tk)
			pins := []Pin{{Cycle: CycleKey{Start: tk.Events[0].At}, DueAt: calendar.None, Calendar: "Hamburg"}}
			stages := make([]Stage, 0, 8)
			var r Result
			replay := func() {
				book.ReplayPinned(tk, asOf, pins, &r)
				for i := range r.Clocks {
					stages = Stages(stages[:0], &r.Clocks[i])
				}
			}
			replay()
			if n := testing.AllocsPerRun(100, replay); n != 0 {
				t.Errorf("%s, %s: %v allocations", f.name, name, n)
			}
		}
	}
}
