package rules

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// FuzzReplay reads a standard, a ticket, pins and an instant from any bytes. Whatever they are, a replay ends, finds the same
// twice, and says nothing that contradicts itself.
func FuzzReplay(f *testing.F) {
	f.Add([]byte("requested"), []byte{1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0}, int64(0), uint8(0))
	f.Add([]byte("2026-03-24 12:00"), make([]byte, 110), int64(1_774_000_000_000_000), uint8(255))
	f.Fuzz(func(t *testing.T, text, raw []byte, asOf int64, options uint8) {
		s := fuzzedStandard(t, options)
		tk := fuzzedTicket(text, raw)
		book, _ := Bind([]History{fuzzedHistory(s, raw)}, vocabulary(t))
		pins := []Pin{{Cycle: CycleKey{Start: calendar.Instant(asOf)}, Row: int32(options), DueAt: calendar.Instant(asOf)}}
		if len(tk.Events) > 0 {
			pins = append(pins, Pin{Cycle: CycleKey{Start: tk.Events[0].At}, DueAt: calendar.None, Calendar: string(text)})
		}
		once, again := Result{Tracing: true}, Result{}
		book.ReplayPinned(tk, calendar.Instant(asOf), pins, &once)
		book.ReplayPinned(tk, calendar.Instant(asOf), pins, &again)
		if len(once.Clocks) != len(again.Clocks) {
			t.Fatalf("%d clocks, then %d", len(once.Clocks), len(again.Clocks))
		}
		for i := range once.Clocks {
			a, b := &once.Clocks[i], &again.Clocks[i]
			if a.Cycle != b.Cycle || a.State != b.State || a.Verdict != b.Verdict || a.DueAt != b.DueAt || a.Elapsed != b.Elapsed {
				t.Fatalf("%+v, then %+v", a, b)
			}
			if i > 0 && a.Cycle == once.Clocks[i-1].Cycle {
				t.Fatalf("two clocks of one cycle: %+v", a)
			}
			if a.Elapsed < 0 || a.PausedFor < 0 || a.Remaining < 0 || a.NextAt != calendar.None && a.NextAt <= a.AsOf {
				t.Fatalf("%+v", a)
			}
			Stages(nil, a)
		}
	})
}

func fuzzedStandard(t testing.TB, options uint8) *Standard {
	s := callback(t)
	all := forms()
	s.Targets = []Target{all[int(options)%len(all)].target, {Within: within(time.Hour)}}
	if options&1 != 0 {
		waiting(s)
	}
	if options&2 != 0 {
		s.Measure.Pauses = append(s.Measure.Pauses, Pause{While: Kinds("waiting", "noted")})
	}
	if options&4 != 0 {
		repeating(s)
	}
	if options&8 != 0 {
		s.Measure.CalendarFrom, s.Sites = "site", map[string]*calendar.Calendar{"always": always(t)}
	}
	reopening(Then(options >> 4 % 3))(s)
	return s
}

// fuzzedHistory makes one version, or two and a retirement.
func fuzzedHistory(s *Standard, raw []byte) History {
	history := Since(s)[0]
	if len(raw) >= 16 {
		until := max(calendar.Instant(binary.LittleEndian.Uint64(raw)), calendar.None+1)
		history[0].LiveUntil = until
		history = append(history, Version{LiveFrom: until, LiveUntil: calendar.None, RetiredAt: calendar.None, Hash: "next", Standard: s})
		if raw[9]&1 != 0 {
			history[1].RetiredAt = until.Add(time.Duration(binary.LittleEndian.Uint32(raw[8:])) * time.Second)
		}
	}
	return history
}

// fuzzedTicket makes an event of every eleven bytes; those that are odd lie in March 2026.
func fuzzedTicket(text, raw []byte) *Ticket {
	value := match.Value{Text: string(text)}
	tk := &Ticket{Source: "desk", ID: "T1", Attributes: []match.Value{value, value, value}}
	if len(text) > 40 {
		tk.Attributes = tk.Attributes[:1]
	}
	for ; len(raw) >= 11; raw = raw[11:] {
		when := calendar.Instant(binary.LittleEndian.Uint64(raw))
		if raw[0]&1 != 0 {
			when = calendar.Instant(1_774_000_000_000_000).Add(time.Duration(uint64(when)%2_000_000) * time.Second)
		}
		flags := raw[10]
		e := Event{
			At: when, Kind: Kind(raw[8]), Author: Author(raw[9] & 7), Public: Visibility(raw[9] >> 3 & 3), Seq: int64(flags >> 5),
			HasSeq: flags&1 != 0, Milestone: flags&2 != 0, Future: flags&28 == 28,
		}
		if raw[9] == 255 {
			tk.Lost = append(tk.Lost, LostEvent{Kind: e.Kind, Reason: "lost"})
			continue
		}
		e.Kind %= Kind(len(testKinds) + 2)
		tk.Events = append(tk.Events, e)
	}
	return tk
}
