package zone_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/config/zone"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var (
	operations = flag.Int("differential.operations", 0,
		"how many operations to compare with the oracle, over every change of every zone; 0 is a sample: one change of every third zone")
	reportFile = flag.String("differential.report", "", "write the report to this file")
	seed       = flag.Uint64("differential.seed", 20261122, "seed of the random calendars and instants")
)

const (
	firstYear, lastYear = 2000, 2037
	spanDays            = 13 // what the oracle looks at around a change
	perSample           = 12
	slowLimit           = 10 * time.Millisecond
)

// change is a place on the time line of a zone worth looking at.
type change struct {
	loc *time.Location
	at  time.Time
}

// changes finds the changes of a zone's offset by looking at its clock every
// six hours and then closer; a zone without any is looked at in a random place.
func changes(loc *time.Location, random *rand.Rand) []change {
	offset := func(t time.Time) int { _, o := t.In(loc).Zone(); return o }
	begin := time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC)
	end := time.Date(lastYear+1, 1, 1, 0, 0, 0, 0, time.UTC)
	var found []change
	before := offset(begin)
	for t := begin; t.Before(end); t = t.Add(6 * time.Hour) {
		after := offset(t)
		if after == before {
			continue
		}
		low, high := t.Add(-6*time.Hour), t
		for high.Sub(low) > time.Minute {
			middle := low.Add(high.Sub(low) / 2).Truncate(time.Minute)
			if offset(middle) == before {
				low = middle
			} else {
				high = middle
			}
		}
		found = append(found, change{loc, high})
		before = after
	}
	if len(found) == 0 {
		minutes := random.Int64N(int64(end.Sub(begin) / time.Minute))
		found = append(found, change{loc, begin.Add(time.Duration(minutes) * time.Minute)})
	}
	return found
}

// tally is what a run found.
type tally struct {
	zones, changes, calendars int
	done, wrong               int
	slowest                   time.Duration // best of three, see timed
	slowestOp                 string
	slowestOnce               time.Duration // whatever else the machine did meanwhile
	compiling                 time.Duration // all of it
	slowestCompile            time.Duration
}

