package slack_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/notifiers/slack"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// search asks for a message that stands by itself.
func search(to notifiers.Place, key string, since calendar.Instant) notifiers.Search {
	return notifiers.Search{To: to, Keys: []string{key}, Since: since}
}

func connect(t *testing.T, fake *notifierstest.Slack) *slack.Slack {
	t.Helper()
	s, err := slack.New(slack.Options{Token: fake.Token(), APIURL: fake.URL()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// output is all that Slack was asked to show, in requests that it took and in those it refused.
func output(fake *notifierstest.Slack) string {
	var all strings.Builder
	for _, call := range fake.Calls() {
		for _, field := range []string{"text", "blocks", "metadata", "filename"} {
			all.WriteString(address.ReplaceAllString(unquote(call.Form.Get(field)), "<$1|") + "\n")
		}
	}
	return all.String()
}

// address is that of a link, in which nothing formats. Only the part before the hostile text is kept.
var address = regexp.MustCompile(`<(https://[a-z.]+/(?:tickets/\d+)?)[^|>]*\|`)

// unquote takes back what JSON makes of & < >, so that they are found.
func unquote(text string) string {
	return strings.NewReplacer(`\u0026`, "&", `\u003c`, "<", `\u003e`, ">").Replace(text)
}

func TestContract(t *testing.T) {
	notifierstest.Contract(t, func(t *testing.T) notifierstest.Subject {
		fake := notifierstest.NewSlack(t)
		fake.AddChannel("support")
		return notifierstest.Subject{
			Notifier: connect(t, fake), Place: "#support",
			Able:     notifierstest.Able{Update: true, Find: true, Reply: true, Call: true},
			Output:   func() string { return output(fake) },
			Standing: func(key string) int { return len(fake.WithKey(key)) },
			Answers: func(key string, to notifiers.Receipt) bool {
				found := fake.WithKey(key)
				return len(found) == 1 && found[0].ThreadTS == to.ID && found[0].Broadcast
			},
			Secret: fake.Token(),
			Forbidden: []string{
				"<!", "<@", "<#", "<https://evil", "*bold*", "_italic_", "~struck~", "`code`", ":fire:", "\\u001b", "\x1b", "\u202e", "\u2066",
			},
		}
	})
}

func TestRequestsAskForNothingButTheMessage(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	fake.AddChannel("support")
	s := connect(t, fake)
	receipt, err := s.Post(t.Context(), notifiers.Post{To: "#support", Message: notifiers.Message{Alert: notifierstest.Sample(notifiers.Warn, "4711")}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Update(t.Context(), "#support", receipt, notifiers.Message{Alert: notifierstest.Sample(notifiers.Warn, "4711")}); err != nil {
		t.Fatal(err)
	}
	for _, call := range fake.Calls() {
		for field, want := range map[string]string{
			"unfurl_links": "false", "unfurl_media": "false", "parse": "none", "link_names": "false",
		} {
			if got := call.Form.Get(field); got != want {
				t.Errorf("%s: %s = %q, want %q", call.Method, field, got, want)
			}
		}
		if !strings.Contains(call.Form.Get("metadata"), `"event_type":"yardstick_alert"`) {
			t.Errorf("%s: metadata %s", call.Method, call.Form.Get("metadata"))
		}
		if strings.Contains(call.Form.Get("blocks"), `"mrkdwn"`) && !strings.Contains(call.Form.Get("blocks"), `"verbatim":true`) {
			t.Errorf("%s: names would be linked: %s", call.Method, call.Form.Get("blocks"))
		}
	}
}

// A post that stands among hundreds is found by who did not post it; one from before since is not.
func TestFindPages(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	id := fake.AddChannel("support")
	start := time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC)
	now := start
	fake.SetNow(func() time.Time { return now })
	writer := connect(t, fake)
	for i := range 250 {
		a := notifierstest.Sample(notifiers.Warn, "4711")
		a.Key += "/" + strings.Repeat("k", i*10) // some so long that the payload has a hash
		if _, err := writer.Post(t.Context(), notifiers.Post{To: "#support", Message: notifiers.Message{Alert: a}}); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Second)
	}
	for _, place := range []notifiers.Place{"#support", notifiers.Place(id)} {
		reader := connect(t, fake) // as after a crash: it has posted nothing itself
		for _, n := range []int{0, 99, 100, 249} {
			key := notifierstest.Sample(notifiers.Warn, "4711").Key + "/" + strings.Repeat("k", n*10)
			since := calendar.FromTime(start.Add(time.Duration(n) * time.Second)) // just when it was posted
			if at, err := reader.Find(t.Context(), search(place, key, since)); err != nil || at[key].Channel != id {
				t.Errorf("%s: message %d: %+v, %v", place, n, at, err)
			}
			since++
			if found, err := reader.Find(t.Context(), search(place, key, since)); len(found) > 0 || err != nil {
				t.Errorf("%s: message %d is older: %v, %v", place, n, found, err)
			}
		}
	}
}

func TestFindsAKeyThatIsNoText(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	fake.AddChannel("support")
	s := connect(t, fake)
	a := notifierstest.Sample(notifiers.Warn, "4711")
	a.Key = "helpdesk/\xff\xfe/callback"
	if _, err := s.Post(t.Context(), notifiers.Post{To: "#support", Message: notifiers.Message{Alert: a}}); err != nil {
		t.Fatal(err)
	}
	if found, err := s.Find(t.Context(), search("#support", a.Key, 0)); len(found) != 1 || err != nil {
		t.Errorf("found %v, %v", found, err)
	}
}

func TestNothingThere(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	fake.AddChannel("support")
	s := connect(t, fake)
	if found, err := s.Find(t.Context(), search("#elsewhere", "k", 0)); len(found) > 0 || err == nil || !strings.Contains(err.Error(), "permanent: channel_not_found") {
		t.Errorf("an unknown channel: %v, %v", found, err)
	}
	if err := s.Update(t.Context(), "#support", notifiers.Receipt{Channel: "C00000001", ID: "1.000000"},
		notifiers.Message{Alert: notifierstest.Sample(notifiers.Kept, "4711")}); err == nil || !strings.Contains(err.Error(), "message_not_found") {
		t.Errorf("an update of nothing: %v", err)
	}
}

func TestNewRefusesAnAddressWithoutRepeatingIt(t *testing.T) {
	for _, address := range []string{"slack.com/api", "ftp://slack.com/SECRET", "https://", "http://[SECRET", "%zzSECRET"} {
		if _, err := slack.New(slack.Options{Token: "x", APIURL: address}); err == nil || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
