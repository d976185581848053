package monitor

import (
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// hold gives a clock whose calendar is no longer defined the verdict that was given of it while it was: what is taken out
// of the files takes nothing back. Its end may still come, for which no calendar is needed. false where the recorded
// clock says nothing that would hold: then nothing is known.
func hold(c *rules.Clock, before *Recorded) bool {
	r := &before.Row
	if !before.Known || c.Verdict != rules.Unknown || c.On != nil || r.DueAt == calendar.None {
		return false
	}
	retired := c.State == rules.Cancelled && c.Version.RetiredAt != calendar.None && c.StoppedAt == c.Version.RetiredAt
	if !given(r) && !retired {
		return false
	}
	same := c.State == r.State && c.StoppedAt == r.StoppedAt
	late := c.AsOf > r.DueAt
	if c.Ended() {
		late = c.StoppedAt > r.DueAt
	}
	switch {
	case same:
		c.Verdict = r.Verdict
	case c.State == rules.Cancelled && late:
		c.Verdict = rules.CancelledLate
	case c.State == rules.Cancelled:
		c.Verdict = rules.CancelledVerdict
	case late:
		c.Verdict = rules.Missed
	default:
		return false // it was reopened, or its end came earlier: how that counts only the calendar would tell
	}
	c.OpensAt, c.DueAt, c.DesiredAt, c.Reason = r.OpensAt, r.DueAt, r.DesiredAt, ""
	switch {
	case same:
		c.Reason, c.Elapsed = r.Reason, r.Elapsed
	case retired:
		c.Reason = retiredReason
	}
	return true
}
