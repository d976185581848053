// Package ledgertest is the conformance suite that every store of clocks and
// alerts passes: what monitor.Ledger and monitor.Outbox promise, and no more.
package ledgertest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// Store is a ledger as both of its users see it.
type Store interface {
	monitor.Ledger
	monitor.Outbox
	monitor.Agenda
	monitor.Figures
	monitor.Cells
	// Activate adds the versions that decide gives for those there are, one process after the other, and gives all of them.
	Activate(ctx context.Context, decide func(have []monitor.VersionRow) []monitor.VersionRow) ([]monitor.VersionRow, error)
	Versions(ctx context.Context) ([]monitor.VersionRow, error)
	// Excuse adds to what was said of a clock; Excuses are the last words that still excuse.
	Excuse(ctx context.Context, e monitor.Excuse) error
	Excuses(ctx context.Context, source string) ([]monitor.Excuse, error)
	// ExcuseOnce is Excuse for a click, Say what else people say of a clock by one: the same request twice is once.
	ExcuseOnce(ctx context.Context, request string, e monitor.Excuse) (again bool, err error)
	Say(ctx context.Context, s monitor.CareSaying) (monitor.CareSaid, error)
	// Late and AtRisk are the most pressing clocks as of an instant, and how many there are.
	Late(ctx context.Context, at calendar.Instant, limit int) ([]monitor.Pressed, int, error)
	AtRisk(ctx context.Context, at calendar.Instant, limit int) ([]monitor.Pressed, int, error)
	// Statements are all that was said of a ticket, in the order in which it was recorded; Clocks how its clocks stand.
	Statements(ctx context.Context, source, ticket string) ([]monitor.Statement, error)
	Clocks(ctx context.Context, source, ticket string) ([]monitor.Recorded, error)
	// Queue tells how much waits, and how much failed.
	Queue(ctx context.Context) (monitor.QueueReport, error)
	monitor.Notices
	// Spare has the test wait no longer until places may be posted to, or groups be made there.
	Spare(t *testing.T)
}

// conformance is something that a store has to do.
type conformance struct {
	name string
	test func(t *testing.T, s *fixture)
}

// Suite tests stores that fresh makes, an empty one for each test, with the zones of Zones.
func Suite(t *testing.T, fresh func(t *testing.T) Store) {
	for _, c := range slices.Concat([]conformance{
		{"connections are remembered", connections},
		{"clocks come back as they went in", roundTrip},
		{"only what changed is written", onlyChanges},
		{"a transition is recorded and told once for ever", onceForEver},
		{"sources are kept apart", apart},
		{"a batch is written whole or not at all", wholeOrNot},
		{"an older view replaces no newer one, and says nothing", fence},
		{"an older view that comes at the same time says nothing either", fenceRace},
		{"a verdict is recorded when it changes, and stays", verdicts},
		{"a verdict that two replicas find at once is recorded once", verdictRace},
		{"batches that say of the same clocks at once are all written", crossing},
		{"the mark moves with its batch and never back", marks},
		{"what is due is told, longest due first", due},
		{"what comes next is told", next},
		{"what is open is told, page by page", open},
		{"versions are added once, by one of many", versions},
		{"the last word on an excuse counts", excuses},
		{"what was said comes back in the order it was said", statements},
		{"what people say of a clock is numbered, and the last word counts", care},
		{"what people say twice is said once", careRace},
		{"a clock is looked at when an acknowledgement runs out", attention},
		{"a click excuses once", excusesByClick},
		{"what presses is told, the most pressing first", pressing},
		{"a notice is told once", notices},
		{"a later stage withdraws what waits", withdrawal},
		{"a summary is told once", summaries},
		{"a claim is held by one", claims},
		{"a claim is held by one of many", race},
		{"a zone that is not known is UTC", lostZone},
		{"a stale claim is looked for, and its old owner is fenced off", staleClaim},
		{"a place is paced and the others are not held up", pacing},
		{"a place that hangs takes two senders", hanging},
		{"a clock's messages leave in order", order},
		{"what presses goes first", pressingFirst},
		{"a place is left alone as long as it asks", quiet},
		{"an update knows what was posted", updates},
		{"what failed stays and is not tried again", failures},
		{"a later stage answers the clock's message, in each place", threads},
		{"what ends a clock is shown in all places", ends},
		{"what is touched is updated, once for all that waits", touched},
		{"an update that its owner died of is done again", staleUpdate},
		{"what was deleted is not answered any more", goneOpening},
		{"what may have been sent is looked for where it was sent to", looks},
		{"what may have been sent in a place is looked for at once", looksAtOnce},
		{"what is held waits for its time", held},
		{"what was told is shown by updates", freshened},
		{"the queue is counted", queue},
		{"what is told in several places is one statement", statementsOfPlaces},
		{"what waits for too long a queue is told in one", groups},
		{"a group speaks for its clocks", groupUpdates},
		{"a group counts its clocks down", groupCounts},
		{"members of a group are asked for, dropped and sent back", groupMembers},
		{"a group that its owner died of is looked for and told again", staleGroup},
		{"groups of a place are a minute apart", groupsApart},
		{"what was held is told in one", groupOfHeld},
		{"a group has the messages of its clocks updated", groupOverMessages},
		{"a group of many has ten pages and a file", groupFile},
		{"later warnings of a group's clocks are told by the group", groupOfWarned},
		{"what can't be grouped now holds up nothing", groupOfFew},
		{"a warning is not lost with a group that leaves its clock out", groupLeavesOut},
		{"a later warning of a clock of a mailed group is mailed", groupByMail},
		{"what comes after a message that waits is not grouped before it", groupInOrder},
		{"groups are made and claimed by one of many, while others write", groupRace},
	}, ofFigures) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel() // they wait for paces and leases most of the time
			c.test(t, &fixture{t: t, Store: fresh(t)})
		})
	}
}

