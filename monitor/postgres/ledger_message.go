package postgres

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// storedAlert is notifiers.Alert as it lies in the ledger: instants and times
// in microseconds, the zone by its name.
type storedAlert struct {
	Key       string           `json:"key"`
	Stage     notifiers.Stage  `json:"stage"`
	Warning   string           `json:"warning,omitempty"`
	Step      string           `json:"step,omitempty"`
	Source    string           `json:"source"`
	Ticket    string           `json:"ticket"`
	Subject   string           `json:"subject,omitempty"`
	Customer  string           `json:"customer,omitempty"`
	Team      string           `json:"team,omitempty"`
	Link      string           `json:"link,omitempty"`
	Standard  string           `json:"standard"`
	Promise   string           `json:"promise"`
	StartedAt calendar.Instant `json:"started_at"`
	DueAt     calendar.Instant `json:"due_at"`
	StoppedAt calendar.Instant `json:"stopped_at"`
	AsOf      calendar.Instant `json:"as_of"`
	LeftUS    int64            `json:"left_us"`
	LateUS    int64            `json:"late_us"`
	Zone      string           `json:"zone"`
	Mention   []storedMention  `json:"mention,omitempty"`
}

// storedMention is notifiers.Mention as it lies in the ledger.
type storedMention struct {
	Group string `json:"group,omitempty"`
	Email string `json:"email,omitempty"`
}

// storedSummary is notifiers.Summary as it lies in the ledger.
type storedSummary struct {
	Key       string                  `json:"key"`
	Source    string                  `json:"source"`
	AsOf      calendar.Instant        `json:"as_of"`
	Zone      string                  `json:"zone"`
	Standards []notifiers.SummaryLine `json:"standards"`
}

// storedMessage is what the message column holds: one of them.
type storedMessage struct {
	Alert   *storedAlert   `json:"alert,omitempty"`
	Summary *storedSummary `json:"summary,omitempty"`
	Notice  *storedNotice  `json:"notice,omitempty"`
	Group   *storedGroup   `json:"group,omitempty"`
	Page    *storedPage    `json:"page,omitempty"`
	File    *storedFile    `json:"file,omitempty"`
	Digest  *storedDigest  `json:"digest,omitempty"`
}

func encodeAlert(a *notifiers.Alert) (string, error) {
	stored := &storedAlert{
		Key: a.Key, Stage: a.Stage, Warning: a.Warning, Step: a.Step, Source: a.Source, Ticket: a.Ticket, Subject: a.Subject,
		Customer: a.Customer, Team: a.Team, Link: a.Link, Standard: a.Standard, Promise: a.Promise,
		StartedAt: a.StartedAt, DueAt: a.DueAt, StoppedAt: a.StoppedAt, AsOf: a.AsOf,
		LeftUS: a.Left.Microseconds(), LateUS: a.Late.Microseconds(), Zone: zoneName(a.Location),
	}
	for _, m := range a.Mention {
		stored.Mention = append(stored.Mention, storedMention{Group: m.Group, Email: m.Email})
	}
	return encodeMessage(storedMessage{Alert: stored})
}

func encodeSummary(s *notifiers.Summary) (string, error) {
	return encodeMessage(storedMessage{Summary: &storedSummary{
		Key: s.Key, Source: s.Source, AsOf: s.AsOf, Zone: zoneName(s.Location), Standards: s.Standards,
	}})
}

func zoneName(l *time.Location) string {
	if l == nil {
		return time.UTC.String()
	}
	return l.String()
}

func encodeMessage(m storedMessage) (string, error) {
	text, err := json.Marshal(m)
	return string(text), err
}

func (l *Ledger) decodeMessage(text []byte) (notifiers.Message, error) {
	var m storedMessage
	if err := json.Unmarshal(text, &m); err != nil {
		return notifiers.Message{}, err
	}
	switch {
	case m.Summary != nil:
		return notifiers.Message{Summary: m.Summary.summary(l.zone(m.Summary.Zone))}, nil
	case m.Alert != nil:
		return notifiers.Message{Alert: m.Alert.alert(l.zone(m.Alert.Zone))}, nil
	case m.Notice != nil:
		return notifiers.Message{Notice: m.Notice.notice(l.zone(m.Notice.Zone))}, nil
	case m.Group != nil:
		return notifiers.Message{Group: &notifiers.Group{Key: m.Group.Key, Held: m.Group.Held}}, nil
	case m.Page != nil:
		return notifiers.Message{Page: m.Page.page()}, nil
	case m.File != nil:
		return notifiers.Message{File: m.File.file()}, nil
	case m.Digest != nil:
		return notifiers.Message{Digest: &notifiers.Digest{Key: m.Digest.Key}}, nil
	}
	return notifiers.Message{}, fmt.Errorf("nothing that this program knows")
}

// zone gives a zone by its name. One that other zone data had and these have
// not keeps no message back: its times are shown in UTC.
func (l *Ledger) zone(name string) *time.Location {
	if location, err := l.zones(name); err == nil {
		return location
	}
	return time.UTC
}

func (s *storedSummary) summary(location *time.Location) *notifiers.Summary {
	return &notifiers.Summary{Key: s.Key, Source: s.Source, AsOf: s.AsOf, Location: location, Standards: s.Standards}
}

func (s *storedAlert) alert(location *time.Location) *notifiers.Alert {
	a := &notifiers.Alert{
		Key: s.Key, Stage: s.Stage, Warning: s.Warning, Step: s.Step, Source: s.Source, Ticket: s.Ticket, Subject: s.Subject,
		Customer: s.Customer, Team: s.Team, Link: s.Link, Standard: s.Standard, Promise: s.Promise,
		StartedAt: s.StartedAt, DueAt: s.DueAt, StoppedAt: s.StoppedAt, AsOf: s.AsOf,
		Left: time.Duration(s.LeftUS) * time.Microsecond, Late: time.Duration(s.LateUS) * time.Microsecond,
		Location: location,
	}
	for _, m := range s.Mention {
		a.Mention = append(a.Mention, notifiers.Mention{Group: m.Group, Email: m.Email})
	}
	return a
}
