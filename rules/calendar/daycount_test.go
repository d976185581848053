package calendar_test

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// countedMidnights walks from one instant to another minute by minute and counts the dates that begin.
func countedMidnights(c *calendar.Calendar, from, to calendar.Instant) int {
	n := 0
	dates := map[string]bool{}
	dates[from.Add(-time.Minute).Time().In(c.Location()).Format(time.DateOnly)] = true
	// A date that has begun before counts no more, also where the clock goes back over midnight.
	for at := from.Add(-50 * time.Hour); at < from; at = at.Add(time.Minute) {
		dates[at.Time().In(c.Location()).Format(time.DateOnly)] = true
	}
	for at := from; at < to; at = at.Add(time.Minute) {
		if date := at.Time().In(c.Location()).Format(time.DateOnly); !dates[date] {
			dates[date] = true
			n++
		}
	}
	return n
}

func TestMidnightsAgainstTheClock(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	for _, place := range []struct {
		zone, around string
	}{
		{"Europe/Berlin", "2026-03-29"},
		{"Europe/Berlin", "2026-10-25"},
		{"America/Sao_Paulo", "2018-11-04"}, // no midnight: 00:00 is 01:00
		{"America/Sao_Paulo", "2018-02-18"}, // 23:00 twice, on the day before
		{"Asia/Beirut", "2026-03-29"},       // no midnight
		{"America/Havana", "2025-11-02"},    // 00:00 twice
		{"Pacific/Apia", "2011-12-30"},      // no such date
		{"Pacific/Kwajalein", "1993-08-21"}, // no such date
		{"Asia/Kathmandu", "2026-06-01"},
	} {
		t.Run(place.zone+" "+place.around, func(t *testing.T) {
			c := compile(t, calendar.Spec{Name: "always", Location: location(t, place.zone), Always: true})
			middle := stamp(t, c, place.around)
			for range 60 {
				from := middle.Add(time.Duration(random.IntN(9000)-4500) * time.Minute)
				to := from.Add(time.Duration(random.IntN(4000)) * time.Minute)
				got, err := c.Midnights(from, to)
				if want := countedMidnights(c, from, to); err != nil || got != want {
					t.Fatalf("from %v to %v: %d (%v), want %d", from.Time().In(c.Location()), to.Time().In(c.Location()), got, err, want)
				}
			}
		})
	}
}

func TestClosings(t *testing.T) {
	berlin, late := supportBerlin(t), nights(t)
	for _, c := range []struct {
		name     string
		on       *calendar.Calendar
		from, to string
		want     int
	}{
		{"from before the close to it", berlin, "2026-03-23 17:00", "2026-03-23 18:00", 0},
		{"to just after it", berlin, "2026-03-23 17:00", "2026-03-23 18:00:00.000001", 1},
		{"from the close on", berlin, "2026-03-23 18:00", "2026-03-24 12:00", 1},
		{"from just after it", berlin, "2026-03-23 18:00:00.000001", "2026-03-24 12:00", 0},
		{"a lunch break closes no day", berlin, "2026-03-23 11:00", "2026-03-23 13:00", 0},
		{"a short Friday", berlin, "2026-03-27 15:59", "2026-03-27 16:01", 1},
		{"a weekend", berlin, "2026-03-27 16:30", "2026-03-30 17:00", 0},
		{"Good Friday to Easter Monday", berlin, "2026-04-02 18:01", "2026-04-07 17:59", 0},
		{"Christmas Eve till noon", berlin, "2026-12-24 11:00", "2026-12-24 12:30", 1},
		{"New Year's Eve closed", berlin, "2026-12-31 00:00", "2027-01-01 00:00", 0},
		{"a Saturday that is worked", berlin, "2027-01-16 12:00", "2027-01-16 14:00", 1},
		{"a whole week", berlin, "2026-03-23 00:00", "2026-03-30 00:00", 5},
		{"nothing", berlin, "2026-03-23 18:00", "2026-03-23 18:00", 0},
		{"backwards", berlin, "2026-03-30 18:00", "2026-03-23 18:00", 0},
		{"a night closes in the morning", late, "2026-06-16 05:00", "2026-06-16 06:30", 1},
		{"Friday night closes on Saturday", late, "2026-06-20 00:00", "2026-06-21 00:00", 1},
		{"a night that a holiday cuts closes at midnight", late, "2026-06-17 23:59", "2026-06-18 00:01", 1},
		{"and no more in the morning", late, "2026-06-18 05:00", "2026-06-18 07:00", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.on.Closings(stamp(t, c.on, c.from), stamp(t, c.on, c.to))
			if err != nil || got != c.want {
				t.Errorf("%d (%v), want %d", got, err, c.want)
			}
		})
	}
}

