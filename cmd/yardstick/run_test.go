package main

import (
	"bytes"
	"context"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/rules/calendar"
)

func wantEqual(t *testing.T, want, got any, what string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// A callback's life as the team sees it: warned once, missed once, recovered; another is kept after a warning.
func TestRunTellsEachStageOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.ask("old", "gold", -24*time.Hour) // late before anybody looked
	o.ask("T1", "gold", 0)
	o.ask("T2", "gold", 0)
	p := o.start(nil)
	p.round()
	p.deliver()
	wantEqual(t, []string{"summary"}, o.messages("frontline"), "first round")
	wantEqual(t, []string(nil), o.messages("vip"), "first round, nothing late")

	o.at(61 * time.Minute)
	p.round()
	if again := p.round(); again.Effect != (monitor.Effect{}) {
		t.Errorf("the same round again wrote %+v", again.Effect)
	}
	o.at(62 * time.Minute)
	p.round()
	p.deliver()
	warned := []string{"summary", "T1 50%25", "T2 50%25"}
	wantEqual(t, warned, o.messages("frontline"), "warned")

	o.call("T2", 63*time.Minute)
	o.at(121 * time.Minute)
	p.round()
	p.deliver()
	wantEqual(t, []string{"summary", "T1 50%25 edited 1×", "T2 50%25 edited 1×", "T1 missed"}, o.messages("frontline"), "kept, missed")

	p = o.start(nil) // started anew: nothing is told again
	o.call("T1", 125*time.Minute)
	o.call("old", 125*time.Minute)
	o.at(126 * time.Minute)
	p.round()
	p.round()
	p.deliver()
	wantEqual(t, []string{"summary", "T1 50%25 edited 2×", "T2 50%25 edited 1×", "T1 missed", "T1 recovered"}, o.messages("frontline"), "recovered")
	if last := o.slack.Messages("frontline")[2]; strings.Contains(last.Text, "<!channel>") || strings.Contains(string(last.Blocks), "<!channel>") {
		t.Error("a ticket's subject can ping a channel")
	}
}

// All times are shown in the zone of the standard's calendar.
func TestRunShowsTheStandardsZone(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.replace("standards/standards.yaml", "timezone: UTC=>timezone: Europe/Berlin")
	o.ask("old", "gold", -24*time.Hour)
	p := o.start(nil)
	p.round()
	o.ask("T1", "gold", 0)
	o.at(61 * time.Minute)
	p.round()
	p.deliver()
	for i, want := range []string{"Mon 30 Mar 2026 11:00 CEST (UTC+02:00)", "Mon 30 Mar 2026 12:01 CEST (UTC+02:00)"} {
		if blocks := string(o.slack.Messages("frontline")[i].Blocks); !strings.Contains(blocks, "as of "+want) {
			t.Errorf("message %d has no %q: %s", i, want, blocks)
		}
	}
}

func TestRunPlansForTheLateComer(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.start(nil)
	p.round()
	o.ask("T1", "gold", 0)
	o.call("T1", 130*time.Minute)
	o.ask("T2", "gold", 0)
	o.ask("T3", "gold", 0)
	o.at(140 * time.Minute)
	p.round()
	o.call("T2", 150*time.Minute) // while the miss of T2 still waits
	o.sql("UPDATE calls SET withdrawn = $1 WHERE id = 'T3'", opening.Add(150*time.Minute))
	o.at(151 * time.Minute)
	p.round()
	p.deliver()
	wantEqual(t, []string{"T1 missed: sent", "T2 missed: sent", "T3 missed: dropped", "T2 recovered: sent", "T3 withdrawn: dropped"}, o.states(), "alerts")
	wantEqual(t, []string{"T1 missed", "T2 missed edited 1×", "T2 recovered"}, o.messages("frontline"), "messages")
}

func TestRunSaysWhatThereIsToKnow(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.start(nil)
	p.round()
	o.ask("a/b c", "gold", 0)
	o.at(61 * time.Minute)
	p.round()
	claims, err := p.ledger.Claim(t.Context(), monitor.Terms{Lease: time.Minute, Limit: 10})
	if err != nil || len(claims) != 1 {
		t.Fatalf("claims %+v, %v", claims, err)
	}
	start := calendar.FromTime(opening)
	want := &notifiers.Alert{
		Key: claims[0].Message.Key(), Ref: claims[0].Message.Alert.Ref, Stage: notifiers.Warn, Warning: "50%", Source: "desk", Ticket: "a/b c",
		Subject: "<!channel> printer a/b c", Customer: "Globex", Link: "https://desk.example.com/t/a%2Fb%20c",
		Standard: "callback", Promise: "We call you back within two hours.",
		StartedAt: start, DueAt: start.Add(2 * time.Hour), StoppedAt: calendar.None, AsOf: start.Add(61 * time.Minute),
		Left: 59 * time.Minute, Location: time.UTC,
	}
	sameZone := cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })
	if diff := cmp.Diff(want, claims[0].Message.Alert, sameZone); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What was done in time before its warning left is not spoken of at all.
