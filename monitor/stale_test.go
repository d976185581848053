package monitor_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
)

// The operators are told once of an outage that lasts, and once that it is over; a short one is none.
func TestOperatorsAreToldOfAnOutageOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := newMemorySource("desk")
		ledger := newMemoryLedger()
		rounds := monitor.NewRounds(monitor.Options{
			Ledger: ledger, Agenda: ledger, Notices: ledger, Operators: "#ops", Standing: first(), Log: quietLog, Now: time.Now,
			Sources: []monitor.Watch{{Source: source, StaleAfter: 5 * time.Minute}, {Source: newMemorySource("other")}},
		})
		ctx, stop := context.WithCancel(context.Background())
		go rounds.Listening(ctx)
		set := func(broken bool) {
			source.mu.Lock()
			defer source.mu.Unlock()
			source.broken = broken
		}
		told := func(when string, want ...string) {
			t.Helper()
			synctest.Wait()
			ledger.mu.Lock()
			defer ledger.mu.Unlock()
			var titles []string
			for _, n := range ledger.notices {
				titles = append(titles, n.Notice.Title)
			}
			if diff := cmp.Diff(want, titles); diff != "" {
				t.Errorf("%s (-want +got):\n%s", when, diff)
			}
		}
		rounds.Round(ctx)
		set(true)
		rounds.Round(ctx)
		time.Sleep(4 * time.Minute)
		told("short")
		if len(rounds.Outages()) != 0 {
			t.Error("a short one counts")
		}
		set(false)
		time.Sleep(time.Minute)
		set(true)
		rounds.Round(ctx)
		time.Sleep(5*time.Minute + 20*time.Second)
		if out := rounds.Outages(); len(out) != 1 || out[0].Source != "desk" || out[0].Behind {
			t.Errorf("out: %+v", out)
		}
		time.Sleep(time.Hour)
		set(false)
		time.Sleep(time.Minute)
		if len(rounds.Outages()) != 0 {
			t.Error("it still counts")
		}
		told("over", "Source desk has not answered for 5m0s", "Source desk answers again")
		stop()
		synctest.Wait()
	})
}
