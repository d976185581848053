package monitor_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
)

// threadNotifier writes down all that is asked of it, and answers as the test says.
type threadNotifier struct {
	answer func(did string) error // nil for that all is well
	find   func(s notifiers.Search) (map[string]notifiers.Receipt, error)

	mu  sync.Mutex
	did []string
}

// Name is notifiers.Notifier's.
func (n *threadNotifier) Name() string { return "thread" }

func (n *threadNotifier) do(did string) error {
	n.mu.Lock()
	n.did = append(n.did, did)
	n.mu.Unlock()
	if n.answer == nil {
		return nil
	}
	return n.answer(did)
}

// all is what was asked of it so far.
func (n *threadNotifier) all() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.did)
}

// Post is notifiers.Notifier's.
func (n *threadNotifier) Post(_ context.Context, p notifiers.Post) (notifiers.Receipt, error) {
	did := "post " + p.Message.Key()
	if p.Thread != (notifiers.Receipt{}) {
		did += " in " + p.Thread.ID
	}
	if p.Broadcast {
		did += " for all"
	}
	if p.Message.Group != nil {
		did += fmt.Sprintf(" of %d", p.Message.Group.Clocks)
	}
	if p.Message.File != nil {
		did += " " + string(p.Message.File.Content)
	}
	if a := p.Message.Alert; a != nil && a.Subject != "" {
		did += " about " + a.Subject
	}
	return notifiers.Receipt{ID: p.Message.Key()}, n.do(did)
}

// Update is notifiers.Notifier's.
func (n *threadNotifier) Update(_ context.Context, _ notifiers.Place, at notifiers.Receipt, m notifiers.Message) error {
	did := "update " + at.ID + " as " + m.Key()
	if m.Alert != nil {
		did += " " + string(m.Alert.Stage)
	}
	return n.do(did)
}

// Find is notifiers.Finder's.
func (n *threadNotifier) Find(_ context.Context, s notifiers.Search) (map[string]notifiers.Receipt, error) {
	_ = n.do(fmt.Sprint("find ", s.Keys, " in ", s.Thread.ID))
	if n.find == nil {
		return nil, nil
	}
	return n.find(s)
}

// once gives an error the first time that something is done.
func once(what string, err error) func(string) error {
	var mu sync.Mutex
	done := false
	return func(did string) error {
		mu.Lock()
		defer mu.Unlock()
		if did != what || done {
			return nil
		}
		done = true
		return err
	}
}

func gone() error {
	return &notifiers.Failure{Outcome: notifiers.Permanent, Gone: true, Code: "message_not_found"}
}

// reply adds a stage of a clock whose opening stands.
func (o *memoryOutbox) reply(key string, stage notifiers.Stage) *intent {
	return o.replyOf("desk", key, stage)
}

// replyOf is reply of a source. It may be called while somebody claims.
func (o *memoryOutbox) replyOf(source, key string, stage notifiers.Stage) *intent {
	return o.add(key, "#a", func(c *monitor.Claim) {
		c.Clock, c.Source, c.Stage = &monitor.ClockKey{Ticket: "1", Standard: "callback"}, source, string(stage)
		c.Message.Alert.Stage = stage
		c.Posted = []monitor.Posted{{ID: 7, Key: "opening", Place: "#a", Notifier: "thread", Receipt: notifiers.Receipt{ID: "1.0"}}}
	})
}

