package explain

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// addsUp wants intervals without a gap from start to end, whose lengths are those of the clock.
func addsUp(t *testing.T, all []Interval, start, end calendar.Instant, counted, paused time.Duration) {
	t.Helper()
	next := Instant(start)
	var sum Interval
	for i, v := range all {
		if v.From != next || v.To <= v.From || v.Wall != Seconds(calendar.Instant(v.To).Sub(calendar.Instant(v.From))) {
			t.Fatalf("interval %d is %v to %v, %v long, after %v", i, calendar.Instant(v.From), calendar.Instant(v.To), time.Duration(v.Wall), calendar.Instant(next))
		}
		if v.Counted+v.PausedFor > v.Wall || v.Kind == "" || v.Why == "" {
			t.Errorf("interval %d: %+v", i, v)
		}
		next = v.To
		sum.Wall, sum.Counted, sum.PausedFor = sum.Wall+v.Wall, sum.Counted+v.Counted, sum.PausedFor+v.PausedFor
	}
	if len(all) > 0 && next != Instant(end) || sum.Wall != Seconds(end.Sub(start)) {
		t.Errorf("they end at %v and are %v long, want %v and %v", calendar.Instant(next), time.Duration(sum.Wall), end, end.Sub(start))
	}
	if sum.Counted != Seconds(counted) || sum.PausedFor != Seconds(paused) {
		t.Errorf("%v counted and %v paused, want %v and %v", time.Duration(sum.Counted), time.Duration(sum.PausedFor), counted, paused)
	}
}

// TestIntervalsAddUp cuts clocks with random pauses and adds their intervals up.
func TestIntervalsAddUp(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 9))
	name := func(rules.Kind) string { return "waiting" }
	for range 2000 {
		on := on(t, []string{"office", "always"}[random.IntN(2)])
		reach := []time.Duration{time.Hour, 48 * time.Hour, 30 * 24 * time.Hour, 3 * 365 * 24 * time.Hour}[random.IntN(4)]
		start := at(t, "2026-03-01 00:00").Add(time.Duration(random.Int64N(int64(365 * 24 * time.Hour))))
		end := start.Add(time.Duration(random.Int64N(int64(reach))))
		c := rules.Clock{
			StartedAt: start, On: on, DueAt: calendar.None,
			Version: &rules.Version{Standard: &rules.Standard{Calendar: on}},
		}
		if random.IntN(3) > 0 {
			c.DueAt = start.Add(time.Duration(random.Int64N(int64(reach))))
		}
		open, err := on.Between(start, end)
		if err != nil {
			t.Fatal(err)
		}
		var paused time.Duration
		for from := start; random.IntN(4) > 0; {
			from = from.Add(time.Duration(random.Int64N(int64(reach / 4))))
			to := from.Add(time.Duration(random.Int64N(int64(reach / 4))))
			if to >= end || from >= to {
				break
			}
			span := rules.PausedSpan{From: from, To: to, By: 1, Ended: 2}
			if random.IntN(5) == 0 {
				span.To = calendar.None
				to = end
			}
			c.Pauses = append(c.Pauses, span)
			shut, _ := on.Between(from, to)
			open, paused = open-shut, paused+to.Sub(from)
			from = to + 1
			if span.To == calendar.None {
				break
			}
		}
		addsUp(t, intervals(&c, end, name), start, end, open, paused)
	}
}

// TestExplanationsAddUp wants the intervals of every case to add up to what the replay has measured.
func TestExplanationsAddUp(t *testing.T) {
	clocks := 0
	for name, e := range cases(t) {
		t.Run(name, func(t *testing.T) {
			for i := range e.Standards {
				for j := range e.Standards[i].Clocks {
					c := &e.Standards[i].Clocks[j]
					if c.Verdict == "unknown" {
						continue
					}
					clocks++
					end := c.clock.AsOf
					if c.clock.Ended() {
						end = c.clock.StoppedAt
					}
					addsUp(t, c.Intervals, c.clock.StartedAt, end, c.clock.Elapsed, c.clock.PausedFor)
					if c.Wall != c.Counted+c.PausedFor+c.Closed || c.Closed < 0 {
						t.Errorf("%v is not %v + %v + %v", c.Wall, c.Counted, c.PausedFor, c.Closed)
					}
				}
			}
		})
	}
	if clocks < 8 {
		t.Errorf("only %d clocks", clocks)
	}
}

// TestReasons wants each closed stretch to have its reason.
func TestReasons(t *testing.T) {
	c := rules.Clock{
		StartedAt: at(t, "2026-12-23 17:00"), DueAt: calendar.None, On: on(t, "office"),
		Version: &rules.Version{Standard: &rules.Standard{}},
	}
	type reason struct{ from, kind, why string }
	for name, want := range map[string]struct {
		start, end string
		want       []reason
	}{
		"christmas": {"2026-12-23 17:00", "2026-12-28 09:00", []reason{
			{"2026-12-23 17:00", Open, "open"},
			{"2026-12-23 18:00", Outside, "outside hours, which are others on 2026-12-24"},
			{"2026-12-24 08:00", Open, "by an exception of the calendar"},
			{"2026-12-24 12:00", Outside, "outside hours, which are others on 2026-12-24"},
			{"2026-12-25 08:00", Open, "open"},
			{"2026-12-25 16:00", Outside, "weekend"},
			{"2026-12-28 08:00", Open, "open"},
		}},
		"easter": {"2026-04-02 17:30", "2026-04-07 08:30", []reason{
			{"2026-04-02 17:30", Open, "open"},
			{"2026-04-02 18:00", Outside, "outside hours"},
			{"2026-04-03 00:00", Holiday, "Karfreitag"},
			{"2026-04-04 00:00", Outside, "weekend"},
			{"2026-04-06 00:00", Holiday, "Ostermontag"},
			{"2026-04-07 00:00", Outside, "outside hours"},
			{"2026-04-07 08:00", Open, "open"},
		}},
		"new year's eve": {"2026-12-30 17:00", "2027-01-01 09:00", []reason{
			{"2026-12-30 17:00", Open, "open"},
			{"2026-12-30 18:00", Outside, "outside hours"},
			{"2026-12-31 00:00", Exception, "closed, by an exception of the calendar"},
			{"2027-01-01 00:00", Outside, "outside hours"},
			{"2027-01-01 08:00", Open, "open"},
		}},
		"a day": {"2026-03-24 07:00", "2026-03-25 08:00", []reason{
			{"2026-03-24 07:00", Outside, "outside hours"},
			{"2026-03-24 08:00", Open, "open"},
			{"2026-03-24 12:00", Outside, "outside hours"},
			{"2026-03-24 12:45", Open, "open"},
			{"2026-03-24 18:00", Outside, "night"},
		}},
	} {
		c.StartedAt = at(t, want.start)
		var got []reason
		for _, i := range intervals(&c, at(t, want.end), func(rules.Kind) string { return "" }) {
			got = append(got, reason{calendar.Instant(i.From).Time().In(c.On.Location()).Format("2006-01-02 15:04"), i.Kind, i.Why})
		}
		if diff := cmp.Diff(want.want, got, cmp.AllowUnexported(reason{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
