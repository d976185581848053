package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// errEnough ends a reading.
var errEnough = errors.New("enough was read")

// sample is what some real tickets hold.
type sample struct {
	vocabulary *rules.Vocabulary
	tickets    int
	kinds      map[rules.Kind]int // events of each kind
	filled     []int              // how many tickets have each attribute
}

// sample reads what changed lately, at most so many tickets, and says what can't be used of it, and what is never there.
func (d *doctor) sample(ctx context.Context, about string, c *connected) {
	now := calendar.FromTime(d.now())
	since := monitor.Watermark{Tickets: now.Add(-sampledSince), Events: now.Add(-sampledSince)}
	s := sample{vocabulary: c.vocabulary, kinds: map[rules.Kind]int{}, filled: make([]int, len(c.vocabulary.Attributes()))}
	reading, err := c.Read(ctx, monitor.Query{Now: now, Vocabulary: c.vocabulary, Since: &since}, s.take)
	if err == nil && s.tickets == 0 {
		reading, err = c.Read(ctx, monitor.Query{Now: now, Vocabulary: c.vocabulary}, s.take)
	}
	if err != nil && !errors.Is(err, errEnough) {
		d.find(problem, about, oneLine(err), "the query fails on real rows: run it by hand")
		return
	}
	if s.tickets == 0 && reading.Tally.Rows.Read == 0 {
		d.find(warning, about, "the tickets query gives no row", "look whether it names the right tables, and whether the role may see their rows")
		return
	}
	d.fine(about, "looked at %s", counted(s.tickets, "ticket"))
	d.setAside(about, &reading.Tally)
	d.neverSeen(about, &s, c.config.Milestones)
}

func (s *sample) take(b *monitor.Batch) error {
	for i := range b.Tickets {
		t := &b.Tickets[i]
		s.tickets++
		for j := range t.Events {
			s.kinds[t.Events[j].Kind]++
		}
		for j, v := range t.Attributes {
			if !v.Null {
				s.filled[j]++
			}
		}
	}
	if s.tickets >= sampled {
		return errEnough
	}
	return nil
}

// remedies are for the reasons for which rows are set aside.
var remedies = []struct{ part, remedy string }{
	{"unreadable time", "give stamps as timestamptz, or as text in ISO form; what lies in the future, at infinity or in year 1 is no time of a ticket"},
	{"future", "look at that server's clock and at timezone: of the source: stamps more than 5 minutes ahead are not believed"},
	{"no id", "the id must not be null"},
	{"duplicate id", "the tickets query must give one row for each ticket: a join may double it"},
	{"without", "each event needs its ticket_id, its at and its kind"},
}

func (d *doctor) setAside(about string, t *monitor.Tally) {
	if t.Rows.SetAside+t.Events.SetAside == 0 {
		return
	}
	for _, reason := range slices.Sorted(maps.Keys(t.Reasons)) {
		remedy := "look at these rows in the help desk"
		for _, r := range remedies {
			if strings.Contains(reason, r.part) {
				remedy = r.remedy
				break
			}
		}
		says := fmt.Sprintf("%s set aside: %s", counted(t.Reasons[reason], "row"), reason)
		for _, row := range t.Samples {
			if row.Reason == reason && row.Ticket != "" {
				says += ", such as of ticket " + shown(row.Ticket, 40)
				break
			}
		}
		d.find(warning, about, says, remedy)
	}
}

// neverSeen says which kinds of events and which attributes no ticket of the sample has; of a milestone's column, that its event is missing.
func (d *doctor) neverSeen(about string, s *sample, milestones []config.Milestone) {
	var kinds, attributes []string
	for _, name := range s.vocabulary.Kinds() {
		if kind, known := s.vocabulary.Kind(name); known && name != "" && s.kinds[kind] == 0 {
			kinds = append(kinds, name)
		}
	}
	for i, name := range s.vocabulary.Attributes() {
		dates := func(m config.Milestone) bool { return m.Column == name }
		if s.filled[i] == 0 && !slices.ContainsFunc(milestones, dates) {
			attributes = append(attributes, name)
		}
	}
	if len(kinds) > 0 {
		d.find(warning, about, "none of these tickets has an event "+listed(kinds), "that may be so; if not, look at the milestone's column or at the events query")
	}
	if len(attributes) > 0 {
		d.find(warning, about, "null on each of these tickets: "+listed(attributes), "that may be so; if not, look at the column in the tickets query")
	}
}
