package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// clockChoice finds the one clock that is meant. Where it can't, its error says which there are and what to say.
type clockChoice struct {
	ticket, standard string
	cycle            string // as given; "" for none
	undo             bool
	excused          map[monitor.ClockKey]bool
	zone             *time.Location // in which instants are read and shown
}

// source gives the source in which the ticket has clocks of the standard.
func (c *clockChoice) source(found []sourceClocks) (*sourceClocks, error) {
	var with []*sourceClocks
	var names, standards []string
	for i := range found {
		ids := standardsOf(found[i].clocks)
		standards = append(standards, ids...)
		if slices.Contains(ids, c.standard) {
			with, names = append(with, &found[i]), append(names, found[i].source)
		}
	}
	switch len(with) {
	case 1:
		return with[0], nil
	case 0:
		slices.Sort(standards)
		return nil, fmt.Errorf("ticket %q has no clock of a standard %q%s", shown(c.ticket, 60), shown(c.standard, 60),
			advice(c.standard, slices.Compact(standards)))
	}
	return nil, fmt.Errorf("several sources have a ticket %q with such a clock: say --source %s", shown(c.ticket, 60),
		strings.Join(names, " or --source "))
}

// standardsOf gives the standards that clocks are of, sorted, each once.
func standardsOf(clocks []monitor.Recorded) []string {
	var ids []string
	for i := range clocks {
		ids = append(ids, clocks[i].Row.Key.Standard)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// clock gives the clock that is meant: the one of --cycle, else the only one that fits.
func (c *clockChoice) clock(all []monitor.Recorded) (*monitor.Recorded, error) {
	var mine, named, fit []*monitor.Recorded
	for i := range all {
		if all[i].Row.Key.Standard != c.standard {
			continue
		}
		mine = append(mine, &all[i])
		is, err := c.names(&all[i].Row)
		if err != nil {
			return nil, err
		}
		if !is {
			continue
		}
		named = append(named, &all[i])
		if c.fits(&all[i]) == nil {
			fit = append(fit, &all[i])
		}
	}
	about := fmt.Sprintf("%s of ticket %s", c.standard, shown(c.ticket, 60))
	switch {
	case len(fit) == 1:
		return fit[0], nil
	case len(fit) > 1:
		return nil, fmt.Errorf("several clocks of %s %s: say with --cycle which:\n%s", about, c.wanted("were", "are"), c.list(fit))
	case len(named) == 1:
		return nil, c.fits(named[0])
	case len(named) == 0:
		return nil, fmt.Errorf("there is no clock %q among those of %s; there are:\n%s", c.cycle, about, c.list(mine))
	}
	return nil, fmt.Errorf("no clock of %s %s; there are:\n%s", about, c.wanted("was", "is"), c.list(named))
}

// wanted is what a clock must be, with the verb in the number that fits.
func (c *clockChoice) wanted(was, is string) string {
	if c.undo {
		return is + " excused"
	}
	return was + " missed"
}

// fits gives an error that says why a clock can't be excused, or its excuse not be taken back.
func (c *clockChoice) fits(r *monitor.Recorded) error {
	switch {
	case c.undo && !c.excused[r.Row.Key]:
		return fmt.Errorf("%s of ticket %s is not excused: it %s", c.standard, shown(c.ticket, 60), c.standing(r))
	case !c.undo && r.Row.Verdict != rules.Missed:
		return fmt.Errorf("%s of ticket %s is no miss, so there is nothing to excuse: it %s", c.standard, shown(c.ticket, 60), c.standing(r))
	}
	return nil
}

// names tells whether --cycle names a clock: by its number, or by its start. Without it all are.
func (c *clockChoice) names(row *monitor.ClockRow) (bool, error) {
	if c.cycle == "" {
		return true, nil
	}
	if n, err := strconv.ParseInt(c.cycle, 10, 32); err == nil {
		return int64(row.Ordinal) == n, nil
	}
	text, number, numbered := strings.Cut(c.cycle, "#")
	n := int64(0)
	start, err := calendar.ParseStamp(text, calendar.NewZone(c.zone))
	if err == nil && numbered {
		n, err = strconv.ParseInt(number, 10, 32)
	}
	if err != nil {
		return false, fmt.Errorf("--cycle %q is neither a number nor a time such as 2006-01-02T15:04:05+01:00", c.cycle)
	}
	// What people see has no fractions of a second.
	key := row.Key.Cycle
	same := key.Start == start || key.Start != calendar.None && key.Start.Time().Truncate(time.Second).Equal(start.Time())
	return same && int64(key.N) == n, nil
}

// list shows clocks, a line each, so that one can be named: by its number, or where two have the same, by its start.
func (c *clockChoice) list(clocks []*monitor.Recorded) string {
	have := map[int32]int{}
	for _, r := range clocks {
		have[r.Row.Ordinal]++
	}
	lines := make([]string, len(clocks))
	for i, r := range clocks {
		name := strconv.Itoa(int(r.Row.Ordinal))
		if start := cycleText(r.Row.Key.Cycle); have[r.Row.Ordinal] > 1 && start != nil {
			name = *start
		}
		lines[i] = "  --cycle " + name + ": " + c.standing(r)
	}
	return strings.Join(lines, "\n")
}

// standing says in words how a clock stood last: "started …, was due …, and was missed (done …)".
func (c *clockChoice) standing(r *monitor.Recorded) string {
	row := &r.Row
	text := "started " + c.moment(row.StartedAt)
	if row.DueAt != calendar.None {
		text += ", was due " + c.moment(row.DueAt)
	}
	switch row.Verdict {
	case rules.Open:
		text += ", and is " + row.State.String()
	case rules.Unknown:
		text += ", and is unknown (" + shown(row.Reason, 80) + ")"
	default:
		text += ", and was " + strings.ReplaceAll(row.Verdict.String(), "_", " ")
	}
	if row.Verdict != rules.Open && row.StoppedAt != calendar.None {
		text += " (ended " + c.moment(row.StoppedAt) + ")"
	}
	if c.excused[row.Key] {
		text += ", and is excused"
	}
	return text
}

func (c *clockChoice) moment(at calendar.Instant) string { return momentIn(at, c.zone) }

// momentIn is an instant for people, in a zone, with its offset; to the second where it has any.
func momentIn(at calendar.Instant, zone *time.Location) string {
	if at == calendar.None {
		return "at an unknown time"
	}
	t := at.Time().In(zone)
	if t.Second() != 0 {
		return t.Format("Mon 2006-01-02 15:04:05 -07:00")
	}
	return t.Format(stampForm)
}