// TestDifferential compares Add, Between and the day forms with the oracle, on
// random calendars around changes of every zone.
func TestDifferential(t *testing.T) {
	random := rand.New(rand.NewPCG(*seed, 1))
	var places []change
	var result tally
	for _, name := range zone.Names() {
		loc, err := zone.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		found := changes(loc, random)
		if *operations == 0 {
			if random.IntN(3) > 0 {
				continue
			}
			pick := random.IntN(len(found))
			found = found[pick : pick+1]
		}
		places = append(places, found...)
		result.zones++
	}
	each := perSample
	if *operations > 0 {
		each = (*operations + len(places) - 1) / len(places)
	}
	began := time.Now()
	for _, place := range places {
		result.compare(t, place, each, random)
	}
	if result.wrong > 0 {
		t.Errorf("%d of %d operations wrong", result.wrong, result.done)
	}
	if *operations > 0 && result.slowest > slowLimit {
		t.Errorf("%s took %v", result.slowestOp, result.slowest)
	}
	t.Log(result.String())
	if *reportFile != "" {
		if err := os.WriteFile(*reportFile, []byte(result.report(time.Since(began))), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// compare makes one random calendar around a change and compares n operations.
func (r *tally) compare(t *testing.T, place change, n int, random *rand.Rand) {
	t.Helper()
	from := place.at.Add(-time.Duration(2*1440+random.IntN((spanDays-4)*1440)) * time.Minute)
	spec := randomSpec(place.loc, from, random)
	began := time.Now()
	c, err := calendar.Compile(spec)
	took := time.Since(began)
	if err != nil {
		t.Fatal(err)
	}
	r.changes++
	r.calendars++
	r.compiling += took
	r.slowestCompile = max(r.slowestCompile, took)
	o := ask(t, spec, from, spanDays*1440)
	for range n {
		got, want, what := r.operate(c, o, spec, random)
		r.done++
		if got != want {
			r.wrong++
			if r.wrong <= 10 {
				t.Errorf("%v %s: %v, the oracle says %v\n%+v", place.loc, what, got, want, spec)
			}
		}
	}
}

// operate does one random operation both ways, and notes how long ours took.
func (r *tally) operate(
	c *calendar.Calendar, o *oracle, spec calendar.Spec, random *rand.Rand,
) (got, want calendar.Instant, what string) {
	start := o.first + calendar.Instant(random.Int64N(int64(o.end()-o.first)))
	if random.IntN(3) == 0 {
		start -= start % aMinute
	}
	var run func() (calendar.Instant, error)
	switch kind := random.IntN(20); {
	case kind < 3: // days
		span := randomDays(random)
		var ok bool
		if want, ok = o.due(spec, start, span); ok {
			what = fmt.Sprintf("%+v from %v", span, start)
			run = func() (calendar.Instant, error) { return c.Due(start, span) }
			break
		}
		fallthrough
	case kind < 11:
		end := o.first + calendar.Instant(random.Int64N(int64(o.end()-o.first)))
		want = o.between(start, end)
		what = fmt.Sprintf("between %v and %v", start, end)
		run = func() (calendar.Instant, error) {
			d, err := c.Between(start, end)
			return calendar.Instant(d / time.Microsecond), err
		}
	default:
		budget := randomBudget(o.between(start, o.end()), random)
		want, _ = o.add(start, budget)
		what = fmt.Sprintf("%v and %d µs of open time", start, budget)
		run = func() (calendar.Instant, error) { return c.Add(start, time.Duration(budget)*time.Microsecond) }
	}
	got, took := r.timed(run)
	if took > r.slowest {
		r.slowest, r.slowestOp = took, what
	}
	return got, want, what
}

// randomDays is a day form: mostly working days, in all their forms.
func randomDays(random *rand.Rand) calendar.Span {
	span := calendar.Span{Unit: calendar.CalendarDays, Days: 1 + random.IntN(9), By: calendar.NoClock, Cutoff: calendar.NoClock}
	clock := func() int { return 15 * random.IntN(97) }
	if random.IntN(5) == 0 {
		span.By = clock()
	}
	if random.IntN(3) == 0 {
		return span
	}
	span.Unit, span.Days = calendar.WorkingDays, random.IntN(5)
	if random.IntN(3) == 0 {
		span.By = calendar.ByClose
	}
	if random.IntN(3) == 0 {
		span.Cutoff = clock()
	}
	return span
}

// randomBudget is at most what there is; often whole minutes, so that it runs out on an edge.
func randomBudget(most calendar.Instant, random *rand.Rand) calendar.Instant {
	if most == 0 {
		return 0
	}
	budget := calendar.Instant(random.Int64N(int64(most) + 1))
	switch random.IntN(3) {
	case 0:
		return budget - budget%aMinute
	case 1:
		return budget / (1 + calendar.Instant(random.IntN(50)))
	default:
		return budget
	}
}

// timed runs an operation. One that took more than a tenth of a millisecond is
// run twice more and its best time counts: the machine has other things to do.
func (r *tally) timed(run func() (calendar.Instant, error)) (calendar.Instant, time.Duration) {
	began := time.Now()
	got, err := run()
	took := time.Since(began)
	r.slowestOnce = max(r.slowestOnce, took)
	for range 2 {
		if took <= slowLimit/100 {
			break
		}
		began = time.Now()
		_, _ = run()
		took = min(took, time.Since(began))
	}
	if err != nil {
		return calendar.None, took
	}
	return got, took
}

// randomSpec makes a calendar with everything a calendar may have, near the days looked at.
func randomSpec(loc *time.Location, from time.Time, random *rand.Rand) calendar.Spec {
	spec := calendar.Spec{
		Location: loc, Holidays: map[calendar.Date]string{}, Exceptions: map[calendar.Date][]calendar.Window{},
	}
	hours := randomWindows(1+random.IntN(3), random)
	for day := range spec.Week {
		switch random.IntN(6) {
		case 0: // closed
		case 1:
			spec.Week[day] = randomWindows(1+random.IntN(4), random)
		default:
			spec.Week[day] = hours
		}
	}
	spec.Week[random.IntN(7)] = hours
	first := calendar.Date(from.Unix() / 86400)
	for range random.IntN(4) {
		spec.Holidays[first+calendar.Date(random.IntN(spanDays))] = "a holiday"
	}
	for range random.IntN(4) {
		spec.Exceptions[first+calendar.Date(random.IntN(spanDays))] = randomWindows(random.IntN(3), random)
	}
	return spec
}

// randomWindows like to begin and end at quarter hours of the night, where clocks change.
func randomWindows(n int, random *rand.Rand) []calendar.Window {
	var windows []calendar.Window
	for range n {
		open := 15 * random.IntN(96)
		if random.IntN(2) == 0 {
			open = 15 * random.IntN(16)
		}
		length := 1 + random.IntN(1440)
		if random.IntN(3) > 0 {
			length = 15 * (1 + random.IntN(40))
		}
		windows = append(windows, calendar.Window{Open: open, Close: open + length})
	}
	return windows
}

func (r *tally) String() string {
	return fmt.Sprintf("%d operations on %d calendars in %d zones: %d wrong, slowest %v (at the first try %v), compiling %v on average and %v at most",
		r.done, r.calendars, r.zones, r.wrong, r.slowest, r.slowestOnce, r.compiling/time.Duration(r.calendars), r.slowestCompile)
}

func (r *tally) report(took time.Duration) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# Calendars against the oracle")
	line("")
	line("Written by the test itself, with")
	line("")
	line("    go test ./config/zone -run TestDifferential -timeout 60m -args \\")
	line("        -differential.operations=%d -differential.seed=%d -differential.report=$PWD/docs/calendar-differential.md", *operations, *seed)
	line("")
	line("The oracle (`config/zone/oracle_test.go`) asks the wall clock of the zone at every single minute and counts. Around")
	line("every change of every zone's offset from %d to %d (in zones without one: at a random place) a random", firstYear, lastYear)
	line("calendar is made, with several windows a day, nights, holidays and exceptions, and random operations are compared:")
	line("`Add`, `Between` and the day forms (`by`, `cutoff` and `close` too), to the microsecond.")
	line("")
	line("| | |")
	line("| --- | --- |")
	line("| operations | %d |", r.done)
	line("| **wrong** | **%d** |", r.wrong)
	line("| zones | %d, all of tzdata %s |", r.zones, zone.Version())
	line("| places (changes of offset, or one where there are none) | %d |", r.changes)
	line("| calendars compiled | %d |", r.calendars)
	line("| slowest single operation, best of three where over 0.1 ms | %v |", r.slowest)
	line("| slowest at the first try, with all else that a shared machine did meanwhile | %v |", r.slowestOnce)
	line("| compiling, with the zone: average, slowest | %v, %v |", (r.compiling / time.Duration(r.calendars)).Round(time.Microsecond), r.slowestCompile.Round(time.Microsecond))
	line("| took, the oracle included | %v |", took.Round(time.Second))
	line("| with | %s %s/%s |", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return b.String()
}
