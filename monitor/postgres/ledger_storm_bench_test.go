package postgres_test

import (
	"database/sql"
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
)

// stormSize is how many alerts wait in one place; YARDSTICK_BENCH_STORM names another number.
const stormSize = 100_000

// seedStorm makes n clocks that are late at once, all of them to be told in one place.
func seedStorm(tb testing.TB, db *sql.DB, n int) {
	tb.Helper()
	for _, statement := range []string{
		`SET search_path = yardstick`,
		`INSERT INTO place (place) VALUES ('#storm'), ('#calm')`,
		`INSERT INTO clock (source, as_of, ticket, standard, cycle_us, cycle_n, ordinal, version, target_row, state, verdict, reason,
		                    started_at, opens_at, due_at, elapsed_us, calendar, baseline)
		 SELECT 'desk', '2026-03-30 12:00+00', 'T-' || lpad(i::text, 9, '0'), 'standard-' || i % 5, 1774861200000000 + i, 0, 1, 'v1', 0,
		        'running', 'missed', '', '2026-03-30 08:00+00', '2026-03-30 08:00+00', '2026-03-30 10:00+00'::timestamptz + i * interval '1 ms', 0,
		        'support', ''
		 FROM generate_series(1, ` + strconv.Itoa(n) + `) AS i`,
		`INSERT INTO transition (source, ticket, standard, cycle_us, cycle_n, stage, episode, kind, at, found_at, reason)
		 SELECT source, ticket, standard, cycle_us, cycle_n, 'missed', 0, 'missed', due_at, as_of, 'tell'
		 FROM clock
		 ORDER BY ticket`,
		`INSERT INTO alert (key, transition_id, source, ticket, standard, cycle_us, cycle_n, kind, action, route, place, message)
		 SELECT 'desk/' || t.ticket || '/' || t.standard || '/' || t.cycle_us || '.0/missed/0', t.transition_id, t.source, t.ticket, t.standard,
		        t.cycle_us, t.cycle_n, t.kind, 'post', 'frontline', '#storm',
		        jsonb_build_object('alert', jsonb_build_object('key', 'desk/' || t.ticket, 'stage', 'missed', 'source', 'desk',
		            'ticket', t.ticket, 'subject', repeat('printer on fire ', 6), 'customer', 'ACME, Inc.', 'team', 'hamburg',
		            'link', 'https://helpdesk.example.com/tickets/' || t.ticket, 'standard', t.standard,
		            'promise', 'We call you back within two working hours.', 'started_at', 1774857600000000,
		            'due_at', 1774864800000000 + t.transition_id * 1000, 'stopped_at', -9223372036854775808, 'as_of', 1774872000000000,
		            'left_us', 0, 'late_us', 7200000000, 'zone', 'UTC', 'mention', jsonb_build_array(jsonb_build_object('group', 'oncall'))))
		 FROM transition AS t
		 ORDER BY t.transition_id`,
		`ANALYZE`,
	} {
		if _, err := db.Exec(statement); err != nil {
			tb.Fatal(err)
		}
	}
}

// meter measures steps, and how much memory was in use after each.
type meter struct {
	b    *testing.B
	most uint64
}

func (m *meter) step(name string, do func() error) {
	m.b.Helper()
	began := time.Now()
	if err := do(); err != nil {
		m.b.Fatal(err)
	}
	m.b.ReportMetric(time.Since(began).Seconds(), name+"-s")
	m.sample()
}

func (m *meter) sample() {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	m.most = max(m.most, stats.HeapAlloc)
}

// BenchmarkStorm goes with 100,000 alerts of one place through all that delivery asks of the ledger.
func BenchmarkStorm(b *testing.B) {
	n := stormSize
	if text := os.Getenv("YARDSTICK_BENCH_STORM"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		storm(b, n)
	}
}

