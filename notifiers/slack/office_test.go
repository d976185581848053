package slack_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/notifiers/slack"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// secretOfTheApp is what requests are signed with.
const secretOfTheApp = "8f742231b10e8888abcd99edabcd00canary"

// clerk is notifiers.Actions over a map: what is done, by the ID under which it was asked for.
type clerk struct {
	mu    sync.Mutex
	done  map[string]notifiers.Act
	asked int
	// refuse is the error of everything; hang has what is done wait until its time is over.
	refuse error
	hang   bool
	trace  string
	late   []notifiers.Alert
	all    int
}

func (c *clerk) about() notifiers.Alert {
	return notifiers.Alert{
		Ticket: "4711 <!channel>", Subject: "Printer `on` fire <@U1>", Standard: "callback", Promise: "We call *you* back.",
		Location: time.UTC, DueAt: calendar.None,
	}
}

func (c *clerk) Ready(context.Context, notifiers.Deed, string) (notifiers.Alert, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.about(), c.refuse
}

func (c *clerk) do(ctx context.Context, a notifiers.Act, until calendar.Instant) (notifiers.Done, error) {
	if c.hang {
		<-ctx.Done()
		return notifiers.Done{}, ctx.Err()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	if c.refuse != nil {
		return notifiers.Done{}, c.refuse
	}
	_, again := c.done[a.ID]
	if !again {
		c.done[a.ID] = a
	}
	return notifiers.Done{Alert: c.about(), Until: until, Again: again}, nil
}

func (c *clerk) Acknowledge(ctx context.Context, a notifiers.Act) (notifiers.Done, error) {
	return c.do(ctx, a, calendar.Instant(a.For/time.Microsecond))
}

func (c *clerk) Snooze(ctx context.Context, a notifiers.Act) (notifiers.Done, error) {
	return c.do(ctx, a, calendar.Instant(a.For/time.Microsecond))
}

func (c *clerk) Excuse(ctx context.Context, a notifiers.Act) (notifiers.Done, error) {
	return c.do(ctx, a, calendar.None)
}

func (c *clerk) Explain(context.Context, notifiers.Act) (string, error) { return c.trace, c.refuse }

func (c *clerk) ExplainTicket(_ context.Context, ticket string) (string, error) {
	if ticket != "4711" {
		return "", notifiers.Refusal("there is no such ticket in any source")
	}
	return c.trace, c.refuse
}

func (c *clerk) Pressing(_ context.Context, which notifiers.Stage, limit int) ([]notifiers.Alert, int, error) {
	alerts := slices.Clone(c.late[:min(len(c.late), limit)])
	for i := range alerts {
		alerts[i].Stage = which
	}
	return alerts, c.all, c.refuse
}

// acts are what was done, in no order.
func (c *clerk) acts() []notifiers.Act {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Collect(maps.Values(c.done))
}

// office is a workspace in which an alert stands, and who answers clicks on it.
type office struct {
	*notifierstest.Slack
	t           *testing.T
	clerk       *clerk
	answers     *slack.Interactions
	channel     string
	warning, ts string // the messages of a warning and of the miss
	jane        string // may excuse by her id
	joe, eve    string // he may by his address, she may not
	log         *lockedBuffer
}

// lockedBuffer is a log that several goroutines write.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func openOffice(t *testing.T) *office {
	t.Helper()
	fake := notifierstest.NewSlack(t)
	o := &office{Slack: fake, t: t, clerk: &clerk{done: map[string]notifiers.Act{}, trace: "callback: missed\n"}, log: &lockedBuffer{}}
	o.channel = fake.AddChannel("support")
	o.jane = fake.AddPerson("Jane Doe", "jane@example.com")
	o.joe = fake.AddPerson("Joe", "Joe@example.com")
	o.eve = fake.AddPerson("Eve <!channel>", "eve@example.com")
	s := o.sender()
	for _, stage := range []notifiers.Stage{notifiers.Warn, notifiers.Missed} {
		alert := notifierstest.Sample(stage, "1")
		alert.Ref = "17"
		receipt, err := s.Post(t.Context(), notifiers.Post{To: "#support", Message: notifiers.Message{Alert: alert}})
		if err != nil {
			t.Fatal(err)
		}
		o.warning, o.ts = o.ts, receipt.ID
	}
	o.answers = o.interactions(s)
	t.Cleanup(o.noSecrets)
	return o
}

