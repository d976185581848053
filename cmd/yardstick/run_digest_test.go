package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// The week of 30 March ends a week after the opening, which is a Monday at nine.
const (
	weekOver    = 7*24*time.Hour - 9*time.Hour
	digestTime  = weekOver + 8*time.Hour
	digestWeek  = "2026-W14"
	executiveIn = "digest/executive/2026-W14/%23executives"
)

// newDigestOffice is an office whose week is sent to executives: seven callbacks were asked for, of which two came late.
func newDigestOffice(t *testing.T) *office {
	t.Helper()
	o := newOffice(t)
	o.slack.AddChannel("executives")
	o.replace("yardstick.yaml", `alerts: {=>digest: { to: { slack: "#executives" }, by: [tier, customer] }
alerts: {`)
	p := o.start(nil)
	p.round()
	for i := range 7 {
		after := time.Duration(i) * 10 * time.Hour
		id := fmt.Sprintf("T%d", i)
		o.ask(id, "gold", after)
		late := time.Hour
		if i%3 == 2 {
			late = 3 * time.Hour
		}
		o.call(id, after+late)
	}
	return o
}

// digestUntil makes digests until something holds.
func (p *process) digestUntil(holds func() bool) {
	p.o.t.Helper()
	ctx, stop := context.WithTimeout(p.o.t.Context(), patience)
	defer stop()
	var running sync.WaitGroup
	running.Go(func() { p.digest(ctx) })
	defer running.Wait()
	defer stop()
	for !holds() {
		select {
		case <-ctx.Done():
			p.o.t.Fatalf("no digest comes:\n%s", p.logs)
		case <-time.After(10 * time.Millisecond): // the ledger gives no signal
			p.digests.Wake()
		}
	}
}

// recorded counts the digests in the ledger.
func (o *office) recorded() (n int) {
	o.t.Helper()
	if err := o.db.QueryRow("SELECT count(*) FROM yardstick.digest").Scan(&n); err != nil {
		o.t.Fatal(err)
	}
	return n
}

// executives gives what stands in their channel: keys, of files their titles, names and how they begin.
func (o *office) executives() []string {
	var all []string
	for _, m := range o.slack.Messages("executives") {
		text := m.Key()
		if m.ThreadTS != "" && m.File != nil {
			text = fmt.Sprintf("in its thread: %s, %s, %.5s", m.File.Title, m.File.Name, m.File.Content)
		}
		all = append(all, text)
	}
	return all
}

func wantDigest(t *testing.T, o *office) {
	t.Helper()
	wantEqual(t, []string{
		executiveIn,
		"in its thread: Week 14, 30 March – 5 April 2026, as a PDF [" + executiveIn + "/pdf], digest-2026-W14.pdf, %PDF-",
	}, o.executives(), "what the executives have")
}

func TestRunSendsTheWeek(t *testing.T) {
	t.Parallel()
	o := newDigestOffice(t)
	p := o.start(nil)
	o.at(digestTime)
	p.round()
	p.digestUntil(func() bool { return o.recorded() == 1 })
	p.deliver()
	wantDigest(t, o)
	// Neither the next process nor what becomes of the tickets changes what was recorded.
	o.sql("UPDATE calls SET called = asked + interval '1 hour'")
	again := o.start(nil)
	o.at(digestTime + 26*time.Hour)
	again.round()
	looked := 0
	again.digestUntil(func() bool { looked++; return looked > 20 })
	again.deliver()
	wantDigest(t, o)

	var document string
	if err := o.db.QueryRow("SELECT document FROM yardstick.digest WHERE name = 'executive' AND period = $1", digestWeek).Scan(&document); err != nil {
		t.Fatal(err)
	}
	var out, errOut bytes.Buffer
	if code := execute(t.Context(), []string{"digest", "--config", o.config, "--period", digestWeek, "--format", "json"}, nil, &out, &errOut); code != 0 {
		t.Fatalf("ended with %d: %s", code, &errOut)
	}
	wantEqual(t, document, out.String(), "what the command prints of it")
	var report struct {
		Complete bool
		Overall  struct{ N, Missed int }
	}
	if err := json.Unmarshal([]byte(document), &report); err != nil {
		t.Fatal(err)
	}
	if !report.Complete || report.Overall.N != 7 || report.Overall.Missed != 2 {
		t.Errorf("it says %+v", report)
	}
}

// crashingAt is a notifier of a process that dies at one post, before or after Slack has it.
type crashingAt struct {
	crashing
	at func(notifiers.Message) bool
}

func (c crashingAt) Post(ctx context.Context, post notifiers.Post) (notifiers.Receipt, error) {
	if !c.at(post.Message) {
		return c.Notifier.Post(ctx, post)
	}
	return c.crashing.Post(ctx, post)
}

