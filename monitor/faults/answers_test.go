//go:build faults

package faults

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// restless notes when a channel asked to be left alone, and who did not.
type restless struct {
	mu     sync.Mutex
	until  map[string]time.Time
	early  []string
	limits int
}

// comes notes a post, and gives for how long the channel is to be left alone from now on; 0 where it takes it.
func (l *restless) comes(channel string, limit time.Duration) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if until := l.until[channel]; now.Before(until) {
		l.early = append(l.early, fmt.Sprintf("%s %s early", channel, until.Sub(now)))
	}
	if limit > 0 {
		l.limits++
		l.until[channel] = now.Add(limit)
	}
	return limit
}

func (l *restless) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.limits
}

// onTime is how late an alert that nothing is wrong with may be: it is posted within a second of its instant where nothing
// else runs on the machine, and trials run beside each other, the short ones all at once.
func onTime() time.Duration {
	if *full {
		return 5 * time.Second
	}
	return 15 * time.Second
}

// Fault 6: 429 with Retry-After in some channels.
func TestFault06RateLimits(t *testing.T) {
	beside(t)
	r := &result{Fault: "6", Name: "429 with Retry-After, in some channels"}
	conclude(t, r)
	w := newWorld(t, terms{channels: 40})
	w.prime()
	d := w.daemon()
	limited := func(channel string) bool { return channel < "c30" }
	l := &restless{until: map[string]time.Time{}}
	var keys once
	d.gate.behave(func(r request) conduct {
		if r.method != "chat.postMessage" || !strings.HasPrefix(r.channel, "c") {
			return conduct{}
		}
		limit := time.Duration(0)
		if limited(r.channel) && keys.first(r.key) {
			limit = time.Duration(1+rand.IntN(3)) * time.Second
		}
		return conduct{limit: l.comes(r.channel, limit)}
	})
	d.run()
	free := map[string]bool{}
	for l.count() < trials(8, 300) && !t.Failed() {
		w.pour(6, 100*time.Millisecond)
		id := w.askIn(channel(30+rand.IntN(10)), time.Second)
		free[id] = true
	}
	v := w.judge(nil)
	v.want(w)
	if len(l.early) > 0 {
		t.Errorf("%d posts came before Retry-After was over: %v", len(l.early), l.early[0])
	}
	late, n := w.late("missed", free)
	if late > onTime() || n == 0 {
		t.Errorf("the other channels' latest of %d misses came %s late", n, late)
	}
	r.Trials = l.count()
	r.take(v)
	r.Notes = fmt.Sprintf("no call before its time; of %d misses in other channels the latest was told %.1f s after its instant", n, late.Seconds())
}

// badAnswer is one way in which Slack does not say yes.
type badAnswer struct {
	fault notifierstest.Fault
	// fails says that trying again would be of no use: the alert fails, visibly.
	fails bool
}

// badAnswers are all kinds, each for posts that were carried out and for those that were not, where both can be.
func badAnswers() []badAnswer {
	var all []badAnswer
	both := func(f notifierstest.Fault) {
		all = append(all, badAnswer{fault: f})
		f.Store = true
		all = append(all, badAnswer{fault: f})
	}
	for _, status := range []int{408, 500, 502, 503, 504} {
		both(notifierstest.Fault{Kind: notifierstest.Status, Status: status})
	}
	for _, code := range []string{"fatal_error", "internal_error", "service_unavailable", "a_code_of_tomorrow"} {
		both(notifierstest.Fault{Kind: notifierstest.Refuse, Code: code})
	}
	for _, kind := range []notifierstest.Kind{
		notifierstest.HTML, notifierstest.Truncated, notifierstest.Garbage, notifierstest.Huge, notifierstest.Reset, notifierstest.Hang,
	} {
		both(notifierstest.Fault{Kind: kind})
	}
	if *full { // it does not say for how long, so that half a minute is waited
		all = append(all, badAnswer{fault: notifierstest.Fault{Kind: notifierstest.Refuse, Code: "ratelimited"}})
	}
	all = append(
		all,
		// What Slack says of a request that did not arrive whole: it was not carried out.
		badAnswer{fault: notifierstest.Fault{Kind: notifierstest.Refuse, Code: "request_timeout"}},
		badAnswer{fault: notifierstest.Fault{Kind: notifierstest.RateLimit, RetryAfter: time.Second}},
	)
	for _, code := range []string{
		"channel_not_found", "is_archived", "not_in_channel", "invalid_auth", "account_inactive", "token_revoked", "missing_scope",
		"restricted_action",
	} {
		all = append(all, badAnswer{fault: notifierstest.Fault{Kind: notifierstest.Refuse, Code: code}, fails: true})
	}
	for _, status := range []int{403, 404} {
		all = append(all, badAnswer{fault: notifierstest.Fault{Kind: notifierstest.Status, Status: status}, fails: true})
	}
	return all
}

// Fault 7: every kind of bad answer.
func TestFault07BadAnswers(t *testing.T) {
	beside(t)
	r := &result{Fault: "7", Name: "5xx, ok:false, HTML, half, empty and 10 MB answers, and none"}
	conclude(t, r)
	all := badAnswers()
	w := newWorld(t, terms{channels: len(all), nowarn: true})
	w.prime()
	d := w.start()
	rounds := trials(1, 10)
	fails := map[string]int{}
	for i, bad := range all {
		if bad.fails {
			fails["#"+channel(i)]++
		}
	}
	for range rounds {
		for i, bad := range all {
			bad.fault.Method, bad.fault.Channel = "chat.postMessage", channel(i)
			w.slack.Misbehave(bad.fault)
		}
		w.ask(len(all), time.Second)
		w.awaitDue()
		if !until(patience, w.settled) {
			t.Errorf("does not settle\n%s", w.lastWords())
		}
	}
	v := w.judge(func(r row) bool { return fails[r.Place] > 0 })
	v.want(w)
	failed := w.number("SELECT count(*) FROM yardstick.alert WHERE state = 'failed' AND state_reason <> ''")
	if want := len(fails) * rounds; failed != want {
		t.Errorf("%d failed for good, want %d", failed, want)
	}
	d.stop()
	r.Trials = len(all) * rounds
	r.take(v)
	r.Notes = fmt.Sprintf("%d kinds; %d permanent refusals failed visibly, with their reason, and were not repeated", len(all), failed)
}