func TestDeliveryAnswersInThreads(t *testing.T) {
	render := "update 1.0 as opening missed"
	for name, c := range map[string]struct {
		stage  notifiers.Stage
		answer func(string) error
		find   func(notifiers.Search) (map[string]notifiers.Receipt, error)
		want   []string
		state  monitor.AlertState
	}{
		"a miss is shown to all": {want: []string{render, "post m in 1.0 for all"}, state: monitor.Sent},
		"a recovery is not": {
			stage: notifiers.Recovered, want: []string{"update 1.0 as opening recovered", "post m in 1.0"}, state: monitor.Sent,
		},
		"an opening that was deleted": {
			answer: once(render, gone()), want: []string{render, "post m"}, state: monitor.Sent,
		},
		"an opening that was deleted between update and answer": {
			answer: once("post m in 1.0 for all", gone()),
			want:   []string{render, "post m in 1.0 for all", "post m"}, state: monitor.Sent,
		},
		"an opening that can't be updated for good": {
			answer: once(render, failure(notifiers.Permanent, 0)), want: []string{render, "post m in 1.0 for all"}, state: monitor.Sent,
		},
		"an opening that can't be updated now": {
			answer: once(render, failure(notifiers.Retry, 0)),
			want:   []string{render, render, "post m in 1.0 for all"}, state: monitor.Sent,
		},
		"an update without an answer is repeated": {
			answer: once(render, failure(notifiers.Ambiguous, 0)),
			want:   []string{render, render, "post m in 1.0 for all"}, state: monitor.Sent,
		},
		"an answer without an answer is looked for in its thread": {
			answer: once("post m in 1.0 for all", failure(notifiers.Ambiguous, 0)),
			want:   []string{render, "post m in 1.0 for all", "find [m] in 1.0", render, "post m in 1.0 for all"}, state: monitor.Sent,
		},
		"and found": {
			answer: once("post m in 1.0 for all", failure(notifiers.Ambiguous, 0)),
			find: func(notifiers.Search) (map[string]notifiers.Receipt, error) {
				return map[string]notifiers.Receipt{"m": {ID: "1.1"}}, nil
			},
			want: []string{render, "post m in 1.0 for all", "find [m] in 1.0"}, state: monitor.Sent,
		},
		"its thread was deleted meanwhile": {
			answer: once("post m in 1.0 for all", failure(notifiers.Ambiguous, 0)),
			find: func(s notifiers.Search) (map[string]notifiers.Receipt, error) {
				return nil, gone()
			},
			want: []string{render, "post m in 1.0 for all", "find [m] in 1.0", "post m"}, state: monitor.Sent,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o, n := &memoryOutbox{}, &threadNotifier{answer: c.answer, find: c.find}
				stage := c.stage
				if stage == "" {
					stage = notifiers.Missed
				}
				o.reply("m", stage)
				deliver(t, o, n, time.Minute, nil)
				if diff := cmp.Diff(c.want, n.did); diff != "" || o.states()[0] != c.state {
					t.Errorf("%s (-want +got):\n%s", o.states()[0], diff)
				}
			})
		})
	}
}

// Once a post was doubtful, a failure that may hide it is followed by another look; a clean refusal is not.
func TestDeliveryDoubts(t *testing.T) {
	for name, c := range map[string]struct {
		after time.Duration
		want  []string
	}{
		"refused since it is too much": {after: time.Second, want: []string{"post m", "find [m] in ", "post m", "post m"}},
		"failed":                       {want: []string{"post m", "find [m] in ", "post m", "find [m] in ", "post m"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				posts := 0
				n := &threadNotifier{answer: func(did string) error {
					if did != "post m" {
						return nil
					}
					switch posts++; posts {
					case 1:
						return failure(notifiers.Ambiguous, 0)
					case 2:
						return failure(notifiers.Retry, c.after)
					}
					return nil
				}}
				o := &memoryOutbox{}
				o.add("m", "#a")
				deliver(t, o, n, 5*time.Minute, nil)
				if diff := cmp.Diff(c.want, n.did); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		})
	}
}

// A claim that was another's when it was marked may have rendered what is old: that is rendered anew.
func TestDeliveryMakesGoodForALostClaim(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &memoryOutbox{}
		i := o.reply("m", notifiers.Missed)
		n := &threadNotifier{answer: func(did string) error {
			if did == "post m in 1.0 for all" {
				o.mu.Lock()
				i.claim.Attempt += 10 // another took it
				o.mu.Unlock()
			}
			return nil
		}}
		deliver(t, o, n, time.Second, nil)
		if diff := cmp.Diff([]string{"m"}, o.redone); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// What thaws after its lease sends nothing: another may look for it by now.
func TestDeliverySendsNothingAfterItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &memoryOutbox{}
		o.reply("m", notifiers.Missed)
		n := &threadNotifier{answer: func(did string) error {
			if did == "update 1.0 as opening missed" && len(o.intents[0].claim.Posted) > 0 && o.intents[0].claim.Attempt == 1 {
				time.Sleep(25 * time.Second) // frozen: it does not hear that its time is over
			}
			return nil
		}}
		deliver(t, o, n, 20*time.Second, func() { time.Sleep(24 * time.Second) })
		if diff := cmp.Diff([]string{"update 1.0 as opening missed", "update 1.0 as opening missed", "post m in 1.0 for all"}, n.did); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// freshness answers what the test says, and writes down for what it was asked.
type freshness struct {
	answer func(source string, about []monitor.Asked) ([]monitor.Answer, error)
	mu     sync.Mutex
	asked  []time.Duration // since it began
	began  time.Time
}

// Ask is monitor.Freshness's.
func (f *freshness) Ask(_ context.Context, source string, about []monitor.Asked) ([]monitor.Answer, error) {
	f.mu.Lock()
	f.asked = append(f.asked, time.Since(f.began))
	f.mu.Unlock()
	return f.answer(source, about)
}

func deliverFresh(t *testing.T, o *memoryOutbox, n notifiers.Notifier, f *freshness, during time.Duration) {
	t.Helper()
	f.began = time.Now()
	d := &monitor.Delivery{Outbox: o, Notifier: monitor.Everywhere(n), Freshness: f, Log: quietLog}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		d.Run(ctx)
		close(ended)
	}()
	time.Sleep(during) // virtual
	stop()
	<-ended
}

