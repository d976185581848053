package monitor

import (
	"cmp"
	"container/heap"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// mostText is how much of an attribute is kept for showing, in bytes.
const mostText = 200

// Pressing is a clock that is late or at risk, and what a person needs to find the ticket. It stands on its own: the
// clock's Ticket is nil.
type Pressing struct {
	Clock                   rules.Clock
	Source, Ticket          string
	Subject, Customer, Team string // "" where the source has no such attribute
}

// pressing keeps the clocks that are due soonest, at most so many: a heap with the one due last on top.
type pressing struct {
	most                    int
	kept                    []Pressing
	subject, customer, team int // places of the attributes, -1 where there is none
}

func newPressing(most int, v *rules.Vocabulary, kept []Pressing) *pressing {
	p := &pressing{most: most, kept: kept, subject: -1, customer: -1, team: -1}
	for name, at := range map[string]*int{"subject": &p.subject, "customer": &p.customer, "team": &p.team} {
		if i, ok := v.Attribute(name); ok {
			*at = i
		}
	}
	heap.Init(p)
	return p
}

// offer keeps the clock if it is due sooner than one that is kept, or there is room.
func (p *pressing) offer(c *rules.Clock) {
	if p.most <= 0 || len(p.kept) >= p.most && urgency(c) > urgency(&p.kept[0].Clock) {
		return
	}
	t := c.Ticket
	entry := Pressing{
		Clock: *c, Source: t.Source, Ticket: strings.Clone(t.ID),
		Subject: shown(t, p.subject), Customer: shown(t, p.customer), Team: shown(t, p.team),
	}
	entry.Clock.Ticket, entry.Clock.Pauses = nil, nil // the Result's
	heap.Push(p, entry)
	if len(p.kept) > p.most {
		heap.Pop(p)
	}
}

// shown gives a copy of a value's beginning, since the ticket's memory is reused.
func shown(t *rules.Ticket, place int) string {
	if place < 0 || place >= len(t.Attributes) || t.Attributes[place].Null {
		return ""
	}
	text := t.Attributes[place].Text
	if len(text) > mostText {
		text = strings.ToValidUTF8(text[:mostText], "") + "…"
	}
	return strings.Clone(text)
}

func (p *pressing) sorted() []Pressing {
	slices.SortFunc(p.kept, comparePressing)
	return p.kept
}

// urgency orders clocks by when they are due. Those that are paused, and have no due instant, come last, the one with the
// least time left first.
func urgency(c *rules.Clock) calendar.Instant {
	if c.DueAt == calendar.None {
		return math.MaxInt64/2 + calendar.Instant(c.Remaining/time.Microsecond)
	}
	return c.DueAt
}

func comparePressing(a, b Pressing) int {
	return cmp.Or(cmp.Compare(urgency(&a.Clock), urgency(&b.Clock)), cmp.Compare(a.Source, b.Source),
		cmp.Compare(a.Ticket, b.Ticket), cmp.Compare(a.Clock.Place, b.Clock.Place),
		cmp.Compare(a.Clock.Cycle.Start, b.Clock.Cycle.Start), cmp.Compare(a.Clock.Cycle.N, b.Clock.Cycle.N))
}

// Len, Less, Swap, Push and Pop are heap.Interface.
func (p *pressing) Len() int           { return len(p.kept) }
func (p *pressing) Less(i, j int) bool { return comparePressing(p.kept[i], p.kept[j]) > 0 }
func (p *pressing) Swap(i, j int)      { p.kept[i], p.kept[j] = p.kept[j], p.kept[i] }

// Push adds x.
func (p *pressing) Push(x any) { p.kept = append(p.kept, x.(Pressing)) }

// Pop takes the one due last.
func (p *pressing) Pop() any {
	last := p.kept[len(p.kept)-1]
	p.kept = p.kept[:len(p.kept)-1]
	return last
}
