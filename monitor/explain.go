package monitor

import (
	"context"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/explain"
)

// Memory is what an explanation needs of a ledger: how the clocks of a ticket last stood, and all that was said of it.
type Memory interface {
	Clocks(ctx context.Context, source, ticket string) ([]Recorded, error)
	Statements(ctx context.Context, source, ticket string) ([]Statement, error)
}

// Explainer explains tickets of one source: it reads them anew, and adds what the ledger has said of them.
type Explainer struct {
	Source Source
	Book   *rules.Rulebook // bound to the source's vocabulary
	// Memory is the ledger; nil where there is none: then it is judged by the files alone.
	Memory Memory
	// AsOf is the instant that is judged as of, Now when the reading happens.
	AsOf, Now calendar.Instant
}

// Explain gives the explanation of a ticket; nil where the source does not have it. Why rows and events of it were set
// aside is given in either case.
func (x *Explainer) Explain(ctx context.Context, id string) (one *explain.Explanation, aside []string, err error) {
	aside = []string{}
	pins, err := x.pins(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	query := Query{IDs: []string{id}, Now: x.Now, Vocabulary: x.Book.Vocabulary()}
	reading, err := x.Source.Read(ctx, query, func(b *Batch) error {
		for i := range b.Tickets {
			result := rules.Result{Tracing: true}
			x.Book.ReplayPinned(&b.Tickets[i], x.AsOf, pins, &result)
			one = explain.New(x.Book, &b.Tickets[i], &result, x.AsOf)
		}
		return nil
	})
	for _, a := range reading.Tally.Samples {
		aside = append(aside, a.Reason)
	}
	if err != nil || one == nil {
		return nil, aside, err
	}
	return one, aside, x.tell(ctx, one)
}

// pins holds the ticket's clocks to what the ledger's verdicts were given under by then, as a round does: what was edited
// since moves no verdict.
func (x *Explainer) pins(ctx context.Context, id string) ([]rules.Pin, error) {
	if x.Memory == nil {
		return nil, nil
	}
	recorded, err := x.Memory.Clocks(ctx, x.Source.Name(), id)
	if err != nil {
		return nil, err
	}
	ids := StandardIDs(x.Book.Histories())
	var pins []rules.Pin
	for i := range recorded {
		if pin, ok := PinOf(&recorded[i], ids); ok && recorded[i].AsOf <= x.AsOf {
			pins = append(pins, pin)
		}
	}
	return pins, nil
}

// tell adds what the ledger has said of a ticket by then.
func (x *Explainer) tell(ctx context.Context, one *explain.Explanation) error {
	if x.Memory == nil {
		return nil
	}
	statements, err := x.Memory.Statements(ctx, one.Source, one.Ticket)
	if err != nil {
		return err
	}
	for i := range statements {
		if clock, said := statements[i].said(); statements[i].About() <= x.AsOf {
			one.Add(clock.Standard, clock.Cycle, said)
		}
	}
	return nil
}
