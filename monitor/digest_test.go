package monitor_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/config/zone"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// digestWorld is a ledger and the time that goes by while daemons make digests of it.
type digestWorld struct {
	memoryDigests
	location *time.Location
	daily    string
	series   []monitor.DigestSeries
	at       time.Time // where time stands while no daemon runs
	log      *slog.Logger
}

// fast is how much faster than virtual time a world's time goes: a daemon looks at it at least once a day.
const fast = 96

func newDigestWorld(t *testing.T, began string) *digestWorld {
	t.Helper()
	w := &digestWorld{location: zoned(t, "Europe/Berlin"), daily: "30 7 * * *", log: quietLog, series: []monitor.DigestSeries{
		{Name: compliance.Executive, Kind: compliance.WeekPeriod, Places: []notifiers.Place{"#exec"}},
	}}
	w.at = w.time(t, began)
	w.began = calendar.FromTime(w.at)
	return w
}

func (w *digestWorld) time(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, w.location)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// job is the digests of a daemon, by a clock.
func (w *digestWorld) job(now func() calendar.Instant) *monitor.Digests {
	return &monitor.Digests{
		Reporting: &monitor.Reporting{Figures: w, Zone: w.location}, Ledger: w,
		Series: func() []monitor.DigestSeries { return w.series },
		Weekly: "0 8 * * MON", Daily: w.daily, Location: w.location, Now: now, Speed: fast, Log: w.log,
		Encode: func(r *compliance.Report) ([]byte, error) { return json.Marshal(r) },
	}
}

