package monitor_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// memoryOutbox is an outbox for tests of delivery in virtual time, where a
// real ledger can't be: it holds intents in order and forgets with the process.
type memoryOutbox struct {
	mu      sync.Mutex
	intents []*intent
	broken  bool // every call fails
	hangs   bool // settling waits for ever
	settled []monitor.Settlement
	redone  []string
	touched []monitor.ClockKey
	members []monitor.Member  // of the one group there is
	digest  *notifiers.Digest // the one there is; nil where it can't be read
	// storms are places of which groups are to be made, which grouping is called for and comes to nothing.
	storms   []notifiers.Place
	grouping func(context.Context)
}

type intent struct {
	claim     monitor.Claim
	thread    *monitor.Posted // as it was claimed last
	state     monitor.AlertState
	claimable time.Time
}

var errBroken = errors.New("the ledger is away")

func (o *memoryOutbox) add(key string, place notifiers.Place, change ...func(*monitor.Claim)) *intent {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := &intent{state: monitor.Pending, claimable: time.Now(), claim: monitor.Claim{
		ID: int64(len(o.intents)), Action: monitor.Post, Place: place, Message: notifiers.Message{Alert: &notifiers.Alert{Key: key}},
	}}
	for _, c := range change {
		c(&i.claim)
	}
	o.intents = append(o.intents, i)
	return i
}

func (o *memoryOutbox) setBroken(broken bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.broken = broken
}

func waiting(i *intent) bool {
	return i.state == monitor.Pending || i.state == monitor.Sending || i.state == monitor.Unsure
}

// take claims an intent.
func (i *intent) take(lease time.Duration) monitor.Claim {
	i.claim.Attempt++
	if i.claim.Attempt == 1 {
		i.claim.Since = calendar.FromTime(time.Now())
	}
	i.state, i.claimable = monitor.Sending, time.Now().Add(lease)
	return i.claim
}

// Claim is monitor.Outbox's.
func (o *memoryOutbox) Claim(_ context.Context, t monitor.Terms) ([]monitor.Claim, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.broken {
		return nil, errBroken
	}
	var claims []monitor.Claim
	for _, i := range o.intents {
		mine := i.state == monitor.Pending || i.state == monitor.Sending && i.claim.Action == monitor.Update
		if len(claims) == t.Limit || !mine || i.claimable.After(time.Now()) {
			continue
		}
		i.thread = i.claim.Opening()
		claims = append(claims, i.take(t.Lease))
	}
	return claims, nil
}

// Storms is monitor.Outbox's: groups are put in as they are.
func (o *memoryOutbox) Storms(context.Context, monitor.Terms) ([]notifiers.Place, error) {
	return o.storms, nil
}

// Group is monitor.Outbox's.
func (o *memoryOutbox) Group(ctx context.Context, _ monitor.Terms, _ notifiers.Place) (monitor.Claim, bool, error) {
	if o.grouping != nil {
		o.grouping(ctx)
	}
	return monitor.Claim{}, false, nil
}

// Looks is monitor.Outbox's.
func (o *memoryOutbox) Looks(_ context.Context, t monitor.Terms) ([]monitor.Look, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.broken {
		return nil, errBroken
	}
	var looks []monitor.Look
	for _, i := range o.intents {
		stale := i.state == monitor.Unsure || i.state == monitor.Sending && i.claim.Action == monitor.Post
		if len(looks) == t.Limit || !stale || i.claimable.After(time.Now()) {
			continue
		}
		c := i.take(t.Lease)
		looks = append(looks, monitor.Look{Place: c.Place, Since: c.Since, Thread: i.thread, Claims: []monitor.Claim{c}})
	}
	return looks, nil
}

// Settle is monitor.Outbox's.
func (o *memoryOutbox) Settle(ctx context.Context, c *monitor.Claim, s monitor.Settlement) (bool, error) {
	if o.hangs {
		<-ctx.Done()
		return false, ctx.Err()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.broken {
		return false, errBroken
	}
	i := o.intents[c.ID]
	if i.state != monitor.Sending || i.claim.Attempt != c.Attempt {
		return false, nil
	}
	i.state, i.claimable = s.State, time.Now().Add(s.Again)
	i.claim.Doubtful = i.claim.Doubtful || s.Doubtful
	if !s.Blameless && (s.State == monitor.Pending || s.State == monitor.Unsure) {
		i.claim.Failures++
	}
	i.claim.Posted = slices.DeleteFunc(slices.Clone(i.claim.Posted), func(p monitor.Posted) bool { return slices.Contains(s.Gone, p.ID) })
	o.settled = append(o.settled, s)
	return true, nil
}

// Wait is monitor.Outbox's.
func (o *memoryOutbox) Wait(context.Context, monitor.Terms) (time.Duration, bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.broken {
		return 0, false, errBroken
	}
	var least time.Duration
	found := false
	for _, i := range o.intents {
		if wait := time.Until(i.claimable); waiting(i) && (!found || wait < least) {
			least, found = wait, true
		}
	}
	return max(least, 0), found, nil
}

// Touch is monitor.Outbox's.
func (o *memoryOutbox) Touch(_ context.Context, _ string, clock monitor.ClockKey) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.touched = append(o.touched, clock)
	return nil
}

