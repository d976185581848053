package monitor_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
)

// runDaemon runs a daemon in virtual time for a while, then asks it to stop,
// and gives how long it took to.
func runDaemon(t *testing.T, schedule string, during time.Duration, round func(context.Context)) time.Duration {
	t.Helper()
	d := &monitor.Daemon{
		Patrols: []monitor.Patrol{{Round: round}}, Schedule: schedule, Log: quietLog,
		Delivery: &monitor.Delivery{Outbox: &memoryOutbox{}, Notifier: monitor.Everywhere(&memoryNotifier{}), Log: quietLog},
	}
	ctx, stop := context.WithTimeout(t.Context(), during)
	defer stop()
	began := time.Now()
	if err := d.Run(ctx); err != nil {
		t.Fatal(err)
	}
	return time.Since(began) - during
}

func TestDaemonRoundsAtOnceAndByTheSchedule(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now() // midnight UTC of 2000-01-01
		var got []time.Duration
		runDaemon(t, "*/15 * * * *", 50*time.Minute, func(context.Context) { got = append(got, time.Since(began)) })
		want := []time.Duration{0, 15 * time.Minute, 30 * time.Minute, 45 * time.Minute}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestDaemonRunsOneRoundAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		running, rounds := 0, 0
		runDaemon(t, "@every 1s", 20*time.Second, func(context.Context) {
			running++
			rounds++
			if running > 1 {
				t.Error("two rounds at once")
			}
			time.Sleep(2500 * time.Millisecond)
			running--
		})
		if rounds < 6 || rounds > 8 {
			t.Errorf("%d rounds of 2.5 s in 20 s", rounds)
		}
	})
}

func TestDaemonOutlivesAPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rounds := 0
		runDaemon(t, "@every 1s", 3500*time.Millisecond, func(context.Context) {
			rounds++
			panic("out of cheese")
		})
		if rounds != 4 {
			t.Errorf("%d rounds, want 4", rounds)
		}
	})
}

func TestDaemonStops(t *testing.T) {
	for name, c := range map[string]struct {
		takes, want time.Duration
		cut         bool
	}{
		"between rounds":                  {takes: 0, want: 0},
		"after the round":                 {takes: 5 * time.Second, want: 4 * time.Second},
		"in the round, when it is longer": {takes: time.Hour, want: 10 * time.Second, cut: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cut := false
				took := runDaemon(t, "@every 1h", time.Second, func(ctx context.Context) {
					select {
					case <-ctx.Done():
						cut = true
					case <-time.After(c.takes):
					}
				})
				if took != c.want || cut != c.cut {
					t.Errorf("stopped after %v, cut %v; want %v, %v", took, cut, c.want, c.cut)
				}
			})
		})
	}
}

// A round beside those of the schedule ends as they do, and not before.
func TestRoundNowDrains(t *testing.T) {
	for takes, want := range map[time.Duration]time.Duration{5 * time.Second: 5 * time.Second, time.Hour: 11 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			d := &monitor.Daemon{Patrols: []monitor.Patrol{{Round: func(ctx context.Context) {
				select {
				case <-ctx.Done():
				case <-time.After(takes):
				}
			}}}}
			ctx, stop := context.WithTimeout(t.Context(), time.Second)
			defer stop()
			if d.RoundNow(ctx); time.Since(began) != want {
				t.Errorf("one of %v ended after %v, want %v", takes, time.Since(began), want)
			}
		})
	}
}

func TestParseOccasions(t *testing.T) {
	for text, want := range map[string]string{
		"* * * * *": "", "0 8 * * MON": "", "@every 30s": "", "@hourly": "",
		"TZ=UTC * * * * *": "timezone", "TZ=0": "timezone", "CRON_TZ=Europe/Berlin 0 8 * * *": "timezone",
		"0 0 31 2 *": "never", "61 * * * *": "five cron fields", "": "five cron fields", "@every -1s": "", "@every soon": "cron fields",
	} {
		_, err := monitor.ParseOccasions(text, time.UTC)
		if (err != nil) != (want != "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func FuzzParseOccasions(f *testing.F) {
	for _, text := range []string{"* * * * *", "TZ=", "@every 1s", "1-2/3,* ? L * MON#2"} {
		f.Add(text)
	}
	f.Fuzz(func(_ *testing.T, text string) { _, _ = monitor.ParseOccasions(text, time.UTC) })
}

func TestDaemonReconcilesAndSweeps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var reconciled []time.Duration
		swept, running := time.Duration(0), 0
		d := &monitor.Daemon{
			Patrols: []monitor.Patrol{{Round: func(context.Context) {}, Reconcile: func(context.Context) {
				if running++; running > 1 {
					t.Error("two reconciliations at once")
				}
				reconciled = append(reconciled, time.Since(began))
				time.Sleep(90 * time.Minute)
				running--
			}}},
			Schedule: "@every 1m", Log: quietLog,
			Reconciling: "0 * * * *",
			Sweep: func(ctx context.Context, drain time.Duration) {
				<-ctx.Done()
				time.Sleep(drain)
				swept = time.Since(began)
			},
			Drain:    3 * time.Second,
			Delivery: &monitor.Delivery{Outbox: &memoryOutbox{}, Notifier: monitor.Everywhere(&memoryNotifier{}), Log: quietLog},
		}
		const during = 4 * time.Hour
		ctx, stop := context.WithTimeout(t.Context(), during+45*time.Minute)
		defer stop()
		if err := d.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]time.Duration{time.Hour, 3 * time.Hour}, reconciled); diff != "" { // of 2 h and 4 h it is still at work
			t.Errorf("reconciled (-want +got):\n%s", diff)
		}
		if want := during + 45*time.Minute + 3*time.Second; swept != want {
			t.Errorf("the sweep ended after %v, want %v", swept, want)
		}
	})
}

func TestDaemonRefusesAScheduleOfReconciliations(t *testing.T) {
	d := &monitor.Daemon{Schedule: "* * * * *", Reconciling: "never"}
	if err := d.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "never") {
		t.Errorf("got %v", err)
	}
}

// What runs only in office hours never sees 03:00: a reconciliation that was missed comes after the first round.
func TestDaemonMakesUpForAMissedReconciliation(t *testing.T) {
	for name, c := range map[string]struct {
		ago  time.Duration // since the last reconciliation, at 09:00
		none bool
		want []string
	}{
		"missed tonight":  {ago: 20 * time.Hour, want: []string{"round", "reconcile"}},
		"done tonight":    {ago: 6 * time.Hour, want: []string{"round"}},
		"nothing is read": {none: true, want: []string{"round"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(9 * time.Hour)
				var got []string
				last := time.Now().Add(-c.ago)
				d := &monitor.Daemon{
					Patrols: []monitor.Patrol{{
						Round: func(context.Context) { got = append(got, "round") },
						Reconcile: func(context.Context) {
							got = append(got, "reconcile")
							last = time.Now()
						},
						Reconciled: func() (time.Time, bool) { return last, !c.none },
					}},
					Schedule: "0 * * * *", Reconciling: "0 3 * * *", Log: quietLog,
					Delivery: &monitor.Delivery{Outbox: &memoryOutbox{}, Notifier: monitor.Everywhere(&memoryNotifier{}), Log: quietLog},
				}
				ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
				defer stop()
				if err := d.Run(ctx); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		})
	}
}
