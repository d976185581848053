package monitor

import (
	"context"
	"sync"
	"time"

	"github.com/yardstickd/yardstick/rules"
)

const (
	// probeEvery is how often a source that does not answer is asked whether it does again.
	probeEvery = 10 * time.Second
	// probePatience is how long that may take.
	probePatience = 30 * time.Second
)

// Outage is that a source has given no answer, or only old ones, for longer than its StaleAfter.
type Outage struct {
	Source string
	// For is how long it has given none, or how far behind it is.
	For    time.Duration
	Behind bool // it answers, but is a replica that lags behind
}

// heard is a source that is listened to: whether it answers, and how old what it says is.
type heard struct {
	Source
	running func() time.Duration // a clock that nobody sets

	mu     sync.Mutex
	asks   int           // that are under way
	since  time.Duration // the first ask that was not answered yet; answered for none
	failed bool          // the last answer was an error
	ever   bool          // it has given an answer
	// behind is how far a replica was behind at the last reading, before at the one before, at least lagsApart earlier. The
	// lag counts from the last commit, so that after a quiet night the first to come makes it hours, for the moment until that is replayed.
	behind, before time.Duration
	measured       time.Duration // when
}

// lagsApart is how far apart readings are that tell a lag from such a moment.
const lagsApart = 5 * time.Second

// lags notes how far behind a reading was.
func (h *heard) lags(behind time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if now := h.running(); now-h.measured >= lagsApart {
		h.before, h.measured = h.behind, now
	}
	h.behind = behind
}

// answered says that no ask waits for its answer.
const answered = time.Duration(-1)

func listen(s Source, running func() time.Duration) *heard {
	return &heard{Source: s, running: running, since: answered}
}

func (h *heard) ask() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asks++
	if h.since == answered {
		h.since = h.running()
	}
}

// answer ends an ask. One that we broke off ourselves says nothing.
func (h *heard) answer(err error, broken bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asks--
	switch {
	case broken && h.asks == 0 && !h.failed:
		h.since = answered
	case broken:
	case err != nil:
		h.failed = true
	default:
		h.good()
	}
}

// good notes an answer, or a part of one.
func (h *heard) good() {
	h.failed, h.ever, h.since = false, true, answered
	if h.asks > 0 {
		h.since = h.running()
	}
}

// Vocabulary is Source's.
func (h *heard) Vocabulary(ctx context.Context) (*rules.Vocabulary, error) {
	h.ask()
	v, err := h.Source.Vocabulary(ctx)
	h.answer(err, ctx.Err() != nil)
	return v, err
}

// Read is Source's.
func (h *heard) Read(ctx context.Context, q Query, each func(*Batch) error) (Reading, error) {
	h.ask()
	ours := false // the error is the function's
	reading, err := h.Source.Read(ctx, q, func(b *Batch) error {
		h.mu.Lock()
		h.good()
		h.mu.Unlock()
		err := each(b)
		ours = err != nil
		return err
	})
	if err == nil {
		h.lags(reading.Behind)
	}
	h.answer(err, ours || err != nil && ctx.Err() != nil)
	return reading, err
}

// outage tells how long the source has been out, if for longer than is allowed.
func (h *heard) outage(allowed time.Duration) (Outage, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	o := Outage{Source: h.Name()}
	if h.since != answered {
		o.For = h.running() - h.since
	}
	if lag := min(h.behind, h.before); o.For < allowed && lag > allowed {
		o.For, o.Behind = lag, true
	}
	return o, o.For >= allowed
}

// doubtful tells whether the source should be asked whether it answers again.
func (h *heard) doubtful(allowed time.Duration) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.failed || h.behind > allowed || h.since != answered && h.running()-h.since >= probePatience
}

// fine tells whether the source gives fresh answers, as far as is known.
func (h *heard) fine(allowed time.Duration) bool {
	if h.doubtful(allowed) {
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ever
}

// Outages are the sources that are out now, in the order of the configuration.
func (r *Rounds) Outages() []Outage {
	var all []Outage
	for _, w := range r.sources {
		if o, out := w.heard.outage(w.staleAfter()); out {
			all = append(all, o)
		}
	}
	return all
}

// Probing asks sources that do not answer whether they do again, until ctx ends. Every process does so for itself: one
// that only delivers would else never learn that a source answers again, for want of alerts to ask about.
func (r *Rounds) Probing(ctx context.Context) {
	var all sync.WaitGroup
	for _, w := range r.sources {
		all.Go(func() {
			for ctx.Err() == nil {
				if w.heard.doubtful(w.staleAfter()) {
					r.probe(ctx, w)
				}
				rest(ctx, probeEvery, nil)
			}
		})
	}
	all.Wait()
}

// probe asks a source something small.
func (r *Rounds) probe(ctx context.Context, w *watching) {
	ctx, cancel := context.WithTimeout(ctx, probePatience)
	defer cancel()
	b, err := w.connect(ctx, r.standing.Load())
	if err != nil {
		return // heard has it
	}
	query := Query{IDs: []string{"0"}, Now: r.now(), Vocabulary: b.book.Vocabulary()}
	if _, err := w.Source.Read(ctx, query, func(*Batch) error { return nil }); err != nil {
		w.forget() // its columns may have changed: ask again
	}
}
