package monitor_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// digestDelivery is a delivery of an outbox that holds a digest and its file.
func digestDelivery(o *memoryOutbox, n notifiers.Notifier, stands bool) *monitor.Delivery {
	o.digest = &notifiers.Digest{Key: "d", Report: &compliance.Report{
		Name: "executive", Period: compliance.Span{Name: "2026-W46", Title: "Week 46, 9–15 November 2026"},
	}}
	digest := o.add("d", "#executives")
	digest.claim.Message = notifiers.Message{Digest: &notifiers.Digest{Key: "d"}}
	file := o.add("d/pdf", "#executives")
	file.claim.Message = notifiers.Message{File: &notifiers.File{Key: "d/pdf", Digest: "d"}}
	if stands {
		digest.state = monitor.Sent
		file.claim.Posted = []monitor.Posted{{ID: 7, Notifier: "thread", Receipt: notifiers.Receipt{ID: "1.0"}}}
	} else {
		file.state = monitor.Held
	}
	return &monitor.Delivery{
		Outbox: o, Notifier: monitor.Everywhere(n), Log: quietLog,
		DigestLink: func(name, period string) string { return "https://board.example/digests/" + name + "/" + period },
		PDF: func(d *notifiers.Digest) (string, []byte, error) {
			return "digest.pdf", []byte("%PDF of " + d.Report.Period.Name + " at " + d.Link), nil
		},
	}
}

func runDelivery(t *testing.T, d *monitor.Delivery, during time.Duration) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), during)
	defer stop()
	d.Run(ctx)
}

// digestNotifier also writes down what digests lead to.
type digestNotifier struct{ threadNotifier }

func (n *digestNotifier) Post(ctx context.Context, p notifiers.Post) (notifiers.Receipt, error) {
	receipt, err := n.threadNotifier.Post(ctx, p)
	if d := p.Message.Digest; d != nil {
		n.did[len(n.did)-1] += " of " + d.Report.Period.Name + " at " + d.Link
	}
	if f := p.Message.File; f != nil {
		n.did[len(n.did)-1] += " as " + f.Name + ": " + f.Title
	}
	return receipt, err
}

func TestDeliveryOfADigest(t *testing.T) {
	const posted = "post d of 2026-W46 at https://board.example/digests/executive/2026-W46"
	const file = "post d/pdf in 1.0 %PDF of 2026-W46 at https://board.example/digests/executive/2026-W46" +
		" as digest.pdf: Week 46, 9–15 November 2026, as a PDF"
	for name, c := range map[string]struct {
		stands bool
		change func(*monitor.Delivery, *memoryOutbox, *digestNotifier)
		want   []string
		states []monitor.AlertState
	}{
		"the digest": {want: []string{posted}, states: []monitor.AlertState{monitor.Sent, monitor.Held}},
		"its file":   {stands: true, want: []string{file}, states: []monitor.AlertState{monitor.Sent, monitor.Sent}},
		"one that can't be read for now": {change: func(_ *monitor.Delivery, o *memoryOutbox, _ *digestNotifier) {
			o.digest = nil
		}, states: []monitor.AlertState{monitor.Pending, monitor.Held}},
		"no files here": {stands: true, change: func(d *monitor.Delivery, _ *memoryOutbox, _ *digestNotifier) {
			d.PDF = nil
		}, states: []monitor.AlertState{monitor.Sent, monitor.Dropped}},
		"a file of which the digest was deleted": {stands: true, change: func(_ *monitor.Delivery, o *memoryOutbox, _ *digestNotifier) {
			o.intents[1].claim.Posted = nil
		}, states: []monitor.AlertState{monitor.Sent, monitor.Dropped}},
		"a file that can't be made": {stands: true, change: func(d *monitor.Delivery, _ *memoryOutbox, _ *digestNotifier) {
			d.PDF = func(*notifiers.Digest) (string, []byte, error) { return "", nil, errors.New("no such letter") }
		}, states: []monitor.AlertState{monitor.Sent, monitor.Failed}},
		// Whether it came is not known: it is looked for in the thread before it is made and sent again.
		"a file of which the answer is lost": {stands: true, change: func(_ *monitor.Delivery, _ *memoryOutbox, n *digestNotifier) {
			n.answer = once("post d/pdf in 1.0 %PDF of 2026-W46 at https://board.example/digests/executive/2026-W46",
				failure(notifiers.Ambiguous, 0))
			n.find = func(s notifiers.Search) (map[string]notifiers.Receipt, error) {
				return map[string]notifiers.Receipt{s.Keys[0]: {ID: "F1"}}, nil
			}
		}, want: []string{file, "find [d/pdf] in 1.0"}, states: []monitor.AlertState{monitor.Sent, monitor.Sent}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o, n := &memoryOutbox{}, &digestNotifier{}
				d := digestDelivery(o, n, c.stands)
				if c.change != nil {
					c.change(d, o, n)
				}
				runDelivery(t, d, 2*time.Minute)
				if diff := cmp.Diff(c.want, n.all()); diff != "" {
					t.Errorf("what was done (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(c.states, o.states()); diff != "" {
					t.Errorf("states (-want +got):\n%s", diff)
				}
			})
		})
	}
}
