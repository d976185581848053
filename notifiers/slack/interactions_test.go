package slack_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

func TestDialogs(t *testing.T) {
	o := openOffice(t)
	o.listen(o.answers, 1)
	for i, c := range []struct {
		button, user string
		values       map[string]any
		want         notifiers.Act
		told         string
	}{
		{"acknowledge", o.eve, chosen("2h"), notifiers.Act{For: 2 * time.Hour}, "You look after ticket 4711 &lt;!channel&gt; until "},
		{"acknowledge", o.jane, chosen("morning"), notifiers.Act{Morning: true}, "You look after ticket"},
		{"snooze", o.eve, chosen("30m"), notifiers.Act{For: 30 * time.Minute}, "No warnings of ticket 4711 &lt;!channel&gt; until "},
		{"excuse", o.jane, written("  power cut <!here> "), notifiers.Act{Reason: "power cut <!here>"}, "The miss of ticket 4711 &lt;!channel&gt; is excused."},
		{"excuse", o.joe, written("power cut"), notifiers.Act{Reason: "power cut"}, "is excused"},
	} {
		view := o.dialog(c.user, c.button)
		if blocks := unquote(string(view.Blocks)); strings.Contains(blocks, "<!channel>") || strings.Contains(blocks, "<@U1>") {
			t.Errorf("%s: what stands in the ticket calls people: %s", c.button, blocks)
		}
		if answer := o.push(notifierstest.Envelope{Type: "interactive", Payload: o.Submit(c.user, view, c.values)}); len(answer) > 0 {
			t.Errorf("%s: the dialog stays open: %s", c.button, answer)
		}
		whisper := o.whispered(i + 1)
		if whisper.To != c.user || whisper.Channel != o.channel || !strings.Contains(shownAll(whisper), c.told) {
			t.Errorf("%s: %s told %s: %s", c.button, c.user, whisper.To, shownAll(whisper))
		}
		acts := o.clerk.acts()
		if len(acts) != i+1 {
			t.Fatalf("%s: %d acts", c.button, len(acts))
		}
		found := false
		for _, act := range acts {
			if act.Reason == c.want.Reason && act.For == c.want.For && act.Morning == c.want.Morning && act.By.ID == c.user {
				found = act.Ref == "17" && act.By.Name != "" && act.By.Email != ""
			}
		}
		if !found {
			t.Errorf("%s: %+v", c.button, acts)
		}
	}
}

// TestTwiceIsOnce has a click and a dialog delivered again, to another replica.
func TestTwiceIsOnce(t *testing.T) {
	o := openOffice(t)
	o.listen(o.answers, 1)
	o.listen(o.interactions(o.sender()), 2)
	click := notifierstest.Envelope{ID: "again", Type: "interactive", Payload: o.clicked(o.jane, "acknowledge")}
	o.push(click)
	o.push(click)
	refused := func() (n int) {
		for _, call := range o.Calls() {
			if call.Error == "exchanged_trigger_id" {
				n++
			}
		}
		return n
	}
	o.await("the second dialog to be refused", func() bool { return refused() == 1 })
	if views := o.Views(); len(views) != 1 {
		t.Fatalf("%d dialogs", len(views))
	}
	sent := notifierstest.Envelope{ID: "sent", Type: "interactive", Payload: o.Submit(o.jane, o.Views()[0], chosen("1h"))}
	for range 4 {
		if answer := o.push(sent); len(answer) > 0 {
			t.Errorf("the dialog stays open: %s", answer)
		}
	}
	if acts := o.clerk.acts(); len(acts) != 1 || o.clerk.asked != 4 {
		t.Errorf("asked for %d times, done: %+v", o.clerk.asked, acts)
	}
	o.await("what was done to be told", func() bool { return len(o.Whispers("")) > 0 }) // which comes after the envelope's answer
	o.answers.Wait()
	if whispers := o.Whispers(""); len(whispers) != 1 {
		t.Errorf("%d whispers", len(whispers))
	}
	// Another choice in the same dialog, as after a time-out, is another thing.
	o.push(notifierstest.Envelope{Type: "interactive", Payload: o.Submit(o.jane, o.Views()[0], chosen("4h"))})
	if acts := o.clerk.acts(); len(acts) != 2 {
		t.Errorf("%+v", acts)
	}
}

