package monitor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
)

var _ Freshness = (*Rounds)(nil)

// ErrBehind says that a source is a replica that lags too far behind for its tickets to tell how they stand now.
var ErrBehind = errors.New("the source is a replica that lags behind")

// Ask is Freshness's. It reads just the tickets asked about, in one reading, judges them by the live standards and by what
// their verdicts were given under, as a sweep would, and writes nothing: any replica may ask at any time.
func (r *Rounds) Ask(ctx context.Context, source string, about []Asked) ([]Answer, error) {
	at := slices.IndexFunc(r.sources, func(w *watching) bool { return w.Source.Name() == source })
	if at < 0 { // another replica may have it
		return nil, fmt.Errorf("there is no source %s here", source)
	}
	w, s := r.sources[at], r.standing.Load()
	b, err := w.connect(ctx, s)
	if err != nil {
		return nil, err
	}
	if err := r.unknownNames(s); err != nil {
		return nil, err
	}
	q := inquiry{pass: newPass(r, b, Connection{}, r.now(), &SourceReport{}), about: about, answers: make([]Answer, len(about))}
	if err := q.run(ctx); err != nil {
		return nil, err
	}
	return q.answers, nil
}

// inquiry is one Ask under way: a pass that keeps what it finds to itself.
type inquiry struct {
	*pass
	about   []Asked
	answers []Answer
	places  map[string][]int // of what is asked about a ticket, until its row has come
}

func (q *inquiry) run(ctx context.Context) error {
	q.places = make(map[string][]int, len(q.about))
	var ids []string
	for i := range q.about {
		id := q.about[i].Clock.Ticket
		if q.places[id] == nil {
			ids = append(ids, id)
		}
		q.places[id] = append(q.places[id], i)
	}
	if err := q.loadTickets(ctx, ids); err != nil {
		return err
	}
	query := Query{IDs: ids, Now: q.asOf, Vocabulary: q.bound.book.Vocabulary()}
	reading, err := q.w.Source.Read(ctx, query, func(b *Batch) error {
		for i := range b.Tickets {
			q.ticket(&b.Tickets[i])
		}
		return nil
	})
	if err != nil {
		q.w.forget() // its columns may have changed: ask again
		return err
	}
	if allowed := q.w.staleAfter(); reading.Behind > allowed {
		return fmt.Errorf("%w: %s by %s, more than %s", ErrBehind, q.w.Source.Name(), reading.Behind.Round(time.Second), allowed)
	}
	return q.missing(ctx)
}

// ticket answers what is asked about a ticket.
func (q *inquiry) ticket(t *rules.Ticket) {
	places := q.places[t.ID]
	if places == nil {
		return
	}
	t.ID = strings.Clone(t.ID) // the alerts outlive the batch
	delete(q.places, t.ID)
	q.pinned = q.pins(q.pinned[:0], q.before[t.ID])
	q.bound.book.ReplayPinned(t, q.asOf, q.pinned, &q.result)
	for _, i := range places {
		q.answers[i] = q.answer(&q.about[i])
	}
}

func (q *inquiry) answer(about *Asked) Answer {
	at := slices.IndexFunc(q.result.Clocks, func(c rules.Clock) bool { return KeyOf(&c) == about.Clock })
	if at < 0 {
		return Answer{Drop: Gone}
	}
	c, before := &q.result.Clocks[at], q.records[about.Clock]
	if before == nil {
		before = &unrecorded
	}
	held := hold(c, before)
	q.stages = rules.Stages(q.stages[:0], c)
	if drop := stillSo(about, before, c, q.stages); drop != "" {
		if held && drop == Corrected && about.Kind == notifiers.Warn {
			return Answer{} // when it would be warned of, its calendar would tell, which is gone
		}
		return Answer{Drop: drop}
	}
	if c.Verdict == rules.Unknown {
		return Answer{}
	}
	t := Transition{Clock: about.Clock, Stage: about.Stage, Kind: about.Kind, Episode: about.Episode}
	if recorded := before.stage(about.Stage, about.Episode); recorded != nil {
		t = recorded.Transition
	}
	t.FoundAt = q.asOf
	now := q.bound.alert(c, &t, q.standing.live[c.Place])
	now.Key = ""
	return Answer{Now: &now}
}

// missing answers what is asked about tickets that were not read. One that the source has, though its row can't be used
// now, is told of as it was recorded, but for warnings.
func (q *inquiry) missing(ctx context.Context) error {
	if len(q.places) == 0 {
		return nil
	}
	var ids []string
	for id := range q.places {
		ids = append(ids, id)
	}
	gone, err := q.lookFor(ctx, ids)
	if err != nil {
		return err
	}
	for id, places := range q.places {
		vanished := slices.Contains(gone, id)
		for _, i := range places {
			switch {
			case vanished:
				q.answers[i].Drop = TicketVanished
			case q.about[i].Kind == notifiers.Warn:
				q.answers[i].Drop = Unclear
			}
		}
	}
	return nil
}
