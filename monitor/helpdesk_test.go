package monitor_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// nine is when most tests begin.
var nine = time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC)

// helpdesk is a help desk and a ledger in a real Postgres, with a clock that the test sets.
type helpdesk struct {
	t      testing.TB
	url    string
	db     *sql.DB
	ledger *postgres.Ledger
	now    time.Time
	names  []string // of the sources
	rounds *monitor.Rounds
	found  int // how often there was something to deliver
	// reported are the attributes that reports are broken down by.
	reported []string
	customer string // the one of them that names the customer
}

const deskTables = `
CREATE SCHEMA %[1]s;
CREATE TABLE %[1]s.tickets (id text PRIMARY KEY, tier text, changed_at timestamptz NOT NULL);
CREATE TABLE %[1]s.events (ticket_id text, at timestamptz, kind text, changed_at timestamptz NOT NULL);
CREATE INDEX ON %[1]s.events (ticket_id);`

// newHelpdesk makes one with sources of these names, or one named desk, and connects it when nothing has happened yet.
func newHelpdesk(t testing.TB, s monitor.Standing, names ...string) *helpdesk {
	t.Helper()
	if len(names) == 0 {
		names = []string{"desk"}
	}
	d := &helpdesk{t: t, url: pgtest.Database(t), now: nine, names: names}
	var err error
	if d.db, err = sql.Open("postgres", d.url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.db.Close() })
	for _, name := range names {
		d.sql(fmt.Sprintf(deskTables, name))
	}
	d.ledger = d.open()
	if _, err := d.ledger.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.start(s)
	d.round()
	return d
}

func (d *helpdesk) open() *postgres.Ledger {
	d.t.Helper()
	ledger, err := postgres.OpenLedger(context.Background(), d.url, "", time.LoadLocation)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = ledger.Close() })
	return ledger
}

// start makes rounds anew, as a process does that starts.
func (d *helpdesk) start(s monitor.Standing) {
	d.t.Helper()
	d.judge(d.ledger, func() time.Time { return d.now }, s)
}

// judge makes rounds that write to a ledger, by a clock.
func (d *helpdesk) judge(ledger monitor.Ledger, now func() time.Time, s monitor.Standing) {
	d.t.Helper()
	o := monitor.Options{
		Ledger: ledger, Agenda: d.ledger, Notices: d.ledger, Operators: "#ops", Location: time.FixedZone("Europe/Berlin", 3600), Standing: s,
		Now: now, Log: quietLog, Found: func() { d.found++ }, Reported: d.reported, Customer: d.customer,
	}
	for _, name := range d.names {
		source, err := postgres.NewSource(d.t.Context(), postgres.SourceOptions{
			Name: name, URL: d.url, Tickets: "TABLE " + name + ".tickets", Events: "TABLE " + name + ".events",
			Kinds: []string{"asked", "called", "withdrawn", "waiting", "resumed", "reopened"}, EventsSince: calendar.None,
		})
		if err != nil {
			d.t.Fatal(err)
		}
		d.t.Cleanup(func() { _ = source.Close() })
		o.Sources = append(o.Sources, monitor.Watch{Source: source, Mapping: name, Overlap: 5 * time.Minute})
	}
	d.rounds = monitor.NewRounds(o)
}

func (d *helpdesk) sql(statement string, args ...any) {
	d.t.Helper()
	if _, err := d.db.Exec(statement, args...); err != nil {
		d.t.Fatalf("%s: %v", statement, err)
	}
}

// at sets the time, counted from nine.
func (d *helpdesk) at(after time.Duration) { d.now = nine.Add(after) }

// ticket opens a ticket of the first source, or changes its tier.
func (d *helpdesk) ticket(id, tier string) {
	d.t.Helper()
	d.sql(`INSERT INTO `+d.names[0]+`.tickets VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET tier = $2, changed_at = $3`, id, tier, d.now)
}

// event writes down, now, what happened some time after nine.
func (d *helpdesk) event(id, kind string, after time.Duration) {
	d.t.Helper()
	d.sql(`INSERT INTO `+d.names[0]+`.events VALUES ($1, $2, $3, $4)`, id, nine.Add(after), kind, d.now)
}

// ask opens a ticket whose callback is asked for some time after nine.
func (d *helpdesk) ask(id, tier string, after time.Duration) {
	d.t.Helper()
	d.ticket(id, tier)
	d.event(id, "asked", after)
}

func (d *helpdesk) ended(r monitor.Report) monitor.SourceReport {
	d.t.Helper()
	for i := range r.Sources {
		if r.Sources[i].Err != nil {
			d.t.Fatalf("%s: %v", r.Kind, r.Sources[i].Err)
		}
	}
	return r.Sources[0]
}

func (d *helpdesk) round() monitor.SourceReport {
	d.t.Helper()
	return d.ended(d.rounds.Round(d.t.Context()))
}

func (d *helpdesk) sweep() monitor.SourceReport {
	d.t.Helper()
	return d.ended(d.rounds.Sweep(d.t.Context()))
}

