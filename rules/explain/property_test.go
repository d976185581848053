package explain

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// TestAnyTimelineAddsUp replays random timelines under measures of every kind and wants each explanation to add up to what the
// replay has measured, its events to be all there, and its text to be of a size that can be read.
func TestAnyTimelineAddsUp(t *testing.T) {
	random := rand.New(rand.NewPCG(29, 3))
	kinds := []string{"callback_requested", "called_back", "merged", "waiting", "replied", "reopened", "noted"}
	spans := []*calendar.Span{
		within(2 * time.Hour), within(30 * time.Hour),
		days(calendar.WorkingDays, 1, calendar.ByClose, 15*60), days(calendar.WorkingDays, 3, calendar.NoClock, calendar.NoClock),
		days(calendar.WorkingDays, 0, calendar.NoClock, calendar.NoClock), days(calendar.CalendarDays, 5, 12*60, calendar.NoClock),
	}
	clocks, seen := 0, map[string]int{}
	for n := range 800 {
		s := callback(t)
		s.AppliesTo = nil
		s.Measure.Reopen.Then = rules.Then(random.IntN(3))
		s.Measure.Repeat = rules.Repeat(random.IntN(2))
		if random.IntN(3) == 0 {
			s.Measure.Pauses = []rules.Pause{{While: rules.Kinds("waiting")}}
		}
		s.Targets = []rules.Target{{Within: spans[random.IntN(len(spans))]}}
		if random.IntN(4) == 0 {
			s.Calendar = on(t, "always")
		}
		day := at(t, "2026-03-20 06:00").Add(time.Duration(random.IntN(20)) * 24 * time.Hour)
		var events []happened
		for range random.IntN(14) {
			day = day.Add(time.Duration(random.Int64N(int64([]time.Duration{time.Minute, 3 * time.Hour, 40 * time.Hour}[random.IntN(3)]))))
			events = append(events, happened{day.String(), kinds[random.IntN(len(kinds))], rules.Author(random.IntN(4))})
		}
		asOf := day.Add(time.Duration(random.Int64N(int64(72 * time.Hour)))).String()
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			e := explained(t, asOf, nil, events, s)
			if got := len(e.Standards[0].Events); got != len(events) {
				t.Errorf("%d of %d events", got, len(events))
			}
			for i := range e.Standards[0].Events {
				if v := &e.Standards[0].Events[i]; len(v.Effects) == 0 && v.Note == "" {
					t.Errorf("nothing is said of %+v", v)
				} else if len(v.Effects) > 0 {
					seen[v.Effects[0]]++
				}
			}
			for i := range e.Standards[0].Clocks {
				c := &e.Standards[0].Clocks[i]
				clocks++
				end := c.clock.AsOf
				if c.clock.Ended() {
					end = c.clock.StoppedAt
				}
				addsUp(t, c.Intervals, c.clock.StartedAt, end, c.clock.Elapsed, c.clock.PausedFor)
				if d := c.draw(92); d != nil && len(d.cells()) != 92 {
					t.Errorf("%d cells are drawn", len(d.cells()))
				}
				if c.Due == nil || c.Headline == "" || c.Calendar == nil {
					t.Errorf("%+v", c)
				}
			}
			text := e.Text(Options{})
			if strings.Count(text, "\n") > 250 || strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }) {
				t.Errorf("the text is not fit to be read:\n%s", text)
			}
			for _, line := range strings.Split(text, "\n") {
				if len([]rune(line)) > 96 {
					t.Errorf("too wide: %s", line)
				}
			}
		})
	}
	if clocks < 400 {
		t.Errorf("only %d clocks", clocks)
	}
	for _, effect := range []string{started, joined, notRepeated, paused, pausedEarly, resumed, stopped, reopened, restarted, cancelled, ignored} {
		if seen[effect] == 0 {
			t.Errorf("no event was %s", effect)
		}
	}
}
