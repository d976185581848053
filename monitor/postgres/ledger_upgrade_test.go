package postgres

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// oldLedger is what a ledger of the first schema holds: a clock that runs, one that is late and told, one kept, one of
// another source that was missed before anybody watched and stopped since, and a message on its way.
const oldLedger = `
INSERT INTO connection (source, standard, first_round_at, summed_at) VALUES
    ('desk', 'callback', '2026-03-30 08:00+00', '2026-03-30 08:00+00'),
    ('shop', 'callback', '2026-03-30 10:00+00', NULL);
INSERT INTO clock (source, ticket, standard, cycle_us, cycle_n, ordinal, version, target_row, state, verdict, reason, started_at,
                   opens_at, due_at, desired_at, next_at, stopped_at, elapsed_us, baseline) VALUES
    ('desk', '1', 'callback', 1, 0, 1, 'v1', 0, 'running', 'open', '', '2026-03-30 08:30+00', '2026-03-30 08:30+00',
     '2026-03-30 10:30+00', NULL, '2026-03-30 10:30:00.000001+00', NULL, 0, ''),
    ('desk', '2', 'callback', 2, 0, 1, 'v1', 1, 'running', 'missed', '', '2026-03-30 07:00+00', '2026-03-30 07:00+00',
     '2026-03-30 09:00+00', NULL, NULL, NULL, 0, '50%'),
    ('desk', '3', 'callback', 3, 0, 1, 'v1', 0, 'stopped', 'met', '', '2026-03-30 08:30+00', '2026-03-30 08:30+00',
     '2026-03-30 10:30+00', NULL, NULL, '2026-03-30 09:15+00', 2700000000, ''),
    ('desk', '4', 'callback', -9223372036854775808, 0, 1, 'v1', -1, 'running', 'unknown', 'set aside', NULL, NULL, NULL, NULL,
     NULL, NULL, 0, ''),
    ('shop', '2', 'callback', 2, 0, 1, 'v1', 0, 'stopped', 'missed', '', '2026-03-29 07:00+00', '2026-03-29 07:00+00',
     '2026-03-29 09:00+00', NULL, NULL, '2026-03-30 11:00+00', 7200000001, '50%
missed');
INSERT INTO transition (source, ticket, standard, cycle_us, cycle_n, stage, episode, kind, at, found_at, reason, recorded_at) VALUES
    ('desk', '2', 'callback', 2, 0, 'missed', 0, 'missed', '2026-03-30 09:00+00', '2026-03-30 09:01+00', 'tell',
     '2026-03-30 09:01:02+00');
INSERT INTO place (place) VALUES ('#a');
INSERT INTO alert (key, transition_id, source, ticket, standard, cycle_us, cycle_n, kind, action, route, place, message, state,
                   attempt, notifier, channel, message_id, claimed_at, settled_at) VALUES
    ('desk/2/callback/2.0/missed/0', 1, 'desk', '2', 'callback', 2, 0, 'missed', 'post', 'frontline', '#a',
     '{"alert": {"key": "desk/2/callback/2.0/missed/0", "stage": "missed"}}', 'sent', 1, 'slack', 'C1', '17.1',
     '2026-03-30 09:01:03+00', '2026-03-30 09:01:04+00');
INSERT INTO alert (key, source, ticket, standard, cycle_us, cycle_n, kind, action, route, place, message) VALUES
    ('summary/shop', 'shop', '', '', 0, 0, 'summary', 'post', '', '#a', '{"summary": {"key": "summary/shop", "source": "shop"}}');
`

