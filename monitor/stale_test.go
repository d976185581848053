package monitor_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
)

// outages is a source that breaks, and who tells of it.
type outages struct {
	*testing.T
	source *memorySource
	ledger *memoryLedger
	rounds *monitor.Rounds
}

func newOutages(t *testing.T) *outages {
	o := &outages{T: t, source: newMemorySource("desk"), ledger: newMemoryLedger()}
	o.rounds = o.process()
	return o
}

// process is a process on the ledger.
func (o *outages) process() *monitor.Rounds {
	return monitor.NewRounds(monitor.Options{
		Ledger: o.ledger, Agenda: o.ledger, Notices: o.ledger, Operators: "#ops", Standing: first(), Log: quietLog, Now: time.Now,
		Sources: []monitor.Watch{{Source: o.source, StaleAfter: 5 * time.Minute}, {Source: newMemorySource("other")}},
	})
}

// lead has a process lead until the function given back is called.
func lead(rounds *monitor.Rounds) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	go rounds.Probing(ctx)
	go rounds.Listening(ctx)
	return func() {
		cancel()
		synctest.Wait()
	}
}

func (o *outages) broken(broken bool) {
	o.source.mu.Lock()
	defer o.source.mu.Unlock()
	o.source.broken = broken
}

// out breaks the source, and has a round find that.
func (o *outages) out(rounds *monitor.Rounds) {
	o.broken(true)
	rounds.Round(context.Background())
}

func (o *outages) told(when string, want ...string) {
	o.Helper()
	synctest.Wait()
	o.ledger.mu.Lock()
	defer o.ledger.mu.Unlock()
	var titles []string
	for _, n := range o.ledger.notices {
		titles = append(titles, n.Notice.Title)
	}
	if diff := cmp.Diff(want, titles); diff != "" {
		o.Errorf("%s (-want +got):\n%s", when, diff)
	}
}

const begun, over = "Source desk has not answered for 5m0s", "Source desk answers again"

// The operators are told once of an outage that lasts, and once that it is over; a short one is none.
func TestOperatorsAreToldOfAnOutageOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutages(t)
		defer lead(o.rounds)()
		o.rounds.Round(t.Context())
		o.out(o.rounds)
		time.Sleep(4 * time.Minute)
		o.told("short")
		if len(o.rounds.Outages()) != 0 {
			t.Error("a short one counts")
		}
		o.broken(false)
		time.Sleep(time.Minute)
		o.out(o.rounds)
		time.Sleep(5*time.Minute + 20*time.Second)
		if out := o.rounds.Outages(); len(out) != 1 || out[0].Source != "desk" || out[0].Behind {
			t.Errorf("out: %+v", out)
		}
		time.Sleep(time.Hour)
		o.broken(false)
		time.Sleep(2 * time.Minute)
		if len(o.rounds.Outages()) != 0 {
			t.Error("it still counts")
		}
		o.told("over", begun, over)
	})
}

// Another outage is told of, too, though no round had anything to write between them.
func TestOperatorsAreToldOfEachOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutages(t)
		defer lead(o.rounds)()
		o.rounds.Round(t.Context())
		for range 2 {
			o.out(o.rounds)
			time.Sleep(6 * time.Minute)
			o.broken(false)
			time.Sleep(2 * time.Minute)
		}
		o.told("twice", begun, over, begun, over)
	})
}

// A source that answers now and then for less than a minute has one outage.
func TestAnOutageWithAFewAnswersIsOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutages(t)
		defer lead(o.rounds)()
		o.rounds.Round(t.Context())
		for range 20 {
			o.out(o.rounds)
			time.Sleep(6 * time.Minute)
			o.broken(false)
			time.Sleep(30 * time.Second)
		}
		o.told("again and again", begun)
	})
}

// Whoever leads next goes on where the last one ended: an outage is not told twice, and its end is told though the one who
// told its beginning is gone.
func TestAnOutageOutlivesWhoLeads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutages(t)
		stop := lead(o.rounds)
		o.rounds.Round(t.Context())
		o.out(o.rounds)
		time.Sleep(6 * time.Minute)
		stop()
		next := o.process()
		stop = lead(next)
		next.Round(t.Context())
		time.Sleep(20 * time.Minute)
		o.told("still", begun)
		stop()
		o.broken(false)
		last := o.process()
		defer lead(last)()
		time.Sleep(5 * time.Minute)
		o.told("nobody has asked it yet", begun)
		last.Round(t.Context())
		time.Sleep(2 * time.Minute)
		o.told("over", begun, over)
	})
}

// A process that only delivers learns by itself that a source answers again.
func TestAFollowerSeesThatASourceAnswersAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutages(t)
		ctx, stop := context.WithCancel(t.Context())
		go o.rounds.Probing(ctx)
		o.broken(true)
		key := monitor.ClockKey{Ticket: "T1", Standard: "callback"}
		if _, err := o.rounds.Ask(ctx, "desk", []monitor.Asked{{Clock: key}}); err == nil {
			t.Fatal("a broken source answers")
		}
		time.Sleep(6 * time.Minute)
		if len(o.rounds.Outages()) != 1 {
			t.Error("it is not out")
		}
		o.broken(false)
		time.Sleep(time.Minute)
		if out := o.rounds.Outages(); len(out) != 0 {
			t.Errorf("still out: %+v", out)
		}
		o.told("it does not lead")
		stop()
		synctest.Wait()
	})
}

// A replica that is behind for a while is an outage; one that is for the moment until the first commit of the day is replayed is none.
func TestOperatorsAreToldOfAReplicaThatStaysBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOutages(t)
		defer lead(o.rounds)()
		behind := func(by time.Duration) {
			o.source.mu.Lock()
			o.source.behind = by
			o.source.mu.Unlock()
			o.rounds.Round(t.Context())
		}
		o.rounds.Round(t.Context())
		time.Sleep(9 * time.Second)
		behind(8 * time.Hour)
		time.Sleep(500 * time.Millisecond)
		behind(8 * time.Hour)
		time.Sleep(500 * time.Millisecond) // it is looked at now
		o.told("for a moment")
		behind(0)
		time.Sleep(10 * time.Minute)
		o.told("for a moment")
		behind(7 * time.Minute)
		time.Sleep(time.Minute)
		o.told("it stays so", "Source desk is a replica that is 7m0s behind")
		behind(4 * time.Minute)
		time.Sleep(2 * time.Minute)
		o.told("it caught up", "Source desk is a replica that is 7m0s behind", over)
	})
}
