package rules

// roles is a set of what an event does to the cycles of a measure. At one instant they count in this order.
type roles uint8

const (
	stops roles = 1 << iota
	cancels
	reopens
	pauses
	resumes
	starts
	everyRole = starts<<1 - 1
)

// MostPauses is how many pauses with When a measure can have; package config refuses more, and Bind leaves them out.
const MostPauses = 63

// statusPause is the place of all pauses with While: together they are one, of all their statuses.
const statusPause uint64 = 1 << MostPauses

// effect is what an event does: its roles, and which pauses it begins and ends, as sets of their places in the measure.
type effect struct {
	roles        roles
	begins, ends uint64
}

// The authors and visibilities that an effect is kept for.
const (
	authors      = int(Bot) + 1
	visibilities = int(Private) + 1
	perKind      = authors * visibilities
)

// boundMeasure is a measure in the terms of a vocabulary.
type boundMeasure struct {
	// table gives by kind, author and visibility the place in effects, of which there are few; the first is none.
	table   []uint16
	effects []effect
	pausing bool // it has pauses
	each    bool // a new cycle may start once the last one ended
	then    Then
	// needsEvents says that it uses a kind that comes from the events query.
	needsEvents bool
	columns     Kind // kinds from 1 to it are columns of the ticket, which are no statuses
}

// single tells whether a ticket has one cycle, which is over when it ends.
func (m *boundMeasure) single() bool { return !m.each && m.then == ThenIgnore }

// effect gives what an event does.
func (m *boundMeasure) effect(e *Event) effect {
	at := place(e.Kind, e.Author, e.Public)
	if at >= len(m.table) {
		at = place(0, e.Author, e.Public)
	}
	f := m.effects[m.table[at]]
	if e.Milestone && (f.begins|f.ends)&statusPause != 0 {
		f = f.without(statusPause)
	}
	return f
}

// idle tells of most events that do nothing that they do nothing, and quickly; of a few it leaves that to effect.
func (m *boundMeasure) idle(e *Event) bool {
	at := place(e.Kind, e.Author, e.Public)
	return at < len(m.table) && m.table[at] == 0
}

// ofKind gives all that an event of a kind may do, whoever caused it.
func (m *boundMeasure) ofKind(k Kind) effect {
	at := place(k, 0, 0)
	if at >= len(m.table) {
		at = 0
	}
	var all effect
	for _, number := range m.table[at : at+perKind] {
		f := m.effects[number]
		all = effect{all.roles | f.roles, all.begins | f.begins, all.ends | f.ends}
	}
	if k > 0 && k <= m.columns {
		return all.without(statusPause)
	}
	return all
}

// without takes pauses out of an effect.
func (f effect) without(places uint64) effect {
	return effect{roles: f.roles, begins: f.begins &^ places, ends: f.ends &^ places}.pausing()
}

// pausing sets the roles that follow from the pauses.
func (f effect) pausing() effect {
	f.roles &^= pauses | resumes
	if f.begins != 0 {
		f.roles |= pauses
	}
	if f.ends != 0 {
		f.roles |= resumes
	}
	return f
}

// place gives where the effect of an event stands in a table. What is no author or visibility is none.
func place(k Kind, a Author, p Visibility) int {
	if a > Bot {
		a = NoAuthor
	}
	if p > Private {
		p = NoVisibility
	}
	return int(k)*perKind + int(a)*visibilities + int(p)
}

// measureBinder fills the table of a measure.
type measureBinder struct {
	names   *unknownNames
	effects []effect // by place
	columns Kind
	events  bool // a kind from the events query is used
}

func bindMeasure(m *Measure, names *unknownNames) boundMeasure {
	v := names.vocabulary
	b := &measureBinder{names: names, effects: make([]effect, len(v.kinds)*perKind), columns: Kind(v.columns)}
	role := func(r roles) func(*effect) { return func(f *effect) { f.roles |= r } }
	b.each(m.Start, role(starts))
	b.each(m.Stop, role(stops))
	b.each(m.Cancel, role(cancels))
	b.pauses(m.Pauses)
	if m.Reopen.Then != ThenIgnore {
		b.each(m.Reopen.Events, role(reopens))
	} else {
		for _, s := range m.Reopen.Events {
			b.kind(s.Event)
		}
	}
	bound := boundMeasure{
		pausing: len(m.Pauses) > 0, each: m.Repeat == RepeatEach, then: m.Reopen.Then,
		needsEvents: b.events, columns: b.columns, effects: []effect{{}}, table: make([]uint16, len(b.effects)),
	}
	numbers := map[effect]uint16{{}: 0}
	for at, f := range b.effects {
		f = f.pausing()
		number, known := numbers[f]
		if !known {
			number = uint16(len(bound.effects))
			numbers[f] = number
			bound.effects = append(bound.effects, f)
		}
		bound.table[at] = number
	}
	return bound
}

// each does something to the effect of every event that one of the selectors picks.
func (b *measureBinder) each(selectors []Selector, do func(*effect)) {
	for _, s := range selectors {
		kind, known := b.kind(s.Event)
		if !known {
			continue
		}
		b.events = b.events || kind > b.columns
		for a := NoAuthor; a <= Bot; a++ {
			for p := NoVisibility; p <= Private; p++ {
				if (s.Author == NoAuthor || s.Author == a) && (s.Public == NoVisibility || s.Public == p) {
					do(&b.effects[place(kind, a, p)])
				}
			}
		}
	}
}

// kind gives the number of an event kind, or notes that the source has none.
func (b *measureBinder) kind(name string) (Kind, bool) {
	kind, known := b.names.vocabulary.Kind(name)
	if !known {
		b.names.add("event", name, b.names.vocabulary.kinds[1:])
	}
	return kind, known
}

// pauses gives each pause with When a place of its own. Those with While share one: the last status is in one of their
// lists if it is in all of them together. Every status begins that one or ends it.
func (b *measureBinder) pauses(all []Pause) {
	next, statuses := uint64(1), false
	for i := range all {
		p := &all[i]
		if len(p.While) > 0 {
			statuses = true
			b.each(p.While, func(f *effect) { f.begins |= statusPause })
			continue
		}
		place := next
		if place == statusPause {
			continue
		}
		next <<= 1
		b.each(p.When, func(f *effect) { f.begins |= place })
		b.each(p.Until, func(f *effect) { f.ends |= place })
	}
	if !statuses {
		return
	}
	b.events = true
	for i := range b.effects {
		if b.effects[i].begins&statusPause == 0 {
			b.effects[i].ends |= statusPause
		}
	}
}