// Closings are counted as by asking each date, whatever the span.
func TestClosingsAddUp(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 2))
	for _, c := range []*calendar.Calendar{supportBerlin(t), nights(t)} {
		var closes []calendar.Instant
		for day := date(t, "2026-01-01"); day < date(t, "2027-02-01"); day++ {
			if !c.WorkingDay(day) {
				continue
			}
			// `same working day` of a time at which the day is open is its close.
			hour := 9
			if c.Name() == "nights" {
				hour = 22
			}
			y, m, d := day.Civil()
			open := calendar.FromTime(time.Date(y, m, d, hour, 30, 0, 0, c.Location()))
			end, err := c.Due(open, calendar.Span{Unit: calendar.WorkingDays, By: calendar.ByClose, Cutoff: calendar.NoClock})
			if err != nil {
				t.Fatal(err)
			}
			closes = append(closes, end)
		}
		first := stamp(t, c, "2026-01-02")
		for range 3000 {
			from := first.Add(time.Duration(random.IntN(300*24*60)) * time.Minute)
			to := from.Add(time.Duration(random.IntN(60*24*60)) * time.Minute)
			if random.IntN(3) == 0 {
				from = closes[random.IntN(len(closes))] + calendar.Instant(random.IntN(3)) - 1
			}
			if random.IntN(3) == 0 {
				to = closes[random.IntN(len(closes))] + calendar.Instant(random.IntN(3)) - 1
			}
			want := 0
			for _, end := range closes {
				if end >= from && end < to {
					want++
				}
			}
			if got, err := c.Closings(from, to); err != nil || got != want {
				t.Fatalf("%s from %v to %v: %d (%v), want %d", c.Name(), from, to, got, err, want)
			}
		}
	}
}

// Moving a due day on is promising more days from the start.
func TestDueMoved(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	c := supportBerlin(t)
	first := stamp(t, c, "2026-01-02")
	for range 3000 {
		start := first.Add(time.Duration(random.IntN(300*24*60)) * time.Minute)
		s := calendar.Span{
			Unit: calendar.Unit(1 + random.IntN(2)), Days: random.IntN(4),
			By: []int{calendar.NoClock, 540, 720}[random.IntN(3)], Cutoff: calendar.NoClock,
		}
		moved := random.IntN(30)
		more := s
		more.Days += moved
		if s.Days == 0 {
			s.By, more.By = calendar.ByClose, calendar.ByClose // `same working day` stays at the close
			s.Unit, more.Unit = calendar.WorkingDays, calendar.WorkingDays
		}
		want, errWant := c.Due(start, more)
		got, err := c.DueMoved(start, s, moved)
		if err != nil || errWant != nil || got != want {
			t.Fatalf("%v %+v moved by %d: %v (%v), want %v (%v)", start, s, moved, got, err, want, errWant)
		}
	}
	open := calendar.Span{Unit: calendar.OpenTime, Open: time.Hour, By: calendar.NoClock, Cutoff: calendar.NoClock}
	if got, err := c.DueMoved(stamp(t, c, "2026-03-23 10:00"), open, 3); err != nil || got != stamp(t, c, "2026-03-23 11:00") {
		t.Errorf("open time is not counted in days: %v (%v)", got, err)
	}
	same := calendar.Span{Unit: calendar.WorkingDays, By: calendar.NoClock, Cutoff: calendar.NoClock}
	if got, err := c.DueMoved(stamp(t, c, "2026-03-23 10:00"), same, 1); err != nil || got != stamp(t, c, "2026-03-24 18:00") {
		t.Errorf("the same working day moved by one is the close of the next: %v (%v)", got, err)
	}
}

func TestDayCountsOutOfRange(t *testing.T) {
	c := supportBerlin(t)
	inside, outside := stamp(t, c, "2026-03-23 10:00"), stamp(t, c, "2099-01-01 00:00")
	if _, err := c.Closings(inside, outside); !errors.Is(err, calendar.ErrOutOfRange) {
		t.Errorf("closings: %v", err)
	}
	if _, err := c.Midnights(outside, outside); !errors.Is(err, calendar.ErrOutOfRange) {
		t.Errorf("midnights: %v", err)
	}
	day := calendar.Span{Unit: calendar.WorkingDays, Days: 1, By: calendar.NoClock, Cutoff: calendar.NoClock}
	if _, err := c.DueMoved(inside, day, 20_000); !errors.Is(err, calendar.ErrOutOfRange) {
		t.Errorf("working days: %v", err)
	}
	if _, err := c.DueMoved(inside, day, 1<<40); !errors.Is(err, calendar.ErrOutOfRange) {
		t.Errorf("far too many: %v", err)
	}
	if _, err := c.DueMoved(inside, day, -1); !errors.Is(err, calendar.ErrNegative) {
		t.Errorf("backwards: %v", err)
	}
	// Up to the very ends of the years.
	year := stamp(t, c, "1990-01-02 00:00")
	if n, err := c.Closings(year, stamp(t, c, "2060-12-31 00:00")); err != nil || n < 70*200 {
		t.Errorf("%d closings in all the years (%v)", n, err)
	}
	if n, err := c.Midnights(year, stamp(t, c, "2060-12-31 00:00")); err != nil || n != int(date(t, "2060-12-31")-date(t, "1990-01-02")) {
		t.Errorf("%d midnights in all the years (%v)", n, err)
	}
}

func BenchmarkClosings(b *testing.B) {
	c := supportBerlin(b)
	from, to := stamp(b, c, "2026-03-23 10:00"), stamp(b, c, "2026-05-23 10:00")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Closings(from, to); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMidnights(b *testing.B) {
	c := supportBerlin(b)
	from, to := stamp(b, c, "2026-03-23 10:00"), stamp(b, c, "2026-05-23 10:00")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Midnights(from, to); err != nil {
			b.Fatal(err)
		}
	}
}
