package calendar_test

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// kinds are calendars of very different make, for the properties.
func kinds(t testing.TB) map[string]*calendar.Calendar {
	t.Helper()
	dense := everyOther(10) // the index meets many stretches in one bucket
	busy := calendar.Week{dense, dense, dense, dense, dense, dense, dense}
	return map[string]*calendar.Calendar{
		"office":   supportBerlin(t),
		"nights":   nights(t),
		"always":   compile(t, calendar.Spec{Location: location(t, "Europe/Berlin"), Always: true}),
		"dense":    compile(t, calendar.Spec{Location: location(t, "Australia/Lord_Howe"), Week: busy}),
		"troll":    compile(t, calendar.Spec{Location: location(t, "Antarctica/Troll"), Week: week(t, everyDay, "01:30-02:30")}),
		"santiago": compile(t, calendar.Spec{Location: location(t, "America/Santiago"), Week: week(t, weekdays, "18:00-00:30")}),
		"lopsided": compile(t, calendar.Spec{ // eight hours a week, and one date cut to pieces
			Location: time.UTC, Week: week(t, everyDay[1:2], "09:00-17:00"),
			Exceptions: map[calendar.Date][]calendar.Window{date(t, "2026-05-05"): dense},
		}),
	}
}

// Add and Between undo each other: Between(s, Add(s, w)) = w, and Add(s, Between(s, t)) is the earliest instant that
// measures the same.
func TestAddAndBetweenAreInverse(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 11))
	from, until := calendar.FromTime(time.Date(1995, 1, 1, 0, 0, 0, 0, time.UTC)), calendar.FromTime(time.Date(2055, 1, 1, 0, 0, 0, 0, time.UTC))
	for name, c := range kinds(t) {
		for range 20_000 {
			s := from + calendar.Instant(random.Int64N(int64(until-from)))
			if random.IntN(4) == 0 { // near the date that one of them has cut to pieces
				s = 1_777_900_000_000_000 + calendar.Instant(random.Int64N(100_000_000_000))
			}
			w := time.Duration(random.ExpFloat64()*20*3600*1e6) * time.Microsecond
			due, err := c.Add(s, w)
			if err != nil {
				t.Fatalf("%s: Add(%v, %v): %v", name, s, w, err)
			}
			if got, err := c.Between(s, due); err != nil || got != w {
				t.Fatalf("%s: Between(%v, Add(it, %v) = %v) = %v (%v)", name, s, w, due, got, err)
			}
			if w > 0 && !c.IsOpen(due-1) {
				t.Fatalf("%s: Add(%v, %v) = %v is not the earliest: closed just before", name, s, w, due)
			}
			later := s + calendar.Instant(random.Int64N(1e13))
			if random.IntN(4) == 0 {
				later = s - calendar.Instant(random.Int64N(1e13))
			}
			length, err := c.Between(s, later)
			if err != nil {
				t.Fatal(err)
			}
			earliest, err := c.Add(s, length)
			if err != nil || later >= s && earliest > later || later < s && earliest != s {
				t.Fatalf("%s: Add(%v, Between(it, %v) = %v) = %v (%v)", name, s, later, length, earliest, err)
			}
		}
	}
}

func TestBetweenAddsUp(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	for name, c := range kinds(t) {
		for range 2_000 {
			a := calendar.Instant(1_700_000_000_000_000 + random.Int64N(1e14))
			b := a + calendar.Instant(random.Int64N(2e12))
			whole, err := c.Between(a, b)
			if err != nil {
				t.Fatal(err)
			}
			sum := time.Duration(0)
			last := calendar.None
			for open, closed := range c.Intervals(a, b) {
				if open >= closed || open < a || closed > b || open <= last && last != calendar.None {
					t.Fatalf("%s: interval %v to %v within %v to %v after %v", name, open, closed, a, b, last)
				}
				if next, err := c.NextOpen(open); err != nil || next != open {
					t.Fatalf("%s: %v is not open", name, open)
				}
				sum, last = sum+closed.Sub(open), closed
			}
			if sum != whole {
				t.Fatalf("%s: intervals from %v to %v hold %v, Between %v", name, a, b, sum, whole)
			}
		}
	}
}