// A process that dies anywhere between the record of a digest and the end of its file leaves nothing out and nothing twice.
func TestRunSendsTheWeekAfterDying(t *testing.T) {
	t.Parallel()
	digest := func(m notifiers.Message) bool { return m.Digest != nil }
	file := func(m notifiers.Message) bool { return m.File != nil }
	for name, c := range map[string]struct {
		at    func(notifiers.Message) bool // nil for before anything is delivered
		after bool
	}{
		"before it was delivered":     {},
		"before Slack had the digest": {at: digest},
		"after Slack had the digest":  {at: digest, after: true},
		"before Slack had the file":   {at: file},
		"after Slack had the file":    {at: file, after: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newDigestOffice(t)
			dying := crashingAt{at: c.at, crashing: crashing{after: c.after, held: make(chan struct{}), end: t.Context().Done(), once: &sync.Once{}}}
			first := o.start(func(n notifiers.Notifier) notifiers.Notifier { dying.Notifier = n; return dying })
			o.at(digestTime)
			first.round()
			first.digestUntil(func() bool { return o.recorded() == 1 })
			if c.at != nil {
				ctx, kill := context.WithCancel(t.Context())
				defer kill()
				go first.daemon.Delivery.Run(ctx)
				select {
				case <-dying.held:
				case <-time.After(patience):
					t.Fatalf("nothing is posted:\n%s", first.logs)
				}
				kill() // it claims nothing more, and what it claimed never ends
			}
			second := o.start(nil)
			second.round()
			second.deliver()
			wantDigest(t, o)
		})
	}
}

// A connection that is lost while a digest is recorded, or at its COMMIT, leaves no digest without its intents, and no intent without it.
func TestRunRecordsADigestWhollyOrNot(t *testing.T) {
	t.Parallel()
	for name, trigger := range map[string]string{
		"in the transaction": "TRIGGER cut BEFORE INSERT ON yardstick.alert FOR EACH ROW",
		"at commit":          "CONSTRAINT TRIGGER cut AFTER INSERT ON yardstick.alert DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newDigestOffice(t)
			p := o.start(nil)
			o.at(digestTime)
			p.round()
			o.sql("CREATE SEQUENCE cuts") // counts outside of transactions
			o.sql(`CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
				IF NEW.kind = 'digest' AND nextval('public.cuts') <= 2 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
				RETURN NEW; END $$`)
			o.sql("CREATE " + trigger + " EXECUTE FUNCTION cut()")
			p.digestUntil(func() bool { return o.recorded() == 1 })
			p.deliver()
			wantDigest(t, o)
			var cuts int
			if err := o.db.QueryRow("SELECT last_value FROM cuts").Scan(&cuts); err != nil || cuts < 3 {
				t.Errorf("it was cut %d times (%v)", cuts-1, err)
			}
		})
	}
}

// Two processes make and deliver a digest at once: it is there once.
func TestRunSendsTheWeekOnceFromTwo(t *testing.T) {
	t.Parallel()
	o := newDigestOffice(t)
	processes := []*process{o.start(nil), o.start(nil)}
	o.at(digestTime)
	processes[0].round()
	var all sync.WaitGroup
	for _, p := range processes {
		all.Go(func() { p.digestUntil(func() bool { return o.recorded() == 1 }) })
	}
	all.Wait()
	for _, p := range processes {
		all.Go(p.deliver)
	}
	all.Wait()
	wantDigest(t, o)
}

// Which digests there are follows the standards that are live: a route that comes to ask for a daily one gets it, on its standards.
func TestRunSendsTheDayOfARoute(t *testing.T) {
	t.Parallel()
	o := newDigestOffice(t)
	p := o.start(nil)
	wantEqual(t, []string{"executive"}, seriesNames(p), "digests at first")
	o.replace("standards/standards.yaml", `frontline: { slack: "#frontline" }=>frontline: { slack: "#frontline", digest: daily }`)
	set, problems := p.config.LoadStandards(p.config.Standards)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if err := p.activate(t.Context(), set); err != nil {
		t.Fatal(err)
	}
	wantEqual(t, []string{"executive", "frontline"}, seriesNames(p), "digests once the route asks for one")
	if s := p.digests.Series()[1]; len(s.Standards) != 1 || s.Standards[0].ID != "callback" {
		t.Errorf("it is on %v", s.Standards)
	}
	o.at(digestTime)
	p.round()
	p.digestUntil(func() bool { return o.recorded() == 2 })
	o.at(digestTime + 48*time.Hour)
	p.round()
	p.digestUntil(func() bool { return o.recorded() == 3 })
	p.deliver()
	var daily []string
	for _, m := range o.slack.Messages("frontline") {
		if m.ThreadTS == "" && strings.HasPrefix(m.Key(), "digest/") {
			daily = append(daily, m.Key())
		}
	}
	wantEqual(t, []string{
		"digest/frontline/2026-04-05/%23frontline", "digest/frontline/2026-04-06..2026-04-07/%23frontline",
	}, daily, "what the team has")
}

func seriesNames(p *process) (names []string) {
	for _, s := range p.digests.Series() {
		names = append(names, s.Name)
	}
	return names
}

// A digest that waits for too long is shown, and makes nobody unready.
func TestReadyShowsDigestsThatAreOverdue(t *testing.T) {
	t.Parallel()
	h := newHealth(nil)
	due := time.Date(2026, 11, 16, 8, 0, 0, 0, time.UTC)
	h.digests = func() []monitor.WaitingDigest {
		return []monitor.WaitingDigest{{Name: "executive", Span: "2026-W46", Since: calendar.FromTime(due), Why: "a source is behind"}}
	}
	got := h.readiness(true)
	if !got.Ready {
		t.Errorf("it is not ready: %v", got.Reasons)
	}
	wantEqual(t, []readyDigest{{Name: "executive", Period: "2026-W46", DueAt: &due, Reason: "a source is behind"}}, got.Digests, "digests")
}
