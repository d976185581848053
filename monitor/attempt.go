package monitor

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
)

const (
	// skew is how much earlier than the claim a post is looked for: the
	// ledger's clock and the service's need not agree.
	skew = 24 * time.Hour
	// longestBackoff is the most that lies between two attempts.
	longestBackoff = 5 * time.Minute
	// longestQuiet is the most that a service may ask for: a place is not to fall silent by one odd answer.
	longestQuiet = time.Hour
)

// attempt does what a claim asks for, within two thirds of the lease that began at an instant, so that
// an answer still finds the claim ours. A process that was frozen past that does nothing more.
func (d *Delivery) attempt(ctx context.Context, c *Claim, began time.Time) (s Settlement) {
	defer func() {
		if r := recover(); r != nil { // one message must not end the daemon
			s = d.unsure(c, panicked(r))
		}
	}()
	notifier, known := d.Notifier(c.Place)
	if !known {
		return Settlement{State: Failed, Reason: "nothing is configured that delivers there"}
	}
	defer func() { s.Notifier = notifier.Name() }()
	t := &try{Delivery: d, claim: c, notifier: notifier, end: began.Add(d.Lease * 2 / 3)}
	switch {
	case c.Action == Update:
		return t.update(ctx)
	case c.Message.Group != nil:
		return t.group(ctx)
	case c.Message.Digest != nil:
		return t.digest(ctx)
	case c.Message.File != nil && c.Message.File.Digest != "":
		return t.digestFile(ctx)
	case c.Message.Page != nil || c.Message.File != nil:
		return t.page(ctx)
	}
	if s, settled := t.refresh(ctx); settled {
		return s
	}
	return t.post(ctx)
}

// panicked says that a notifier panicked, and why as far as Go itself says so: what a library panics with may hold the address or
// the token that it was given, and the reason is kept and shown.
func panicked(cause any) string {
	if known, is := cause.(runtime.Error); is {
		return "the notifier panicked: " + known.Error()
	}
	return fmt.Sprintf("the notifier panicked, with a %T", cause)
}

// try is one attempt to deliver a claim.
type try struct {
	*Delivery
	claim    *Claim
	notifier notifiers.Notifier
	end      time.Time // when it has to be over
	// told is the alert as it was asked for anew; nil where it was not.
	told *notifiers.Alert
	// mute are the sources that did not answer during the try, and for how long their alerts wait.
	mute map[string]time.Duration
}

// within bounds a step of the try.
func (t *try) within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithDeadline(ctx, t.end)
}

// over tells whether nothing may be sent any more: it could come while another looks for it.
func (t *try) over(ctx context.Context) bool {
	return ctx.Err() != nil || !time.Now().Before(t.end)
}

// outOfTime is how a try ends that sent nothing in time.
func outOfTime(reason string) Settlement {
	return Settlement{State: Pending, Blameless: true, Reason: reason}
}

// post sends a message: as an answer to what stands for its clock, once that shows it too, or by itself.
func (t *try) post(ctx context.Context) Settlement {
	ctx, cancel := t.within(ctx)
	defer cancel()
	c := t.claim
	if opening := c.Opening(); opening != nil {
		if s, settled := t.renew(ctx); settled {
			return s
		}
	}
	return t.send(ctx)
}

// renew updates the messages that a post is to answer. What is no longer there is not answered: then the post is tried
// again, and stands by itself. It is not sent right away, since it is looked for where it was claimed for.
func (t *try) renew(ctx context.Context) (Settlement, bool) {
	if t.over(ctx) {
		return outOfTime("there was no time left to send it"), true
	}
	gone, err := t.render(ctx, t.claim.Message)
	if len(gone) > 0 {
		return Settlement{State: Pending, Blameless: true, Gone: gone, Reason: "what it was to answer is no longer there"}, true
	}
	var failure *notifiers.Failure
	if err == nil || errors.As(err, &failure) && failure.Outcome == notifiers.Permanent {
		return Settlement{}, false // what can't be updated may be answered all the same
	}
	s := t.again(t.claim, err)
	s.Reason = "updating what it answers: " + s.Reason
	return s, true
}

// send posts the claim's message.
func (t *try) send(ctx context.Context) Settlement {
	c := t.claim
	if t.over(ctx) {
		return outOfTime("there was no time left to send it")
	}
	p := notifiers.Post{To: c.Place, Message: c.Message}
	if opening := c.Opening(); opening != nil {
		p.Thread, p.Broadcast = opening.Receipt, c.broadcast()
	}
	receipt, err := t.notifier.Post(ctx, p)
	var s Settlement
	switch failure := new(notifiers.Failure); {
	case err == nil:
		s = Settlement{State: Sent, Receipt: receipt, Told: t.told}
		if receipt.Alone {
			s.Gone = c.postedIDs()
		}
	case c.Opening() != nil && errors.As(err, &failure) && failure.Gone:
		s = Settlement{State: Pending, Blameless: true, Gone: []int64{c.Opening().ID}, Reason: "what it was to answer is no longer there"}
	default:
		s = t.failed(c, err)
	}
	return s
}