// run has daemons run until an instant.
func (w *digestWorld) run(t *testing.T, until time.Time, daemons int) {
	t.Helper()
	began, from := time.Now(), w.at
	w.now = func() calendar.Instant {
		return calendar.FromTime(from.Add(time.Since(began) * fast).In(w.location))
	}
	ctx, stop := context.WithTimeout(t.Context(), until.Sub(from)/fast)
	defer stop()
	var all sync.WaitGroup
	for range daemons {
		all.Go(func() {
			if err := w.job(w.now).Run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	w.at = until
}

// runUntil has one daemon run until a local time.
func (w *digestWorld) runUntil(t *testing.T, text string) {
	t.Helper()
	w.run(t, w.time(t, text), 1)
}

// off is that no daemon runs until a local time.
func (w *digestWorld) off(t *testing.T, text string) {
	t.Helper()
	w.at = w.time(t, text)
}

func TestDigestsOfWeeks(t *testing.T) {
	for name, c := range map[string]struct {
		began string
		run   func(t *testing.T, w *digestWorld)
		told  []string
		spans []string
	}{
		// The week before was over when the ledger began: nobody watched.
		"a new ledger": {
			began: "2026-11-11 15:00", run: func(t *testing.T, w *digestWorld) { w.runUntil(t, "2026-11-24 00:00") },
			told: []string{"Mon 16 Nov 07:00 executive 2026-W46 in #exec", "Mon 23 Nov 07:00 executive 2026-W47 in #exec"},
		},
		"started on a Monday morning": {
			began: "2026-11-16 00:00", run: func(t *testing.T, w *digestWorld) { w.runUntil(t, "2026-11-23 07:59") },
		},
		"nothing judged yet": {
			began: "2026-11-11 15:00", run: func(t *testing.T, w *digestWorld) {
				w.began = calendar.None
				w.runUntil(t, "2026-11-24 00:00")
			},
		},
		"down on Monday": {
			began: "2026-11-11 15:00", run: func(t *testing.T, w *digestWorld) {
				w.runUntil(t, "2026-11-14 12:00")
				w.off(t, "2026-11-17 09:30")
				w.runUntil(t, "2026-11-20 00:00")
			},
			told: []string{"Tue 17 Nov 08:30 executive 2026-W46 in #exec"},
		},
		"down for three weeks": {
			began: "2026-11-11 15:00", run: func(t *testing.T, w *digestWorld) {
				w.runUntil(t, "2026-11-17 00:00")
				w.off(t, "2026-12-09 12:00")
				w.runUntil(t, "2026-12-10 00:00")
			},
			told:  []string{"Mon 16 Nov 07:00 executive 2026-W46 in #exec", "Wed 09 Dec 11:00 executive 2026-W49 in #exec"},
			spans: []string{"2026-W46", "2026-W47", "2026-W48", "2026-W49"},
		},
		"a ledger of a program that made none": {
			began: "2025-01-01 00:00", run: func(t *testing.T, w *digestWorld) {
				w.off(t, "2026-11-18 10:00")
				w.runUntil(t, "2026-11-19 00:00")
			},
			told: []string{"Wed 18 Nov 09:00 executive 2026-W46 in #exec"},
		},
		"started again and again": {
			began: "2026-11-11 15:00", run: func(t *testing.T, w *digestWorld) {
				for w.at.Before(w.time(t, "2026-11-17 00:00")) {
					w.run(t, w.at.Add(17*time.Minute), 1)
				}
			},
			told: []string{"Mon 16 Nov 07:00 executive 2026-W46 in #exec"},
		},
		"two at once": {
			began: "2026-11-11 15:00", run: func(t *testing.T, w *digestWorld) { w.run(t, w.time(t, "2026-11-24 00:00"), 2) },
			told: []string{"Mon 16 Nov 07:00 executive 2026-W46 in #exec", "Mon 23 Nov 07:00 executive 2026-W47 in #exec"},
		},
		"a clock that is set back": {
			began: "2026-11-02 15:00", run: func(t *testing.T, w *digestWorld) {
				w.runUntil(t, "2026-11-17 00:00")
				w.off(t, "2026-11-08 00:00")
				w.runUntil(t, "2026-11-24 00:00")
			},
			told: []string{
				"Mon 09 Nov 07:00 executive 2026-W45 in #exec", "Mon 16 Nov 07:00 executive 2026-W46 in #exec",
				"Mon 23 Nov 07:00 executive 2026-W47 in #exec",
			},
		},
		// What somebody asked for by hand neither stands for a week nor makes the weeks since begin with it.
		"others of its name": {
			began: "2026-11-11 15:00", run: func(t *testing.T, w *digestWorld) {
				for _, span := range []string{"2026-11", "2026", "2026-11-16", "2024-W01"} {
					p, err := compliance.ParsePeriod(span)
					if err != nil {
						t.Fatal(err)
					}
					w.records = append(w.records, monitor.DigestRecord{Name: compliance.Executive, Period: p, Span: span})
				}
				w.runUntil(t, "2026-11-17 00:00")
			},
			told:  []string{"Mon 16 Nov 07:00 executive 2026-W46 in #exec"},
			spans: []string{"2026-11", "2026", "2026-11-16", "2024-W01", "2026-W46"},
		},
		"told to nobody": {
			began: "2026-11-11 15:00", run: func(t *testing.T, w *digestWorld) {
				w.series[0].Places = nil
				w.runUntil(t, "2026-11-17 00:00")
			},
			spans: []string{"2026-W46"},
		},
		"another leads": {
			began: "2026-11-11 15:00", run: func(t *testing.T, w *digestWorld) {
				w.refuse = monitor.ErrNotLeading
				w.runUntil(t, "2026-11-17 00:00")
				w.refuse = nil
				w.runUntil(t, "2026-11-17 12:00")
			},
			told: []string{"Mon 16 Nov 23:00 executive 2026-W46 in #exec"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newDigestWorld(t, c.began)
				c.run(t, w)
				if diff := cmp.Diff(c.told, w.told); diff != "" {
					t.Errorf("told, in UTC (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(c.spans, w.spans(compliance.Executive)); c.spans != nil && diff != "" {
					t.Errorf("recorded (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestDigestsOfDays(t *testing.T) {
	daily := monitor.DigestSeries{Name: "leads", Kind: compliance.DayPeriod, Places: []notifiers.Place{"#leads"}}
	for name, c := range map[string]struct {
		daily string
		run   func(t *testing.T, w *digestWorld)
		told  []string
	}{
		"each day": {daily: "30 7 * * *", run: func(t *testing.T, w *digestWorld) { w.runUntil(t, "2026-11-14 00:00") }, told: []string{
			"Thu 12 Nov 06:30 leads 2026-11-11 in #leads", "Fri 13 Nov 06:30 leads 2026-11-12 in #leads",
		}},
		"not on weekends": {daily: "30 7 * * MON-FRI", run: func(t *testing.T, w *digestWorld) {
			w.off(t, "2026-11-13 00:00")
			w.runUntil(t, "2026-11-17 12:00")
		}, told: []string{
			"Thu 12 Nov 23:00 leads 2026-11-11 in #leads", // the one that is due since Thursday
			"Fri 13 Nov 06:30 leads 2026-11-12 in #leads", "Mon 16 Nov 06:30 leads 2026-11-13..2026-11-15 in #leads",
			"Tue 17 Nov 06:30 leads 2026-11-16 in #leads",
		}},
		"down for ten days": {daily: "30 7 * * *", run: func(t *testing.T, w *digestWorld) {
			w.runUntil(t, "2026-11-13 00:00")
			w.off(t, "2026-11-23 06:00")
			w.runUntil(t, "2026-11-23 12:00")
		}, told: []string{
			"Thu 12 Nov 06:30 leads 2026-11-11 in #leads",
			"Mon 23 Nov 05:00 leads 2026-11-15..2026-11-21 in #leads", "Mon 23 Nov 06:30 leads 2026-11-22 in #leads",
		}},
		"the clock is set back by two days": {daily: "30 7 * * *", run: func(t *testing.T, w *digestWorld) {
			w.runUntil(t, "2026-11-14 00:00")
			w.off(t, "2026-11-12 00:00")
			w.runUntil(t, "2026-11-14 08:00")
		}, told: []string{
			"Thu 12 Nov 06:30 leads 2026-11-11 in #leads", "Fri 13 Nov 06:30 leads 2026-11-12 in #leads",
			"Sat 14 Nov 06:30 leads 2026-11-13 in #leads",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newDigestWorld(t, "2026-11-11 15:00")
				w.series, w.daily = []monitor.DigestSeries{daily}, c.daily
				c.run(t, w)
				if diff := cmp.Diff(c.told, w.told); diff != "" {
					t.Errorf("told, in UTC (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// Over a year of each zone each week and each day is told once and in order, whatever its clocks do.
func TestDigestsOverEveryChangeOfTheClocks(t *testing.T) {
	known := map[string]bool{}
	for _, name := range zone.Names() {
		changes := alike(zoned(t, name))
		if changes == "" || known[changes] {
			continue
		}
		known[changes] = true
		if !*everyZone && len(known)%9 != 1 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newDigestWorld(t, "2026-01-01 12:00")
				w.location, w.daily = zoned(t, name), "30 0 * * *" // at an hour that is taken out, or comes twice, in some zones
				w.series = append(w.series, monitor.DigestSeries{Name: "leads", Kind: compliance.DayPeriod, Places: []notifiers.Place{"#leads"}})
				w.at = w.time(t, "2026-01-01 12:00")
				w.began = calendar.FromTime(w.at)
				w.runUntil(t, "2027-01-01 12:00")
				for series, want := range map[string]int{compliance.Executive: 52, "leads": 365} {
					spans := w.spans(series)
					if len(spans) != want {
						t.Errorf("%s: %d digests of %s, want %d", name, len(spans), series, want)
					}
					for i := 1; i < len(spans); i++ {
						before, err := compliance.ParsePeriod(spans[i-1])
						if err != nil || before.Next().String() != spans[i] {
							t.Errorf("%s: %s comes after %s (%v)", name, spans[i], spans[i-1], err)
						}
					}
				}
				if len(w.told) != 52+365 {
					t.Errorf("%s: told %d times", name, len(w.told))
				}
			})
		})
	}
}

// waiting is the digests of a daemon that starts at a local time, in real time, while the sources are judged up to an instant that the
// test sets.
func (w *digestWorld) waiting(t *testing.T, at string) (d *monitor.Digests, judge func(string)) {
	t.Helper()
	var judged atomic.Int64
	judge = func(at string) { judged.Store(int64(calendar.FromTime(w.time(t, at)))) }
	w.judged = func() calendar.Instant { return calendar.Instant(judged.Load()) }
	began, from := time.Now(), w.time(t, at)
	w.now = func() calendar.Instant { return calendar.FromTime(from.Add(time.Since(began))) }
	d = w.job(w.now)
	d.Speed = 1
	judge("2026-11-15 23:59")
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = d.Run(ctx)
	}()
	t.Cleanup(func() {
		stop()
		<-ended
	})
	return d, judge
}

// A digest waits for the sources, says so after an hour, and is made as soon as a round has judged past the end of its period.
func TestDigestsWaitForTheSources(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, said := newDigestWorld(t, "2026-11-11 15:00"), &bytes.Buffer{}
		w.log = slog.New(slog.NewTextHandler(said, &slog.HandlerOptions{Level: slog.LevelWarn}))
		d, judge := w.waiting(t, "2026-11-16 07:00")
		time.Sleep(119 * time.Minute) // 08:59
		if got := d.Overdue(); len(got) != 0 {
			t.Errorf("within the hour %v", got)
		}
		time.Sleep(2 * time.Minute)
		got := d.Overdue()
		if len(got) != 1 || got[0].Name != "executive" || got[0].Span != "2026-W46" || got[0].Since.Time() != w.time(t, "2026-11-16 08:00").UTC() {
			t.Errorf("after an hour %v", got)
		}
		time.Sleep(time.Hour)
		judge("2026-11-16 00:00")
		d.Wake()
		synctest.Wait()
		if diff := cmp.Diff([]string{"Mon 16 Nov 09:01 executive 2026-W46 in #exec"}, w.told); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if got := d.Overdue(); len(got) != 0 {
			t.Errorf("once it is made %v", got)
		}
		if n := strings.Count(said.String(), "overdue"); n != 1 {
			t.Errorf("said %d times:\n%s", n, said.String())
		}
	})
}

// A daemon that was down on Monday has an hour, too, before it calls a digest overdue.
func TestDigestsOfALateComerAreNotOverdue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newDigestWorld(t, "2026-11-11 15:00")
		d, _ := w.waiting(t, "2026-11-17 12:00")
		time.Sleep(59 * time.Minute)
		if got := d.Overdue(); len(got) != 0 {
			t.Errorf("within its hour %v", got)
		}
		time.Sleep(2 * time.Minute)
		if got := d.Overdue(); len(got) != 1 {
			t.Errorf("after an hour %v", got)
		}
	})
}
