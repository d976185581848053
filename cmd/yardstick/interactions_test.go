package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// clickers is an office in which a miss stands, with people who click, and processes that answer them.
type clickers struct {
	*office
	jane, eve string // Jane may excuse
	processes []*process
}

func newClickers(t *testing.T, replicas int) *clickers {
	t.Helper()
	c := &clickers{office: newOffice(t)}
	c.jane = c.slack.AddPerson("Jane <!channel> Doe", "jane@example.com")
	c.eve = c.slack.AddPerson("Eve", "eve@example.com")
	c.replace("yardstick.yaml", fmt.Sprintf("slack: { =>slack: { app_token: \"${file:%s}\", may_excuse: [JANE@example.com], ",
		c.write("app_token", c.slack.AppToken())))
	for i := range replicas {
		p := c.start(nil)
		c.processes = append(c.processes, p)
		answers := p.interactions()
		ctx, stop := context.WithCancel(t.Context())
		var listening sync.WaitGroup
		listening.Go(func() { answers.listen(ctx) })
		t.Cleanup(func() {
			stop()
			listening.Wait()
			answers.finish()
			for _, secret := range []string{c.slack.Token(), c.slack.AppToken(), "ticket-"} {
				if strings.Contains(p.logs.String(), secret) {
					t.Errorf("the log has %q:\n%s", secret, p.logs)
				}
			}
		})
		c.await("a socket", func() bool { n, _ := c.slack.Sockets(); return n == i+1 })
	}
	c.processes[0].round()
	c.ask("T1", "gold", 0)
	c.at(121 * time.Minute)
	c.processes[0].round()
	c.processes[0].deliver()
	wantEqual(t, []string{"T1 missed"}, c.messages("frontline"), "what stands")
	return c
}

func (c *clickers) await(what string, holds func() bool) {
	c.t.Helper()
	ctx, stop := context.WithTimeout(c.t.Context(), patience)
	defer stop()
	if err := c.slack.Await(ctx, holds); err != nil {
		c.t.Fatalf("waiting for %s: %v", what, err)
	}
}

func (c *clickers) push(e notifierstest.Envelope) string {
	c.t.Helper()
	answer, err := c.slack.Push(c.t.Context(), e)
	if err != nil {
		c.t.Fatal(err, c.processes[0].logs)
	}
	return string(answer)
}

// clicked is a click on a button of the message that stands.
func (c *clickers) clicked(user, button string) notifierstest.Envelope {
	c.t.Helper()
	opening := c.slack.Messages("frontline")[0]
	payload, err := c.slack.Click(user, opening.Channel, opening.TS, "yardstick_"+button)
	if err != nil {
		c.t.Fatal(err)
	}
	return notifierstest.Envelope{Type: "interactive", Payload: payload}
}

// dialog clicks a button, and gives what is sent when the dialog is filled in.
func (c *clickers) dialog(user, button, block string, input map[string]any) notifierstest.Envelope {
	c.t.Helper()
	before := len(c.slack.Views())
	c.push(c.clicked(user, button))
	c.await("a dialog", func() bool { return len(c.slack.Views()) > before })
	values := map[string]any{block: map[string]any{"input": input}}
	return notifierstest.Envelope{Type: "interactive", Payload: c.slack.Submit(user, c.slack.Views()[before], values)}
}

func (c *clickers) count(statement string) (n int) {
	c.t.Helper()
	if err := c.db.QueryRow(statement).Scan(&n); err != nil {
		c.t.Fatal(err)
	}
	return n
}

// whisper gives the last thing that one person was told.
func (c *clickers) whisper(n int) notifierstest.Stored {
	c.t.Helper()
	c.await("a whisper", func() bool { return len(c.slack.Whispers("")) >= n })
	return c.slack.Whispers("")[n-1]
}

func hours(value string) map[string]any {
	return map[string]any{"selected_option": map[string]any{"value": value}}
}

// TestAcknowledgeFromTheMessage clicks, fills in, has it delivered to both replicas again and again, and looks at the
// message; once the time is over the channel is reminded.
func TestAcknowledgeFromTheMessage(t *testing.T) {
	t.Parallel()
	c := newClickers(t, 2)
	sent := c.dialog(c.jane, "acknowledge", "for", hours("1h"))
	sent.ID = "the same"
	for range 4 {
		if answer := c.push(sent); answer != "" {
			t.Fatal(answer)
		}
	}
	if n := c.count("SELECT count(*) FROM yardstick.care WHERE kind = 'acknowledge' AND said_by LIKE 'Jane %'"); n != 1 {
		t.Errorf("%d words were recorded", n)
	}
	if whisper := c.whisper(1); whisper.To != c.jane || !strings.Contains(whisper.Text, "You look after ticket T1 until Mon 30 Mar 2026 12:01 UTC") {
		t.Errorf("%s was told %s", whisper.To, whisper.Text)
	}
	c.processes[1].deliver()
	message := c.slack.Messages("frontline")[0]
	var blocks []any
	if err := json.Unmarshal(message.Blocks, &blocks); err != nil {
		t.Fatal(err)
	}
	if shown := fmt.Sprint(blocks); message.Edits == 0 || !strings.Contains(shown, "Jane &lt;!channel&gt; Doe") || strings.Contains(shown, "<!channel>") {
		t.Errorf("the message does not say who looks after it, or calls everybody: %s", shown)
	}

	for _, args := range [][]string{{"history", "T1"}, {"explain", "T1", "--at", opening.Add(130 * time.Minute).Format(time.RFC3339)}} {
		if out := c.command(args...); !strings.Contains(out, "acknowledged by Jane <!channel> Doe until Mon 2026-03-30 12:01") {
			t.Errorf("%s does not say who looks after it:\n%s", args[0], out)
		}
	}

	c.at(182 * time.Minute)
	if report := c.processes[0].rounds.Sweep(t.Context()); report.Failed() {
		t.Fatal(report.Sources[0].Err)
	}
	c.processes[0].deliver()
	if told := c.messages("frontline"); !slices.Contains(told, "T1 reminder") {
		t.Errorf("nobody is reminded: %v", told)
	}
}

