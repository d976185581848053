package monitor

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// noAnswer is why something waits whose source does not answer.
const noAnswer = "the source does not answer"

// patience remembers how often in a row each source has not answered, to be asked ever less often.
type patience struct {
	mu    sync.Mutex
	times map[string]int
}

// longestPatience is the most that lies between two questions of one alert.
const longestPatience = 30 * time.Second

// again gives how long to wait before a source that did not answer is asked again.
func (p *patience) again(source string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.times == nil {
		p.times = map[string]int{}
	}
	p.times[source] = min(p.times[source]+1, 5)
	return min(time.Second<<p.times[source], longestPatience)
}

func (p *patience) answered(source string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.times, source)
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
