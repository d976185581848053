package slack

import (
	"context"
	"errors"
	"log/slog"

	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers"
)

// deeds are what the buttons of a message do.
var deeds = map[string]notifiers.Deed{
	acknowledgeAction: notifiers.Acknowledging,
	snoozeAction:      notifiers.Snoozing,
	excuseAction:      notifiers.Excusing,
	explainAction:     notifiers.Explaining,
}

// click answers a button: at once with nothing, and then with a dialog, or with what who clicked alone can see.
func (x *Interactions) click(i *interaction) reply {
	if len(i.Actions) == 0 {
		return reply{}
	}
	do, ours := deeds[i.Actions[0].ID]
	if !ours {
		return reply{} // a link, or a button of a message long ago
	}
	c := clicked{do: do, ref: i.Actions[0].Value, user: i.User, trigger: i.TriggerID, at: whereOf(i)}
	if do == notifiers.Explaining {
		return reply{after: func(ctx context.Context) { x.explain(ctx, &c) }}
	}
	return reply{after: func(ctx context.Context) { x.open(ctx, &c) }}
}

// clicked is a click on a button.
type clicked struct {
	do      notifiers.Deed
	ref     string
	user    user
	trigger string
	at      where
}

// where is where somebody clicked, so that they are answered there.
type where struct {
	Channel string `json:"channel"`
	Thread  string `json:"thread,omitempty"`
	User    string `json:"-"`
}

// whereOf gives the place of the message that was clicked: its thread only where it is an answer in one, since what is
// said in a thread is not seen by who looks at the channel.
func whereOf(i *interaction) where {
	w := where{Channel: i.Channel.ID, User: i.User.ID}
	if i.Message.ThreadTS != i.Message.TS {
		w.Thread = i.Message.ThreadTS
	}
	return w
}

// open opens the dialog of a deed, unless it can be seen already that it can't be done.
func (x *Interactions) open(ctx context.Context, c *clicked) {
	soon, cancel := context.WithTimeout(ctx, openWithin)
	defer cancel()
	var alert notifiers.Alert
	err := x.allowed(soon, c.do, c.user)
	if err == nil {
		alert, err = x.Actions.Ready(soon, c.do, c.ref)
	}
	if err != nil {
		x.whisper(ctx, c.at, x.words(ctx, string(c.do), err))
		return
	}
	soon, wire, end := x.slack.begin(soon)
	defer end()
	_, err = x.slack.api.OpenViewContext(soon, c.trigger, dialog(c, &alert))
	if err == nil {
		return
	}
	failed := x.slack.failure(soon, err, wire)
	if failed.Code == "exchanged_trigger_id" { // the click came twice, and its dialog is open
		return
	}
	x.Log.ErrorContext(ctx, "Slack opens no dialog", slog.String("action", string(c.do)), slog.Any("error", failed))
	x.whisper(ctx, c.at, tryAgain)
}

// allowed refuses an excuse to who may not give one.
func (x *Interactions) allowed(ctx context.Context, do notifiers.Deed, u user) error {
	if do != notifiers.Excusing {
		return nil
	}
	if x.mayExcuse[allowance(u.ID)] {
		return nil
	}
	person, err := x.person(ctx, u)
	if x.mayExcuse[allowance(person.Email)] && person.Email != "" {
		return nil
	}
	if err != nil && x.byEmail() {
		return err // nobody knows whether they may
	}
	return notifiers.ErrNotAllowed
}

// explain tells who clicked, and nobody else, how the clock came to stand as it does.
func (x *Interactions) explain(ctx context.Context, c *clicked) {
	long, cancel := context.WithTimeout(ctx, explainWithin)
	defer cancel()
	text, err := x.told(long, func() (string, error) {
		return x.Actions.Explain(long, notifiers.Act{Ref: c.ref, By: notifiers.Person{ID: c.user.ID}})
	})
	if err != nil {
		x.whisper(ctx, c.at, x.words(ctx, string(c.do), err))
		return
	}
	ticket := ""
	if alert, failed := x.Actions.Ready(long, notifiers.Explaining, c.ref); failed == nil {
		ticket = alert.Ticket
	}
	x.whisperContent(ctx, c.at, trace(text, ticket))
}

// told makes an explanation as soon as there is room.
func (x *Interactions) told(ctx context.Context, explain func() (string, error)) (string, error) {
	done, err := x.explaining(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return explain()
}

// whisper tells somebody a sentence that nobody else sees.
func (x *Interactions) whisper(ctx context.Context, at where, text string) {
	text = mrkdwn(text, maxWhisper)
	x.whisperContent(ctx, at, content{text: text, blocks: []slack.Block{section(text)}})
}

// maxWhisper is how long a sentence may be.
const maxWhisper = 2000

// whisperContent posts what only one person sees. It is not kept, nor tried again: who misses it asks again.
func (x *Interactions) whisperContent(ctx context.Context, at where, c content) {
	ctx, wire, cancel := x.slack.begin(ctx)
	defer cancel()
	options := []slack.MsgOption{
		slack.MsgOptionText(c.text, false), slack.MsgOptionBlocks(c.blocks...), slack.MsgOptionParse(false),
		slack.MsgOptionLinkNames(false), slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
	if at.Thread != "" {
		options = append(options, slack.MsgOptionTS(at.Thread))
	}
	if _, err := x.slack.api.PostEphemeralContext(ctx, at.Channel, at.User, options...); err != nil {
		failed := x.slack.failure(ctx, err, wire)
		if errors.Is(failed, context.Canceled) {
			return
		}
		x.Log.WarnContext(ctx, "somebody who clicked could not be answered", slog.Any("error", failed))
	}
}