func storm(b *testing.B, n int) {
	ledger, db := newLedger(b)
	db.SetMaxOpenConns(1)
	seedStorm(b, db, n)
	m := &meter{b: b}
	alone := monitor.Terms{Lease: time.Minute, Limit: 8}
	m.step("wait", func() error { _, _, err := ledger.Wait(b.Context(), alone); return err })
	m.step("looks", func() error { _, err := ledger.Looks(b.Context(), alone); return err })
	m.step("claim-one", func() error {
		claims, err := ledger.Claim(b.Context(), alone)
		if err == nil && len(claims) != 1 {
			b.Fatalf("%d claims", len(claims))
		}
		_, settled := ledger.Settle(b.Context(), &claims[0], monitor.Settlement{State: monitor.Sent})
		return settled
	})
	if _, err := db.Exec("UPDATE place SET next_post_at = '-infinity'"); err != nil {
		b.Fatal(err)
	}
	grouped := monitor.Terms{Lease: time.Minute, Limit: 8, GroupOver: 5}
	var group monitor.Claim
	m.step("claim-group", func() error {
		places, err := ledger.Storms(b.Context(), grouped)
		if err != nil || len(places) != 1 {
			b.Fatalf("storms in %v, %v", places, err)
		}
		claim, made, err := ledger.Group(b.Context(), grouped, places[0])
		if !made {
			b.Errorf("no group: %v", err)
		}
		group = claim
		return err
	})
	m.step("members", func() error {
		for after := int64(0); ; {
			members, ours, err := ledger.Members(b.Context(), &group, time.Minute, after, 500)
			if err != nil || !ours || len(members) == 0 {
				return err
			}
			after = members[len(members)-1].ID
			fresh := []monitor.Refreshed{{ID: members[0].ID, Drop: monitor.Corrected}, {ID: members[1].ID, Now: &members[1].Alert}}
			if _, err := ledger.Refresh(b.Context(), &group, fresh); err != nil {
				return err
			}
			m.sample()
		}
	})
	m.step("compose", func() (err error) {
		group.Message, err = ledger.Compose(b.Context(), &group)
		return err
	})
	b.Logf("%d clocks of %d tickets, %d worst, %d standards", group.Message.Group.Clocks, group.Message.Group.Tickets,
		len(group.Message.Group.Worst), len(group.Message.Group.Standards))
	m.step("settle", func() error {
		_, err := ledger.Settle(b.Context(), &group, monitor.Settlement{State: monitor.Sent, Receipt: notifiers.Receipt{Channel: "C", ID: "1"}})
		return err
	})
	for range 11 {
		if _, err := db.Exec("UPDATE yardstick.place SET next_post_at = '-infinity'"); err != nil {
			b.Fatal(err)
		}
		tellPart(b, ledger, m, grouped)
	}
	recoverStorm(b, db)
	m.step("fold", func() error {
		claims, err := ledger.Claim(b.Context(), grouped)
		if err == nil && len(claims) != 0 {
			b.Errorf("claims %+v, want some of them told by the group", claims)
		}
		return err
	})
	b.ReportMetric(float64(m.most)/(1<<20), "heap-MB")
}

// recoverStorm has all of them recover at once.
func recoverStorm(b *testing.B, db *sql.DB) {
	b.Helper()
	for _, statement := range []string{
		`UPDATE yardstick.place SET next_post_at = '-infinity'`,
		`UPDATE yardstick.clock SET state = 'stopped', stopped_at = '2026-03-30 12:00+00'`,
		`INSERT INTO yardstick.transition (source, ticket, standard, cycle_us, cycle_n, stage, episode, kind, at, found_at, reason)
		 SELECT source, ticket, standard, cycle_us, cycle_n, 'recovered', 0, 'recovered', due_at, as_of, 'tell' FROM yardstick.clock`,
		`INSERT INTO yardstick.alert (key, transition_id, source, ticket, standard, cycle_us, cycle_n, kind, action, route, place, message)
		 SELECT 'recovered/' || t.ticket, t.transition_id, t.source, t.ticket, t.standard, t.cycle_us, t.cycle_n, t.kind, 'post', 'frontline',
		        '#storm', '{"alert": {"key": "k"}}'
		 FROM yardstick.transition AS t
		 JOIN yardstick.alert AS a USING (source, ticket, standard, cycle_us, cycle_n)
		 WHERE t.kind = 'recovered' AND a.state = 'grouped'`,
	} {
		if _, err := db.Exec(statement); err != nil {
			b.Fatal(err)
		}
	}
}

// tellPart composes the next page, or the file, of a group, and settles it.
func tellPart(b *testing.B, ledger interface {
	monitor.Outbox
}, m *meter, t monitor.Terms,
) {
	claims, err := ledger.Claim(b.Context(), t)
	if err != nil || len(claims) != 1 {
		b.Fatalf("%+v, %v", claims, err)
	}
	part := &claims[0]
	if part.Message.Page != nil {
		m.step("page", func() error {
			message, err := ledger.Compose(b.Context(), part)
			if err == nil && len(message.Page.Alerts) != 50 {
				b.Errorf("page %d has %d", message.Page.Number, len(message.Page.Alerts))
			}
			return err
		})
	} else {
		n := 0
		m.step("list", func() error {
			return ledger.List(b.Context(), part, func(*notifiers.Alert) error {
				if n++; n%10_000 == 0 {
					m.sample()
				}
				return nil
			})
		})
		b.Logf("the file has %d", n)
	}
	if _, err := ledger.Settle(b.Context(), part, monitor.Settlement{State: monitor.Sent}); err != nil {
		b.Fatal(err)
	}
}
