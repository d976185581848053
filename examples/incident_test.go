package examples_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// incident is what an independent reading of the log says of one.
type incident struct {
	rows                []map[string]string // in the order of their time, and at one time of sys_mod_count
	opened, closed      time.Time
	first, done         time.Time // the first Resolved or Closed, and the one after the last reopening
	waits, shut         []span    // awaiting somebody while open; from an end to the reopening
	resolved            bool
	resolvedAtOpening   bool
	priority, published string
}

// span is a half-open stretch of time.
type span struct{ from, to time.Time }

func incidents(t *testing.T, path string) map[string]*incident {
	t.Helper()
	all := map[string]*incident{}
	for _, row := range rows(t, path) {
		if all[row["number"]] == nil {
			all[row["number"]] = &incident{}
		}
		all[row["number"]].rows = append(all[row["number"]].rows, row)
	}
	for _, i := range all {
		last := i.rows[len(i.rows)-1] // as the file has it
		i.opened, i.closed = minute(t, last["opened_at"]), minute(t, last["closed_at"])
		i.priority, i.published = last["priority"], last["made_sla"]
		slices.SortStableFunc(i.rows, func(a, b map[string]string) int {
			if a["sys_updated_at"] != b["sys_updated_at"] {
				return strings.Compare(a["sys_updated_at"], b["sys_updated_at"])
			}
			return number(t, a["sys_mod_count"]) - number(t, b["sys_mod_count"])
		})
		i.read(t)
	}
	return all
}

// read walks the updates once.
func (i *incident) read(t *testing.T) {
	t.Helper()
	var waiting time.Time // since when; zero while nobody is waited for
	ended, reopenings := false, 0
	for _, row := range i.rows {
		at, state := minute(t, row["sys_updated_at"]), row["incident_state"]
		if count := number(t, row["reopen_count"]); count > reopenings {
			reopenings = count
			i.shut = append(i.shut, span{i.done, at})
			ended = false
		}
		if ended || at.Before(i.opened) {
			continue
		}
		if !waiting.IsZero() && !awaiting(state) {
			i.waits = append(i.waits, span{waiting, at})
			waiting = time.Time{}
		}
		if waiting.IsZero() && awaiting(state) {
			waiting = at
		}
		if over(state) {
			i.done, ended = at, true
			if i.first.IsZero() {
				i.first = at
			}
			if state == "Resolved" && !i.resolved {
				i.resolved, i.resolvedAtOpening = true, at.Equal(i.opened)
			}
		}
	}
}

func awaiting(state string) bool { return strings.HasPrefix(state, "Awaiting ") }

func over(state string) bool { return state == "Resolved" || state == "Closed" }

// state is what the log's last update up to an instant shows, in the words for clocks; "" before the opening.
func (i *incident) state(t *testing.T, asOf time.Time) string {
	t.Helper()
	if i.opened.After(asOf) {
		return ""
	}
	state := ""
	for _, row := range i.rows {
		if !minute(t, row["sys_updated_at"]).After(asOf) {
			state = row["incident_state"]
		}
	}
	switch {
	case over(state):
		return "stopped"
	case awaiting(state):
		return "paused"
	}
	return "running"
}

// pauses are all stretches in which the clock stands still, in order.
func (i *incident) pauses() []span {
	all := slices.Concat(i.waits, i.shut)
	slices.SortFunc(all, func(a, b span) int { return a.from.Compare(b.from) })
	return all
}

// waitsBeforeFirst are the waits of which the first resolution knows.
func (i *incident) waitsBeforeFirst() []span {
	return slices.DeleteFunc(slices.Clone(i.waits), func(s span) bool { return !s.from.Before(i.first) })
}

// open gives the time of the incident's calendar between two instants: all of it, or that of weekdays.
func (i *incident) open(from, to time.Time) time.Duration {
	switch {
	case to.Before(from):
		return 0
	case i.priority == "1 - Critical" || i.priority == "2 - High":
		return to.Sub(from)
	}
	return weekdayTime(from, to)
}

// used is the calendar's time from the opening to an instant without what was paused of it.
func (i *incident) used(to time.Time, pauses []span) time.Duration {
	used := i.open(i.opened, to)
	for _, p := range pauses {
		end := p.to
		if end.After(to) {
			end = to
		}
		used -= i.open(p.from, end)
	}
	return used
}

// kept judges by hand whether an end that came with these pauses keeps the promise of the incident's priority.
func (i *incident) kept(done time.Time, pauses []span) bool {
	// The time runs out at the first instant at which it is used up, and all stamps are whole minutes.
	before := done.Add(-time.Minute)
	switch i.priority {
	case "1 - Critical":
		return i.used(before, pauses) < 4*time.Hour
	case "2 - High":
		return i.used(before, pauses) < 8*time.Hour
	case "3 - Moderate":
		return !done.After(dueByDays(i.opened, 3, true, pauses))
	}
	return !done.After(dueByDays(i.opened, 10, false, pauses))
}

// dueByDays counts weekdays by hand: from the day the start counts for, and one more for each midnight that ends a
// weekday inside a pause which began before the promise was due.
func dueByDays(start time.Time, days int, atClose bool, pauses []span) time.Time {
	day := start.Truncate(24 * time.Hour)
	clock := start.Sub(day)
	if weekend(day) {
		day, clock = nextWeekday(day), 0
	}
	if atClose {
		clock = 24 * time.Hour
	}
	for range days {
		day = nextWeekday(day)
	}
	for _, p := range pauses {
		if !p.from.Before(day.Add(clock)) {
			continue
		}
		for midnight := p.from.Add(24*time.Hour - 1).Truncate(24 * time.Hour); midnight.Before(p.to); midnight = midnight.Add(24 * time.Hour) {
			if !weekend(midnight.Add(-1)) {
				day = nextWeekday(day)
			}
		}
	}
	return day.Add(clock)
}

func weekend(at time.Time) bool { return at.Weekday() == time.Saturday || at.Weekday() == time.Sunday }

func nextWeekday(day time.Time) time.Time {
	for day = day.AddDate(0, 0, 1); weekend(day); {
		day = day.AddDate(0, 0, 1)
	}
	return day
}

// weekdayTime is the time between two instants that is not on a Saturday or Sunday, day by day.
func weekdayTime(from, to time.Time) time.Duration {
	var open time.Duration
	for day := from.Truncate(24 * time.Hour); day.Before(to); day = day.AddDate(0, 0, 1) {
		if weekend(day) {
			continue
		}
		begin, end := day, day.AddDate(0, 0, 1)
		if from.After(begin) {
			begin = from
		}
		if to.Before(end) {
			end = to
		}
		open += end.Sub(begin)
	}
	return open
}

func minute(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