// upgraded gives a ledger that was made and filled under the first schema and migrated since.
func upgraded(t *testing.T) *Ledger {
	t.Helper()
	ledger, err := OpenLedger(t.Context(), pgtest.Database(t), "", time.LoadLocation)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ledger.Close() })
	if err := ledger.makeSchema(t.Context()); err != nil {
		t.Fatal(err)
	}
	provider, err := ledger.provider()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.db.Exec(oldLedger); err != nil {
		t.Fatal(err)
	}
	before := contents(t, ledger)
	if done, err := ledger.Migrate(t.Context()); err != nil || done.From != 1 || done.To < 2 {
		t.Fatalf("migrating: %+v, %v", done, err)
	}
	if diff := cmp.Diff(before, contents(t, ledger)); diff != "" {
		t.Errorf("the upgrade changed what was there (-before +after):\n%s", diff)
	}
	return ledger
}

// newColumns are those that the first schema's tables have got since.
var newColumns = []string{
	"calendar", "as_of", "attend_at", "group_at", "opening_id", "group_id", "held", "looking", "doubtful", "gone", "failures", "groupable",
	"fell_day", "start_hour", "target", "near", "took", "late", "attributes", "excused", "risk_at", "subject", "team", "customer",
}

// contents gives all rows of the first schema's tables, without the columns that are new.
func contents(t *testing.T, l *Ledger) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, table := range []string{"connection", "clock", "transition", "place", "alert"} {
		var rows []string
		if err := l.db.Select(&rows, "SELECT (to_jsonb(t) - $1::text[])::text AS row FROM "+table+" AS t ORDER BY row", pq.Array(newColumns)); err != nil {
			t.Fatal(err)
		}
		all[table] = rows
	}
	return all
}

func instantOf(t *testing.T, text string) calendar.Instant {
	t.Helper()
	parsed, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return calendar.FromTime(parsed)
}

func TestUpgradeKeepsEverything(t *testing.T) {
	ledger := upgraded(t)
	// The verdicts given before are there, dated as early as they can have been given.
	want := map[[2]string]monitor.VerdictRow{
		{"desk", "2"}: {
			Verdict: rules.Missed, State: rules.Running, Row: 1,
			AsOf: instantOf(t, "2026-03-30T09:00:00Z"), DueAt: instantOf(t, "2026-03-30T09:00:00Z"), StoppedAt: calendar.None,
		},
		{"desk", "3"}: {
			Verdict: rules.Met, State: rules.Stopped, Elapsed: 45 * time.Minute,
			AsOf: instantOf(t, "2026-03-30T09:15:00Z"), DueAt: instantOf(t, "2026-03-30T10:30:00Z"), StoppedAt: instantOf(t, "2026-03-30T09:15:00Z"),
		},
		{"desk", "4"}: {
			Verdict: rules.Unknown, State: rules.Running, Row: -1,
			AsOf: instantOf(t, "2026-03-30T08:00:00Z"), DueAt: calendar.None, StoppedAt: calendar.None,
		},
		{"shop", "2"}: {
			Verdict: rules.Missed, State: rules.Stopped, Elapsed: 2*time.Hour + time.Microsecond,
			AsOf: instantOf(t, "2026-03-30T10:00:00Z"), DueAt: instantOf(t, "2026-03-29T09:00:00Z"), StoppedAt: instantOf(t, "2026-03-30T11:00:00Z"),
		},
	}
	got := map[[2]string]monitor.VerdictRow{}
	for _, source := range []string{"desk", "shop"} {
		for _, ticket := range []string{"1", "2", "3", "4"} {
			said, err := ledger.Statements(t.Context(), source, ticket)
			if err != nil {
				t.Fatal(err)
			}
			if len(said) > 0 {
				got[[2]string{source, ticket}] = *said[0].Verdict
			}
		}
	}
	for key, row := range want {
		row.Key, row.Version, row.Attributes = got[key].Key, "v1", "{}"
		want[key] = row
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("verdicts (-want +got):\n%s", diff)
	}
	said, err := ledger.Statements(t.Context(), "desk", "2")
	if err != nil || len(said) != 2 || said[1].Stage == nil || said[1].Place != "#a" {
		t.Errorf("what was said of a miss: %+v, %v", said, err)
	}
}

