//go:build faults

package faults

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/lib/pq" // the driver named postgres

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// world is a help desk, a ledger and a Slack, for as many daemons as a trial wants.
type world struct {
	t      *testing.T
	terms  terms
	slack  *notifierstest.Slack
	dir    string
	url    atomic.Pointer[string] // of the database; a crash may move the socket
	db     *sql.DB                // straight to Postgres, beside the wire
	serial atomic.Int64           // numbers tickets
	turn   atomic.Int64           // whose turn is it, among the channels
	starts atomic.Int64           // numbers daemons
}

// terms are what a world is made of.
type terms struct {
	channels int
	lease    time.Duration
	within   time.Duration // of every promise; a warning comes at half of it
	nowarn   bool
	settles  time.Duration // how long all that is late may take to be told; 0 for patience
	url      string        // of the database; "" for a fresh one of the tests' server
	more     string        // lines of yardstick.yaml
}

func (c terms) filled() terms {
	if c.channels == 0 {
		c.channels = 10
	}
	if c.lease == 0 {
		c.lease = 2 * time.Second
	}
	if c.within == 0 {
		c.within = 2 * time.Second
	}
	return c
}

func newWorld(t *testing.T, c terms) *world {
	t.Helper()
	w := &world{t: t, terms: c.filled(), slack: notifierstest.NewSlack(t), dir: t.TempDir()}
	if c.url == "" {
		c.url = pgtest.Database(t)
	}
	w.move(c.url)
	for i := range w.terms.channels {
		w.slack.AddChannel(channel(i))
	}
	w.slack.AddChannel("operators")
	w.exec(`CREATE TABLE calls (id text, subject text, customer text, team text, asked timestamptz, called timestamptz,
		changed_at timestamptz DEFAULT clock_timestamp())`)
	w.exec("CREATE INDEX ON calls (changed_at)")
	w.exec("CREATE INDEX ON calls USING hash (id)") // an id may be too long for another
	w.write("token", w.slack.Token())
	w.write("standards/standards.yaml", w.standards(""))
	return w
}

// move has the world use another address of its database.
func (w *world) move(url string) {
	w.t.Helper()
	w.url.Store(&url)
	db, err := sql.Open("postgres", url+"&application_name=faults")
	if err != nil {
		w.t.Fatal(err)
	}
	db.SetMaxOpenConns(4)
	w.t.Cleanup(func() { _ = db.Close() })
	w.db = db
}

func channel(i int) string { return fmt.Sprintf("c%02d", i) }

// standards gives the promises, one for each channel; suffix is written behind their texts.
func (w *world) standards(suffix string) string {
	var all, routes strings.Builder
	warn := "    warn_at: [50%]\n"
	if w.terms.nowarn {
		warn = ""
	}
	for i := range w.terms.channels {
		name := channel(i)
		fmt.Fprintf(&all, "  - id: %s\n    promise: We call you back%s.\n    measure: callback\n    calendar: always\n"+
			"    applies_to: { team: %s }\n    targets: [{ within: %s }]\n%s    route: %s\n",
			name, suffix, name, w.terms.within, warn, name)
		fmt.Fprintf(&routes, "  %s: { slack: \"#%s\" }\n", name, name)
	}
	return "calendars:\n  always: { timezone: UTC, hours: 24x7 }\n" +
		"measures:\n  callback: { start: callback_requested, stop: called_back }\n" +
		"standards:\n" + all.String() + "routes:\n" + routes.String()
}

func (w *world) write(name, text string) string {
	w.t.Helper()
	path := filepath.Join(w.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return path
}

func (w *world) exec(statement string, args ...any) {
	w.t.Helper()
	if _, err := w.db.Exec(statement, args...); err != nil {
		w.t.Fatalf("%s: %v", short(statement), err)
	}
}

// number asks the database for one.
func (w *world) number(query string, args ...any) int {
	w.t.Helper()
	var n int
	if err := w.db.QueryRow(query, args...).Scan(&n); err != nil {
		w.t.Fatalf("%s: %v", short(query), err)
	}
	return n
}

// ask writes tickets that fall due after a while, by the database's clock, in turn one for each channel, and gives their ids.
func (w *world) ask(n int, due time.Duration) []string {
	w.t.Helper()
	ids := make([]string, n)
	for i := range ids {
		ids[i] = w.askIn(channel(int(w.turn.Add(1))%w.terms.channels), due)
	}
	return ids
}

// askIn writes one ticket for a channel.
func (w *world) askIn(team string, due time.Duration) string {
	w.t.Helper()
	id := fmt.Sprintf("T%d", w.serial.Add(1))
	w.exec(`INSERT INTO calls (id, subject, customer, team, asked) VALUES ($1, $2, 'Globex', $3,
		clock_timestamp() + make_interval(secs => $4))`, id, "<!channel> printer "+id, team, (due - w.terms.within).Seconds())
	return id
}

// call answers a ticket now.
func (w *world) call(id string) {
	w.t.Helper()
	w.exec("UPDATE calls SET called = clock_timestamp(), changed_at = clock_timestamp() WHERE id = $1", id)
}

// prime has a daemon look at the empty desk, so that nothing after it is of before the first round.
func (w *world) prime() {
	w.t.Helper()
	d := w.start()
	w.await("the first round", func() bool { return w.rounded() })
	d.stop()
}

// rounded tells whether the first round of every standard is complete.
func (w *world) rounded() bool {
	var n int
	err := w.db.QueryRow("SELECT count(*) FROM yardstick.connection WHERE summed_at IS NOT NULL").Scan(&n)
	return err == nil && n >= w.terms.channels
}

// patience is how long a trial waits for what must come.
const patience = 60 * time.Second

// await waits until something holds, and fails the test where it never does.
func (w *world) await(what string, holds func() bool) {
	w.t.Helper()
	if !until(patience, holds) {
		w.t.Fatalf("waited %s in vain for %s\n%s", patience, what, w.lastWords())
	}
}

// until looks again and again, since a process and a database give no signal; false says that it never held.
func until(limit time.Duration, holds func() bool) bool {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	for !holds() {
		select {
		case <-ctx.Done():
			return holds()
		case <-time.After(25 * time.Millisecond):
		}
	}
	return true
}

// lastWords is the end of what the daemons logged.
func (w *world) lastWords() string {
	names, _ := filepath.Glob(filepath.Join(w.dir, "daemon-*.log"))
	var all strings.Builder
	for _, name := range names {
		text, _ := os.ReadFile(name)
		lines := strings.Split(strings.TrimSpace(string(text)), "\n")
		all.WriteString(filepath.Base(name) + ":\n" + strings.Join(lines[max(0, len(lines)-12):], "\n") + "\n")
	}
	return all.String()
}