func TestRunWithdrawsAWarningThatWaits(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.start(nil)
	p.round()
	o.ask("T1", "gold", 0)
	o.at(61 * time.Minute)
	p.round()
	o.call("T1", 62*time.Minute)
	o.at(63 * time.Minute)
	p.round()
	p.deliver()
	wantEqual(t, []string{"T1 50%25: dropped", "T1 kept: dropped"}, o.states(), "alerts")
	wantEqual(t, []string(nil), o.messages("frontline"), "messages")
}

// Two daemons on one ledger tell everything once, whoever finds and whoever sends it.
func TestRunTwiceAtOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	both := []*process{o.start(nil), o.start(nil)}
	together := func(do func(p *process)) {
		var all sync.WaitGroup
		for _, p := range both {
			all.Go(func() { do(p) })
		}
		all.Wait()
	}
	o.ask("old", "gold", -24*time.Hour)
	// At the very first round one may find that the other has written already; its next round makes up for it.
	together(func(p *process) { p.rounds.Round(t.Context()) })
	both[0].round()
	for _, id := range []string{"V1", "V2", "V3"} {
		o.ask(id, "vip", 0)
	}
	o.ask("T1", "gold", 0)
	o.at(61 * time.Minute)
	together(func(p *process) { p.rounds.Round(t.Context()) })
	together(func(p *process) { p.deliver() })
	wantEqual(t, []string{"summary", "T1 50%25"}, o.messages("frontline"), "messages")
	vip := o.messages("vip")
	slices.Sort(vip)
	wantEqual(t, []string{"V1 missed", "V2 missed", "V3 missed"}, vip, "messages to the other channel")
}

// crashing is a notifier of a process that dies in the middle of a post: the
// call never returns while the test lasts.
type crashing struct {
	notifiers.Notifier
	after bool // Slack has the message already
	held  chan struct{}
	end   <-chan struct{}
	once  *sync.Once
}

func (c crashing) Post(ctx context.Context, post notifiers.Post) (notifiers.Receipt, error) {
	if c.after {
		if _, err := c.Notifier.Post(ctx, post); err != nil {
			return notifiers.Receipt{}, err
		}
	}
	c.once.Do(func() { close(c.held) })
	<-c.end
	return notifiers.Receipt{}, context.Canceled
}

// A process that dies between claim and mark leaves a claim behind. The next
// one waits for the lease's end, looks, and sends only what is not there.
func TestRunAfterDyingBetweenClaimAndMark(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]bool{"before Slack had it": false, "after Slack had it": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			dying := crashing{after: after, held: make(chan struct{}), end: t.Context().Done(), once: &sync.Once{}}
			first := o.start(func(n notifiers.Notifier) notifiers.Notifier { dying.Notifier = n; return dying })
			first.round()
			o.ask("T1", "gold", 0)
			o.at(61 * time.Minute)
			first.round()
			ctx, kill := context.WithCancel(t.Context())
			defer kill()
			go first.daemon.Delivery.Run(ctx)
			select {
			case <-dying.held:
			case <-time.After(patience):
				t.Fatalf("nothing is posted:\n%s", first.logs)
			}
			kill() // it claims nothing more, and what it claimed never ends
			wantEqual(t, []string{"T1 50%25: sending"}, o.states(), "what the dead leave behind")

			second := o.start(nil)
			second.round()
			second.deliver()
			wantEqual(t, []string{"T1 50%25"}, o.messages("frontline"), "messages")
			wantEqual(t, []string{"T1 50%25: sent"}, o.states(), "alerts")
		})
	}
}

// A panic in a notifier is no crash, and not known to be without effect either.
type panicking struct{ notifiers.Notifier }

func (p panicking) Post(ctx context.Context, post notifiers.Post) (notifiers.Receipt, error) {
	if _, err := p.Notifier.Post(ctx, post); err != nil {
		return notifiers.Receipt{}, err
	}
	panic("out of cheese")
}