func TestDeliveryAsksAgain(t *testing.T) {
	for name, c := range map[string]struct {
		stage  notifiers.Stage
		answer monitor.Answer
		want   []string
		state  monitor.AlertState
		reason string
		asked  int
	}{
		"cured meanwhile": {
			answer: monitor.Answer{Drop: monitor.Corrected}, state: monitor.Dropped, reason: "corrected", asked: 1,
		},
		"told as it is now": {
			answer: monitor.Answer{Now: &notifiers.Alert{Stage: notifiers.Missed, Subject: "now"}},
			want:   []string{"update 1.0 as opening missed", "post m in 1.0 for all about now"}, state: monitor.Sent, asked: 1,
		},
		"nothing newer can be said": {
			want: []string{"update 1.0 as opening missed", "post m in 1.0 for all"}, state: monitor.Sent, asked: 1,
		},
		"what does not press is told in any case": {
			stage: notifiers.Recovered, answer: monitor.Answer{Drop: monitor.Corrected},
			want: []string{"update 1.0 as opening recovered", "post m in 1.0"}, state: monitor.Sent,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o, n := &memoryOutbox{}, &threadNotifier{}
				f := &freshness{answer: func(string, []monitor.Asked) ([]monitor.Answer, error) { return []monitor.Answer{c.answer}, nil }}
				stage := c.stage
				if stage == "" {
					stage = notifiers.Missed
				}
				o.reply("m", stage)
				deliverFresh(t, o, n, f, time.Second)
				if diff := cmp.Diff(c.want, n.did); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				s := o.settled[0]
				if s.State != c.state || s.Reason != c.reason || len(f.asked) != c.asked {
					t.Errorf("%+v, asked %d times", s, len(f.asked))
				}
				if told := c.answer.Now != nil; told != (s.Told != nil) || told && s.Told.Key != "m" {
					t.Errorf("the ledger is to keep %+v", s.Told)
				}
			})
		})
	}
}

// A source that does not answer keeps its alerts back, asked less often, but at least every four seconds, and no other's.
func TestDeliveryWaitsForASource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, n := &memoryOutbox{}, &threadNotifier{}
		f := &freshness{answer: func(source string, about []monitor.Asked) ([]monitor.Answer, error) {
			if source == "desk" {
				return nil, errors.New("it is away")
			}
			return make([]monitor.Answer, len(about)), nil
		}}
		o.reply("m", notifiers.Missed)
		other := o.reply("other", notifiers.Missed)
		other.claim.Source = "shop"
		deliverFresh(t, o, n, f, 100*time.Second)
		if diff := cmp.Diff([]monitor.AlertState{monitor.Pending, monitor.Sent}, o.states()); diff != "" || o.intents[0].claim.Failures != 0 {
			t.Errorf("%d failures (-want +got):\n%s", o.intents[0].claim.Failures, diff)
		}
		if asked := len(f.asked); asked < 27 || asked > 31 {
			t.Errorf("asked %d times in 100 s: %v", asked, f.asked)
		}
		for _, s := range o.settled {
			if s.State == monitor.Pending && (s.Reason != "the source does not answer" || s.Again > 4*time.Second) {
				t.Errorf("%+v", s)
			}
		}
	})
}

// An update shows how late it is by now, where the source says so at once; else what was known.
func TestDeliveryUpdatesToHowItIsNow(t *testing.T) {
	for name, c := range map[string]struct {
		answer monitor.Answer
		err    error
		want   []string
	}{
		"it answers":         {answer: monitor.Answer{Now: &notifiers.Alert{Stage: notifiers.Escalated}}, want: []string{"update 1.0 as opening escalated"}},
		"it is so no more":   {answer: monitor.Answer{Drop: monitor.Corrected}, want: []string{"update 1.0 as opening missed"}},
		"it does not answer": {err: errors.New("it is away"), want: []string{"update 1.0 as opening missed"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o, n := &memoryOutbox{}, &threadNotifier{}
				f := &freshness{answer: func(_ string, about []monitor.Asked) ([]monitor.Answer, error) {
					if len(about) != 1 || about[0].Kind != notifiers.Missed || about[0].Stage != "missed" {
						t.Errorf("asked %+v", about)
					}
					return []monitor.Answer{c.answer}, c.err
				}}
				o.reply("touch", notifiers.Missed).claim.Action = monitor.Update
				deliverFresh(t, o, n, f, time.Second)
				if diff := cmp.Diff(c.want, n.did); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		})
	}
}
