package slack

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/url"
	"strings"

	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers"
)

// command is what somebody typed after /yardstick.
type command struct {
	Text        string `json:"text"`
	UserID      string `json:"user_id"`
	ResponseURL string `json:"response_url"`
}

// maxPressing is how many clocks a command lists.
const maxPressing = 20

// usage is what /yardstick help says.
const usage = "*What Yardstick answers*, to you alone:\n" +
	"`/yardstick late`  what is late now\n" +
	"`/yardstick risk`  what is at risk now: a warning has passed\n" +
	"`/yardstick explain TICKET`  how a ticket came to its verdicts\n" +
	"`/yardstick help`  this"

// takeCommand answers a command that came as JSON.
func (x *Interactions) takeCommand(ctx context.Context, payload []byte) reply {
	var c command
	if err := json.Unmarshal(payload, &c); err != nil {
		x.Log.WarnContext(ctx, "Slack sent a command that can't be read")
		return reply{}
	}
	return x.typed(c)
}

// typed answers a command: at once with nothing, and when it is found out at the address that came with it, since a
// command may be typed where the app is no member.
func (x *Interactions) typed(c command) reply {
	return reply{after: func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, explainWithin)
		defer cancel()
		x.answer(ctx, c.ResponseURL, x.run(ctx, c.Text))
	}}
}

// run carries a command out.
func (x *Interactions) run(ctx context.Context, text string) content {
	verb, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	rest = strings.TrimSpace(rest)
	switch verb = strings.ToLower(verb); {
	case verb == "late" && rest == "":
		return x.pressing(ctx, notifiers.Missed)
	case verb == "risk" && rest == "":
		return x.pressing(ctx, notifiers.Warn)
	case verb == "explain" && rest != "":
		text, err := x.told(ctx, func() (string, error) { return x.Actions.ExplainTicket(ctx, rest) })
		if err != nil {
			return said(x.words(ctx, verb, err))
		}
		return trace(text, rest)
	}
	return content{text: "What Yardstick answers: late, risk, explain TICKET, help", blocks: []slack.Block{section(usage)}}
}

func (x *Interactions) pressing(ctx context.Context, which notifiers.Stage) content {
	alerts, all, err := x.Actions.Pressing(ctx, which, maxPressing)
	if err != nil {
		return said(x.words(ctx, string(which), err))
	}
	return listed(which, alerts, all)
}

func said(text string) content {
	text = mrkdwn(text, maxWhisper)
	return content{text: text, blocks: []slack.Block{section(text)}}
}

// answer sends an answer, which only who typed sees, to the address that Slack gave for it.
func (x *Interactions) answer(ctx context.Context, address string, c content) {
	if !x.slacks(address) {
		x.Log.WarnContext(ctx, "a command was not answered: the address for it is not Slack's")
		return
	}
	ctx, wire, cancel := x.slack.begin(ctx)
	defer cancel()
	err := slack.PostWebhookCustomHTTPContext(ctx, address, x.slack.client, &slack.WebhookMessage{
		Text: c.text, Blocks: &slack.Blocks{BlockSet: c.blocks}, ResponseType: slack.ResponseTypeEphemeral,
	})
	if err == nil {
		return
	}
	failed := x.slack.failure(ctx, err, wire)
	if errors.Is(failed, context.Canceled) {
		return
	}
	x.Log.WarnContext(ctx, "a command could not be answered", slog.Any("error", failed))
}

// slacks tells whether an address is one of Slack's, or of the server that stands for it (slack.api_url).
func (x *Interactions) slacks(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return false
	}
	if u.Scheme == "https" && (u.Host == "hooks.slack.com" || u.Host == "hooks.slack-gov.com") {
		return true
	}
	api := x.slack.address
	return api != nil && u.Scheme == api.Scheme && u.Host == api.Host
}
