package monitor

import (
	"context"
	"maps"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// Check is one pass over everything that alerts nobody and writes nothing.
type Check struct {
	AsOf calendar.Instant // what the clocks are judged as of
	Now  calendar.Instant // when the reading happens
	// Most is how many late and at-risk clocks are kept, those due soonest.
	Most int
	// Clock is given every clock, valid until it returns; nil for nobody. Its error ends the check.
	Clock func(*rules.Clock) error
	// Excused tells whether somebody excused a miss; nil where nobody did.
	Excused func(*rules.Clock) bool
	// Given fills into with the clocks of the tickets on which the ledger has given a verdict by an instant; nil where
	// there is no ledger. Such verdicts stay: what was edited since moves none, as in a round.
	Given func(ctx context.Context, source string, tickets []string, by calendar.Instant, into Records) error
}

// Findings is what a check found. Its size does not depend on the number of tickets.
type Findings struct {
	AsOf       calendar.Instant
	Read       Tally
	Compliance *compliance.Tally
	// Pressing are clocks that are late or at risk, the one due soonest first; Late and AtRisk count all of them.
	Pressing     []Pressing
	Late, AtRisk int
}

// NewFindings makes empty findings on histories.
func (c Check) NewFindings(histories []rules.History) *Findings {
	return &Findings{AsOf: c.AsOf, Compliance: compliance.NewTally(histories, c.Excused)}
}

// Run reads one source, replays each of its tickets, and adds what it finds. The book must be bound to
// the source's vocabulary, and found be made for the book's histories.
func (c Check) Run(ctx context.Context, source Source, book *rules.Rulebook, found *Findings) error {
	top := newPressing(c.Most, book.Vocabulary(), found.Pressing)
	var result rules.Result
	verdicts := verdictsGiven{check: &c, source: source.Name(), ids: StandardIDs(book.Histories())}
	reading, err := source.Read(ctx, Query{Now: c.Now, Vocabulary: book.Vocabulary()}, func(b *Batch) error {
		if err := verdicts.load(ctx, b); err != nil {
			return err
		}
		for i := range b.Tickets {
			book.ReplayPinned(&b.Tickets[i], c.AsOf, verdicts.pins[b.Tickets[i].ID], &result)
			found.Compliance.Add(&result)
			if err := c.clocks(result.Clocks, top, found); err != nil {
				return err
			}
		}
		return nil
	})
	found.Read.Merge(reading.Tally)
	found.Pressing = top.sorted()
	return err
}

// verdictsGiven are those that the ledger has given on a batch of tickets, as what holds their clocks to them.
type verdictsGiven struct {
	check   *Check
	source  string
	ids     []string // of the standards, in the order of the histories
	tickets []string
	records Records
	pins    map[string][]rules.Pin // by ticket
}

func (v *verdictsGiven) load(ctx context.Context, b *Batch) error {
	if v.check.Given == nil {
		return nil
	}
	if v.records == nil {
		v.records, v.pins = Records{}, map[string][]rules.Pin{}
	}
	clear(v.records)
	clear(v.pins)
	v.tickets = v.tickets[:0]
	for i := range b.Tickets {
		v.tickets = append(v.tickets, b.Tickets[i].ID)
	}
	if err := v.check.Given(ctx, v.source, v.tickets, v.check.AsOf, v.records); err != nil {
		return err
	}
	for key, r := range v.records {
		if pin, ok := PinOf(r, v.ids); ok {
			v.pins[key.Ticket] = append(v.pins[key.Ticket], pin)
		}
	}
	return nil
}

func (c Check) clocks(clocks []rules.Clock, top *pressing, found *Findings) error {
	for i := range clocks {
		clock := &clocks[i]
		switch {
		case clock.Late():
			found.Late++
			top.offer(clock)
		case clock.AtRisk:
			found.AtRisk++
			top.offer(clock)
		}
		if c.Clock != nil {
			if err := c.Clock(clock); err != nil {
				return err
			}
		}
	}
	return nil
}

// Merge adds what another reading counted.
func (t *Tally) Merge(other Tally) {
	t.Rows.add(other.Rows)
	t.Events.add(other.Events)
	if t.Reasons == nil {
		t.Reasons = maps.Clone(other.Reasons)
	} else {
		for reason, n := range other.Reasons {
			t.Reasons[reason] += n
		}
	}
	t.Samples = append(t.Samples, other.Samples...)
}

func (c *Count) add(other Count) {
	c.Read += other.Read
	c.Used += other.Used
	c.SetAside += other.SetAside
}
