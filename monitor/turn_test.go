package monitor_test

import (
	"context"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
)

// commits notes what each commit of a ledger holds.
type commits struct {
	monitor.Ledger
	seen []string
}

func (c *commits) Commit(ctx context.Context, change *monitor.Change) (monitor.Effect, error) {
	what := "nothing"
	switch {
	case len(change.Clocks) > 0 && change.Mark != nil:
		what = "clocks and mark"
	case len(change.Clocks) > 0:
		what = "clocks"
	case change.Mark != nil:
		what = "mark"
	}
	c.seen = append(c.seen, what)
	return c.Ledger.Commit(ctx, change)
}

// The mark of a round says that what changed is judged, so it moves in the transaction that writes it.
func TestTheMarkMovesWithWhatItCovers(t *testing.T) {
	d := newHelpdesk(t, first())
	c := &commits{Ledger: d.ledger}
	d.judge(c, func() time.Time { return d.now }, first())
	for _, minutes := range []int{1, 2} {
		d.at(time.Duration(minutes) * time.Minute)
		d.ask("T"+string(rune('0'+minutes)), "", time.Duration(minutes)*time.Minute)
		c.seen = nil
		d.round()
		if len(c.seen) != 1 || c.seen[0] != "clocks and mark" {
			t.Errorf("after %d minutes: %q, want one commit of clocks and mark", minutes, c.seen)
		}
	}
}

// Of a round that breaks off, what is not committed leaves the turn to the others.
func TestABrokenRoundGivesItsTurnBack(t *testing.T) {
	d := newHelpdesk(t, first())
	d.ask("T1", "", 0)
	d.at(time.Minute)
	broken := &refusing{Ledger: d.ledger}
	d.judge(broken, func() time.Time { return d.now }, first())
	if r := d.rounds.Round(t.Context()); r.Sources[0].Err == nil {
		t.Fatal("a refused commit went unnoticed")
	}
	broken.accepts = true
	d.at(time.Hour)
	d.round()
	d.at(3 * time.Hour)
	d.want(1, d.sweep().Judged, "the sweep has its turn")
}

type refusing struct {
	monitor.Ledger
	accepts bool
}

func (r *refusing) Commit(ctx context.Context, change *monitor.Change) (monitor.Effect, error) {
	if !r.accepts {
		return monitor.Effect{}, context.DeadlineExceeded
	}
	return r.Ledger.Commit(ctx, change)
}