// The next round replaces what runs, its message is found, and what was given is not given again.
func TestUpgradeGoesOn(t *testing.T) {
	ledger := upgraded(t)
	records := monitor.Records{}
	if err := ledger.Recorded(t.Context(), "desk", []string{"1", "2"}, records); err != nil {
		t.Fatal(err)
	}
	key := clockKey("2", "callback", 2, 0)
	if late := records[key]; len(records) != 2 || late.AsOf != 0 || late.Row.Calendar != "" || late.Stages[0].Alert != monitor.Sent {
		t.Fatalf("recorded: %+v", records)
	}
	change := monitor.Change{Source: "desk", AsOf: instantOf(t, "2026-03-30T12:00:00Z")}
	row := records[key].Row
	row.Calendar = "support"
	change.Clocks = []monitor.ClockRow{row}
	change.Verdicts = []monitor.VerdictRow{{
		Key: key, Verdict: row.Verdict, AsOf: change.AsOf, State: row.State, DueAt: row.DueAt, StoppedAt: row.StoppedAt,
	}}
	change.Transitions = []monitor.Transition{{
		Clock: key, Stage: "withdrawn", Kind: notifiers.Withdrawn, At: change.AsOf, FoundAt: change.AsOf, Reason: monitor.Gone,
	}}
	change.Intents = []monitor.Intent{{
		Action: monitor.Update, Place: "#a", Alert: notifiers.Alert{Key: change.Transitions[0].Key("desk")},
	}}
	effect, err := ledger.Commit(t.Context(), &change)
	if want := (monitor.Effect{Clocks: 1, Transitions: 1, Intents: 1}); err != nil || effect != want {
		t.Errorf("effect %+v, %v; want %+v", effect, err, want)
	}
	if _, err := ledger.db.Exec("UPDATE place SET next_post_at = '-infinity'"); err != nil {
		t.Fatal(err)
	}
	claims, err := ledger.Claim(t.Context(), monitor.Terms{Lease: time.Minute, Limit: 10})
	if err != nil || len(claims) != 1 || claims[0].Message.Summary == nil {
		t.Fatalf("claims %+v, %v", claims, err)
	}
	if _, err := ledger.db.Exec("UPDATE place SET next_post_at = '-infinity'"); err != nil {
		t.Fatal(err)
	}
	claims, err = ledger.Claim(t.Context(), monitor.Terms{Lease: time.Minute, Limit: 10})
	if err != nil || len(claims) != 1 {
		t.Fatalf("claims %+v, %v", claims, err)
	}
	for _, c := range claims {
		posted := []monitor.Posted{{
			ID: 1, Key: "desk/2/callback/2.0/missed/0", Place: "#a", Notifier: "slack", Receipt: notifiers.Receipt{Channel: "C1", ID: "17.1"},
		}}
		if c.Action != monitor.Update || !cmp.Equal(c.Posted, posted) {
			t.Errorf("posted before the upgrade: %+v", c.Posted)
		}
	}
	connection, err := ledger.Connect(t.Context(), "desk", []string{"callback"}, change.AsOf)
	if err != nil || connection.Fresh || connection.Mark != monitor.NoMark || connection.FirstRound["callback"] != instantOf(t, "2026-03-30T08:00:00Z") {
		t.Errorf("connection %+v, %v", connection, err)
	}
}

// Who goes back to the program before, and on again, keeps what that program knew.
func TestUpgradeTakenBack(t *testing.T) {
	ledger := upgraded(t)
	before := contents(t, ledger)
	provider, err := ledger.provider()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, contents(t, ledger)); diff != "" {
		t.Errorf("taken back (-before +after):\n%s", diff)
	}
	if done, err := ledger.Migrate(t.Context()); err != nil || done.From != 1 {
		t.Fatalf("migrating again: %+v, %v", done, err)
	}
}
