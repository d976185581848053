package compliance

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Gathering adds up clocks in memory, as a ledger's cells do, where there is no ledger or to hold one against it. It keeps sums by
// date and standard, and each miss by itself. The order in which clocks come makes no difference.
type Gathering struct {
	zone     *time.Location
	customer string // the attribute that names the customer
	cells    map[cell]*Sum
	misses   []gatheredMiss
	running  map[string]int
}

type cell struct {
	day      calendar.Date
	standard string
}

type gatheredMiss struct {
	Miss
	cell
	hour          int16
	attributes    string
	dueAt, doneAt calendar.Instant
}

// NewGathering makes an empty one: dates are by the clocks of a zone; customer is the reported attribute that names the customer,
// "" for none.
func NewGathering(zone *time.Location, customer string) *Gathering {
	return &Gathering{zone: zone, customer: customer, cells: map[cell]*Sum{}, running: map[string]int{}}
}

// Add counts a clock. attributes are as Fact.Attributes has them, an error says that they are not; excused says that somebody
// excused it.
func (g *Gathering) Add(c *rules.Clock, attributes string, excused bool) error {
	standard := c.Standard().ID
	if c.Verdict == rules.Open {
		g.running[standard]++
		return nil
	}
	j := Judged{Verdict: c.Verdict, Fact: FactOf(c, g.zone, attributes), Open: !c.Ended(), Excused: excused}
	if j.Fact.Day == rules.NoDate {
		return nil
	}
	named, err := j.Fact.attributes()
	if err != nil {
		return err
	}
	at := cell{j.Fact.Day, standard}
	sum := g.cells[at]
	if sum == nil {
		sum = (&Sums{}).Of(standard)
		g.cells[at] = sum
	}
	sum.add(&j, named)
	if c.Verdict == rules.Missed {
		g.miss(c, at, &j, named)
	}
	return nil
}

func (g *Gathering) miss(c *rules.Clock, at cell, j *Judged, named []Attribute) {
	m := gatheredMiss{
		Miss: Miss{Source: c.Ticket.Source, Ticket: c.Ticket.ID, DueAt: c.DueAt.String(), Excused: j.Excused},
		cell: at, hour: j.Fact.Hour, attributes: j.Fact.Attributes, dueAt: c.DueAt, doneAt: c.StoppedAt,
	}
	m.Customer = valueOf(named, g.customer)
	m.Team = valueOf(named, "team")
	if c.StoppedAt != calendar.None {
		m.DoneAt = c.StoppedAt.String()
	}
	g.misses = append(g.misses, m)
}

// Merge adds another one's clocks, as of a second source. The other is not of use any more.
func (g *Gathering) Merge(o *Gathering) {
	for at, sum := range o.cells {
		if mine := g.cells[at]; mine != nil {
			mine.merge(sum)
		} else {
			g.cells[at] = sum
		}
	}
	g.misses = append(g.misses, o.misses...)
	for id, n := range o.running {
		g.running[id] += n
	}
}

// Sums adds up what fell on some dates.
func (g *Gathering) Sums(days Days) *Sums {
	sums := &Sums{Days: days, Standards: map[string]*Sum{}}
	for at, sum := range g.cells {
		if days.Has(at.day) {
			sums.Of(at.standard).merge(sum)
		}
	}
	groups := map[string][]MissGroup{}
	for i := range g.misses {
		if m := &g.misses[i]; days.Has(m.day) {
			groups[m.standard] = append(groups[m.standard], MissGroup{m.attributes, m.hour, 1})
		}
	}
	for id, misses := range groups {
		sums.Of(id).Misses = mergeMisses(misses, nil)
	}
	return sums
}

// DayCounts counts by standard and date, in that order.
func (g *Gathering) DayCounts(days Days) []DayCount {
	counts := []DayCount{}
	for at, sum := range g.cells {
		if days.Has(at.day) {
			counts = append(counts, DayCount{at.standard, at.day, sum.Counts})
		}
	}
	slices.SortFunc(counts, func(a, b DayCount) int {
		return cmp.Or(cmp.Compare(a.Standard, b.Standard), cmp.Compare(a.Day, b.Day))
	})
	return counts
}

// Worst gives up to limit misses a standard that fell on some dates, those that took longest first, as of an instant.
func (g *Gathering) Worst(days Days, asOf calendar.Instant, limit int) map[string][]Miss {
	late := func(m *gatheredMiss) time.Duration {
		if m.doneAt == calendar.None {
			return asOf.Sub(m.dueAt)
		}
		return m.doneAt.Sub(m.dueAt)
	}
	all := make([]*gatheredMiss, 0, len(g.misses))
	for i := range g.misses {
		if days.Has(g.misses[i].day) {
			all = append(all, &g.misses[i])
		}
	}
	slices.SortFunc(all, func(a, b *gatheredMiss) int {
		return cmp.Or(cmp.Compare(late(b), late(a)), cmp.Compare(a.dueAt, b.dueAt), cmp.Compare(a.Source, b.Source),
			cmp.Compare(a.Ticket, b.Ticket), cmp.Compare(a.doneAt, b.doneAt))
	})
	worst := map[string][]Miss{}
	for _, m := range all {
		if len(worst[m.standard]) < limit {
			miss := m.Miss
			miss.LateS = int64(late(m) / time.Second)
			worst[m.standard] = append(worst[m.standard], miss)
		}
	}
	return worst
}

// Running gives how many clocks are not due yet, by standard.
func (g *Gathering) Running() map[string]int { return maps.Clone(g.running) }
