package examples_test

import (
	"database/sql"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/config/zone"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/monitor/postgres"
)

// until gives the desk's source as it stood at an instant: without what came later.
func (d desk) until(t *testing.T, at time.Time) *postgres.Source {
	t.Helper()
	options, then := d.options, "TIMESTAMPTZ '"+at.Format(time.RFC3339)+"'"
	options.Tickets = fmt.Sprintf(`
		SELECT id, LEAST(changed_at, %[1]s) AS changed_at, priority, opened_priority, category, assignment_group, contact_type, opened,
		       CASE WHEN closed_for_good <= %[1]s THEN closed_for_good END AS closed_for_good
		FROM (%[2]s) AS all_tickets WHERE opened <= %[1]s`, then, options.Tickets)
	options.Events = fmt.Sprintf("SELECT ticket_id, at, kind, seq FROM (%s) AS all_events WHERE at <= %s", options.Events, then)
	return openSource(t, options)
}

// TestServiceNowLogRestates looks at the desk twice, once in March 2016 and once when all is over, with a ledger between.
// What was said of incidents that were reopened in the meantime must be said anew, with that reason, and of no others.
func TestServiceNowLogRestates(t *testing.T) {
	path := dataset(t, "uci_incident_event_log.slim.csv.xz")
	folder, database := copyExample(t, "servicenow"), pgtest.Database(t)
	yardstick(t, folder, database, 0, "import", path, "--map", "map.yaml")
	d, log := openDesk(t, folder, database), incidents(t, path)
	ledger, err := postgres.OpenLedger(t.Context(), database, "", zone.Load)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ledger.Close() })
	if _, err := ledger.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	first, last := minute(t, "2016-03-17 16:12"), minute(t, "2017-03-01 00:00")
	d.round(t, ledger, d.until(t, first), first)
	if said := reopenedVerdicts(t, database); len(said) > 0 {
		t.Errorf("restated by the first look: %v", said)
	}
	report := d.round(t, ledger, d.source, last)
	changed := 0
	for _, i := range log {
		if minute(t, i.rows[len(i.rows)-1]["sys_updated_at"]).After(first) {
			changed++
		}
	}
	if report.Whole || report.Judged < changed || report.Judged > changed+200 {
		t.Errorf("%d incidents changed, the second look judged %d", changed, report.Judged)
	}
	want := map[string]string{}
	for id, i := range log {
		for _, s := range i.shut {
			if !s.from.After(first) && s.to.After(first) {
				want[id] = said(i.kept(s.from, i.pausesBefore(s.from))) + " → " + said(i.kept(i.done, i.pauses()))
			}
		}
	}
	if diff := cmp.Diff(want, reopenedVerdicts(t, database)); diff != "" || len(want) == 0 {
		t.Errorf("%d reopened: %s", len(want), diff)
	}
	otherwise := 0
	for _, change := range want {
		if change == "met → missed" {
			otherwise++
		}
	}
	golden(t, "servicenow", "restated", fmt.Sprintf("Between two looks, on 17 March 2016 and when all was over, %d incidents that had been resolved came back. The ledger says of each\n"+
		"what was said first, what is said now, and why (`reopened`); for %d of them it is no longer the same word.\n", len(want), otherwise))
}

// pausesBefore are the pauses that began before an instant.
func (i *incident) pausesBefore(at time.Time) []span {
	var before []span
	for _, p := range i.pauses() {
		if p.from.Before(at) {
			before = append(before, p)
		}
	}
	return before
}

func said(kept bool) string { return map[bool]string{true: "met", false: "missed"}[kept] }

// round is one round of the daemon as of an instant.
func (d desk) round(t *testing.T, ledger *postgres.Ledger, source *postgres.Source, asOf time.Time) monitor.SourceReport {
	t.Helper()
	rounds := monitor.NewRounds(monitor.Options{
		Ledger: ledger, Agenda: ledger, Notices: ledger, Log: slog.New(slog.DiscardHandler),
		Sources: []monitor.Watch{{Source: source, Mapping: "the same"}},
		Standing: monitor.Standing{
			Histories: d.histories, Fingerprint: "the same",
			Route: func(string) (monitor.Route, bool) { return monitor.Route{}, false },
		},
		Now: func() time.Time { return asOf },
	})
	if err := rounds.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	report := rounds.Round(t.Context()).Sources[0]
	if report.Err != nil {
		t.Fatal(report.Err)
	}
	return report
}

// reopenedVerdicts gives for each ticket the verdicts that the ledger says a reopening changed.
func reopenedVerdicts(t *testing.T, database string) map[string]string {
	t.Helper()
	db, err := sql.Open("postgres", database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.Query(`SELECT ticket, previous || ' → ' || verdict FROM yardstick.verdict WHERE reason = $1`, string(monitor.Reopened))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	said := map[string]string{}
	for rows.Next() {
		var ticket, change string
		if err := rows.Scan(&ticket, &change); err != nil {
			t.Fatal(err)
		}
		said[ticket] = change
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return said
}
