package rules

import (
	"testing"
	"time"

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

func TestReplayDoesNotAllocate(t *testing.T) {
	book := bind(t, callback(t))
	tk := ticket(t, happened{at: "2026-03-23 10:00", kind: "requested"}, happened{at: "2026-03-23 11:30", kind: "called"})
	var r Result
	asOf := at(t, "2026-03-24 00:00")
	book.Replay(tk, asOf, &r)
	if n := testing.AllocsPerRun(100, func() { book.Replay(tk, asOf, &r) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
