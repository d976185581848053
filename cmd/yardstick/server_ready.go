package main

import (
	"fmt"
	"time"
)

// readiness is the object of /readyz. Instants are RFC 3339 in UTC, null where there is none.
type readiness struct {
	Ready     bool           `json:"ready"`
	Reasons   []string       `json:"reasons"` // why it is not; empty if it is
	Ledger    bool           `json:"ledger"`
	LastRound *time.Time     `json:"last_round"` // when a source was last judged
	Sources   []readySource  `json:"sources"`
	Standards readyStandards `json:"standards"`
}

type readySource struct {
	Name         string     `json:"name"`
	LastRound    *time.Time `json:"last_round"`
	FailingSince *time.Time `json:"failing_since"`
}

type readyStandards struct {
	Count        int        `json:"count"`
	Fingerprint  string     `json:"fingerprint"`
	LoadedAt     *time.Time `json:"loaded_at"`
	RefusedSince *time.Time `json:"refused_since"`
	Problems     []string   `json:"problems"`
}

// mostProblems is how many problems are shown; the log has them all.
const mostProblems = 20

// readiness says whether the daemon can do its work.
func (h *health) readiness(ledger bool) readiness {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := readiness{Reasons: []string{}, Ledger: ledger, Sources: []readySource{}}
	if !ledger {
		r.Reasons = append(r.Reasons, "the ledger does not answer: the log says why")
	}
	for _, s := range h.sources {
		r.source(s)
	}
	r.files(&h.standards)
	r.Ready = len(r.Reasons) == 0
	return r
}

func (r *readiness) source(s sourceHealth) {
	shown := readySource{Name: s.name, LastRound: stamp(s.judged), FailingSince: stamp(s.failing)}
	r.Sources = append(r.Sources, shown)
	if shown.LastRound != nil && (r.LastRound == nil || r.LastRound.Before(*shown.LastRound)) {
		r.LastRound = shown.LastRound
	}
	switch {
	case shown.FailingSince != nil:
		r.Reasons = append(r.Reasons, fmt.Sprintf("source %s fails since %s: the log says why", s.name, said(*shown.FailingSince)))
	case shown.LastRound == nil:
		r.Reasons = append(r.Reasons, fmt.Sprintf("source %s was not read yet", s.name))
	}
}

func (r *readiness) files(s *standardsHealth) {
	r.Standards = readyStandards{
		Count: s.count, Fingerprint: s.fingerprint, LoadedAt: stamp(s.loaded), RefusedSince: stamp(s.refused),
		Problems: append([]string{}, s.problems[:min(len(s.problems), mostProblems)]...),
	}
	if refused := r.Standards.RefusedSince; refused != nil {
		text := fmt.Sprintf("standards refused since %s, those of before are live", said(*refused))
		if len(s.problems) > 0 {
			text += ": " + s.problems[0]
		}
		r.Reasons = append(r.Reasons, text)
	}
	if waiting := stamp(s.waiting); waiting != nil {
		r.Reasons = append(r.Reasons, fmt.Sprintf("changed standards can't be made live since %s: the log says why", said(*waiting)))
	}
}

// stamp is an instant for JSON, to the second; nil for the zero time.
func stamp(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Truncate(time.Second)
	return &t
}

func said(t time.Time) string { return t.Format(time.RFC3339) }