func TestNotAllowed(t *testing.T) {
	o := openOffice(t)
	o.listen(o.answers, 1)
	o.click(o.eve, "excuse")
	if whisper := o.whispered(1); whisper.To != o.eve || !strings.Contains(whisper.Text, "not among those who may excuse") {
		t.Errorf("%s was told %s", whisper.To, shownAll(whisper))
	}
	if len(o.Views()) != 0 {
		t.Error("a dialog was opened")
	}
	// The dialog of somebody who may, sent by somebody who may not.
	view := o.dialog(o.jane, "excuse")
	answer := o.push(notifierstest.Envelope{Type: "interactive", Payload: o.Submit(o.eve, view, written("because"))})
	if !strings.Contains(string(answer), `"response_action":"errors"`) || len(o.clerk.acts()) != 0 {
		t.Errorf("%s, done %+v", answer, o.clerk.acts())
	}
	// Whose address can't be asked may not.
	o.Unscoped("users.info", "users:read")
	stranger := o.AddPerson("New", "joe@example.com")
	o.click(stranger, "excuse")
	if whisper := o.whispered(2); whisper.To != stranger || !strings.Contains(whisper.Text, "try again") || len(o.Views()) != 1 {
		t.Errorf("%s was told %s", whisper.To, shownAll(whisper))
	}
}

func TestRefusedInPlainWords(t *testing.T) {
	o := openOffice(t)
	o.listen(o.answers, 1)
	view := o.dialog(o.jane, "acknowledge")
	for _, c := range []struct {
		err  error
		want string
	}{
		{notifiers.ErrEnded, "This clock has come to rest already."},
		{errors.New("pq: secret detail"), "try again"},
	} {
		o.clerk.refuse = c.err
		answer := string(o.push(notifierstest.Envelope{Type: "interactive", Payload: o.Submit(o.jane, view, chosen("1h"))}))
		if !strings.Contains(answer, c.want) || strings.Contains(answer, "secret detail") || !strings.Contains(answer, `"for"`) {
			t.Errorf("%v: %s", c.err, answer)
		}
		before := len(o.Whispers(""))
		o.click(o.jane, "acknowledge")
		if whisper := o.whispered(before + 1); !strings.Contains(whisper.Text, c.want) || strings.Contains(whisper.Text, "secret detail") {
			t.Errorf("%v: %s", c.err, whisper.Text)
		}
	}
	if !strings.Contains(o.log.String(), "secret detail") {
		t.Error("what went wrong is not in the log")
	}
	answer := string(o.push(notifierstest.Envelope{Type: "interactive", Payload: o.Submit(o.jane, view, chosen("1000h"))}))
	if !strings.Contains(answer, "Choose how long.") {
		t.Error(answer)
	}
}

// TestSlowActionIsAnsweredInTime has the ledger hang: Push fails where nothing is answered within Slack's 3 s.
func TestSlowActionIsAnsweredInTime(t *testing.T) {
	o := openOffice(t)
	o.listen(o.answers, 1)
	view := o.dialog(o.jane, "acknowledge")
	o.clerk.hang = true
	answer := o.push(notifierstest.Envelope{Type: "interactive", Payload: o.Submit(o.jane, view, chosen("1h"))})
	if !strings.Contains(string(answer), "try again") {
		t.Errorf("%s", answer)
	}
}

func TestExplainIsForTheClickerAlone(t *testing.T) {
	o := openOffice(t)
	o.listen(o.answers, 1)
	o.clerk.trace = "callback: missed `late`\n``` <!channel> <https://evil.example|x>\n" + strings.Repeat("line of the trace & more\n", 1000)
	before := fmt.Sprint(o.Messages(""))
	o.click(o.eve, "explain")
	whisper := o.whispered(1)
	text := shownAll(whisper)
	if whisper.To != o.eve || !strings.Contains(text, "callback: missed") || !strings.Contains(text, ": `yardstick explain TICKET`") {
		t.Errorf("%s was told %.300s …", whisper.To, text)
	}
	if strings.Contains(text, "<!channel>") || strings.Contains(text, "<https://evil") || strings.Contains(text, "``` &lt;") {
		t.Errorf("the trace formats: %.300s", text)
	}
	if after := fmt.Sprint(o.Messages("")); after != before {
		t.Errorf("others see something: %s", after)
	}
}