func TestRunSurvivesAPanickingNotifier(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.start(func(n notifiers.Notifier) notifiers.Notifier { return panicking{n} })
	p.round()
	o.ask("T1", "gold", 0)
	o.at(61 * time.Minute)
	p.round()
	p.deliverUntil(func() bool { return strings.Contains(strings.Join(o.states(), ""), "unsure") })
	o.start(nil).deliver()
	wantEqual(t, []string{"T1 50%25"}, o.messages("frontline"), "messages")
}

func TestRunObeysSlack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		fault  notifierstest.Fault
		posts  []string // that Slack has in the end
		states []string
	}{
		{
			"rate limited in one channel",
			notifierstest.Fault{Kind: notifierstest.RateLimit, Channel: "#frontline", RetryAfter: 2 * time.Second},
			[]string{"T1 50%25"},
			[]string{"T1 50%25: sent", "V1 missed: sent"},
		},
		{
			"an answer that is lost",
			notifierstest.Fault{Kind: notifierstest.Reset, Channel: "#frontline", Store: true},
			[]string{"T1 50%25"},
			[]string{"T1 50%25: sent", "V1 missed: sent"},
		},
		{
			"a server error before it is stored",
			notifierstest.Fault{Kind: notifierstest.Status, Channel: "#frontline"},
			[]string{"T1 50%25"},
			[]string{"T1 50%25: sent", "V1 missed: sent"},
		},
		{
			"a refusal for good",
			notifierstest.Fault{Kind: notifierstest.Refuse, Channel: "#frontline", Code: "is_archived"},
			nil,
			[]string{"T1 50%25: failed", "V1 missed: sent"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			p := o.start(nil)
			p.round()
			o.ask("T1", "gold", 0)
			o.ask("V1", "vip", 0)
			o.at(61 * time.Minute)
			p.round()
			c.fault.Method = "chat.postMessage"
			o.slack.Misbehave(c.fault)
			p.deliver()
			wantEqual(t, c.posts, o.messages("frontline"), "messages")
			wantEqual(t, []string{"V1 missed"}, o.messages("vip"), "the other channel")
			wantEqual(t, c.states, o.states(), "alerts")
			if strings.Contains(p.logs.String(), o.slack.Token()) {
				t.Error("the log holds the token")
			}
			if c.fault.Kind == notifierstest.Refuse && !strings.Contains(p.logs.String(), "is_archived") {
				t.Errorf("the failure is not logged:\n%s", p.logs)
			}
		})
	}
}

// A source that does not answer stops neither the daemon nor the round after it.
func TestRunHealsWhenTheSourceDoes(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.start(nil)
	o.sql("ALTER TABLE calls RENAME TO elsewhere")
	if err := p.rounds.Connect(t.Context()); err != nil {
		t.Errorf("a source that is not there keeps run from starting: %v", err)
	}
	if report := p.rounds.Round(t.Context()); !report.Failed() {
		t.Fatal("a round without its source succeeds")
	}
	o.sql("ALTER TABLE elsewhere RENAME TO calls")
	p.round()
	o.ask("T1", "gold", 0)
	o.at(61 * time.Minute)
	o.sql("ALTER TABLE calls RENAME TO elsewhere")
	if report := p.rounds.Round(t.Context()); !report.Failed() {
		t.Fatal("a round without its source succeeds")
	}
	o.sql("ALTER TABLE elsewhere RENAME TO calls")
	p.round()
	p.deliver()
	wantEqual(t, []string{"T1 50%25"}, o.messages("frontline"), "messages")
}

// A source that fails holds up no other, in whatever order they stand.
func TestRunGoesOnBesideABrokenSource(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.replace("yardstick.yaml", "  - name: desk\n=>  - name: a-broken\n    url: \"postgres://nobody@127.0.0.1:1/none?connect_timeout=1\"\n"+
		"    tickets: SELECT 1 AS id\n  - name: desk\n")
	p := o.start(nil)
	if err := p.rounds.Connect(t.Context()); err != nil {
		t.Errorf("a source that is not there keeps run from starting: %v", err)
	}
	p.rounds.Round(t.Context())
	o.ask("T1", "gold", 0)
	o.at(61 * time.Minute)
	report := p.rounds.Round(t.Context())
	if len(report.Sources) != 2 || report.Sources[0].Err == nil || report.Sources[1].Err != nil {
		t.Fatalf("report %+v", report)
	}
	p.deliver()
	wantEqual(t, []string{"T1 50%25"}, o.messages("frontline"), "messages")
}

