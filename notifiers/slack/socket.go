package slack

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

const (
	// maxEnvelope is how long what comes over the socket may be. Slack's have some ten kilobytes.
	maxEnvelope = 1 << 20
	// mostAtOnce is how many envelopes are worked on at once; the others wait for their answer.
	mostAtOnce = 32
	// unwelcome is how long to wait where Slack does not accept the token: somebody has to change something.
	unwelcome = time.Minute
)

// Listen answers what comes over Socket Mode until ctx ends; what comes after an answer is for Wait. Connections that end are made
// anew: Slack itself ends each after some hours. Several replicas may listen; Slack gives each envelope to one of them.
func (x *Interactions) Listen(ctx context.Context) {
	for ctx.Err() == nil {
		err := x.listen(ctx)
		if ctx.Err() != nil {
			return
		}
		x.Log.ErrorContext(ctx, "Slack lets nobody listen to clicks", slog.Any("error", x.socketFailure(ctx, err)),
			slog.String("remedy", "slack.app_token must be an app-level token, xapp-…, with the scope connections:write"))
		timer := time.NewTimer(unwelcome)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
		}
	}
}

// listen is Listen as long as Slack accepts the token.
func (x *Interactions) listen(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	api := slack.New("", append(x.slack.reach[:len(x.slack.reach):len(x.slack.reach)], slack.OptionAppLevelToken(x.AppToken))...)
	client := socketmode.New(api, socketmode.OptionReadLimit(maxEnvelope))
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(ctx) }()
	h := hearing{Interactions: x, client: client, room: make(chan struct{}, mostAtOnce)}
	defer h.under.Wait()
	for {
		select {
		case err := <-ended:
			return err
		case event := <-client.Events:
			h.heard(ctx, &event)
		}
	}
}

// hearing is one client of Slack's socket.
type hearing struct {
	*Interactions
	client *socketmode.Client
	room   chan struct{}
	under  sync.WaitGroup // envelopes that are being answered
}

// heard deals with an event of the socket.
func (x *hearing) heard(ctx context.Context, event *socketmode.Event) {
	switch event.Type {
	case socketmode.EventTypeInteractive, socketmode.EventTypeSlashCommand:
		request := event.Request
		x.room <- struct{}{}
		x.under.Go(func() {
			defer func() { <-x.room }()
			x.envelope(ctx, request)
		})
	case socketmode.EventTypeHello:
		x.Log.InfoContext(ctx, "Slack sends clicks", slog.Int("connections", event.Request.NumConnections))
	case socketmode.EventTypeEventsAPI: // nobody asked for events: said only so that Slack does not send it again
		_ = x.client.AckCtx(ctx, event.Request.EnvelopeID, nil)
	case socketmode.EventTypeConnectionError:
		if failed, is := event.Data.(*slack.ConnectionErrorEvent); is && ctx.Err() == nil {
			x.Log.WarnContext(ctx, "no connection to Slack for clicks; trying again", slog.Any("error", x.socketFailure(ctx, failed.ErrorObj)),
				slog.Duration("after", failed.Backoff))
		}
	case socketmode.EventTypeErrorBadMessage:
		x.Log.WarnContext(ctx, "Slack sent what can't be read over the socket")
	case socketmode.EventTypeErrorWriteFailed:
		x.Log.WarnContext(ctx, "an answer did not reach Slack over the socket; who clicked may click again")
	}
}

// envelope answers one envelope, and then has done what comes after.
func (x *hearing) envelope(ctx context.Context, request *socketmode.Request) {
	take := x.take
	if request.Type == socketmode.RequestTypeSlashCommands {
		take = x.takeCommand
	}
	a := take(ctx, request.Payload)
	if err := x.client.AckCtx(ctx, request.EnvelopeID, a.answer); err != nil && ctx.Err() == nil {
		x.Log.WarnContext(ctx, "a click was not answered", slog.Any("error", x.socketFailure(ctx, err)))
	}
	x.do(ctx, a.after)
}

// socketFailure tells why there is no socket, without the token and without the address, which holds a ticket.
func (x *Interactions) socketFailure(ctx context.Context, err error) error {
	var refused slack.SlackErrorResponse
	if errors.As(err, &refused) {
		return errors.New(word(refused.Err))
	}
	if err == nil {
		return errors.New("the connection ended")
	}
	app := &Slack{token: x.AppToken}
	failed := app.failure(ctx, err, &wire{})
	if failed.Err != nil {
		failed.Err = errors.New(x.slack.redact(failed.Err.Error()))
	}
	return failed
}
