package slack_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/notifiers/slack"
)

// calling is an alert that calls people.
func calling(mentions ...notifiers.Mention) notifiers.Message {
	m := sample(notifiers.Missed, "k")
	m.Alert.Mention = mentions
	return m
}

func TestMentions(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	fake.AddChannel("support")
	oncall := "<!subteam^" + fake.AddGroup("Frontline-OnCall") + ">"
	ada := "<@" + fake.AddPerson("Ada", "ada@example.com") + ">"
	group := func(handle string) notifiers.Mention { return notifiers.Mention{Group: handle} }
	email := func(address string) notifiers.Mention { return notifiers.Mention{Email: address} }
	for _, c := range []struct {
		name     string
		mentions []notifiers.Mention
		want     string
	}{
		{"a group", []notifiers.Mention{group("frontline-oncall")}, oncall},
		{"a group with its @", []notifiers.Mention{group("@frontline-oncall")}, oncall},
		{"a person, however the address is written", []notifiers.Mention{email(" Ada@Example.com ")}, ada},
		{"everybody here", []notifiers.Mention{group("here"), group("channel")}, "<!here> <!channel>"},
		{"twice is once", []notifiers.Mention{group("frontline-oncall"), email("ada@example.com"), group("frontline-oncall")}, oncall + " " + ada},
		{"a group that is not known", []notifiers.Mention{group("everyone")}, "@everyone"},
		{"a person who is not known", []notifiers.Mention{email("bob@example.com")}, "bob@example.com"},
		{"the name of a channel by e-mail", []notifiers.Mention{email("here"), email("@channel")}, "here @channel"},
		{"a tag for an address", []notifiers.Mention{email("<!channel>"), email("<@U1>@x"), email("x@<!here>")}, "&lt;!channel&gt; &lt;@U1&gt;@x x@&lt;!here&gt;"},
		{"a tag for a group", []notifiers.Mention{group("<!channel>"), group("!here"), group("subteam^S1")}, "@&lt;!channel&gt; @!here @subteam^S1"},
		{"nobody", []notifiers.Mention{{}, email(""), email("  ")}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := connect(t, fake)
			receipt := send(t, s, notifiers.Post{Message: calling(c.mentions...)})
			want := `{"type":"section","text":{"type":"mrkdwn","text":"` + c.want + `","verbatim":true}}`
			sent := fake.Messages("support")
			if blocks := unquote(string(sent[len(sent)-1].Blocks)); c.want != "" != strings.Contains(blocks, want) {
				t.Errorf("want %s in %s", want, blocks)
			}
			if text := sent[len(sent)-1].Text; !strings.HasPrefix(text, strings.TrimLeft(c.want+" 🔴 1 h 05 min late", " ")) {
				t.Errorf("text %q", text)
			}
			if err := s.Update(t.Context(), "#support", receipt, calling(c.mentions...)); err != nil {
				t.Fatal(err)
			}
			sent = fake.Messages("support")
			if updated := unquote(string(sent[len(sent)-1].Blocks)) + sent[len(sent)-1].Text; strings.Contains(updated, "<!") || strings.Contains(updated, "<@") {
				t.Errorf("the update calls somebody: %s", updated)
			}
		})
	}
}

// What a ticket says calls nobody, whoever else is called, in no kind of message.
func TestOnlyTheRouteCalls(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	fake.AddChannel("support")
	s := connect(t, fake)
	for i, text := range notifierstest.Hostile() {
		a := notifierstest.Sample(notifiers.Warn, "4711")
		a.Ticket, a.Subject, a.Customer, a.Team, a.Promise, a.Standard, a.Ref = text, text, text, text, text, text, "1"
		a.Care = notifiers.Care{
			Acknowledged: notifiers.Said{By: text, Until: a.AsOf + 1}, Snoozed: notifiers.Said{By: text, Until: a.AsOf + 1},
		}
		a.Mention = []notifiers.Mention{{Group: "here"}, {Group: text}, {Email: text}, {Email: "x@" + text}}
		g := notifierstest.SampleGroup()
		g.Mention, g.Worst = a.Mention, []notifiers.Alert{*a}
		g.Standards[0].Promise, g.Standards[0].Standard = text, text
		p := notifierstest.SamplePage()
		p.Alerts = []notifiers.Alert{*a}
		f := notifierstest.SampleFile()
		f.Title, f.Name, f.Key = text, text, text+fmt.Sprint(i)
		before := len(output(fake))
		for j, m := range []notifiers.Message{{Alert: a}, {Group: g}, {Page: p}, {File: f}} {
			send(t, s, notifiers.Post{Message: m})
			said := strings.ReplaceAll(output(fake)[before:], "<!here>", "")
			for _, forbidden := range []string{"<!", "<@", "<#", "*bold*", ":fire:", "\u202e"} {
				if strings.Contains(said, forbidden) {
					t.Errorf("text %d, kind %d: %q in %.2000s", i, j, forbidden, said)
				}
			}
		}
	}
}

// However often, and for however many messages, who is called is looked up once.
func TestLookUpsAreRemembered(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	fake.AddChannel("support")
	fake.AddGroup("oncall")
	fake.AddPerson("Ada", "ada@example.com")
	s := connect(t, fake)
	for range 5 {
		send(t, s, notifiers.Post{Message: calling(
			notifiers.Mention{Group: "oncall"}, notifiers.Mention{Group: "nosuch"},
			notifiers.Mention{Email: "ada@example.com"}, notifiers.Mention{Email: "bob@example.com"},
		)})
	}
	if groups, people := len(fake.CallsOf("usergroups.list")), len(fake.CallsOf("users.lookupByEmail")); groups != 1 || people != 2 {
		t.Errorf("%d requests for groups, %d for people; want 1 and 2", groups, people)
	}
}

// A message goes out, and soon, whatever becomes of looking people up.
func TestAMessageDoesNotWaitForItsMentions(t *testing.T) {
	for _, kind := range []notifierstest.Kind{
		notifierstest.RateLimit, notifierstest.Status, notifierstest.Refuse, notifierstest.HTML, notifierstest.Truncated, notifierstest.Garbage,
		notifierstest.Hang, notifierstest.Reset,
	} {
		fake := notifierstest.NewSlack(t)
		fake.AddChannel("support")
		fake.AddGroup("oncall")
		fake.AddPerson("Ada", "ada@example.com")
		for _, method := range []string{"usergroups.list", "users.lookupByEmail"} {
			fake.Misbehave(notifierstest.Fault{Kind: kind, Method: method, Times: -1, Code: "missing_scope", RetryAfter: time.Minute})
		}
		s, err := slack.New(slack.Options{Token: fake.Token(), APIURL: fake.URL(), Timeout: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			send(t, s, notifiers.Post{Message: calling(notifiers.Mention{Group: "oncall"}, notifiers.Mention{Email: "ada@example.com"})})
		}
		for _, m := range fake.WithKey("k") {
			if !strings.HasPrefix(m.Text, "@oncall ada@example.com ") {
				t.Errorf("kind %d: %q; want both as text", kind, m.Text)
			}
		}
		if n := len(fake.CallsOf("usergroups.list")) + len(fake.CallsOf("users.lookupByEmail")); n > 2 {
			t.Errorf("kind %d: %d requests; want no second one within a minute", kind, n)
		}
	}
}