// The command itself: from the command line to Slack, and an orderly end.
func TestRunCommand(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.sql("INSERT INTO calls (id, subject, customer, tier, asked) VALUES ('old', 'printer', 'ACME', 'gold', now() - interval '5 hours')")
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	logs, code := &lockedText{}, make(chan int, 1)
	go func() { code <- execute(ctx, []string{"run", "--config", o.config}, nil, &bytes.Buffer{}, logs) }()
	if err := o.slack.Await(ctx, func() bool { return len(o.slack.Messages("frontline")) == 1 }); err != nil {
		t.Fatalf("%v\n%s", err, logs)
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	for !strings.Contains(logs.String(), "standards unchanged") {
		select {
		case <-ctx.Done():
			t.Fatalf("SIGHUP is not heard:\n%s", logs)
		case <-time.After(10 * time.Millisecond): // the log gives no signal
		}
	}
	// Due two seconds ago, and asked for before the first round: only the miss is news.
	o.sql("INSERT INTO calls (id, subject, customer, tier, asked) VALUES ('V1', 'phone', 'ACME', 'vip', now() - interval '1 hour' + interval '1 second')")
	if err := o.slack.Await(ctx, func() bool { return len(o.slack.Messages("vip")) == 1 }); err != nil {
		t.Fatalf("%v\n%s", err, logs)
	}
	stop()
	if got := <-code; got != 0 {
		t.Errorf("exit code %d\n%s", got, logs)
	}
	for _, state := range o.states() {
		if strings.Contains(state, "sending") {
			t.Errorf("%s is left claimed", state)
		}
	}
	if !strings.Contains(logs.String(), "rows.read=1 rows.evaluated=1 rows.set_aside=0") {
		t.Errorf("no line about the round:\n%s", logs)
	}
}

func TestRunWithoutATokenUsesTheTerminal(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	text := "database: { url: \"" + o.url + "\" }\nsources:\n  - name: desk\n    tickets: SELECT id, asked, called, withdrawn, tier, changed_at FROM calls\n" +
		"    milestones: { callback_requested: asked, called_back: called, callback_withdrawn: withdrawn }\nstandards: standards/\n"
	o.config = o.write("yardstick.yaml", text)
	o.sql("INSERT INTO calls (id, tier, asked) VALUES ('old', 'gold', now() - interval '5 hours')")
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	logs, code := &lockedText{}, make(chan int, 1)
	shown := &signalled{what: "callback", seen: make(chan struct{})}
	go func() { code <- execute(ctx, []string{"run", "--config", o.config}, nil, shown, logs) }()
	select {
	case <-shown.seen:
	case <-ctx.Done():
		t.Fatalf("nothing is shown:\n%s", logs)
	}
	stop()
	if got := <-code; got != 0 || strings.Count(logs.String(), "slack.token is not set") != 1 {
		t.Errorf("exit code %d\n%s", got, logs)
	}
}

// signalled is a writer that says when something was written.
type signalled struct {
	lockedText
	what string
	seen chan struct{}
	once sync.Once
}

func (s *signalled) Write(p []byte) (int, error) {
	n, err := s.lockedText.Write(p)
	if strings.Contains(s.String(), s.what) {
		s.once.Do(func() { close(s.seen) })
	}
	return n, err
}

func TestRunRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config, standards string // what is replaced, in the form old=>new
		want              string
	}{
		"an unknown event": {standards: "stop: called_back=>stop: call_back", want: `has no event "call_back"`},
		"a missing column": {config: "asked, called,=>asked,", want: `no column "called"`},
		"a bad schedule":   {config: `"@every 1s"=>"61 * * * *"`, want: "schedule"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			o.replace("yardstick.yaml", c.config)
			o.replace("standards/standards.yaml", c.standards)
			var out, errOut bytes.Buffer
			if code := execute(t.Context(), []string{"run", "--config", o.config}, nil, &out, &errOut); code != 2 {
				t.Errorf("exit code %d", code)
			}
			if !strings.Contains(errOut.String(), c.want) {
				t.Errorf("no %q in:\n%s", c.want, &errOut)
			}
		})
	}
}

func TestMigrateCommand(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, want := range []string{"schema yardstick: version 6, new\n", "schema yardstick: version 6, nothing to do\n"} {
		var out, errOut bytes.Buffer
		if code := execute(t.Context(), []string{"migrate", "--config", o.config}, nil, &out, &errOut); code != 0 || out.String() != want {
			t.Errorf("exit code %d, %q, %s", code, &out, &errOut)
		}
	}
	o.sql("INSERT INTO yardstick.goose_db_version (version_id, is_applied) VALUES (99, true)")
	var out, errOut bytes.Buffer
	if code := execute(t.Context(), []string{"migrate", "--config", o.config}, nil, &out, &errOut); code != 2 || !strings.Contains(errOut.String(), "newer") {
		t.Errorf("a newer schema: exit code %d, %s", code, &errOut)
	}
}
