package calendar_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/de"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// office is Monday to Friday, 09:00 to 17:00 in Berlin, with the public holidays, which rickar/cal can say too.
func office(b *testing.B) (*calendar.Calendar, *cal.BusinessCalendar) {
	b.Helper()
	theirs := cal.NewBusinessCalendar()
	theirs.AddHoliday(de.Holidays...)
	theirs.SetWorkHours(9*time.Hour, 17*time.Hour)
	holidays := map[calendar.Date]string{}
	for year := calendar.FirstYear; year <= calendar.LastYear; year++ {
		for _, h := range de.Holidays {
			if _, observed := h.Calc(year); !observed.IsZero() {
				holidays[calendar.DateOf(observed.Date())] = h.Name
			}
		}
	}
	return compile(b, calendar.Spec{
		Name: "office", Location: location(b, "Europe/Berlin"),
		Week: week(b, weekdays, "09:00-17:00"), Holidays: holidays,
	}), theirs
}

// question is a start, a budget of open time and an end some days later.
type question struct {
	start, end       calendar.Instant
	startAt, endAt   time.Time
	budget, expected time.Duration
}

// questions are random ones of the years of a ticket history, in random order.
func questions(b *testing.B, c *calendar.Calendar, n int) []question {
	b.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	all := make([]question, n)
	for i := range all {
		q := &all[i]
		q.start = stamp(b, c, "2022-01-01") + calendar.Instant(random.Int64N(4*365*24*3600))*1_000_000
		q.budget = time.Duration(1+random.IntN(40*3600)) * time.Second
		due, err := c.Add(q.start, q.budget)
		if err != nil {
			b.Fatal(err)
		}
		q.end = due
		q.startAt, q.endAt = q.start.Time().In(c.Location()), q.end.Time().In(c.Location())
	}
	return all
}

func BenchmarkAdd(b *testing.B) {
	c, _ := office(b)
	all := questions(b, c, 4096)
	b.ReportAllocs()
	var sum calendar.Instant
	for i := 0; b.Loop(); i++ {
		q := &all[i%len(all)]
		due, _ := c.Add(q.start, q.budget)
		sum += due
	}
	sink = sum
}

func BenchmarkBetween(b *testing.B) {
	c, _ := office(b)
	all := questions(b, c, 4096)
	b.ReportAllocs()
	var sum time.Duration
	for i := 0; b.Loop(); i++ {
		q := &all[i%len(all)]
		open, _ := c.Between(q.start, q.end)
		sum += open
	}
	sink = calendar.Instant(sum)
}

// sink keeps the compiler from dropping what is measured.
var sink calendar.Instant

// BenchmarkBesideRickar asks both the same questions in turns and reports both times and their ratios: with Germany's
// holidays, and without any, which is much easier for rickar/cal and the same for us.
func BenchmarkBesideRickar(b *testing.B) {
	b.Run("holidays", func(b *testing.B) {
		c, theirs := office(b)
		besideRickar(b, c, theirs)
	})
	b.Run("none", func(b *testing.B) {
		c := compile(b, calendar.Spec{Location: location(b, "Europe/Berlin"), Week: week(b, weekdays, "09:00-17:00")})
		theirs := cal.NewBusinessCalendar()
		theirs.SetWorkHours(9*time.Hour, 17*time.Hour)
		besideRickar(b, c, theirs)
	})
}

func besideRickar(b *testing.B, c *calendar.Calendar, theirs *cal.BusinessCalendar) {
	b.Helper()
	all := questions(b, c, 4096)
	var add, between, theirAdd, theirBetween time.Duration
	timed := func(into *time.Duration, run func(q *question)) {
		began := time.Now()
		for i := range all {
			run(&all[i])
		}
		*into += time.Since(began)
	}
	rounds := 0
	for b.Loop() {
		rounds++
		timed(&add, func(q *question) { q.end, _ = c.Add(q.start, q.budget) })
		timed(&between, func(q *question) { q.expected, _ = c.Between(q.start, q.end) })
		timed(&theirAdd, func(q *question) { q.endAt = theirs.AddWorkHours(q.startAt, q.budget) })
		timed(&theirBetween, func(q *question) { q.expected = theirs.WorkHoursInRange(q.startAt, q.endAt) })
	}
	each := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / float64(rounds*len(all)) }
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(each(add), "add-ns")
	b.ReportMetric(each(between), "between-ns")
	b.ReportMetric(each(theirAdd), "rickar-add-ns")
	b.ReportMetric(each(theirBetween), "rickar-between-ns")
	b.ReportMetric(each(theirAdd)/each(add), "x-add")
	b.ReportMetric(each(theirBetween)/each(between), "x-between")
}

func BenchmarkDue(b *testing.B) {
	c, _ := office(b)
	all := questions(b, c, 4096)
	span := by(workingDays(3), noon)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		sink, _ = c.Due(all[i%len(all)].start, span)
	}
}

func BenchmarkCompile(b *testing.B) {
	c, _ := office(b)
	spec := calendar.Spec{Location: c.Location(), Week: week(b, weekdays, "09:00-12:00", "13:00-17:00")}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := calendar.Compile(spec); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNewZone(b *testing.B) {
	loc := location(b, "Europe/Berlin")
	b.ReportAllocs()
	for b.Loop() {
		calendar.NewZone(loc)
	}
}

func BenchmarkParseStamp(b *testing.B) {
	zone := calendar.NewZone(location(b, "America/New_York"))
	text := []byte("2011-07-15 01:32:32.123456")
	b.ReportAllocs()
	for b.Loop() {
		sink, _ = calendar.ParseStamp(text, zone)
	}
}