const source = "desk"

// atlantis is a zone that no system knows: a store has it from its opener or not at all.
var atlantis = time.FixedZone("Atlantis/Poseidonis", 3600)

// Zones is where the stores have their zones from.
func Zones(name string) (*time.Location, error) {
	if name == atlantis.String() {
		return atlantis, nil
	}
	return nil, errors.New("there is no zone " + name)
}

// at gives an instant n minutes into a day.
func at(n int) calendar.Instant { return 1_774_861_200_000_001 + calendar.Instant(n)*60_000_000 }

func row(ticket string) monitor.ClockRow {
	return monitor.ClockRow{
		Key:     monitor.ClockKey{Ticket: ticket, Standard: "callback", Cycle: rules.CycleKey{Start: at(0)}},
		Ordinal: 1, Version: "v1", State: rules.Running, Verdict: rules.Open,
		StartedAt: at(0), OpensAt: at(0), DueAt: at(120), DesiredAt: calendar.None, NextAt: at(60), StoppedAt: calendar.None,
		RiskAt: at(90), Subject: "printer on fire", Team: "hamburg", Customer: "ACME",
		Fact: compliance.Fact{Day: rules.NoDate, Hour: 8, Target: "2h", Took: -1, Late: -1, Attributes: `{"team":"hamburg"}`},
	}
}

// told gives a change in which one clock has one new stage that is told in a place.
func told(ticket string, kind notifiers.Stage, stage string, place notifiers.Place) *monitor.Change {
	t := monitor.Transition{
		Clock: row(ticket).Key, Stage: stage, Kind: kind, At: at(60), FoundAt: at(61), Reason: monitor.Tell,
	}
	action := monitor.Post
	if kind == notifiers.Kept || kind == notifiers.Withdrawn {
		t.Reason, action = monitor.Close, monitor.Update
	}
	return &monitor.Change{
		Source: source, Clocks: []monitor.ClockRow{row(ticket)}, Transitions: []monitor.Transition{t},
		Intents: []monitor.Intent{{Action: action, Route: "frontline", Place: place, Alert: alert(&t)}},
	}
}

func alert(t *monitor.Transition) notifiers.Alert {
	return notifiers.Alert{
		Key: t.Key(source), Stage: t.Kind, Source: source, Ticket: t.Clock.Ticket, Subject: "<!channel> \"printer\" \\ on 🔥",
		Standard: "callback", Promise: "We call back.", StartedAt: at(0), DueAt: at(120), StoppedAt: calendar.None, AsOf: at(61),
		Left: 3_541_000_000_000, Location: atlantis,
	}
}

// fixture is a store and how tests use it.
type fixture struct {
	t *testing.T
	Store
}

func (f *fixture) commit(c *monitor.Change) monitor.Effect {
	f.t.Helper()
	effect, err := f.Commit(f.t.Context(), c)
	if err != nil {
		f.t.Fatal(err)
	}
	return effect
}

func (f *fixture) recorded(tickets ...string) monitor.Records {
	f.t.Helper()
	records := monitor.Records{}
	if err := f.Recorded(f.t.Context(), source, tickets, records); err != nil {
		f.t.Fatal(err)
	}
	return records
}

// alertState gives where the alert of a stage of a ticket's clock stands.
func (f *fixture) alertState(ticket, stage string) monitor.AlertState {
	f.t.Helper()
	for _, s := range f.recorded(ticket)[row(ticket).Key].Stages {
		if s.Stage == stage {
			return s.Alert
		}
	}
	f.t.Fatalf("ticket %s has no stage %s", ticket, stage)
	return ""
}

func (f *fixture) want(got, want any, what string) {
	f.t.Helper()
	sameZone := cmp.Comparer(func(a, b *time.Location) bool { return a == b })
	if diff := cmp.Diff(want, got, sameZone); diff != "" {
		f.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
