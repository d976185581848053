package rules

import (
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// The days of March 2026 used below: the 23rd is a Monday, the 27th a Friday. The office is open from 08:00 to 18:00.

func TestPauseSmoke(t *testing.T) {
	s := callback(t)
	s.Measure.Pauses = []Pause{{When: Kinds("noted"), Until: Kinds("withdrawn")}}
	s.Measure.Cancel = nil
	c := only(t, replayed(t, bind(t, s), ticket(t,
		happened{at: "2026-03-23 10:00", kind: "requested"},
		happened{at: "2026-03-23 10:30", kind: "noted"},
		happened{at: "2026-03-23 12:00", kind: "withdrawn"}), "2026-03-23 12:10"))
	if c.DueAt != at(t, "2026-03-23 13:30") || c.PausedFor != 90*time.Minute || c.Elapsed != 40*time.Minute || c.State != Running {
		t.Errorf("%+v", c)
	}
	c = only(t, replayed(t, bind(t, s), ticket(t,
		happened{at: "2026-03-23 10:00", kind: "requested"},
		happened{at: "2026-03-23 10:30", kind: "noted"}), "2026-03-23 12:10"))
	if c.DueAt != calendar.None || c.State != Paused || c.Remaining != 90*time.Minute || c.NextAt != calendar.None {
		t.Errorf("%+v", c)
	}
}