// Redo is monitor.Outbox's.
func (o *memoryOutbox) Redo(_ context.Context, c *monitor.Claim) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.redone = append(o.redone, c.Message.Key())
	return nil
}

// Members is monitor.Outbox's.
func (o *memoryOutbox) Members(_ context.Context, c *monitor.Claim, lease time.Duration, after int64, limit int) ([]monitor.Member, bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := o.intents[c.ID]
	if i.state != monitor.Sending || i.claim.Attempt != c.Attempt {
		return nil, false, nil
	}
	i.claimable = time.Now().Add(lease)
	var members []monitor.Member
	for _, m := range o.members {
		if m.ID > after && len(members) < limit {
			members = append(members, m)
		}
	}
	return members, true, nil
}

// Refresh is monitor.Outbox's.
func (o *memoryOutbox) Refresh(_ context.Context, c *monitor.Claim, fresh []monitor.Refreshed) (bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := o.intents[c.ID]
	if i.state != monitor.Sending || i.claim.Attempt != c.Attempt {
		return false, nil
	}
	for _, r := range fresh {
		at := slices.IndexFunc(o.members, func(m monitor.Member) bool { return m.ID == r.ID })
		if r.Drop != "" || r.Back > 0 {
			o.members = slices.Delete(o.members, at, at+1)
		} else {
			o.members[at].Alert = *r.Now
		}
	}
	return true, nil
}

// Compose is monitor.Outbox's.
func (o *memoryOutbox) Compose(_ context.Context, c *monitor.Claim) (notifiers.Message, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	m := c.Message
	if m.Group != nil {
		group := *m.Group
		group.Clocks = len(o.members)
		m.Group = &group
	}
	return m, nil
}

// List is monitor.Outbox's.
func (o *memoryOutbox) List(_ context.Context, _ *monitor.Claim, each func(*notifiers.Alert) error) error {
	for i := range o.members {
		if err := each(&o.members[i].Alert); err != nil {
			return err
		}
	}
	return nil
}

// DigestOf is monitor.Outbox's.
func (o *memoryOutbox) DigestOf(context.Context, *monitor.Claim) (*notifiers.Digest, error) {
	if o.digest == nil {
		return nil, errBroken
	}
	digest := *o.digest
	return &digest, nil
}

// states gives where each intent stands.
func (o *memoryOutbox) states() []monitor.AlertState {
	o.mu.Lock()
	defer o.mu.Unlock()
	var all []monitor.AlertState
	for _, i := range o.intents {
		all = append(all, i.state)
	}
	return all
}

// memoryNotifier is a service whose answers the test decides on, and whose messages it can look for.
type memoryNotifier struct {
	answer func(ctx context.Context, key string, attempt int) (stored bool, err error)
	find   error

	mu       sync.Mutex
	attempts map[string]int
	deleted  string   // the id of a message that can't be updated any more
	stored   []string // keys, in the order in which they were stored
	updated  []string
	posted   []time.Time
}

// Name is notifiers.Notifier's.
func (n *memoryNotifier) Name() string { return "memory" }

// Post is notifiers.Notifier's.
func (n *memoryNotifier) Post(ctx context.Context, p notifiers.Post) (notifiers.Receipt, error) {
	m := p.Message
	n.mu.Lock()
	if n.attempts == nil {
		n.attempts = map[string]int{}
	}
	n.attempts[m.Key()]++
	attempt := n.attempts[m.Key()]
	n.posted = append(n.posted, time.Now())
	n.mu.Unlock()
	stored, err := true, error(nil)
	if n.answer != nil {
		stored, err = n.answer(ctx, m.Key(), attempt)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if stored {
		n.stored = append(n.stored, m.Key())
	}
	return notifiers.Receipt{ID: m.Key()}, err
}

// Update is notifiers.Notifier's.
func (n *memoryNotifier) Update(_ context.Context, _ notifiers.Place, at notifiers.Receipt, m notifiers.Message) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if at.ID == n.deleted {
		return failure(notifiers.Permanent, 0)
	}
	n.updated = append(n.updated, at.ID+" with "+m.Key())
	return nil
}

// Find is notifiers.Finder's.
func (n *memoryNotifier) Find(_ context.Context, s notifiers.Search) (map[string]notifiers.Receipt, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	at := map[string]notifiers.Receipt{}
	for _, key := range s.Keys {
		if slices.Contains(n.stored, key) {
			at[key] = notifiers.Receipt{ID: key}
		}
	}
	return at, n.find
}

func (n *memoryNotifier) keys() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.stored)
}