func TestNextOpen(t *testing.T) {
	c := supportBerlin(t)
	for at, want := range map[string]string{
		"2026-03-23 07:59:59.999999": "2026-03-23 08:00",
		"2026-03-23 08:00":           "2026-03-23 08:00",
		"2026-03-23 12:00":           "2026-03-23 12:45",
		"2026-03-23 11:59:59.999999": "2026-03-23 11:59:59.999999",
		"2026-03-27 16:00":           "2026-03-30 08:00",
		"2026-12-24 12:00":           "2026-12-28 08:00",
	} {
		got, err := c.NextOpen(stamp(t, c, at))
		if err != nil || got != stamp(t, c, want) {
			t.Errorf("after %s it opens at %v (%v), want %s", at, got, err, want)
		}
	}
}

// The years end where both UTC's clock and the zone's have left them; the end itself is still an answer.
func TestTheEdgesOfTheYears(t *testing.T) {
	for _, name := range []string{"UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"} {
		c := compile(t, calendar.Spec{Location: location(t, name), Week: week(t, everyDay, "00:00-12:00", "13:00-24:00")})
		zone := calendar.NewZone(location(t, name))
		first := min(stamp(t, c, "1990-01-01 00:00Z"), zone.Instant(stamp(t, c, "1990-01-01 00:00Z")))
		last := max(stamp(t, c, "2061-01-01 00:00Z"), zone.Instant(stamp(t, c, "2061-01-01 00:00Z")))
		if all, err := c.Between(first, last); err != nil || all < 71*365*23*time.Hour {
			t.Errorf("%s: all years hold %v (%v)", name, all, err)
		} else if end, err := c.Add(first, all); err != nil || end != last {
			t.Errorf("%s: all of it is used up at %v (%v), want %v", name, end, err, last)
		} else if _, err := c.Add(first, all+time.Microsecond); !errors.Is(err, calendar.ErrOutOfRange) {
			t.Errorf("%s: a microsecond more: %v", name, err)
		}
		for _, at := range []calendar.Instant{first - 1, last + 1, calendar.None, 1<<63 - 1} {
			if _, err := c.Add(at, 0); !errors.Is(err, calendar.ErrOutOfRange) {
				t.Errorf("%s: Add from %v: %v", name, at, err)
			}
			if _, err := c.Between(at, first); !errors.Is(err, calendar.ErrOutOfRange) {
				t.Errorf("%s: Between from %v: %v", name, at, err)
			}
			if _, err := c.NextOpen(at); !errors.Is(err, calendar.ErrOutOfRange) {
				t.Errorf("%s: NextOpen at %v: %v", name, at, err)
			}
			if c.IsOpen(at) {
				t.Errorf("%s: open at %v", name, at)
			}
		}
	}
}

func TestAddEdges(t *testing.T) {
	c := supportBerlin(t)
	sunday := stamp(t, c, "2026-03-29 12:00")
	if got, err := c.Add(sunday, 0); err != nil || got != sunday {
		t.Errorf("nothing added to a Sunday: %v (%v)", got, err)
	}
	if got, err := c.Add(sunday, 999*time.Nanosecond); err != nil || got != sunday {
		t.Errorf("less than a microsecond added: %v (%v)", got, err)
	}
	if got, err := c.Add(sunday, time.Microsecond); err != nil || got != stamp(t, c, "2026-03-30 08:00:00.000001") {
		t.Errorf("a microsecond added: %v (%v)", got, err)
	}
	if _, err := c.Add(sunday, -time.Hour); !errors.Is(err, calendar.ErrNegative) {
		t.Errorf("a negative time: %v", err)
	}
	if got, err := c.Between(sunday, sunday-1); err != nil || got != 0 {
		t.Errorf("backwards: %v (%v)", got, err)
	}
}

func TestArithmeticDoesNotAllocate(t *testing.T) {
	for name, c := range kinds(t) {
		at := stamp(t, c, "2026-03-23 09:12:13.456")
		allocations := testing.AllocsPerRun(100, func() {
			due, err := c.Add(at, 40*time.Hour)
			if err == nil {
				_, err = c.Between(at, due)
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, err = c.Add(at, 1<<62); err == nil {
				t.Fatal("146 years added")
			}
		})
		if allocations != 0 {
			t.Errorf("%s: %v allocations", name, allocations)
		}
	}
}

func TestIntervalsStopWhenAsked(t *testing.T) {
	c := supportBerlin(t)
	var got []string
	for open, closed := range c.Intervals(stamp(t, c, "2026-03-27 09:00"), stamp(t, c, "2026-04-27 09:00")) {
		got = append(got, open.String()+" "+closed.String())
		if len(got) == 2 {
			break
		}
	}
	want := []string{"2026-03-27T08:00:00Z 2026-03-27T15:00:00Z", "2026-03-30T06:00:00Z 2026-03-30T10:00:00Z"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
