package slack

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers"
)

// defaultTimeout is well below the 30 s for which an alert is claimed, so that
// the answer to a slow post is known, or known to be unknown, while the claim holds.
const defaultTimeout = 10 * time.Second

// Options say how to reach Slack.
type Options struct {
	Token string // the bot token
	// APIURL is for a proxy or a test server; "" for Slack's own.
	APIURL string
	// Timeout is how long one request may take, its answer included; 0 means 10 s.
	Timeout time.Duration
	// Buttons says that somebody answers when a button is clicked: messages have some.
	Buttons bool
	// Board is the address of the web board, to which messages lead that can't show all; "" for that there is none.
	Board string
	// Transport is how requests travel; nil means a transport like http.DefaultTransport, of its own.
	Transport http.RoundTripper
}

// Slack posts to one workspace. It is safe for use by several goroutines.
type Slack struct {
	api     *slack.Client
	client  *http.Client
	reach   []slack.Option // how to reach the same Slack by another token
	address *url.URL       // of what stands for Slack; nil for Slack itself
	token   string
	timeout time.Duration
	buttons bool
	board   string
	book    *book

	mu  sync.Mutex
	ids map[notifiers.Place]string // of the channels posted to, by the name in the route
	// albums are the pictures of digests that are not posted yet, by their keys.
	albums map[string]*album
}

var (
	_ notifiers.Notifier = (*Slack)(nil)
	_ notifiers.Finder   = (*Slack)(nil)
)

// New gives a notifier. It asks Slack nothing; only an APIURL that can't be one is an error.
func New(o Options) (*Slack, error) {
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.Transport == nil {
		o.Transport = punctually()
	}
	client := &http.Client{
		Transport: &guard{base: o.Transport},
		// The token is in the request's body: it follows nobody to another server.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	opts := []slack.Option{slack.OptionHTTPClient(client)}
	var address *url.URL
	if o.APIURL != "" {
		var err error
		if address, err = apiURL(o.APIURL); err != nil {
			return nil, err
		}
		opts = append(opts, slack.OptionAPIURL(strings.TrimSuffix(o.APIURL, "/")+"/"))
	}
	return &Slack{
		api: slack.New(o.Token, opts...), client: client, reach: opts, address: address, token: o.Token, timeout: o.Timeout, buttons: o.Buttons, board: o.Board,
		book: newBook(time.Now), ids: map[notifiers.Place]string{}, albums: map[string]*album{},
	}, nil
}

// apiURL checks an address, without repeating it: it may hold a secret.
func apiURL(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("slack.api_url is not a web address like https://slack.com/api/")
	}
	return u, nil
}

// Name is "slack".
func (s *Slack) Name() string { return "slack" }

// Post sends a new message with chat.postMessage, once; a file with the three requests that Slack wants.
//
// Slack takes an answer to a message that was deleted without a word and lets it stand by itself: that is told by its
// own answer alone.
func (s *Slack) Post(ctx context.Context, p notifiers.Post) (notifiers.Receipt, error) {
	switch {
	case p.Message.File != nil:
		return s.postFile(ctx, p)
	case p.Message.Digest != nil:
		return s.postDigest(ctx, p)
	}
	reply := p.Thread.ID != ""
	m := manner{board: s.board, buttons: s.buttons && !reply, reply: reply, call: s.call(ctx, p.Message)}
	return s.send(ctx, p, render(p.Message, m))
}

// send posts a message as it was rendered.
func (s *Slack) send(ctx context.Context, p notifiers.Post, c content) (notifiers.Receipt, error) {
	reply := p.Thread.ID != ""
	to, sent := string(p.To), options(p.Message, c)
	if reply {
		to, sent = cmp.Or(p.Thread.Channel, to), slack.MsgOptionCompose(sent, slack.MsgOptionTS(p.Thread.ID))
		if p.Broadcast {
			sent = slack.MsgOptionCompose(sent, slack.MsgOptionBroadcast())
		}
	}
	ctx, wire, cancel := s.begin(ctx)
	defer cancel()
	channel, ts, message, err := s.api.PostMessageWithResponseContext(ctx, to, sent)
	if err == nil && (channel == "" || ts == "") {
		err = errNoAnswer
	}
	if err != nil {
		return notifiers.Receipt{}, s.failure(ctx, err, wire)
	}
	s.learn(p.To, channel)
	alone := reply && message.Timestamp != "" && message.ThreadTimestamp == ""
	return notifiers.Receipt{Channel: channel, ID: ts, Alone: alone}, nil
}

// Update renders m in place of a message with chat.update, with its metadata, since Slack forgets what is not repeated.
// What is updated is taken for the opening of a thread, and has buttons again. A file and a digest stay as they are: a digest is
// what was known when it was made.
func (s *Slack) Update(ctx context.Context, _ notifiers.Place, at notifiers.Receipt, m notifiers.Message) error {
	if m.File != nil || m.Digest != nil {
		return nil
	}
	ctx, wire, cancel := s.begin(ctx)
	defer cancel()
	_, ts, _, err := s.api.UpdateMessageContext(ctx, at.Channel, at.ID, options(m, render(m, manner{board: s.board, buttons: s.buttons})))
	if err == nil && ts == "" {
		err = errNoAnswer
	}
	if err != nil {
		return s.failure(ctx, err, wire)
	}
	return nil
}

// begin limits and watches one request.
func (s *Slack) begin(ctx context.Context) (context.Context, *wire, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	ctx, w := watch(ctx)
	return ctx, w, cancel
}

func (s *Slack) learn(to notifiers.Place, channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids[to] = channel
}

func (s *Slack) known(to notifiers.Place) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, ok := s.ids[to]
	return id, ok
}
