package slack_test

import (
	"context"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/notifiers/slack"
)

// thawed is a context whose time is up, of which no timer has told yet, as in a process that was frozen.
type thawed struct{ context.Context }

// Deadline is past.
func (thawed) Deadline() (time.Time, bool) { return time.Now().Add(-time.Millisecond), true }

func TestNothingIsSentByAProcessThatWasFrozen(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	fake.AddChannel("support")
	teller, err := slack.New(slack.Options{Token: fake.Token(), APIURL: fake.URL()})
	if err != nil {
		t.Fatal(err)
	}
	post := func(ctx context.Context) error {
		notice := notifierstest.SampleNotice()
		_, err := teller.Post(ctx, notifiers.Post{To: "#support", Message: notifiers.Message{Notice: notice}})
		return err
	}
	if err := post(t.Context()); err != nil { // whose connection is used again
		t.Fatal(err)
	}
	if err := post(thawed{t.Context()}); err == nil || len(fake.Messages("support")) != 1 || len(fake.Calls()) != 1 {
		t.Errorf("%v, %d messages, %d calls", err, len(fake.Messages("support")), len(fake.Calls()))
	}
	if err := post(t.Context()); err != nil || len(fake.Messages("support")) != 2 {
		t.Errorf("in time again: %v, %d messages", err, len(fake.Messages("support")))
	}
}
