package monitor_test

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/config/zone"
	"github.com/yardstickd/yardstick/monitor"
)

func zoned(t testing.TB, name string) *time.Location {
	t.Helper()
	location, err := zone.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return location
}

func TestOccasions(t *testing.T) {
	for name, c := range map[string]struct {
		schedule, zone, from string
		next                 []string
	}{
		"daily over the gap":            {"30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", []string{"2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"}},
		"daily over the repeated hour":  {"30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", []string{"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}},
		"two times in one gap":          {"15 2,3 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", []string{"2026-03-29T01:00:00Z", "2026-03-29T01:15:00Z", "2026-03-30T00:15:00Z"}},
		"one instant for two":           {"0 2,3 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", []string{"2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z", "2026-03-30T01:00:00Z"}},
		"midnight that is not there":    {"0 0 * * *", "America/Santiago", "2026-09-05T12:00:00Z", []string{"2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"}},
		"a date that is not there":      {"0 8 * * *", "Pacific/Apia", "2011-12-29T12:00:00Z", []string{"2011-12-29T18:00:00Z", "2011-12-30T10:00:00Z", "2011-12-30T18:00:00Z"}},
		"half an hour":                  {"15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", []string{"2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"}},
		"weekly":                        {"0 8 * * MON", "Europe/Berlin", "2026-03-28T12:00:00Z", []string{"2026-03-30T06:00:00Z", "2026-04-06T06:00:00Z"}},
		"monthly":                       {"0 6 1 * *", "America/New_York", "2026-10-15T12:00:00Z", []string{"2026-11-01T11:00:00Z", "2026-12-01T11:00:00Z"}},
		"either day":                    {"0 0 13 * FRI", "UTC", "2026-11-05T00:00:00Z", []string{"2026-11-06T00:00:00Z", "2026-11-13T00:00:00Z", "2026-11-20T00:00:00Z"}},
		"29 February":                   {"0 0 29 2 *", "UTC", "2096-03-01T00:00:00Z", []string{"2104-02-29T00:00:00Z"}},
		"each quarter, repeated hour":   {"*/15 * * * *", "Europe/Berlin", "2026-10-25T00:40:00Z", []string{"2026-10-25T00:45:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:15:00Z"}},
		"each hour, over the gap":       {"0 * * * *", "Europe/Berlin", "2026-03-29T00:10:00Z", []string{"2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"}},
		"office hours, and a gap later": {"0 8-9 * * *", "Europe/Berlin", "2026-03-28T07:30:00Z", []string{"2026-03-28T08:00:00Z", "2026-03-29T06:00:00Z"}},
	} {
		t.Run(name, func(t *testing.T) {
			location := zoned(t, c.zone)
			o, err := monitor.ParseOccasions(c.schedule, location)
			if err != nil {
				t.Fatal(err)
			}
			at, err := time.Parse(time.RFC3339, c.from)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for range c.next {
				before := at
				at = o.Next(at)
				got = append(got, at.UTC().Format(time.RFC3339))
				if last := o.Last(at.Add(-time.Microsecond)); !last.IsZero() && last.After(before) {
					t.Errorf("before %v the last is %v, after %v", at, last, before)
				}
				if last := o.Last(at); !last.IsZero() && !last.Equal(at) {
					t.Errorf("at %v the last is %v", at, last)
				}
			}
			if diff := cmp.Diff(c.next, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

var everyZone = flag.Bool("zones", false, "run schedules over every change of every zone from 2024 to 2030; else over those of a fifth of the zones")

// zoneChanges are the instants from 2024 to 2030 at which a zone's clocks change, found by looking at them.
func zoneChanges(location *time.Location) []time.Time {
	var changes []time.Time
	offset := func(at time.Time) int { _, o := at.In(location).Zone(); return o }
	for at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2031; at = at.Add(24 * time.Hour) {
		low, high := at, at.Add(24*time.Hour)
		if offset(low) == offset(high) {
			continue
		}
		for high.Sub(low) > time.Second {
			if middle := low.Add(high.Sub(low) / 2); offset(middle) == offset(low) {
				low = middle
			} else {
				high = middle
			}
		}
		changes = append(changes, high.Truncate(time.Second))
	}
	return changes
}

// alike tells in a text how a zone's clocks change; "" for not at all.
func alike(location *time.Location) string {
	text := ""
	for _, change := range zoneChanges(location) {
		_, before := change.Add(-time.Second).In(location).Zone()
		_, after := change.In(location).Zone()
		text += fmt.Sprintf("%d %d %d\n", change.Unix(), before, after)
	}
	return text
}

// scheduled is a schedule of the test, by its day of the week (-1 for daily) and wall time.
type scheduled struct {
	weekday      int
	hour, minute int
}

func (s scheduled) cron() string {
	if s.weekday < 0 {
		return fmt.Sprintf("%d %d * * *", s.minute, s.hour)
	}
	return fmt.Sprintf("%d %d * * %d", s.minute, s.hour, s.weekday)
}

// expected finds by looking at the zone's clock minute by minute when a schedule has to run on each date that is wholly
// within a time: when that date's clocks first show the wall time, or one later.
func (s scheduled) expected(location *time.Location, from, to time.Time) []time.Time {
	var runs []time.Time
	reached := 0 // the last day of the year on which it was
	for at := from; at.Before(to); at = at.Add(time.Minute) {
		shown := at.In(location)
		day := shown.YearDay()
		if day != reached && (s.weekday < 0 || int(shown.Weekday()) == s.weekday) &&
			shown.Hour()*60+shown.Minute() >= s.hour*60+s.minute {
			reached = day
			runs = append(runs, at)
		}
	}
	return runs
}

// Each daily and weekly job runs once on each of its dates over every change of the clocks, though the daemon is started
// anew again and again.
func TestJobsRunOnceOverEveryChangeOfTheClocks(t *testing.T) {
	var runs, changed atomic.Int64
	t.Cleanup(func() {
		t.Logf("%d runs over %d changes", runs.Load(), changed.Load())
		if changed.Load() == 0 {
			t.Error("no zone changes its clocks")
		}
	})
	var known []string
	for _, name := range zone.Names() {
		// Zones whose clocks change alike in these years are one.
		changes := alike(zoned(t, name))
		if changes == "" || slices.Contains(known, changes) {
			continue
		}
		known = append(known, changes)
		if !*everyZone && len(known)%5 != 1 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			location := zoned(t, name)
			for _, change := range zoneChanges(location) {
				runs.Add(int64(jobsOver(t, location, change)))
				changed.Add(1)
			}
		})
	}
}

// jobsOver runs daemons over one change, and gives how often they ran a job.
func jobsOver(t *testing.T, location *time.Location, change time.Time) int {
	runs := 0
	weekday := int(change.In(location).Weekday())
	for _, wall := range [][2]int{{2, 30}, {0, 30}, {3, 0}, {8, 0}} {
		for _, s := range []scheduled{{-1, wall[0], wall[1]}, {weekday, wall[0], wall[1]}, {1, wall[0], wall[1]}} {
			around := 40 * time.Hour
			if s.weekday == 1 {
				around = 4 * 24 * time.Hour
			}
			// From and to the middle of a day, on which nothing changes: no run may lie on the edge.
			from, to := midday(change.Add(-around), location), midday(change.Add(around), location)
			got := jobRuns(t, s.cron(), location, from, to)
			// A minute is as close as the expectation looks; the daemon runs at the very instant.
			want := s.expected(location, from.Truncate(time.Minute), to)
			want = slices.DeleteFunc(want, func(at time.Time) bool { return at.Sub(from) < time.Minute }) // reached before it began
			if len(got) != len(want) || !slices.EqualFunc(got, want, func(a, b time.Time) bool { return a.Sub(b).Abs() < time.Minute }) {
				t.Errorf("%s, %s over %v:\n got %v\nwant %v", location, s.cron(), change, got, want)
			}
			runs += len(got)
		}
	}
	return runs
}

func midday(at time.Time, location *time.Location) time.Time {
	y, m, d := at.In(location).Date()
	return time.Date(y, m, d, 12, 0, 0, 0, location)
}

// jobRuns runs a daemon's reconciliations from one instant to another, started anew every seven hours, and gives when they were.
func jobRuns(t *testing.T, schedule string, location *time.Location, from, to time.Time) []time.Time {
	var runs []time.Time
	synctest.Test(t, func(*testing.T) {
		began := time.Now()
		now := func() time.Time { return from.Add(time.Since(began)) }
		recorded := from // as the ledger has it
		for now().Before(to) {
			d := &monitor.Daemon{
				Patrols: []monitor.Patrol{{
					Round: func(context.Context) {},
					Reconcile: func(context.Context) {
						recorded = now()
						runs = append(runs, recorded)
					},
					Reconciled: func() (time.Time, bool) { return recorded, true },
				}},
				Schedule: "@every 720h", Reconciling: schedule, Location: location, Now: now, Log: quietLog,
			}
			ctx, stop := context.WithTimeout(context.Background(), min(7*time.Hour, to.Sub(now())))
			if err := d.Run(ctx); err != nil {
				panic(err)
			}
			stop()
		}
	})
	return runs
}

// Rounds go on through every change: never is one left out for longer than the schedule says.
func TestRoundsGoOnOverEveryChangeOfTheClocks(t *testing.T) {
	for i, name := range zone.Names() {
		if !*everyZone && i%13 != 0 {
			continue
		}
		location := zoned(t, name)
		changes := zoneChanges(location)
		for text, most := range map[string]time.Duration{"*/15 * * * *": 15 * time.Minute, "* * * * *": time.Minute, "7 * * * *": time.Hour} {
			o, err := monitor.ParseOccasions(text, location)
			if err != nil {
				t.Fatal(err)
			}
			for _, change := range changes {
				at := o.Next(change.Add(-3 * time.Hour))
				for at.Before(change.Add(3 * time.Hour)) {
					next := o.Next(at)
					// Where the clocks move by half an hour, an hour's seventh minute is half an hour off.
					if gap := next.Sub(at); gap <= 0 || gap > most+30*time.Minute && strings.HasPrefix(text, "7 ") || gap > most && !strings.HasPrefix(text, "7 ") {
						t.Fatalf("%s: %s: after %v comes %v", name, text, at, next)
					}
					at = next
				}
			}
		}
	}
}

// The time package gives zones that go by a rule an end that has passed already on the last day of a leap year: who goes from end to
// end would look for the next occasion for ever.
func TestOccasionsAtTheEndOfLeapYears(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Auckland", "Asia/Kolkata", "Pacific/Tongatapu", "Africa/Cairo"} {
		location := zoned(t, name)
		for year := 2020; year < 2040; year += 4 {
			for day := range 6 {
				for _, hour := range []int{0, 8, 23} {
					want := time.Date(year, time.December, 29+day, hour, 30, 0, 0, location)
					o, err := monitor.ParseOccasions(fmt.Sprintf("30 %d * * *", hour), location)
					if err != nil {
						t.Fatal(err)
					}
					if next, last := o.Next(want.Add(-time.Second)), o.Last(want); !next.Equal(want) || !last.Equal(want) {
						t.Errorf("%s: next %s, last %s, want %s", name, next, last, want)
					}
				}
			}
		}
	}
}