func TestCommand(t *testing.T) {
	o := openOffice(t)
	o.listen(o.answers, 1)
	for i := range 30 {
		o.clerk.late = append(o.clerk.late, notifiers.Alert{
			Ticket: fmt.Sprintf("%d <!channel>", i), Subject: strings.Repeat("*Printer* <@U1> ", 1000), Standard: "callback", Location: time.UTC,
			Link: "https://desk.example/" + strings.Repeat("x", 2000), AsOf: 7_200_000_000, DueAt: 0, Late: 2 * time.Hour,
		})
	}
	o.clerk.all = 1234
	for i, c := range []struct {
		text string
		want []string
	}{
		{"late", []string{"1234 late now", "2 h 00 min late", "19 &lt;!channel&gt;", "1,214 more"}},
		{" RISK ", []string{"1234 at risk now"}},
		{"explain 4711", []string{"callback: missed"}},
		{"explain <!channel>", []string{"There is no such ticket in any source."}},
		{"explain", []string{"/yardstick explain TICKET"}},
		{"", []string{"/yardstick late"}},
		{"late please", []string{"/yardstick late"}},
		{"<!everyone>", []string{"/yardstick late"}},
	} {
		if answer := o.push(notifierstest.Envelope{Type: "slash_commands", Payload: o.Command(o.eve, c.text)}); len(answer) > 0 {
			t.Errorf("%q is answered in public? %s", c.text, answer)
		}
		o.await("an answer to "+c.text, func() bool { return len(o.Answers()) == i+1 })
		got := o.Answers()[i]
		for _, want := range c.want {
			if !strings.Contains(shownAll(got), want) || got.To != o.eve {
				t.Errorf("%q: no %q in %.600s", c.text, want, shownAll(got))
			}
		}
		if strings.Contains(shownAll(got), "<!") || strings.Contains(shownAll(got), "<@") {
			t.Errorf("%q calls people: %s", c.text, shownAll(got))
		}
	}
	o.clerk.late, o.clerk.all = nil, 0
	o.push(notifierstest.Envelope{Type: "slash_commands", Payload: o.Command(o.eve, "late")})
	o.await("nothing", func() bool {
		return strings.Contains(shownAll(o.Answers()[len(o.Answers())-1]), "Nothing is late now.")
	})
}

// TestCommandAnswersSlackAlone wants nothing to be sent to an address that is not Slack's.
func TestCommandAnswersSlackAlone(t *testing.T) {
	o, other := openOffice(t), notifierstest.NewSlack(t)
	o.listen(o.answers, 1)
	command := other.Command(o.eve, "late")
	o.push(notifierstest.Envelope{Type: "slash_commands", Payload: command})
	o.logged("is not Slack's")
	if len(other.Answers()) != 0 {
		t.Errorf("%+v\n%s", other.Answers(), o.log.String())
	}
}

func TestReconnects(t *testing.T) {
	o := openOffice(t)
	o.listen(o.answers, 1)
	for i, end := range []func(){o.Disconnect, o.Cut} {
		end()
		o.await("a new socket", func() bool { return o.sockets(1, i+2) })
		o.dialog(o.jane, "acknowledge")
	}
	o.Misbehave(notifierstest.Fault{Kind: notifierstest.Status, Method: "apps.connections.open"})
	o.Cut()
	o.await("a socket after a failure", func() bool { return o.sockets(1, 4) })
	o.dialog(o.jane, "acknowledge")
}

// TestButtonOfLongAgo is clicked on a message that Yardstick does not know any more, or is none of its buttons.
func TestButtonOfLongAgo(t *testing.T) {
	o := openOffice(t)
	o.listen(o.answers, 1)
	odd := o.clicked(o.jane, "acknowledge")
	odd["actions"] = []any{map[string]any{"action_id": "another_app", "value": "17"}}
	for _, payload := range []any{odd, map[string]any{"type": "shortcut"}, map[string]any{"type": "block_actions"}, map[string]any{"type": "view_submission"}} {
		o.push(notifierstest.Envelope{Type: "interactive", Payload: payload})
	}
	o.clerk.refuse = notifiers.ErrNoSuch
	o.click(o.jane, "snooze")
	if whisper := o.whispered(1); !strings.Contains(whisper.Text, "does not know this clock") {
		t.Error(whisper.Text)
	}
}
