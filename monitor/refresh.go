package monitor

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// noAnswer is why something waits whose source does not answer.
const noAnswer = "the source does not answer"

// How long an alert waits whose source did not answer: twice as long each time, and never so long that it would leave
// much later than its source is back.
const (
	firstPatience   = 500 * time.Millisecond
	longestPatience = 4 * time.Second
)

// patience remembers for how long each source that does not answer is left alone.
type patience struct {
	mu     sync.Mutex
	silent map[string]pausing
}

// pausing is a source that is left alone for a while, since an instant.
type pausing struct {
	since time.Time
	pause time.Duration
}

// again gives how long to wait before a source that did not answer is asked again. Questions that were under way together
// and got no answer count as one.
func (p *patience) again(source string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.silent == nil {
		p.silent = map[string]pausing{}
	}
	now := time.Now()
	s, before := p.silent[source]
	switch {
	case !before:
		s = pausing{now, firstPatience}
	case now.Sub(s.since) >= s.pause:
		s = pausing{now, min(2*s.pause, longestPatience)}
	}
	p.silent[source] = s
	return s.pause
}

func (p *patience) answered(source string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.silent, source)
}

// refresh asks whether what presses is still so; true says that it is not to be told, or not now.
func (t *try) refresh(ctx context.Context) (Settlement, bool) {
	c := t.claim
	if t.Freshness == nil || c.Clock == nil || c.Message.Alert == nil || !c.Message.Alert.Stage.Presses() {
		return Settlement{}, false
	}
	ctx, cancel := t.within(ctx)
	defer cancel()
	asked := []Asked{{Clock: *c.Clock, Kind: c.Message.Alert.Stage, Stage: c.Stage, Episode: c.Episode}}
	answers, err := t.Freshness.Ask(ctx, c.Source, asked)
	if err != nil || len(answers) != 1 {
		t.Log.WarnContext(ctx, "asking a source again failed", append(claimAttributes(c), slog.Any("error", err))...)
		return Settlement{State: Pending, Again: t.patience.again(c.Source), Blameless: true, Reason: noAnswer}, true
	}
	t.patience.answered(c.Source)
	answer := &answers[0]
	if answer.Drop != "" {
		return Settlement{State: Dropped, Reason: string(answer.Drop)}, true
	}
	if answer.Now != nil {
		now, was := *answer.Now, c.Message.Alert
		now.Key, now.Ref, now.Mention, now.Care = was.Key, was.Ref, was.Mention, was.Care
		c.Message.Alert, t.told = &now, &now
	}
	return Settlement{}, false
}
