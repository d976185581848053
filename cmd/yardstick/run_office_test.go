package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// opening is when the office is first looked at.
var opening = time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC)

// patience is how long a test waits for what must come.
const patience = 30 * time.Second

// office is a help desk in a database, a Slack, and a Yardstick between them
// whose time the test sets. Callbacks are due in two hours of real time.
type office struct {
	t      *testing.T
	url    string
	db     *sql.DB
	slack  *notifierstest.Slack
	config string       // path of yardstick.yaml
	since  atomic.Int64 // what the clock shows, in nanoseconds after the opening: a daemon reads it while a test sets it
}

func newOffice(t *testing.T) *office { return newOfficeOn(t, pgtest.Database(t)) }

// newOfficeOn is an office in a database of the test's own.
func newOfficeOn(t *testing.T, url string) *office {
	o := &office{t: t, url: url, slack: notifierstest.NewSlack(t)}
	db, err := postgres.Open(t.Context(), o.url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	o.db = db.DB
	o.slack.AddChannel("frontline")
	o.slack.AddChannel("vip")
	o.sql(`CREATE TABLE calls (id text PRIMARY KEY, subject text, customer text, tier text, asked timestamptz, called timestamptz,
		withdrawn timestamptz, changed_at timestamptz DEFAULT now())`)
	token := o.write("token", o.slack.Token())
	o.config = o.write("yardstick.yaml", fmt.Sprintf(`
database: { url: %q }
sources:
  - name: desk
    link: "https://desk.example.com/t/{id}"
    tickets: SELECT id, subject, customer, tier, asked, called, withdrawn, changed_at FROM calls
    milestones: { callback_requested: asked, called_back: called, callback_withdrawn: withdrawn }
standards: standards/
schedule: { round: "@every 1s" }
slack: { token: "${file:%s}", api_url: %q }
alerts: { lease: 2s }
`, o.url, token, o.slack.URL()))
	o.write("standards/standards.yaml", officeStandards)
	return o
}

// officeStandards are the standards of an office.
const officeStandards = `
calendars:
  always: { timezone: UTC, hours: 24x7 }
measures:
  callback: { start: callback_requested, stop: called_back, cancel: callback_withdrawn }
standards:
  - id: callback
    promise: We call you back within two hours.
    measure: callback
    calendar: always
    applies_to: { tier: { not: vip } }
    targets: [{ within: 2h }]
    warn_at: [50%, 80%]
    route: frontline
  - id: vip-callback
    promise: We call you back within an hour.
    measure: callback
    calendar: always
    applies_to: { tier: vip }
    targets: [{ within: 1h }]
    route: vip
routes:
  frontline: { slack: "#frontline" }
  vip: { slack: "#vip" }
`

func (o *office) write(name, text string) string {
	o.t.Helper()
	if o.config == "" {
		o.config = filepath.Join(o.t.TempDir(), "yardstick.yaml")
	}
	path := filepath.Join(filepath.Dir(o.config), name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		o.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
	return path
}

func (o *office) sql(statement string, args ...any) {
	o.t.Helper()
	if _, err := o.db.Exec(statement, args...); err != nil {
		o.t.Fatal(err)
	}
}

// ask opens a ticket whose callback was asked for some time before (or after) the opening.
func (o *office) ask(id, tier string, after time.Duration) {
	o.sql("INSERT INTO calls (id, subject, customer, tier, asked) VALUES ($1, $2, 'Globex', $3, $4)",
		id, "<!channel> printer "+id, tier, opening.Add(after))
}

func (o *office) call(id string, after time.Duration) {
	o.sql("UPDATE calls SET called = $2 WHERE id = $1", id, opening.Add(after))
}

// at sets the time.
func (o *office) at(after time.Duration) { o.since.Store(int64(after)) }

// now gives the time.
func (o *office) now() time.Time { return opening.Add(time.Duration(o.since.Load())) }

// process is one process: a Yardstick that is wired as run wires it, and stepped by the test.
type process struct {
	*machine
	o    *office
	logs *lockedText
}

// start opens a process; wrap may put something between delivery and Slack.
func (o *office) start(wrap func(notifiers.Notifier) notifiers.Notifier) *process {
	o.t.Helper()
	p := &process{o: o, logs: &lockedText{}}
	root := newRoot()
	root.SetErr(p.logs)
	if err := root.ParseFlags([]string{"--config", o.config}); err != nil {
		o.t.Fatal(err)
	}
	w, err := openWorkspace(root)
	if err != nil {
		o.t.Fatal(err, p.logs)
	}
	o.t.Cleanup(func() { _ = w.Close() })
	if err := w.loadStandards(); err != nil {
		o.t.Fatal(err, p.logs)
	}
	out, err := w.outlets(p.logs)
	if err != nil {
		o.t.Fatal(err)
	}
	if wrap != nil {
		out.chat = wrap(out.chat)
	}
	ledger, _, err := w.openLedger(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	p.machine = w.assemble(ledger, w.watched(), out, timing{now: o.now})
	if err := p.activate(o.t.Context(), w.set); err != nil {
		o.t.Fatal(err)
	}
	return p
}

// round is one round that must not fail.
func (p *process) round() monitor.SourceReport {
	p.o.t.Helper()
	report := p.rounds.Round(p.o.t.Context())
	if report.Failed() {
		p.o.t.Fatal(report.Sources[0].Err)
	}
	return report.Sources[0]
}

// deliver delivers until nothing waits any more.
func (p *process) deliver() {
	p.o.t.Helper()
	p.deliverUntil(func() bool {
		_, waits, err := p.ledger.Wait(p.o.t.Context(), monitor.Terms{})
		return err != nil || !waits
	})
}

// deliverUntil delivers until something holds, then stops as on SIGTERM.
func (p *process) deliverUntil(holds func() bool) {
	p.o.t.Helper()
	ctx, stop := context.WithTimeout(p.o.t.Context(), patience)
	defer stop()
	var running sync.WaitGroup
	running.Go(func() { p.daemon.Delivery.Run(ctx) })
	for !holds() {
		select {
		case <-ctx.Done():
			p.o.t.Errorf("delivery does not end:\n%s", p.logs)
			running.Wait()
			p.o.t.FailNow()
		case <-time.After(10 * time.Millisecond): // the ledger gives no signal
		}
	}
	stop()
	running.Wait()
}

// messages gives what stands in a channel, each as its key without the source, and the number of its edits if there are any.
func (o *office) messages(channel string) []string {
	var all []string
	for _, m := range o.slack.Messages(channel) {
		text := short(m.Key())
		if m.Edits > 0 {
			text += fmt.Sprintf(" edited %d×", m.Edits)
		}
		all = append(all, text)
	}
	return all
}

// short makes a key readable: "T1 missed".
func short(key string) string {
	parts := strings.Split(key, "/")
	if len(parts) != 6 {
		return parts[0]
	}
	return parts[1] + " " + parts[4]
}

// states gives the ledger's alerts, each as "T1 missed: sent".
func (o *office) states() []string {
	o.t.Helper()
	rows, err := o.db.Query("SELECT key, state FROM yardstick.alert ORDER BY alert_id")
	if err != nil {
		o.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var key, state string
		if err := rows.Scan(&key, &state); err != nil {
			o.t.Fatal(err)
		}
		all = append(all, short(key)+": "+state)
	}
	if err := rows.Err(); err != nil {
		o.t.Fatal(err)
	}
	return all
}

// lockedText is a text that several goroutines write.
type lockedText struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lockedText) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lockedText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// replace changes a file; change is "old=>new", or "" for none.
func (o *office) replace(name, change string) {
	o.t.Helper()
	if change == "" {
		return
	}
	text, err := os.ReadFile(filepath.Join(filepath.Dir(o.config), name))
	if err != nil {
		o.t.Fatal(err)
	}
	was, is, _ := strings.Cut(change, "=>")
	if !strings.Contains(string(text), was) {
		o.t.Fatalf("%s has no %q", name, was)
	}
	o.write(name, strings.Replace(string(text), was, is, 1))
}
