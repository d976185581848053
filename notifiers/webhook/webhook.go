package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
)

// defaultTimeout is well below the 30 s for which an alert is claimed.
const defaultTimeout = 10 * time.Second

// Hook is one address that is told.
type Hook struct {
	Name string
	URL  string
	Key  string // signs what is sent
}

// Options say where webhooks may go.
type Options struct {
	Hooks []Hook
	// Allow are the hosts that may be spoken to, by their names alone. What they resolve to does not matter: that a host
	// is named here is the decision, also for one in the operator's own network.
	Allow []string
	// Timeout is how long one request may take, its answer included; 0 means 10 s.
	Timeout time.Duration
	// Transport is how requests travel; nil means a transport like http.DefaultTransport, of its own.
	Transport http.RoundTripper
	// Now stamps requests; nil for the machine's clock.
	Now func() time.Time
}

// Webhook posts to its hooks. It is safe for use by several goroutines.
type Webhook struct {
	hooks   map[string]target
	client  *http.Client
	timeout time.Duration
	now     func() time.Time
}

// target is a hook as it is used.
type target struct {
	url string
	key []byte
}

var _ notifiers.Notifier = (*Webhook)(nil)

// New gives a notifier. It asks nobody anything. Its errors name the hook and not its address.
func New(o Options) (*Webhook, error) {
	if o.Transport == nil {
		o.Transport = http.DefaultTransport.(*http.Transport).Clone()
	}
	w := &Webhook{hooks: map[string]target{}, timeout: o.Timeout, now: o.Now, client: &http.Client{
		Transport:     o.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	if w.timeout == 0 {
		w.timeout = defaultTimeout
	}
	if w.now == nil {
		w.now = time.Now
	}
	for _, h := range o.Hooks {
		if err := usable(h, o.Allow); err != nil {
			return nil, fmt.Errorf("webhook %s: %w", h.Name, err)
		}
		w.hooks[h.Name] = target{url: h.URL, key: []byte(h.Key)}
	}
	return w, nil
}

// usable tells why a hook can't be used.
func usable(h Hook, allow []string) error {
	u, err := url.Parse(h.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return errors.New("its url is no web address like https://hooks.example.com/yardstick")
	case u.User != nil:
		return errors.New("its url holds a user: what is sent is signed, and carries no password")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return errors.New("its url must be https: plain http is for this machine alone")
	case !slices.ContainsFunc(allow, func(host string) bool { return strings.EqualFold(host, u.Hostname()) }):
		return errors.New("its host is not among those of webhooks.allow")
	case h.Key == "":
		return errors.New("it has no key: what is sent must be signed")
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// Name is "webhook".
func (w *Webhook) Name() string { return "webhook" }

// Post sends a message, once. The receipt's id is its Idempotency-Key.
func (w *Webhook) Post(ctx context.Context, p notifiers.Post) (notifiers.Receipt, error) {
	e := eventOf(p.Message)
	e.Answers = p.Thread.ID
	return w.send(ctx, p.To, e, idempotency(e.Key))
}

// Update tells how what was posted stands now, as an event "update" that names the one before. A digest is what was known when it
// was made: of it there is no update.
func (w *Webhook) Update(ctx context.Context, to notifiers.Place, at notifiers.Receipt, m notifiers.Message) error {
	if m.Digest != nil {
		return nil
	}
	e := eventOf(m)
	e.Of, e.Event, e.Answers = e.Event, "update", at.ID
	_, err := w.send(ctx, to, e, idempotency(fmt.Sprint(e.Key, " as of ", e.asOf)))
	return err
}

func (w *Webhook) send(ctx context.Context, to notifiers.Place, e *event, id string) (notifiers.Receipt, error) {
	name, _ := to.Webhook()
	hook, known := w.hooks[name]
	if !known {
		return notifiers.Receipt{}, &notifiers.Failure{Outcome: notifiers.Permanent, Code: "no_such_webhook", Err: errors.New("webhooks.to names no such webhook")}
	}
	body, err := e.encode()
	if err != nil {
		return notifiers.Receipt{}, &notifiers.Failure{Outcome: notifiers.Permanent, Code: "not_composed", Err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, w.timeout)
	defer cancel()
	ctx, wire := watch(ctx)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, hook.url, bytes.NewReader(body))
	if err != nil {
		return notifiers.Receipt{}, &notifiers.Failure{Outcome: notifiers.Permanent, Code: "bad_address"} // err would repeat it
	}
	at := strconv.FormatInt(w.now().Unix(), 10)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "yardstick")
	request.Header.Set("Idempotency-Key", id)
	request.Header.Set(timestampHeader, at)
	request.Header.Set(signatureHeader, sign(hook.key, at, body))
	request.GetBody = nil // the library must not send it again by itself
	answer, err := w.client.Do(request)
	if err != nil {
		return notifiers.Receipt{}, hook.lost(ctx, err, wire)
	}
	defer func() { _ = answer.Body.Close() }()
	if f := sorted(answer); f != nil {
		return notifiers.Receipt{}, f
	}
	return notifiers.Receipt{Channel: string(to), ID: id}, nil
}

// Hosts gives where each hook leads, by its name, for who looks whether it can be reached. A host is no secret: it is
// in webhooks.allow.
func (w *Webhook) Hosts() map[string]string {
	hosts := map[string]string{}
	for name, hook := range w.hooks {
		if u, err := url.Parse(hook.url); err == nil {
			hosts[name] = u.Host
		}
	}
	return hosts
}
