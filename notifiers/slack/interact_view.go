package slack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// The blocks of the dialogs that are filled in, and what is filled in. Errors are shown at the block.
const (
	forBlock    = "for"
	reasonBlock = "reason"
	inputAction = "input"
)

// maxReason is how many characters a reason has: of four bytes each they are what the ledger keeps.
const maxReason = 500

// untilMorning is the choice that is no length of time.
const untilMorning = "morning"

// lengths are the choices of how long, the usual one second.
var lengths = []struct {
	value, label string
	length       time.Duration
}{
	{"30m", "for 30 minutes", 30 * time.Minute},
	{"1h", "for an hour", time.Hour},
	{"2h", "for 2 hours", 2 * time.Hour},
	{"4h", "for 4 hours", 4 * time.Hour},
	{untilMorning, "until the morning, 08:00", 0},
}

// usual is the place of the choice that is made already.
const usual = 1

// memo is what a dialog remembers of the click that opened it.
type memo struct {
	Ref string `json:"ref"`
	where
}

// dialog gives the dialog of a deed, which says what it is about and what it does.
func dialog(c *clicked, a *notifiers.Alert) slack.ModalViewRequest {
	remembered, _ := json.Marshal(memo{c.ref, c.at}) // of strings alone
	about := "*" + promise(a.Promise, a.Standard) + "*\n" + link(a.Link, "Ticket "+mrkdwn(a.Ticket, maxTicket), maxURL)
	if a.Subject != "" {
		about += "  " + mrkdwn(a.Subject, maxSubject)
	}
	d := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: deedAction(c.do), PrivateMetadata: string(remembered), Close: plainObject("Cancel"),
	}
	d.Blocks.BlockSet = []slack.Block{section(about)}
	switch c.do {
	case notifiers.Acknowledging:
		d.Title, d.Submit = plainObject("Acknowledge"), plainObject("Acknowledge")
		d.Blocks.BlockSet = append(d.Blocks.BlockSet, choice("You look after it"),
			footnote("Nobody else is told while you do. If it is still late after that, the channel is reminded."))
	case notifiers.Snoozing:
		d.Title, d.Submit = plainObject("Snooze warnings"), plainObject("Snooze")
		d.Blocks.BlockSet = append(d.Blocks.BlockSet, choice("No warnings of it"),
			footnote("A miss is told all the same."))
	case notifiers.Excusing:
		d.Title, d.Submit = plainObject("Excuse a miss"), plainObject("Excuse")
		reason := slack.NewPlainTextInputBlockElement(nil, inputAction)
		reason.Multiline, reason.MinLength, reason.MaxLength = true, 1, maxReason
		d.Blocks.BlockSet = append(d.Blocks.BlockSet,
			slack.NewInputBlock(reasonBlock, plainObject("Why is it not to be held against the team?"), nil, reason),
			footnote("It stays a miss. Your name and the reason are kept for ever."))
	}
	return d
}

// deedAction is the id of a deed's button, and of its dialog.
func deedAction(do notifiers.Deed) string {
	for id, deed := range deeds {
		if deed == do {
			return id
		}
	}
	return ""
}

func plainObject(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
}

func choice(label string) *slack.InputBlock {
	options := make([]*slack.OptionBlockObject, len(lengths))
	for i, l := range lengths {
		options[i] = slack.NewOptionBlockObject(l.value, plainObject(l.label), nil)
	}
	buttons := slack.NewRadioButtonsBlockElement(inputAction, options...)
	buttons.InitialOption = options[usual]
	return slack.NewInputBlock(forBlock, plainObject(label), nil, buttons)
}

// submitted carries out what a dialog says. Only what is done is answered with nothing, which closes the dialog.
func (x *Interactions) submitted(ctx context.Context, i *interaction) reply {
	do, ours := deeds[i.View.Callback]
	var remembered memo
	if !ours || json.Unmarshal([]byte(i.View.Metadata), &remembered) != nil {
		return reply{}
	}
	remembered.User = i.User.ID
	soon, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerWithin)
	defer cancel()
	done, block, err := x.carryOut(soon, do, remembered.Ref, i)
	if err != nil {
		return reply{answer: slack.NewErrorsViewSubmissionResponse(map[string]string{block: x.words(ctx, string(do), err)})}
	}
	if done.Again {
		return reply{}
	}
	return reply{after: func(later context.Context) { x.whisper(later, remembered.where, outcome(do, &done)) }}
}

// carryOut does it, and gives the block to which an error belongs.
func (x *Interactions) carryOut(ctx context.Context, do notifiers.Deed, ref string, i *interaction) (notifiers.Done, string, error) {
	person, _ := x.person(ctx, i.User) // by the name that the click has, where Slack tells no other
	act := notifiers.Act{Ref: ref, By: person}
	if do == notifiers.Excusing {
		if err := x.allowed(ctx, do, i.User); err != nil {
			return notifiers.Done{}, reasonBlock, err
		}
		act.Reason = strings.TrimSpace(i.View.State.Values[reasonBlock][inputAction].Value)
		act.ID = clickID(i.View.ID, act.Reason)
		done, err := x.Actions.Excuse(ctx, act)
		return done, reasonBlock, err
	}
	chosen := i.View.State.Values[forBlock][inputAction].Selected.Value
	at := slices.IndexFunc(lengths, func(l struct {
		value, label string
		length       time.Duration
	},
	) bool {
		return l.value == chosen
	})
	if at < 0 {
		return notifiers.Done{}, forBlock, notifiers.Refusal("choose how long")
	}
	act.ID, act.For, act.Morning = clickID(i.View.ID, chosen), lengths[at].length, chosen == untilMorning
	carry := x.Actions.Acknowledge
	if do == notifiers.Snoozing {
		carry = x.Actions.Snooze
	}
	done, err := carry(ctx, act)
	return done, forBlock, err
}

// clickID is the same for the same dialog that is sent again with the same in it, however often it is delivered.
func clickID(view, filledIn string) string {
	sum := sha256.Sum256([]byte(view + "\x00" + filledIn))
	return "slack:" + hex.EncodeToString(sum[:16])
}

// outcome says what was done, to who did it.
func outcome(do notifiers.Deed, d *notifiers.Done) string {
	until := ""
	if d.Until != calendar.None {
		until = notifiers.Moment(d.Until, d.Alert.Location)
	}
	switch ticket := "ticket " + d.Alert.Ticket; do {
	case notifiers.Acknowledging:
		return "You look after " + ticket + " until " + until + "."
	case notifiers.Snoozing:
		return "No warnings of " + ticket + " until " + until + "."
	default:
		return "The miss of " + ticket + " is excused."
	}
}
