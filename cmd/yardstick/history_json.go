package main

import (
	"github.com/yardstickd/yardstick/monitor"
)

// historyJSON is the object of `history --json`. Instants are RFC 3339 in UTC, null where there is none. Its keys are
// a promise to scripts.
type historyJSON struct {
	Ticket string       `json:"ticket"`
	Said   []sayingJSON `json:"said"` // in order of time
	// Baseline are the stages that had passed before anybody watched, and were summed up in one message.
	Baseline []baselineJSON `json:"baseline"`
}

type baselineJSON struct {
	Source   string   `json:"source"`
	Standard string   `json:"standard"`
	Cycle    *string  `json:"cycle"`
	Stages   []string `json:"stages"`
}

// sayingJSON is one statement; just one of verdict, stage, excuse and care is not null.
type sayingJSON struct {
	At       *string      `json:"at"` // when it was recorded
	Source   string       `json:"source"`
	Standard string       `json:"standard"`
	Cycle    *string      `json:"cycle"`
	Verdict  *verdictJSON `json:"verdict"`
	Stage    *stageJSON   `json:"stage"`
	Excuse   *excuseJSON  `json:"excuse"`
	Care     *careJSON    `json:"care"`
}

type verdictJSON struct {
	Verdict   string  `json:"verdict"`
	Previous  *string `json:"previous"` // null for the first
	Reason    string  `json:"reason"`   // why it was restated; "" for the first
	State     string  `json:"state"`
	AsOf      *string `json:"as_of"`
	DueAt     *string `json:"due_at"`
	StoppedAt *string `json:"stopped_at"`
	Elapsed   float64 `json:"elapsed_s"`
	Version   string  `json:"version"`
}

type stageJSON struct {
	Stage   string  `json:"stage"`
	Kind    string  `json:"kind"`
	Episode int32   `json:"episode"`
	At      *string `json:"at"`       // when it came to pass
	FoundAt *string `json:"found_at"` // as of which it was decided
	Reason  string  `json:"reason"`   // why it was to be told, or not
	Alert   string  `json:"alert"`    // where its message stands; "" where there is none
	Place   string  `json:"place"`
	ToldAt  *string `json:"told_at"`
	Failed  string  `json:"failed"` // where it could not be delivered, and why; "" for nowhere
}

type excuseJSON struct {
	By     string `json:"by"`
	Reason string `json:"reason"`
	Undone bool   `json:"undone"`
}

type careJSON struct {
	Kind  string  `json:"kind"` // acknowledge or snooze
	By    string  `json:"by"`
	Until *string `json:"until"`
}

func (s *saying) json() sayingJSON {
	key := s.clock()
	o := sayingJSON{At: instantText(s.At), Source: s.source, Standard: key.Standard, Cycle: cycleText(key.Cycle)}
	switch {
	case s.Verdict != nil:
		o.Verdict = verdictOf(s.Verdict)
	case s.Stage != nil:
		t := s.Stage
		o.Stage = &stageJSON{
			Stage: t.Stage, Kind: string(t.Kind), Episode: t.Episode, At: instantText(t.At), FoundAt: instantText(t.FoundAt),
			Reason: string(t.Reason), Alert: string(t.Alert), Place: s.Place, ToldAt: instantText(s.ToldAt), Failed: s.Failed,
		}
	case s.Care != nil:
		o.Care = &careJSON{Kind: string(s.Care.Kind), By: s.Care.By, Until: instantText(s.Care.Until)}
	default:
		o.Excuse = &excuseJSON{By: s.Excuse.By, Reason: s.Excuse.Why, Undone: s.Excuse.Undo}
	}
	return o
}

func verdictOf(v *monitor.VerdictRow) *verdictJSON {
	o := &verdictJSON{
		Verdict: v.Verdict.String(), Reason: string(v.Reason), State: v.State.String(), AsOf: instantText(v.AsOf),
		DueAt: instantText(v.DueAt), StoppedAt: instantText(v.StoppedAt), Elapsed: v.Elapsed.Seconds(), Version: v.Version,
	}
	if v.Reason != "" {
		previous := v.Previous.String()
		o.Previous = &previous
	}
	return o
}
