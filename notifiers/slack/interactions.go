package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
)

// InteractionOptions say who answers clicks, and how they come.
type InteractionOptions struct {
	Actions notifiers.Actions
	// MayExcuse are those who may excuse a miss: user ids, and e-mail addresses.
	MayExcuse []string
	// AppToken opens Socket Mode; "" for none.
	AppToken string
	// SigningSecret is what requests to Handler are signed with. Without one all are refused.
	SigningSecret string
	// Now is the time by which signatures are judged; nil for time.Now.
	Now func() time.Time
	Log *slog.Logger
}

// Interactions answers what people click and type: over Socket Mode (Listen), or over HTTP (Handler). Both end here.
//
//	envelope or request ──► take ──► what is answered at once ──► Slack, within 3 s
//	                          └────► what is done after that  ──► views.open, chat.postEphemeral, response_url
//
// What changes anything is done before it is answered: who is told that it went wrong clicks again, and the ID of the
// click, which is the dialog's, makes twice once. It is safe for use by several goroutines.
type Interactions struct {
	InteractionOptions
	slack     *Slack
	mayExcuse map[string]bool // by id, and by e-mail in lower case
	crowd     *crowd
	explains  chan struct{}  // one for each explanation that is being made: each reads the source
	work      sync.WaitGroup // what comes after answers
	life      context.Context
	end       context.CancelFunc // of life
}

// NewInteractions gives who answers clicks on what s has posted.
func NewInteractions(s *Slack, o InteractionOptions) *Interactions {
	x := &Interactions{InteractionOptions: o, slack: s, mayExcuse: map[string]bool{}, crowd: newCrowd(time.Now), explains: make(chan struct{}, mostExplains)}
	x.life, x.end = context.WithCancel(context.Background()) //nolint:gosec // Wait calls it
	if x.Now == nil {
		x.Now = time.Now
	}
	for _, who := range o.MayExcuse {
		x.mayExcuse[allowance(who)] = true
	}
	return x
}

// How long things may take. Slack waits 3 s for an answer, and lets a dialog be opened for as long.
const (
	answerWithin  = 2200 * time.Millisecond
	openWithin    = 2800 * time.Millisecond
	explainWithin = 20 * time.Second
)

// mostExplains is how many explanations are made at once; who asks meanwhile waits.
const mostExplains = 4

// explaining waits for room to make an explanation, and gives what makes room again.
func (x *Interactions) explaining(ctx context.Context) (done func(), err error) {
	select {
	case x.explains <- struct{}{}:
		return func() { <-x.explains }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// reply is what comes of a click: what is answered at once, as JSON (nil for nothing), and what is done after.
type reply struct {
	answer any
	after  func(ctx context.Context)
}

// interaction is what Slack says of a click or of a dialog that was sent, as far as it matters here.
type interaction struct {
	Type      string   `json:"type"`
	TriggerID string   `json:"trigger_id"`
	User      user     `json:"user"`
	Channel   object   `json:"channel"`
	Message   posted   `json:"message"`
	Actions   []action `json:"actions"`
	View      view     `json:"view"`
}

type user struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Username string `json:"username"`
}

type object struct {
	ID string `json:"id"`
}

type posted struct {
	TS       string `json:"ts"`
	ThreadTS string `json:"thread_ts"`
}

type action struct {
	ID    string `json:"action_id"`
	Value string `json:"value"`
}

type view struct {
	ID       string `json:"id"`
	Callback string `json:"callback_id"`
	Metadata string `json:"private_metadata"`
	State    struct {
		Values map[string]map[string]input `json:"values"`
	} `json:"state"`
}

type input struct {
	Value    string `json:"value"`
	Selected struct {
		Value string `json:"value"`
	} `json:"selected_option"`
}

// take answers an interaction.
func (x *Interactions) take(ctx context.Context, payload []byte) reply {
	var i interaction
	if err := json.Unmarshal(payload, &i); err != nil {
		x.Log.WarnContext(ctx, "Slack sent a click that can't be read")
		return reply{}
	}
	switch i.Type {
	case "block_actions":
		return x.click(&i)
	case "view_submission":
		return x.submitted(ctx, &i)
	}
	return reply{}
}

// do runs what is to be done after an answer, though who asked may be gone.
func (x *Interactions) do(ctx context.Context, after func(context.Context)) {
	if after == nil {
		return
	}
	x.work.Go(func() {
		own, cancel := context.WithCancel(context.WithoutCancel(ctx))
		defer cancel()
		defer context.AfterFunc(x.life, cancel)()
		defer func() {
			if cause := recover(); cause != nil {
				x.Log.ErrorContext(ctx, "answering a click panicked", slog.String("cause", x.slack.redact(fmt.Sprint(cause))))
			}
		}()
		after(own)
	})
}

// lastWords is how long Wait lets what was begun go on. It is for those who clicked, who may click again; what counts is done.
const lastWords = 5 * time.Second

// Wait waits until all that was begun has ended, which it does soon. Nothing may come meanwhile.
func (x *Interactions) Wait() {
	timer := time.AfterFunc(lastWords, x.end)
	defer timer.Stop()
	x.work.Wait()
}

// tryAgain is what people read where Yardstick, not they, is the reason.
const tryAgain = "Yardstick could not do that just now. Please try again in a minute; its log says why."

// words gives what who clicked reads of an error; what is not for them goes to the log.
func (x *Interactions) words(ctx context.Context, doing string, err error) string {
	var refused notifiers.Refusal
	if errors.As(err, &refused) {
		return sentence(string(refused))
	}
	x.Log.ErrorContext(ctx, "a click could not be carried out", slog.String("action", doing), slog.Any("error", err))
	return tryAgain
}

// sentence makes a sentence of a clause.
func sentence(clause string) string {
	if clause == "" {
		return ""
	}
	return strings.ToUpper(clause[:1]) + clause[1:] + "."
}
