package monitor_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
)

// storm adds a group of n members, of two sources in turn.
func (o *memoryOutbox) storm(n int) *intent {
	i := o.add("g", "#a")
	i.claim.Message = notifiers.Message{Group: &notifiers.Group{Key: "g"}}
	for id := range int64(n) {
		o.members = append(o.members, monitor.Member{
			ID: id + 1, Source: []string{"desk", "shop"}[id%2],
			Asked: monitor.Asked{Clock: monitor.ClockKey{Ticket: fmt.Sprint(id)}, Kind: notifiers.Missed, Stage: "missed"},
			Alert: notifiers.Alert{Key: fmt.Sprint(id), Ticket: fmt.Sprint(id), Stage: notifiers.Missed},
		})
	}
	return i
}

func TestDeliveryOfAGroup(t *testing.T) {
	dropOdd := func(_ string, about []monitor.Asked) ([]monitor.Answer, error) {
		answers := make([]monitor.Answer, len(about))
		for i, a := range about {
			if a.Clock.Ticket == "1" {
				answers[i].Drop = monitor.Corrected
			}
		}
		return answers, nil
	}
	for name, c := range map[string]struct {
		n      int
		answer func(string, []monitor.Asked) ([]monitor.Answer, error)
		want   []string
		state  monitor.AlertState
	}{
		"all of it":         {n: 1200, want: []string{"post g of 1200"}, state: monitor.Sent},
		"without the cured": {n: 1200, answer: dropOdd, want: []string{"post g of 1199"}, state: monitor.Sent},
		"of one":            {n: 2, answer: dropOdd, want: []string{"post g of 1"}, state: monitor.Sent},
		"of none": {n: 3, answer: func(_ string, about []monitor.Asked) ([]monitor.Answer, error) {
			return slices.Repeat([]monitor.Answer{{Drop: monitor.Corrected}}, len(about)), nil
		}, state: monitor.Dropped},
		"without those of a source that is away": {n: 1200, answer: func(source string, about []monitor.Asked) ([]monitor.Answer, error) {
			if source == "shop" {
				return nil, errors.New("it is away")
			}
			return make([]monitor.Answer, len(about)), nil
		}, want: []string{"post g of 600"}, state: monitor.Sent},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o, n := &memoryOutbox{}, &threadNotifier{}
				o.storm(c.n)
				f := &freshness{answer: c.answer}
				if c.answer == nil {
					f.answer = func(_ string, about []monitor.Asked) ([]monitor.Answer, error) {
						if len(about) > 500 {
							t.Errorf("asked for %d at once", len(about))
						}
						return make([]monitor.Answer, len(about)), nil
					}
				}
				deliverFresh(t, o, n, f, time.Second)
				if diff := cmp.Diff(c.want, n.did); diff != "" || o.states()[0] != c.state {
					t.Errorf("%s (-want +got):\n%s", o.states()[0], diff)
				}
			})
		})
	}
}

// A group whose members take long to be asked for holds its claim meanwhile, and is posted once.
func TestDeliveryHoldsASlowGroup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, n := &memoryOutbox{}, &threadNotifier{}
		o.storm(5000)
		f := &freshness{answer: func(_ string, about []monitor.Asked) ([]monitor.Answer, error) {
			time.Sleep(5 * time.Second)
			return make([]monitor.Answer, len(about)), nil
		}}
		deliverFresh(t, o, n, f, 10*time.Minute)
		if diff := cmp.Diff([]string{"post g of 5000"}, n.did); diff != "" || o.intents[0].claim.Attempt != 1 {
			t.Errorf("%d attempts (-want +got):\n%s", o.intents[0].claim.Attempt, diff)
		}
	})
}

// Making a group takes a while: other places are told meanwhile, and no second sender is at it.
func TestDeliveryGoesOnBesideAStorm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, n := &memoryOutbox{storms: []notifiers.Place{"#storm"}}, &threadNotifier{}
		var made atomic.Int32
		o.grouping = func(ctx context.Context) {
			made.Add(1)
			select {
			case <-time.After(10 * time.Second):
			case <-ctx.Done():
			}
		}
		o.add("m", "#a")
		d := &monitor.Delivery{Outbox: o, Notifier: monitor.Everywhere(n), GroupOver: 5, Log: quietLog}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			d.Run(ctx)
			close(ended)
		}()
		time.Sleep(5 * time.Second)
		if got := o.states()[0]; got != monitor.Sent || made.Load() != 1 {
			t.Errorf("beside a storm an alert is %s; %d groups are being made", got, made.Load())
		}
		stop()
		<-ended
	})
}

func TestDeliveryOfAGroupsFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, n := &memoryOutbox{}, &threadNotifier{}
		o.storm(2)
		o.members[0].Alert.Subject = "=cmd|' /C calc'!A0"
		o.intents[0].state = monitor.Sent
		file := o.add("f", "#a")
		file.claim.Message = notifiers.Message{File: &notifiers.File{Key: "f", Group: "g"}}
		alone := o.add("lost", "#a") // its group was deleted
		alone.claim.Message = notifiers.Message{Page: &notifiers.Page{Key: "lost"}}
		file.claim.Posted = []monitor.Posted{{ID: 7, Notifier: "thread", Receipt: notifiers.Receipt{ID: "1.0"}}}
		deliver(t, o, n, time.Second, nil)
		want := []string{"post f in 1.0 source,ticket,subject,customer,team,standard,promise,stage,started,due,link\n" +
			",0,'=cmd|' /C calc'!A0,,,,,missed,1970-01-01T00:00:00Z,1970-01-01T00:00:00Z,\n" +
			",1,,,,,,missed,1970-01-01T00:00:00Z,1970-01-01T00:00:00Z,\n"}
		if diff := cmp.Diff(want, n.did); diff != "" || o.states()[2] != monitor.Dropped {
			t.Errorf("%v (-want +got):\n%s", o.states(), diff)
		}
	})
}
