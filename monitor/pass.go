package monitor

import (
	"context"
	"slices"
	"strings"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// freshCommit is how many clocks of a source that the ledger does not know yet
// are written in one transaction: 20,000 rows hide the cost of a commit.
const freshCommit = 20_000

// pass is one round, reconciliation or sweep over one source. It judges by one standing from its beginning to its end.
type pass struct {
	*Rounds
	w          *watching
	bound      *bound
	standing   *standing
	connection Connection
	asOf       calendar.Instant
	report     *SourceReport
	// rebased says that what is written in the standards, or the mapping, has changed since the last round.
	rebased bool
	moments []Moment // by place of the standard
	past    []bool   // by place: whether the standard had been taken away when the source was first judged by it
	// baseline sums up a first round.
	baseline []notifiers.SummaryLine
	all      bool // whether it reads everything
	refused  int  // tickets that the ledger can't keep
	storms   []*storm
	notices  []NoticeIntent
	seen     func(id string) // is told each ticket that was read; nil for nobody
	keeps    bool            // a batch is committed when the next one comes, or with the mark
	holds    bool            // it has the source's turn

	// Memory that is used again by each batch and ticket.
	result  rules.Result
	pinned  []rules.Pin
	stages  []rules.Stage
	planned []Transition
	leads   []*leading // of the transition that is told
	tickets []string
	records Records
	before  map[string][]*Recorded // by ticket
	matched []*Recorded            // by place in result.Clocks; nil for one that is new
	change  Change
	text    []byte
	texts   map[string]string // see shared
	// reportedText are the reported attributes of the ticket, once they are known.
	reportedText  string
	reportedKnown bool
	// notCovered and exempt count the tickets under a standard that promises them nothing, once a standard.
	notCovered, exempt int
}

func newPass(r *Rounds, b *bound, c Connection, asOf calendar.Instant, s *SourceReport) *pass {
	p := &pass{
		Rounds: r, w: b.watching, bound: b, standing: b.standing, connection: c, asOf: asOf, report: s,
		rebased:  c.Mark.Basis != "" && judgedBy(c.Mark.Basis) != judgedBy(b.basis),
		baseline: make([]notifiers.SummaryLine, len(b.standing.ids)),
		records:  Records{}, before: map[string][]*Recorded{}, texts: map[string]string{},
		change: Change{Source: b.Source.Name(), AsOf: asOf, Fresh: c.Fresh},
	}
	moment := Moment{LateBefore: calendar.None, Nowhere: p.standing.nowhere}
	if p.rebased {
		moment.LateBefore = c.Mark.RoundAt
	}
	for i, id := range p.standing.ids {
		moment.FirstRound, moment.Routed = c.FirstRound[id], p.standing.routed[i]
		p.moments = append(p.moments, moment)
		retired := p.standing.Histories[i].Live().RetiredAt
		p.past = append(p.past, retired != calendar.None && retired < moment.FirstRound)
		p.baseline[i] = notifiers.SummaryLine{Standard: id, Promise: p.standing.live[i].Promise}
	}
	return p
}

// batch judges some tickets and compares with what is recorded.
func (p *pass) batch(ctx context.Context, b *Batch) error {
	p.w.came(b)
	if p.seen != nil {
		for i := range b.Tickets {
			p.seen(b.Tickets[i].ID)
		}
	}
	p.refuse(b)
	if err := p.load(ctx, b); err != nil {
		return err
	}
	for i := range b.Tickets {
		p.ticket(&b.Tickets[i])
	}
	return nil
}

// load asks what is recorded of a batch's tickets; of a source that is fresh there is nothing.
func (p *pass) load(ctx context.Context, b *Batch) error {
	p.tickets = p.tickets[:0]
	for i := range b.Tickets {
		p.tickets = append(p.tickets, b.Tickets[i].ID)
	}
	return p.loadTickets(ctx, p.tickets)
}

func (p *pass) loadTickets(ctx context.Context, ids []string) error {
	clear(p.records)
	clear(p.before)
	if p.connection.Fresh {
		return nil
	}
	if err := p.Ledger.Recorded(ctx, p.w.Source.Name(), ids, p.records); err != nil {
		return err
	}
	for key, r := range p.records {
		p.before[key.Ticket] = append(p.before[key.Ticket], r)
	}
	for _, recorded := range p.before {
		slices.SortFunc(recorded, byKey)
	}
	return nil
}

// byKey orders the clocks of one ticket, so that the same pass writes the same.
func byKey(a, b *Recorded) int {
	k, l := &a.Row.Key, &b.Row.Key
	if c := strings.Compare(k.Standard, l.Standard); c != 0 {
		return c
	}
	switch {
	case k.Cycle.Start < l.Cycle.Start:
		return -1
	case k.Cycle.Start > l.Cycle.Start:
		return 1
	}
	return int(k.Cycle.N) - int(l.Cycle.N)
}

// flush commits what has been found so far.
func (p *pass) flush(ctx context.Context) error {
	if p.change.Empty() {
		return nil
	}
	effect, err := p.Ledger.Commit(ctx, &p.change)
	p.report.Effect.add(effect)
	if err == nil {
		p.measureLag()
		if effect.Clocks > 0 {
			p.w.hurry()
		}
		if effect.Intents > 0 {
			p.found()
		}
	}
	c := &p.change
	c.Clocks, c.Verdicts, c.Transitions, c.Intents, c.Mark = c.Clocks[:0], c.Verdicts[:0], c.Transitions[:0], c.Intents[:0], nil
	c.Reading = nil
	return err
}

// measureLag tells how long after its instant each alert that was to come by itself was written down.
func (p *pass) measureLag() {
	now := p.now()
	for i := range p.change.Transitions {
		t := &p.change.Transitions[i]
		if t.Reason == Tell && t.Kind.Presses() {
			p.report.Lag.add(now.Sub(t.At))
		}
	}
}

// ticket judges a ticket and plans what is to be told of its clocks.
func (p *pass) ticket(t *rules.Ticket) {
	if p.outlives() {
		t.ID = strings.Clone(t.ID)
	}
	before := p.before[t.ID]
	if p.pinned = p.pins(p.pinned[:0], before); len(p.pinned) > 0 {
		p.bound.book.ReplayPinned(t, p.asOf, p.pinned, &p.result)
	} else {
		p.bound.book.Replay(t, p.asOf, &p.result)
	}
	p.report.Judged++
	p.reportedKnown = false
	p.outcomes()
	p.result.Clocks = slices.DeleteFunc(p.result.Clocks, func(c rules.Clock) bool {
		return p.past[c.Place] && p.records[KeyOf(&c)] == nil
	})
	for i := range p.result.Clocks {
		p.report.count(&p.result.Clocks[i])
		p.sum(&p.result.Clocks[i])
	}
	if p.overtaken(t.ID, before) {
		return
	}
	gone := p.match(before)
	for i := range p.result.Clocks {
		p.clock(&p.result.Clocks[i], p.matched[i], gone)
	}
	for _, r := range gone {
		p.gone(t, r)
	}
}

// overtaken tells whether a later pass has judged the ticket already, from newer data.
func (p *pass) overtaken(ticket string, before []*Recorded) bool {
	if !p.w.overtakers.judges(ticket, p.asOf, p.all) {
		return true
	}
	for _, r := range before {
		if r.Known && r.AsOf > p.asOf {
			return true
		}
	}
	return false
}

// match finds the recorded clock of each clock of the result, and gives those that the ticket no longer has.
func (p *pass) match(before []*Recorded) []*Recorded {
	p.matched = p.matched[:0]
	for i := range p.result.Clocks {
		var found *Recorded
		if len(before) > 0 {
			found = p.records[KeyOf(&p.result.Clocks[i])]
		}
		p.matched = append(p.matched, found)
	}
	var gone []*Recorded
	for _, r := range before {
		if r.Known && !slices.Contains(p.matched, r) { // a ticket has few clocks
			gone = append(gone, r)
		}
	}
	return gone
}

// unrecorded is a clock that the ledger does not have.
var unrecorded Recorded

// clock plans what is to be told of a clock and writes down how it stands. gone are the ticket's clocks that are no
// longer there, which it may stand for.
func (p *pass) clock(c *rules.Clock, before *Recorded, gone []*Recorded) {
	if before == nil {
		before = p.carry(c, gone)
	}
	held := hold(c, before)
	row := RowOf(c)
	p.fact(&row, c, before, held)
	row.Baseline, row.NextAt = before.Row.Baseline, before.lookAgain(c)
	if held {
		row.Calendar = before.Row.Calendar
	}
	if p.outlives() {
		row.Reason = strings.Clone(row.Reason)
	}
	if before.Known && c.Ended() && row.sameBut(&before.Row) {
		// All that it passed is recorded: a stage that is new in the standard is none of a clock that had ended.
		if row != before.Row {
			p.change.Clocks = append(p.change.Clocks, row)
		}
		return
	}
	p.verdict(before, &row, c.Ticket, c)
	p.stages = rules.Stages(p.stages[:0], c)
	if held { // when it would have been warned of, its calendar would tell
		p.stages = slices.DeleteFunc(p.stages, func(s rules.Stage) bool { return s.Kind == rules.StageWarn })
	}
	p.planned = Plan(p.planned[:0], before, c, p.stages, p.moments[c.Place])
	for i := range p.planned {
		t := &p.planned[i]
		switch t.Reason {
		case Baseline:
			row.Baseline = withLine(row.Baseline, baselineLine(t.Stage, t.Episode))
			continue
		case LateAttached, RiskAttached:
			t.Reason = p.attach(c, t, before)
		}
		p.transition(c, t, before)
	}
	if !before.Known || before.Row != row {
		p.change.Clocks = append(p.change.Clocks, row)
	}
}

// withLine adds a line to a text. Clocks of one standard share few such texts, all of them short.
func withLine(text, line string) string {
	if text == "" {
		return line
	}
	return text + "\n" + line
}

func (e *Effect) add(more Effect) {
	e.Clocks += more.Clocks
	e.Verdicts += more.Verdicts
	e.Transitions += more.Transitions
	e.Intents += more.Intents
	e.Withdrawn += more.Withdrawn
}
