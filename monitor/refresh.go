package monitor

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
)

// noAnswer is why something waits whose source does not answer.
const noAnswer = "the source does not answer"

// How long an alert waits whose source did not answer: twice as long each time, and never so long that it would leave
// much later than its source is back.
const (
	firstPatience   = 500 * time.Millisecond
	longestPatience = 4 * time.Second
)

// askingAtOnce is how many senders may wait for the answer of one source: one that hangs must leave the others some.
const askingAtOnce = senders / 2

// patience remembers who asks each source, and for how long one that does not answer is left alone.
type patience struct {
	mu      sync.Mutex
	sources map[string]*asking
}

// asking is how it stands between us and a source.
type asking struct {
	open int // questions under way
	// Where it did not answer: since when it is left alone, and for how long.
	since time.Time
	pause time.Duration
}

func (p *patience) of(source string) *asking {
	if p.sources == nil {
		p.sources = map[string]*asking{}
	}
	if p.sources[source] == nil {
		p.sources[source] = &asking{}
	}
	return p.sources[source]
}

// ask takes leave to ask a source; else it gives how long to wait. One that does not answer is asked by one at a time, each
// pause once. A question for many goes beside those for one: it is not to be put off by them.
func (p *patience) ask(source string, many bool) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.of(source)
	switch left := a.pause - time.Since(a.since); {
	case a.pause > 0 && left > 0:
		return left
	case a.pause > 0 && a.open > 0:
		return a.pause
	case !many && a.open >= askingAtOnce:
		return firstPatience
	}
	a.open++
	return 0
}

// answered ends a question that was answered.
func (p *patience) answered(source string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.of(source)
	a.open, a.pause = a.open-1, 0
}

// silent ends a question that was not, and gives how long to wait before the source is asked again. Questions that were
// under way together and got no answer count as one.
func (p *patience) silent(source string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	a, now := p.of(source), time.Now()
	a.open--
	switch {
	case a.pause == 0:
		a.since, a.pause = now, firstPatience
	case now.Sub(a.since) >= a.pause:
		a.since, a.pause = now, min(2*a.pause, longestPatience)
	}
	return a.pause
}

// question asks a source, unless it is to be left alone. What gets no answer waits for the time given.
func (t *try) question(ctx context.Context, source string, about []Asked) ([]Answer, time.Duration) {
	if wait := t.patience.ask(source, len(about) > 1); wait > 0 {
		return nil, wait
	}
	ended := false
	defer func() {
		if !ended { // it panicked
			t.patience.silent(source)
		}
	}()
	answers, err := t.Freshness.Ask(ctx, source, about)
	ended = true
	if err != nil || len(answers) != len(about) {
		t.Log.WarnContext(ctx, "asking a source again failed",
			append(claimAttributes(t.claim), slog.String("source", source), slog.Any("error", err))...)
		return nil, t.patience.silent(source)
	}
	t.patience.answered(source)
	return answers, 0
}

// refresh asks whether what presses is still so; true says that it is not to be told, or not now.
func (t *try) refresh(ctx context.Context) (Settlement, bool) {
	c := t.claim
	if t.Freshness == nil || c.Clock == nil || c.Message.Alert == nil || !c.Message.Alert.Stage.Presses() {
		return Settlement{}, false
	}
	ctx, cancel := t.within(ctx)
	defer cancel()
	answers, pause := t.question(ctx, c.Source, c.asked())
	if pause > 0 {
		return Settlement{State: Pending, Again: pause, Blameless: true, Reason: noAnswer}, true
	}
	answer := &answers[0]
	if answer.Drop != "" {
		return Settlement{State: Dropped, Reason: string(answer.Drop)}, true
	}
	if answer.Now != nil {
		t.told = renewed(c.Message.Alert, answer.Now)
		c.Message.Alert = t.told
	}
	return Settlement{}, false
}

// asked is the question whether what the claim shows is still so.
func (c *Claim) asked() []Asked {
	return []Asked{{Clock: *c.Clock, Kind: c.Message.Alert.Stage, Stage: c.Stage, Episode: c.Episode}}
}

// renewed gives an alert as it is now: the same message, with what people said.
func renewed(was, now *notifiers.Alert) *notifiers.Alert {
	alert := *now
	alert.Key, alert.Ref, alert.Mention, alert.Care = was.Key, was.Ref, was.Mention, was.Care
	return &alert
}

// current gives what an update shows: how late it is by now, where its source says so at once and it is still so.
func (t *try) current(ctx context.Context) notifiers.Message {
	c := t.claim
	message := c.Message
	if t.Freshness == nil || c.Clock == nil || c.Stage == "" || message.Alert == nil || !message.Alert.Stage.Presses() {
		return message
	}
	answers, pause := t.question(ctx, c.Source, c.asked())
	if pause == 0 && answers[0].Drop == "" && answers[0].Now != nil {
		message.Alert = renewed(message.Alert, answers[0].Now)
	}
	return message
}