// broadcast tells whether an answer is to be seen also by those who don't follow the thread.
func (c *Claim) broadcast() bool {
	if c.Message.Alert == nil {
		return false
	}
	stage := c.Message.Alert.Stage
	return stage == notifiers.Missed || stage == notifiers.Escalated || stage == notifiers.Reminder
}

func (c *Claim) postedIDs() []int64 {
	ids := make([]int64, len(c.Posted))
	for i := range c.Posted {
		ids[i] = c.Posted[i].ID
	}
	return ids
}

// update renders what stands anew. It may be repeated freely, so that nothing about it is ambiguous.
func (t *try) update(ctx context.Context) Settlement {
	ctx, cancel := t.within(ctx)
	defer cancel()
	c := t.claim
	if len(c.Posted) == 0 {
		return Settlement{State: Dropped, Reason: "nothing was posted"}
	}
	message := t.current(ctx)
	if message.Group != nil {
		var err error
		if message, err = t.Outbox.Compose(ctx, c); err != nil {
			return t.again(c, err)
		}
	}
	if t.over(ctx) {
		return outOfTime("there was no time left to update it")
	}
	gone, err := t.render(ctx, message)
	var s Settlement
	switch {
	case err != nil:
		s = t.again(c, err)
	case len(gone) == len(c.Posted):
		s = Settlement{State: Dropped, Reason: "what was posted is no longer there"}
	default:
		s = Settlement{State: Sent}
	}
	s.Gone = gone
	return s
}

// render updates all that stands, and gives what is no longer there. One that can't be updated for good keeps the
// others from nothing; the last such error is given, and one that may pass at once.
func (t *try) render(ctx context.Context, m notifiers.Message) (gone []int64, last error) {
	for i := range t.claim.Posted {
		posted := &t.claim.Posted[i]
		if posted.Notifier != t.notifier.Name() {
			gone = append(gone, posted.ID) // nobody can reach it any more
			continue
		}
		err := t.notifier.Update(ctx, posted.Place, posted.Receipt, keyed(m, posted.Key))
		var failure *notifiers.Failure
		switch permanent := errors.As(err, &failure) && failure.Outcome == notifiers.Permanent; {
		case err == nil:
		case permanent && failure.Gone:
			gone = append(gone, posted.ID)
		case permanent:
			last = err
		default:
			return gone, err
		}
	}
	return gone, last
}

// keyed gives a message under the key with which it was posted: it stays the one that is found by it.
func keyed(m notifiers.Message, key string) notifiers.Message {
	switch {
	case m.Alert != nil:
		alert := *m.Alert
		alert.Key = key
		m.Alert = &alert
	case m.Group != nil:
		group := *m.Group
		group.Key = key
		m.Group = &group
	}
	return m
}

// failed sorts what a post came to.
func (d *Delivery) failed(c *Claim, err error) Settlement {
	var failure *notifiers.Failure
	if !errors.As(err, &failure) || failure.Outcome == notifiers.Ambiguous {
		return d.unsure(c, err.Error())
	}
	s := d.again(c, err)
	if s.State == Pending && c.Doubtful && failure.After == 0 {
		s.State = Unsure // this attempt was not sent, but one before may yet have turned up
	}
	return s
}

// unsure leaves a message alone until its lease would have ended: the service
// may still be accepting it. An update is just done again.
func (d *Delivery) unsure(c *Claim, reason string) Settlement {
	state := Unsure
	if c.Action == Update {
		state = Pending
	}
	return Settlement{State: state, Again: d.Lease, Reason: reason}
}

// again gives up for good on what is permanent, and else tries again later: when
// the service says, and then the whole place is left alone; or ever later.
func (d *Delivery) again(c *Claim, err error) Settlement {
	s := Settlement{State: Pending, Again: backoff(c.Failures), Reason: err.Error()}
	var failure *notifiers.Failure
	if !errors.As(err, &failure) {
		return s
	}
	if failure.Outcome == notifiers.Permanent {
		return Settlement{State: Failed, Reason: err.Error()}
	}
	if failure.After > 0 {
		s.Again = min(failure.After, longestQuiet)
		s.Quiet = s.Again
	}
	return s
}

// backoff gives 1 s, 2 s, 4 s … after so many failures before.
func backoff(failures int32) time.Duration {
	if failures > 8 {
		return longestBackoff
	}
	return min(time.Second<<max(failures, 0), longestBackoff)
}