func (d *helpdesk) reconcile() monitor.SourceReport {
	d.t.Helper()
	return d.ended(d.rounds.Reconcile(d.t.Context()))
}

// query gives one text for each row.
func (d *helpdesk) query(statement string, args ...any) []string {
	d.t.Helper()
	rows, err := d.db.Query(statement, args...)
	if err != nil {
		d.t.Fatalf("%s: %v", statement, err)
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			d.t.Fatal(err)
		}
		all = append(all, text)
	}
	if err := rows.Err(); err != nil {
		d.t.Fatal(err)
	}
	return all
}

// stages gives what is recorded of a ticket, as "stage#episode: reason" without the number of the first.
func (d *helpdesk) stages(ticket string) []string {
	d.t.Helper()
	return d.query(`SELECT stage || CASE WHEN episode > 0 THEN '#' || episode ELSE '' END || ': ' || reason
		FROM yardstick.transition WHERE ticket = $1 ORDER BY transition_id`, ticket)
}

// verdicts gives what was said of a ticket, as "previous>verdict reason".
func (d *helpdesk) verdicts(ticket string) []string {
	d.t.Helper()
	return d.query(`SELECT previous || '>' || verdict || CASE WHEN reason <> '' THEN ' ' || reason ELSE '' END
		FROM yardstick.verdict WHERE ticket = $1 ORDER BY standard, recorded_at, cycle_us, serial`, ticket)
}

// clocks gives how a ticket's clocks stand, as "state verdict".
func (d *helpdesk) clocks(ticket string) []string {
	d.t.Helper()
	return d.query(`SELECT state || ' ' || verdict FROM yardstick.clock WHERE ticket = $1 ORDER BY standard, cycle_us`, ticket)
}

func (d *helpdesk) notices() []string {
	d.t.Helper()
	d.want([]string(nil), d.query(`SELECT message #>> '{notice,zone}' FROM yardstick.alert
		WHERE message ? 'notice' AND message #>> '{notice,zone}' <> 'Europe/Berlin'`), "notices in another zone")
	return d.query(`SELECT place || ': ' || (message #>> '{notice,title}') FROM yardstick.alert WHERE message ? 'notice' ORDER BY alert_id`)
}

// send marks all that waits as sent.
func (d *helpdesk) send() {
	d.t.Helper()
	d.sql(`UPDATE yardstick.alert SET state = 'sent' WHERE state = 'pending'`)
}

func (d *helpdesk) want(want, got any, what string) {
	d.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		d.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

var everOpen = func() *calendar.Calendar {
	made, err := calendar.Compile(calendar.Spec{Name: "always", Location: time.UTC, Always: true})
	if err != nil {
		panic(err)
	}
	return made
}()

func within(d time.Duration) *calendar.Span {
	return &calendar.Span{Unit: calendar.OpenTime, Open: d, By: calendar.NoClock, Cutoff: calendar.NoClock}
}

func tier(names ...string) match.Condition {
	var patterns []match.Pattern
	for _, name := range names {
		patterns = append(patterns, match.NewPattern(name))
	}
	return match.Condition{{Attribute: "tier", Test: match.Test{AnyOf: patterns}}}
}

// callback is the standard of most tests: two hours, for gold one, on a calendar that is always open.
func callback() *rules.Standard {
	return &rules.Standard{
		ID: "callback", Promise: "We call you back within two hours.", Calendar: everOpen, Route: "frontline",
		Measure: rules.Measure{
			Name: "callback", Start: rules.Kinds("asked"), Stop: rules.Kinds("called"), Cancel: rules.Kinds("withdrawn"),
			Pauses: []rules.Pause{{When: rules.Kinds("waiting"), Until: rules.Kinds("resumed")}},
			Repeat: rules.RepeatEach,
			Reopen: rules.Reopen{Events: rules.Kinds("reopened"), Then: rules.ThenResume},
		},
		Targets: []rules.Target{{When: tier("gold"), Within: within(time.Hour)}, {Within: within(2 * time.Hour)}},
		WarnAt:  []rules.Warning{{Text: "50%", Share: 50_000}},
	}
}

// version is a standard's only version so far.
func version(s *rules.Standard, hash string) rules.Version {
	return rules.Version{
		LiveFrom: calendar.None, LiveUntil: calendar.None, RetiredAt: calendar.None, Hash: hash, Standard: s,
	}
}

// standing is what is judged by: histories, all told in #frontline. Another text is another set of files.
func standing(text string, histories ...rules.History) monitor.Standing {
	return monitor.Standing{
		Histories: histories, Fingerprint: text,
		Route: func(name string) (monitor.Route, bool) {
			return monitor.Route{Name: name, Places: []notifiers.Place{notifiers.Place("#" + name)}}, name != ""
		},
	}
}

func first() monitor.Standing { return standing("1", rules.History{version(callback(), "v1")}) }

func sorted(texts []string) []string {
	slices.Sort(texts)
	return texts
}