// command gives what a command prints; how it ends is no concern here.
func (c *clickers) command(args ...string) string {
	var out bytes.Buffer
	root := newRoot()
	root.SetOut(&out)
	root.SetErr(&out)
	root.SetArgs(append(args, "--config", c.config))
	_ = root.ExecuteContext(c.t.Context()) // check ends with 1 where something is late
	return out.String()
}

// TestExcuseFromTheMessage excuses a miss by who may, and wants check to count it.
func TestExcuseFromTheMessage(t *testing.T) {
	t.Parallel()
	c := newClickers(t, 2)
	c.push(c.clicked(c.eve, "excuse"))
	if whisper := c.whisper(1); whisper.To != c.eve || !strings.Contains(whisper.Text, "not among those") || len(c.slack.Views()) != 0 {
		t.Errorf("%s was told %s", whisper.To, whisper.Text)
	}
	sent := c.dialog(c.jane, "excuse", "reason", map[string]any{"value": "power cut <!here>"})
	for range 3 {
		if answer := c.push(sent); answer != "" {
			t.Fatal(answer)
		}
	}
	if n := c.count("SELECT count(*) FROM yardstick.excuse"); n != 1 {
		t.Errorf("%d excuses", n)
	}
	if n := c.count("SELECT count(*) FROM yardstick.excuse WHERE why = 'power cut <!here>' AND said_by = 'Jane <!channel> Doe (" + c.jane + ")'"); n != 1 {
		t.Error("it is another excuse")
	}
	out := c.command("check", "--json", "--at", opening.Add(130*time.Minute).Format(time.RFC3339))
	var checked struct {
		Standards []struct {
			ID      string `json:"id"`
			Missed  int    `json:"missed"`
			Excused int    `json:"excused"`
		} `json:"standards"`
	}
	if err := json.Unmarshal([]byte(out), &checked); err != nil {
		t.Fatal(err, out)
	}
	if first := checked.Standards[0]; first.ID != "callback" || first.Missed != 1 || first.Excused != 1 {
		t.Errorf("check: %+v", first)
	}
}

// TestAskingFromSlack asks why and what, and is answered alone.
func TestAskingFromSlack(t *testing.T) {
	t.Parallel()
	c := newClickers(t, 1)
	before := len(c.slack.Messages(""))
	c.push(c.clicked(c.eve, "explain"))
	whisper := c.whisper(1)
	if text := string(whisper.Blocks); whisper.To != c.eve || !strings.Contains(text, "Ticket T1") || !strings.Contains(text, "callback") ||
		strings.Contains(text, "vip-callback") || strings.Contains(text, "<!channel>") {
		t.Errorf("%s was told %s", whisper.To, text)
	}
	c.ask("T2", "gold", 30*time.Minute)
	c.processes[0].round()
	for i, asked := range []struct{ text, want string }{
		{"late", "T1"},
		{"risk", "T2"},
		{"explain T2", "Ticket T2"},
		{"explain T3", "There is no such ticket in any source."},
	} {
		c.push(notifierstest.Envelope{Type: "slash_commands", Payload: c.slack.Command(c.eve, asked.text)})
		c.await("an answer to "+asked.text, func() bool { return len(c.slack.Answers()) == i+1 })
		if got := c.slack.Answers()[i]; got.To != c.eve || !strings.Contains(string(got.Blocks), asked.want) {
			t.Errorf("%s: %s was told %s", asked.text, got.To, got.Blocks)
		}
	}
	if after := len(c.slack.Messages("")); after != before {
		t.Errorf("%d messages that all can see", after-before)
	}
}

// TestClickingOnWhatHasEnded is refused in plain words, before the dialog and in it.
func TestClickingOnWhatHasEnded(t *testing.T) {
	t.Parallel()
	c := newClickers(t, 1)
	sent, late := c.dialog(c.eve, "acknowledge", "for", hours("morning")), c.clicked(c.eve, "acknowledge")
	c.call("T1", 122*time.Minute)
	c.at(123 * time.Minute)
	c.processes[0].round()
	if answer := c.push(sent); !strings.Contains(answer, "come to rest already") {
		t.Errorf("answer %s", answer)
	}
	c.push(late)
	if whisper := c.whisper(1); !strings.Contains(whisper.Text, "come to rest already") {
		t.Errorf("told %s", whisper.Text)
	}
	if n := c.count("SELECT count(*) FROM yardstick.care"); n != 0 {
		t.Errorf("%d words were recorded", n)
	}
}

// TestMessagesHaveButtonsOnlyWhereSomebodyAnswers: without an app token and a signing secret nobody does.
func TestMessagesHaveButtonsOnlyWhereSomebodyAnswers(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.start(nil)
	p.round()
	o.ask("T1", "gold", 0)
	if p.interactions().Interactions != nil {
		t.Error("somebody answers")
	}
	o.at(121 * time.Minute)
	p.round()
	p.deliver()
	wantEqual(t, []string{"T1 missed"}, o.messages("frontline"), "what stands")
	for _, m := range o.slack.Messages("frontline") {
		if strings.Contains(string(m.Blocks), "yardstick_acknowledge") {
			t.Errorf("a button that nobody answers: %s", m.Blocks)
		}
	}
}
