package monitor_test

import (
	"testing"
	"time"
)

// An appointment that is stamped for later leaves its clock unknown; once it has happened a sweep judges it, though no
// round sees anything change.
func TestAFutureEventIsJudgedWhenItHasHappened(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("T1", "", 3*time.Hour)
	d.round()
	d.want([]string{"running unknown"}, d.clocks("T1"), "as long as it lies in the future")
	for _, after := range []time.Duration{30 * time.Minute, 3 * time.Hour, 4 * time.Hour, 5*time.Hour + time.Second} {
		d.at(after)
		d.round()
		d.sweep()
	}
	d.want([]string{"50%: tell", "missed: tell"}, d.stages("T1"), "told")
}
