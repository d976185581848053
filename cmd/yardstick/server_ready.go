package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/monitor"
)

// readiness is the object of /readyz. Instants are RFC 3339 in UTC, null where there is none.
type readiness struct {
	Ready     bool           `json:"ready"`
	Reasons   []string       `json:"reasons"` // why it is not; empty if it is
	Ledger    bool           `json:"ledger"`
	LastRound *time.Time     `json:"last_round"` // when a source was last judged
	Sources   []readySource  `json:"sources"`
	Standards readyStandards `json:"standards"`
	Leader    *readyLeader   `json:"leader"` // null where there is but one process by construction
	Clock     *readyClock    `json:"clock"`  // null where time is not the ledger's
	// Digests are those that are overdue. They make nobody unready: alerts are told all the same.
	Digests []readyDigest `json:"digests"`
}

// readyDigest is a digest that is overdue.
type readyDigest struct {
	Name   string     `json:"name"`
	Period string     `json:"period"` // "" where that could not be told
	DueAt  *time.Time `json:"due_at"`
	Reason string     `json:"reason"`
}

// readyLeader is who leads the rounds, and how this process stands to it.
type readyLeader struct {
	Leading bool   `json:"leading"` // this process leads
	Epoch   int64  `json:"epoch"`   // 0 where nobody is known to lead
	Holder  string `json:"holder"`
	// Standards identifies what the leader judges by; that of this process is standards.fingerprint.
	Standards string `json:"standards"`
	// Delivers says that this process delivers: it leads, or its standards are the leader's.
	Delivers bool `json:"delivers"`
}

// readyClock is how the machine's clock stands to that of the ledger's database, which counts.
type readyClock struct {
	Time time.Time `json:"time"` // the ledger's
	Skew float64   `json:"skew_seconds"`
}

type readySource struct {
	Name         string     `json:"name"`
	LastRound    *time.Time `json:"last_round"`
	FailingSince *time.Time `json:"failing_since"`
	StaleFor     float64    `json:"stale_for_seconds"` // how long it gives no answer, or old ones; 0 while it may
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
	r := readiness{Reasons: []string{}, Ledger: ledger, Sources: []readySource{}, Digests: []readyDigest{}}
	if !ledger {
		r.Reasons = append(r.Reasons, "the ledger does not answer: the log says why")
	}
	following := false
	if h.lead != nil {
		following = r.leader(h.lead.Status(), h.standards.fingerprint)
	}
	for _, s := range h.sources {
		r.source(s, following)
	}
	if h.outages != nil {
		for _, o := range h.outages() {
			r.outage(&o)
		}
	}
	if h.digests != nil {
		for _, d := range h.digests() {
			r.Digests = append(r.Digests, readyDigest{Name: d.Name, Period: d.Span, DueAt: stamp(d.Since.Time()), Reason: d.Why})
		}
	}
	if h.clock != nil {
		r.Clock = &readyClock{Time: h.clock.Now().UTC().Truncate(time.Millisecond), Skew: h.clock.Skew().Round(time.Millisecond).Seconds()}
	}
	r.files(&h.standards)
	r.Ready = len(r.Reasons) == 0
	return r
}

// leader says who leads, and tells whether this process follows another. Rounds are for the leader to make: a follower is
// ready that can take over, and delivers.
func (r *readiness) leader(s monitor.LeadStatus, fingerprint string) (following bool) {
	theirs, _, _ := strings.Cut(s.Leader.Standards, " ")
	r.Leader = &readyLeader{
		Leading: s.Leading, Epoch: s.Leader.Epoch, Holder: s.Leader.Holder, Standards: theirs, Delivers: s.Delivers,
	}
	switch {
	case s.Err != nil:
		r.Reasons = append(r.Reasons, "who leads is not known: the log says why")
	case s.Leading:
	case s.Leader.Epoch == 0:
		r.Reasons = append(r.Reasons, "who leads is not known yet")
	case !s.Delivers && theirs == "":
		r.Reasons = append(r.Reasons, fmt.Sprintf("the leader, %s, has no standards live yet", s.Leader.Holder))
	case !s.Delivers && theirs != fingerprint:
		r.Reasons = append(r.Reasons, fmt.Sprintf("the leader, %s, has other standards: %s there, %s here; alerts are left to it",
			s.Leader.Holder, brief(theirs), brief(fingerprint)))
	case !s.Delivers:
		r.Reasons = append(r.Reasons, fmt.Sprintf("the standards of the leader, %s, are being taken over", s.Leader.Holder))
	}
	return !s.Leading && s.Leader.Epoch > 0
}

// outage says that a source has given no fresh answer for too long.
func (r *readiness) outage(o *monitor.Outage) {
	for i := range r.Sources {
		if r.Sources[i].Name == o.Source {
			r.Sources[i].StaleFor = o.For.Round(time.Second).Seconds()
		}
	}
	text := fmt.Sprintf("source %s has not answered for %s: its alerts wait", o.Source, o.For.Round(time.Second))
	if o.Behind {
		text = fmt.Sprintf("source %s is a replica that is %s behind: its alerts wait", o.Source, o.For.Round(time.Second))
	}
	r.Reasons = append(r.Reasons, text)
}

func (r *readiness) source(s sourceHealth, following bool) {
	shown := readySource{Name: s.name, LastRound: stamp(s.judged), FailingSince: stamp(s.failing)}
	r.Sources = append(r.Sources, shown)
	if shown.LastRound != nil && (r.LastRound == nil || r.LastRound.Before(*shown.LastRound)) {
		r.LastRound = shown.LastRound
	}
	switch {
	case shown.FailingSince != nil:
		r.Reasons = append(r.Reasons, fmt.Sprintf("source %s fails since %s: the log says why", s.name, said(*shown.FailingSince)))
	case shown.LastRound == nil && !following:
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
