package monitor

import (
	"context"
	"errors"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
)

// lookFor looks for posts that may have been sent, all in one search, and marks each: as sent, or to be sent again. A
// notifier that can't look sends again: at least once is all it can promise.
func (d *Delivery) lookFor(ctx context.Context, l *Look, began time.Time) {
	found, other := d.find(ctx, l, began)
	for i := range l.Claims {
		c := &l.Claims[i]
		s := other
		if receipt, there := found[c.Message.Key()]; there {
			s = Settlement{State: Sent, Receipt: receipt, Notifier: other.Notifier, Reason: "found"}
			if receipt.Alone && l.Thread != nil {
				s.Gone = []int64{l.Thread.ID}
			}
		}
		if s.State == Unsure && s.Again == 0 {
			s.Again = backoff(c.Failures)
		}
		d.mark(ctx, c, s)
	}
}

// find gives what was found, and what becomes of those that were not.
func (d *Delivery) find(ctx context.Context, l *Look, began time.Time) (found map[string]notifiers.Receipt, other Settlement) {
	defer func() {
		if r := recover(); r != nil {
			other = Settlement{State: Unsure, Again: d.Lease, Reason: panicked(r)}
		}
	}()
	notifier, known := d.Notifier(l.Place)
	if !known {
		return nil, Settlement{State: Failed, Reason: "nothing is configured that delivers there"}
	}
	defer func() { other.Notifier = notifier.Name() }()
	again := Settlement{State: Pending, Doubtful: true, Blameless: true, Reason: "looked for and not found"}
	finder, able := notifier.(notifiers.Finder)
	if !able {
		again.Reason = "it may have been sent, and can't be looked for"
		return nil, again
	}
	search := notifiers.Search{To: l.Place, Since: l.Since.Add(-skew)}
	if l.Thread != nil {
		search.Thread = l.Thread.Receipt
	}
	for i := range l.Claims {
		search.Keys = append(search.Keys, l.Claims[i].Message.Key())
	}
	end := began.Add(d.Lease * 2 / 3)
	if !time.Now().Before(end) { // those before it took too long
		return nil, Settlement{State: Unsure, Again: leastWait, Blameless: true, Reason: "there was no time left to look for it"}
	}
	ctx, cancel := context.WithDeadline(ctx, end)
	defer cancel()
	found, err := finder.Find(ctx, search)
	var failure *notifiers.Failure
	switch {
	case err == nil:
		return found, again
	case errors.As(err, &failure) && failure.Gone:
		if l.Thread != nil {
			again.Gone = []int64{l.Thread.ID}
		}
		return found, again
	case failure != nil && failure.Outcome == notifiers.Permanent:
		return found, Settlement{State: Failed, Reason: "looking for it: " + err.Error()}
	}
	other = Settlement{State: Unsure, Reason: "looking for it: " + err.Error()}
	if failure != nil {
		other.Again = min(failure.After, longestQuiet)
	}
	return found, other
}