func (o *office) sender() *slack.Slack {
	o.t.Helper()
	s, err := slack.New(slack.Options{Token: o.Token(), APIURL: o.URL(), Buttons: true})
	if err != nil {
		o.t.Fatal(err)
	}
	return s
}

func (o *office) interactions(s *slack.Slack) *slack.Interactions {
	return slack.NewInteractions(s, slack.InteractionOptions{
		Actions: o.clerk, MayExcuse: []string{o.jane, "joe@Example.com"}, AppToken: o.AppToken(), SigningSecret: secretOfTheApp,
		Log: slog.New(slog.NewTextHandler(o.log, nil)),
	})
}

// listen has an Interactions listen until the test ends.
func (o *office) listen(x *slack.Interactions, sockets int) {
	o.t.Helper()
	ctx, stop := context.WithCancel(o.t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		x.Listen(ctx)
	}()
	o.t.Cleanup(func() {
		stop()
		<-ended
		x.Wait()
	})
	o.await("sockets", func() bool { return o.sockets(sockets, sockets) })
}

// sockets tells whether there are so many sockets now, and ever were.
func (o *office) sockets(now, ever int) bool {
	n, all := o.Sockets()
	return n == now && all == ever
}

func (o *office) await(what string, cond func() bool) {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), 10*time.Second)
	defer cancel()
	if err := o.Await(ctx, cond); err != nil {
		o.t.Fatalf("waiting for %s: %v\n%s", what, err, o.log.String())
	}
}

// logged waits until the log says something of which Slack hears nothing.
func (o *office) logged(what string) {
	o.t.Helper()
	for patience := time.Now().Add(10 * time.Second); !strings.Contains(o.log.String(), what); time.Sleep(time.Millisecond) {
		if time.Now().After(patience) {
			o.t.Fatalf("the log does not say %q:\n%s", what, o.log.String())
		}
	}
}

// click pushes a click on a button of the alert.
func (o *office) click(user, button string) {
	o.t.Helper()
	o.push(notifierstest.Envelope{Type: "interactive", Payload: o.clicked(user, button)})
}

func (o *office) clicked(user, button string) map[string]any {
	o.t.Helper()
	ts := o.ts
	if button == "snooze" {
		ts = o.warning
	}
	payload, err := o.Click(user, o.channel, ts, "yardstick_"+button)
	if err != nil {
		o.t.Fatal(err)
	}
	return payload
}

func (o *office) push(e notifierstest.Envelope) json.RawMessage {
	o.t.Helper()
	answer, err := o.Push(o.t.Context(), e)
	if err != nil {
		o.t.Fatalf("%v\n%s", err, o.log.String())
	}
	return answer
}

// dialog clicks a button and gives the dialog that it opens.
func (o *office) dialog(user, button string) notifierstest.View {
	o.t.Helper()
	before := len(o.Views())
	o.click(user, button)
	o.await("a dialog", func() bool { return len(o.Views()) > before })
	return o.Views()[before]
}

func chosen(value string) map[string]any {
	return map[string]any{"for": map[string]any{"input": map[string]any{"type": "radio_buttons", "selected_option": map[string]any{"value": value}}}}
}

func written(reason string) map[string]any {
	return map[string]any{"reason": map[string]any{"input": map[string]any{"type": "plain_text_input", "value": reason}}}
}

// whispered waits for n whispers and gives the last one.
func (o *office) whispered(n int) notifierstest.Stored {
	o.t.Helper()
	o.await("a whisper", func() bool { return len(o.Whispers("")) >= n })
	return o.Whispers("")[n-1]
}

// noSecrets wants no secret in what was logged: no token, no ticket of a socket, no address for a response.
func (o *office) noSecrets() {
	text := o.log.String()
	for _, secret := range []string{o.Token(), o.AppToken(), secretOfTheApp, "ticket-", "/response/"} {
		if strings.Contains(text, secret) {
			o.t.Errorf("the log has the secret %q:\n%s", secret, text)
		}
	}
}

// shownAll is all that a message shows, as it was sent.
func shownAll(m notifierstest.Stored) string { return m.Text + "\n" + unquote(string(m.Blocks)) }
