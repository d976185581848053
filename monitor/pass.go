package monitor

import (
	"context"
	"strings"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// freshCommit is how many clocks of a source that the ledger does not know yet
// are written in one transaction: 20,000 rows hide the cost of a commit.
const freshCommit = 20_000

// pass is one round over one source.
type pass struct {
	*Rounds
	w          *watching
	connection Connection
	asOf       calendar.Instant
	report     *SourceReport
	moments    []Moment // by place of the standard
	baseline   []notifiers.SummaryLine
	refused    int // tickets that the ledger can't keep

	// Memory that is used again by each batch and ticket.
	result  rules.Result
	stages  []rules.Stage
	planned []Transition
	tickets []string
	records Records
	seen    map[ClockKey]struct{}
	change  Change
}

func newPass(r *Rounds, w *watching, c Connection, asOf calendar.Instant, s *SourceReport) *pass {
	p := &pass{
		Rounds: r, w: w, connection: c, asOf: asOf, report: s,
		baseline: make([]notifiers.SummaryLine, len(r.ids)),
		records:  Records{}, seen: map[ClockKey]struct{}{},
		change: Change{Source: w.Source.Name(), Fresh: c.Fresh},
	}
	for i, id := range r.ids {
		p.moments = append(p.moments, Moment{FirstRound: c.FirstRound[id], Routed: r.routed[i]})
		p.baseline[i] = notifiers.SummaryLine{Standard: id, Promise: r.live[i].Promise}
	}
	return p
}

// batch judges some tickets, compares with what is recorded, and commits the difference.
func (p *pass) batch(ctx context.Context, b *Batch) error {
	p.refuse(b)
	if err := p.load(ctx, b); err != nil {
		return err
	}
	for i := range b.Tickets {
		p.ticket(&b.Tickets[i])
	}
	p.gone(b)
	if p.connection.Fresh && len(p.change.Clocks) < freshCommit {
		return nil
	}
	return p.flush(ctx)
}

// load asks what is recorded of a batch's tickets; of a source that is fresh there is nothing.
func (p *pass) load(ctx context.Context, b *Batch) error {
	clear(p.records)
	clear(p.seen)
	if p.connection.Fresh {
		return nil
	}
	p.tickets = p.tickets[:0]
	for i := range b.Tickets {
		p.tickets = append(p.tickets, b.Tickets[i].ID)
	}
	return p.Ledger.Recorded(ctx, p.w.Source.Name(), p.tickets, p.records)
}

func (p *pass) flush(ctx context.Context) error {
	if p.change.Empty() {
		return nil
	}
	effect, err := p.Ledger.Commit(ctx, &p.change)
	p.report.Effect.add(effect)
	p.change.Clocks, p.change.Transitions, p.change.Intents = p.change.Clocks[:0], p.change.Transitions[:0], p.change.Intents[:0]
	return err
}

func (p *pass) ticket(t *rules.Ticket) {
	if p.connection.Fresh {
		t.ID = strings.Clone(t.ID) // rows outlive the batch
	}
	p.w.book.Replay(t, p.asOf, &p.result)
	for i := range p.result.Clocks {
		p.clock(&p.result.Clocks[i])
	}
}

// unrecorded is a clock that the ledger does not have.
var unrecorded Recorded

func (p *pass) clock(c *rules.Clock) {
	before := &unrecorded
	key := KeyOf(c)
	if recorded, known := p.records[key]; known {
		before = recorded
		p.seen[key] = struct{}{}
	}
	stands := before.Known && freeze(c, &before.Row)
	p.report.count(c)
	p.sum(c)
	row := RowOf(c)
	row.Baseline = before.Row.Baseline
	if stands {
		freezeRow(&row, &before.Row)
	}
	if p.connection.Fresh {
		row.Reason = strings.Clone(row.Reason)
	}
	if before.Known && c.Ended() && row == before.Row {
		return // all that it passed is recorded: a stage that is new in the standard is none of a clock that had ended
	}
	p.stages = rules.Stages(p.stages[:0], c)
	p.planned = Plan(p.planned[:0], before, c, p.stages, p.moments[c.Place])
	for i := range p.planned {
		t := &p.planned[i]
		if t.Reason == Baseline {
			row.Baseline = withLine(row.Baseline, t.Stage)
			continue
		}
		p.transition(c, t)
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

func (p *pass) transition(c *rules.Clock, t *Transition) {
	p.change.Transitions = append(p.change.Transitions, *t)
	action, makes := t.Reason.Makes()
	if !makes {
		return
	}
	p.intent(int(c.Place), action, p.w.alert(c, t, p.live[c.Place]))
}

// intent is what the last transition makes.
func (p *pass) intent(place int, action Action, alert notifiers.Alert) {
	route := p.routes[place]
	p.change.Intents = append(p.change.Intents, Intent{
		Transition: len(p.change.Transitions) - 1, Action: action, Route: route.Name, Place: route.Place, Alert: alert,
	})
}

func (e *Effect) add(more Effect) {
	e.Clocks += more.Clocks
	e.Transitions += more.Transitions
	e.Intents += more.Intents
	e.Withdrawn += more.Withdrawn
}
