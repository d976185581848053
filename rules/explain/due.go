package explain

import (
	"fmt"
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Due is how a due instant came about.
type Due struct {
	// Form is open_time, working_days, calendar_days or attribute.
	Form string `json:"form"`
	// Promised is the promise in words.
	Promised string `json:"promised"`
	// Attribute carries the promised instant, where the form is attribute.
	Attribute string `json:"attribute"`
	// CountsFor is the working day that the start counts for, CountsAt the time of day there; "" in other forms.
	CountsFor string `json:"counts_for"`
	CountsAt  string `json:"counts_at"`
	// Days are the days counted after it, without those that pauses added; the first ones where there are many.
	Days []string `json:"days"`
	// Skipped are the days in between that don't count, and why: the holiday's name, weekend.
	Skipped []SkippedDay `json:"skipped"`
	// Clamped is the time of day asked for where the day found does not have it; "" where it does.
	Clamped string `json:"clamped"`
	// Unpaused is the due instant as it would be without pauses.
	Unpaused Instant `json:"unpaused"`
	// Moved tells whether pauses moved it.
	Moved bool `json:"moved"`
	// Steps say all of it in words, one step each.
	Steps []string `json:"steps"`
}

// SkippedDay is a date that does not count.
type SkippedDay struct {
	Date string `json:"date"`
	Why  string `json:"why"`
}

// mostDays is how many days are listed.
const mostDays = 40

// reckoning works out how a clock's due instant came about.
type reckoning struct {
	Due
	clock *rules.Clock
	on    *calendar.Calendar
	show  func(calendar.Instant) string
}

// dueOf gives how the due instant of a clock came about; nil where nothing is known of it.
func dueOf(c *rules.Clock, show func(calendar.Instant) string) *Due {
	t := c.Target()
	if t == nil || t.Exempt != "" || c.Verdict == rules.Unknown {
		return nil
	}
	r := reckoning{
		Due:   Due{Promised: promised(t), Days: []string{}, Skipped: []SkippedDay{}, Unpaused: Instant(calendar.None), Steps: []string{}},
		clock: c, on: c.Calendar(), show: show,
	}
	if t.Due != "" {
		r.Form, r.Attribute, r.Unpaused = "attribute", t.Due, Instant(c.DueAt)
		text := "promised on the ticket, in " + t.Due
		if len(c.Pauses) > 0 {
			text += "; pauses do not move it"
		}
		r.step(text)
		return &r.Due
	}
	unpaused, err := r.on.Due(c.StartedAt, *t.Within)
	if err != nil {
		return nil
	}
	r.Unpaused = Instant(unpaused)
	switch t.Within.Unit {
	case calendar.OpenTime:
		r.openTime(t.Within)
	case calendar.CalendarDays:
		r.calendarDays(t.Within, unpaused)
	default:
		r.workingDays(t.Within, unpaused)
	}
	r.pauses(unpaused)
	return &r.Due
}

func (r *reckoning) step(text string) { r.Steps = append(r.Steps, text) }

func (r *reckoning) openTime(s *calendar.Span) {
	r.Form = "open_time"
	text := openText(s.Open) + " of open time after the start"
	if r.clock.OpensAt > r.clock.StartedAt {
		text = openText(s.Open) + " of open time, which begins when the calendar opens: " + r.show(r.clock.OpensAt)
	}
	r.step(text)
}

func (r *reckoning) calendarDays(s *calendar.Span, due calendar.Instant) {
	r.Form = "calendar_days"
	text := fmt.Sprintf("%s after %s, open or not", plural(s.Days, "day"), r.dateText(r.on.Zone().DateAt(r.clock.StartedAt)))
	if s.By >= 0 {
		r.step(text + ", by " + clockText(s.By))
		r.clamp(due, time.Duration(s.By)*time.Minute)
		return
	}
	r.step(text + ", at the same time of day")
	r.clamp(due, r.timeOfDay(r.clock.StartedAt))
}

func (r *reckoning) workingDays(s *calendar.Span, due calendar.Instant) {
	r.Form = "working_days"
	date, at, err := r.on.CountsFor(r.clock.StartedAt, s.Cutoff)
	if err != nil {
		return
	}
	r.CountsFor, r.CountsAt = date.String(), clockText(int(at/time.Minute))
	r.counts(date, s.Cutoff)
	r.days(date, s.Days) // there are so many, or the clock would be unknown
	switch {
	case s.By >= 0:
		r.step("by " + clockText(s.By) + " on that day")
		r.clamp(due, time.Duration(s.By)*time.Minute) // by the clocks going forward only
	case s.By == calendar.ByClose || s.Days == 0:
		r.step("until that day's close")
	default:
		r.step("at the time of day it counts from, " + r.CountsAt)
		r.clamp(due, at)
	}
}

// counts says for which day the start counts.
func (r *reckoning) counts(date calendar.Date, cutoff int) {
	started := r.on.Zone().DateAt(r.clock.StartedAt)
	switch {
	case started == date:
		r.step("the start counts for " + r.dateText(date))
	case cutoff >= 0 && r.on.WorkingDay(started) && r.timeOfDay(r.clock.StartedAt) > time.Duration(cutoff)*time.Minute:
		r.step(fmt.Sprintf("the start is after the cutoff (%s), so it counts for %s", clockText(cutoff), r.dateText(date)))
	case r.on.WorkingDay(started) && date > started:
		r.step("the start is after that day's close, so it counts for " + r.dateText(date))
	case date < started:
		r.step("the start lies in the night shift of " + r.dateText(date) + " and counts for that day")
	default:
		r.step(r.dateText(started) + " is no working day (" + r.off(started) + "), so the start counts for " + r.dateText(date))
	}
}

// days counts the working days after a date.
func (r *reckoning) days(date calendar.Date, n int) {
	if n == 0 {
		return
	}
	found := date
	for counted := 0; counted < n; {
		found++
		if r.on.WorkingDay(found) {
			counted++
			if counted <= mostDays {
				r.Days = append(r.Days, found.String())
			}
		} else if len(r.Skipped) < mostDays {
			r.Skipped = append(r.Skipped, SkippedDay{Date: found.String(), Why: r.off(found)})
		}
	}
	text := fmt.Sprintf("%s later is %s", plural(n, "working day"), r.dateText(found))
	if over := skippedText(r.Skipped); over != "" {
		text += ", not counting " + over
	}
	r.step(text)
}

// skippedText names the days passed over: those of weekends are counted, holidays named.
func skippedText(days []SkippedDay) string {
	var words, holidays []string
	for _, why := range []string{whyWeekend, whyDaysOff} {
		n := 0
		for _, d := range days {
			if d.Why == why {
				n++
			}
		}
		if n > 0 {
			words = append(words, plural(n, map[string]string{whyWeekend: "weekend day", whyDaysOff: "other day"}[why]))
		}
	}
	for _, d := range days {
		if d.Why != whyWeekend && d.Why != whyDaysOff {
			holidays = append(holidays, d.Why+" ("+d.Date+")")
		}
	}
	if n := len(holidays); n > 4 {
		holidays = append(holidays[:3], plural(n-3, "other closed day"))
	}
	return list(append(words, holidays...))
}

// off says why a date is no working day.
func (r *reckoning) off(date calendar.Date) string {
	name, shut := r.on.ClosedBy(date)
	switch {
	case shut && name != "":
		return name
	case shut:
		return "closed by an exception"
	case date.Weekday() == time.Saturday || date.Weekday() == time.Sunday:
		return whyWeekend
	}
	return whyDaysOff
}

// clamp says so where the day found does not have the time of day asked for.
func (r *reckoning) clamp(due calendar.Instant, want time.Duration) {
	got := r.timeOfDay(due)
	if got/time.Minute == want/time.Minute {
		return
	}
	r.Clamped = clockText(int(want / time.Minute))
	r.step(fmt.Sprintf("there is no %s on that day, so it is %s", r.Clamped, clockText(int(got/time.Minute))))
}

// timeOfDay gives the wall clock time since midnight.
func (r *reckoning) timeOfDay(at calendar.Instant) time.Duration {
	t := at.Time().In(r.on.Location())
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second
}

// pauses says how pauses moved it.
func (r *reckoning) pauses(unpaused calendar.Instant) {
	c := r.clock
	switch {
	case c.DueAt == calendar.None:
		r.step("without the pause it would be due " + r.show(unpaused) + "; while it lasts nothing is due")
	case c.DueAt != unpaused:
		r.Moved = true
		what := openText(c.PausedFor) + " of pauses"
		if by := r.movedBy(unpaused); by != "" {
			what = by
		}
		r.step("without pauses it would be due " + r.show(unpaused) + "; moved on by " + what)
	}
}

// movedBy says by how much, in the unit of the promise.
func (r *reckoning) movedBy(unpaused calendar.Instant) string {
	if r.Form == "open_time" {
		moved, err := r.on.Between(unpaused, r.clock.DueAt)
		if err != nil || moved <= 0 {
			return ""
		}
		return openText(moved) + " of open time"
	}
	thing := "working day"
	if r.Form == "calendar_days" {
		thing = "day"
	}
	for n := 1; n <= mostMoved; n++ {
		due, err := r.on.DueMoved(r.clock.StartedAt, *r.clock.Target().Within, n)
		if err != nil || due > r.clock.DueAt {
			break
		}
		if due == r.clock.DueAt {
			return plural(n, thing)
		}
	}
	return ""
}

// mostMoved is how many days of pauses are counted in words.
const mostMoved = 1000

// dateText writes a date for people: Mon 2026-03-30.
func (r *reckoning) dateText(d calendar.Date) string {
	return d.Weekday().String()[:3] + " " + d.String()
}
