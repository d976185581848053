package monitor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
)

const (
	// skew is how much earlier than the claim a post is looked for: the
	// ledger's clock and the service's need not agree.
	skew = 24 * time.Hour
	// longestBackoff is the most that lies between two attempts.
	longestBackoff = 5 * time.Minute
)

// attempt does what a claim asks for, within two thirds of the lease, so that
// an answer still finds the claim ours.
func (d *Delivery) attempt(ctx context.Context, c *Claim) (s Settlement) {
	ctx, cancel := context.WithTimeout(ctx, d.Lease*2/3)
	defer cancel()
	defer func() {
		if r := recover(); r != nil { // one message must not end the daemon
			s = d.unsure(fmt.Sprintf("the notifier panicked: %v", r))
		}
	}()
	notifier, known := d.Notifier(c.Place)
	if !known {
		return Settlement{State: Failed, Reason: "nothing is configured that delivers there"}
	}
	defer func() { s.Notifier = notifier.Name() }()
	if c.Action == Update {
		return d.update(ctx, c, notifier)
	}
	if c.Look {
		if s, known := d.look(ctx, c, notifier); known {
			return s
		}
	}
	receipt, err := notifier.Post(ctx, notifiers.Post{To: c.Place, Message: c.Message})
	if err == nil {
		return Settlement{State: Sent, Receipt: receipt}
	}
	return d.failed(c, err)
}

// update renders the clock's messages anew. It may be repeated freely, so that
// nothing about it is ambiguous.
func (d *Delivery) update(ctx context.Context, c *Claim, notifier notifiers.Notifier) Settlement {
	if len(c.Posted) == 0 {
		return Settlement{State: Dropped, Reason: "nothing was posted"}
	}
	settlement := Settlement{State: Sent}
	for _, posted := range c.Posted {
		if posted.Notifier != notifier.Name() {
			continue
		}
		message := c.Message
		if message.Alert != nil {
			alert := *message.Alert
			alert.Key = posted.Key // the message stays the one that was posted
			message.Alert = &alert
		}
		if err := notifier.Update(ctx, posted.Place, posted.Receipt, message); err != nil {
			s := d.again(c, err)
			if s.State != Failed {
				return s
			}
			settlement = s // for good, e.g. it was deleted: the others are still to be changed
			continue
		}
		settlement.Receipt = posted.Receipt
	}
	return settlement
}

// look asks whether a message that may have been sent is there; false says that it is not, and may be sent.
// A notifier that can't look sends again: at least once is all it can promise.
func (d *Delivery) look(ctx context.Context, c *Claim, notifier notifiers.Notifier) (Settlement, bool) {
	finder, able := notifier.(notifiers.Finder)
	if !able {
		return Settlement{}, false
	}
	at, err := finder.Find(ctx, notifiers.Search{To: c.Place, Keys: []string{c.Message.Key()}, Since: c.Since.Add(-skew)})
	receipt, found := at[c.Message.Key()]
	switch {
	case err != nil:
		s := d.again(c, err)
		if s.State == Pending {
			s.State = Unsure
		}
		s.Reason = "looking for it: " + s.Reason
		return s, true
	case found:
		return Settlement{State: Sent, Receipt: receipt, Reason: "found"}, true
	}
	return Settlement{}, false
}

// failed sorts what a post came to.
func (d *Delivery) failed(c *Claim, err error) Settlement {
	var failure *notifiers.Failure
	if !errors.As(err, &failure) || failure.Outcome == notifiers.Ambiguous {
		return d.unsure(err.Error())
	}
	s := d.again(c, err)
	if s.State == Pending && c.Look {
		s.State = Unsure // this attempt was not sent, but one before may yet turn up
	}
	return s
}

// unsure leaves a message alone until its lease would have ended: the service
// may still be accepting it.
func (d *Delivery) unsure(reason string) Settlement {
	return Settlement{State: Unsure, Again: d.Lease, Reason: reason}
}

// again gives up for good on what is permanent, and else tries again later: when
// the service says, and then the whole place is left alone; or ever later.
func (d *Delivery) again(c *Claim, err error) Settlement {
	s := Settlement{State: Pending, Again: backoff(c.Attempt), Reason: err.Error()}
	var failure *notifiers.Failure
	if !errors.As(err, &failure) {
		return s
	}
	if failure.Outcome == notifiers.Permanent {
		return Settlement{State: Failed, Reason: err.Error()}
	}
	if failure.After > 0 {
		s.Again, s.Quiet = failure.After, failure.After
	}
	return s
}

// backoff gives 1 s, 2 s, 4 s … for attempts from 1.
func backoff(attempt int32) time.Duration {
	if attempt > 8 {
		return longestBackoff
	}
	return min(time.Second<<max(attempt-1, 0), longestBackoff)
}
