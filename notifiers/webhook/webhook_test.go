package webhook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/notifiers/webhook"
)

func options(fake *notifierstest.Receiver) webhook.Options {
	return webhook.Options{
		Hooks: []webhook.Hook{{Name: "pager", URL: fake.URL(), Key: notifierstest.ReceiverKey}}, Allow: []string{fake.Host()},
		Now: func() time.Time { return time.Unix(1_774_861_260, 0) },
	}
}

func connect(t *testing.T, o webhook.Options) *webhook.Webhook {
	t.Helper()
	w, err := webhook.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func post(w *webhook.Webhook, m notifiers.Message) (notifiers.Receipt, error) {
	return w.Post(context.Background(), notifiers.Post{To: notifiers.Webhook("pager"), Message: m})
}

// output gives the texts of a body, unquoted, so that they are found.
func output(t *testing.T, body string) string {
	t.Helper()
	var all any
	if err := json.Unmarshal([]byte(body), &all); err != nil {
		t.Fatalf("%v in %.500s", err, body)
	}
	var out strings.Builder
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			out.WriteString(v + "\n")
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			for _, item := range v {
				walk(item)
			}
		}
	}
	walk(all)
	return out.String()
}

func TestContract(t *testing.T) {
	start := func(t *testing.T) notifierstest.Subject {
		fake := notifierstest.NewReceiver(t)
		seen, said := 0, strings.Builder{}
		return notifierstest.Subject{
			Notifier: connect(t, options(fake)), Place: notifiers.Webhook("pager"), Able: notifierstest.Able{Update: true, Reply: true, Call: true},
			Output: func() string {
				for requests := fake.Taken(); seen < len(requests); seen++ {
					said.WriteString(output(t, requests[seen].Body))
				}
				return said.String()
			},
			Standing: func(key string) int { return len(fake.With(key)) },
			Answers: func(key string, to notifiers.Receipt) bool {
				found := fake.With(key)
				return len(found) == 1 && strings.Contains(found[0].Body, `"answers":"`+to.ID+`"`)
			},
			Secret: notifierstest.ReceiverPath, Forbidden: []string{notifierstest.ReceiverKey, "\ufffd"},
		}
	}
	notifierstest.Contract(t, start)
}

func TestRequest(t *testing.T) {
	fake := notifierstest.NewReceiver(t)
	message := notifiers.Message{Alert: notifierstest.Sample(notifiers.Missed, "4711")}
	w := connect(t, options(fake))
	receipt, err := post(w, message)
	if err != nil {
		t.Fatal(err)
	}
	got := fake.Requests()[0]
	mac := hmac.New(sha256.New, []byte(notifierstest.ReceiverKey))
	mac.Write([]byte("1774861260." + got.Body))
	for header, want := range map[string]string{
		"Content-Type": "application/json", "User-Agent": "yardstick", "Idempotency-Key": message.Key(), "X-Yardstick-Timestamp": "1774861260",
		"X-Yardstick-Signature": "v1=" + hex.EncodeToString(mac.Sum(nil)),
	} {
		if got.Header.Get(header) != want {
			t.Errorf("%s: %q, want %q", header, got.Header.Get(header), want)
		}
	}
	if want := (notifiers.Receipt{Channel: "webhook:pager", ID: message.Key()}); receipt != want {
		t.Errorf("receipt %+v, want %+v", receipt, want)
	}
}

// An update has an Idempotency-Key of its own, the same when it is repeated, and names what it renders anew.
func TestUpdate(t *testing.T) {
	fake := notifierstest.NewReceiver(t)
	w := connect(t, options(fake))
	a := notifierstest.Sample(notifiers.Missed, "4711")
	receipt, err := post(w, notifiers.Message{Alert: a})
	if err != nil {
		t.Fatal(err)
	}
	kept := notifierstest.Sample(notifiers.Kept, "4711")
	kept.Key = a.Key
	later := *kept
	later.AsOf++
	for _, now := range []*notifiers.Alert{kept, kept, &later} {
		if err := w.Update(t.Context(), notifiers.Webhook("pager"), receipt, notifiers.Message{Alert: now}); err != nil {
			t.Fatal(err)
		}
	}
	ids, requests := []string{}, fake.Requests()
	for _, r := range requests {
		ids = append(ids, r.Header.Get("Idempotency-Key"))
	}
	if ids[0] == ids[1] || ids[1] != ids[2] || ids[2] == ids[3] {
		t.Errorf("keys %q", ids)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(requests[1].Body), &got); err != nil {
		t.Fatal(err)
	}
	if got["event"] != "update" || got["of"] != "alert" || got["key"] != a.Key || got["answers"] != receipt.ID {
		t.Errorf("update %v", got)
	}
}

func TestAnswersAreSorted(t *testing.T) {
	const retry, ambiguous, permanent = notifiers.Retry, notifiers.Ambiguous, notifiers.Permanent
	status := func(code int) notifierstest.Fault {
		return notifierstest.Fault{Kind: notifierstest.Status, Status: code, Store: code >= 500}
	}
	for _, c := range []struct {
		name  string
		fault notifierstest.Fault
		want  notifiers.Outcome
		code  string
		after time.Duration
		taken int
	}{
		{"too many", notifierstest.Fault{Kind: notifierstest.RateLimit, RetryAfter: 7 * time.Second}, retry, "http_429", 7 * time.Second, 0},
		{"too many, for a year", notifierstest.Fault{Kind: notifierstest.RateLimit, RetryAfter: 8760 * time.Hour}, retry, "http_429", time.Hour, 0},
		{"too many, without saying", notifierstest.Fault{Kind: notifierstest.RateLimit}, retry, "http_429", 30 * time.Second, 0},
		{"too early", status(425), retry, "http_425", 0, 0},
		{"bad request", status(400), permanent, "http_400", 0, 0},
		{"not signed as wanted", status(401), permanent, "http_401", 0, 0},
		{"gone", status(410), permanent, "http_410", 0, 0},
		{"moved", status(307), permanent, "http_307", 0, 0},
		{"moved to another verb", status(302), permanent, "http_302", 0, 0},
		{"took too long", status(408), ambiguous, "http_408", 0, 0},
		{"broken", status(500), ambiguous, "http_500", 0, 1},
		{"down", status(503), ambiguous, "http_503", 0, 1},
		{"hangs, taken", notifierstest.Fault{Kind: notifierstest.Hang, Store: true}, ambiguous, "no_answer", 0, 1},
		{"hangs, not taken", notifierstest.Fault{Kind: notifierstest.Hang}, ambiguous, "no_answer", 0, 0},
		{"reset, taken", notifierstest.Fault{Kind: notifierstest.Reset, Store: true}, ambiguous, "no_answer", 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake := notifierstest.NewReceiver(t)
			fake.Misbehave(c.fault)
			o := options(fake)
			if c.fault.Kind == notifierstest.Hang {
				o.Timeout = 200 * time.Millisecond
			}
			w := connect(t, o)
			_, err := post(w, notifiers.Message{Notice: notifierstest.SampleNotice()})
			var f *notifiers.Failure
			if !errors.As(err, &f) || f.Outcome != c.want || f.Code != c.code || f.After != c.after {
				t.Errorf("%#v, want %v: %s after %v", err, c.want, c.code, c.after)
			}
			silent(t, err)
			if n := len(fake.Taken()); n != c.taken || len(fake.Requests()) != 1 {
				t.Errorf("%d taken of %d requests, want %d of 1", n, len(fake.Requests()), c.taken)
			}
			if _, err := post(w, notifiers.Message{Notice: notifierstest.SampleNotice()}); err != nil {
				t.Errorf("the next try: %v", err)
			}
		})
	}
}

// silent wants no secret in an error.
func silent(t *testing.T, err error) {
	t.Helper()
	for _, secret := range []string{"SECRET", "T0CANARY", notifierstest.ReceiverKey} {
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("a secret is in %q", err)
		}
	}
}

func TestALongAnswerIsNotRead(t *testing.T) {
	fake := notifierstest.NewReceiver(t)
	fake.Misbehave(notifierstest.Fault{Kind: notifierstest.Huge, Store: true})
	if _, err := post(connect(t, options(fake)), notifiers.Message{Notice: notifierstest.SampleNotice()}); err != nil {
		t.Error(err)
	}
}

// broken is a transport that fails as nets do, with the address in its error.
type broken struct{ err error }

func (b broken) RoundTrip(*http.Request) (*http.Response, error) { return nil, b.err }

func TestErrorsHoldNoAddress(t *testing.T) {
	fake := notifierstest.NewReceiver(t)
	o := options(fake)
	for _, cause := range []error{
		errors.New("proxy says: POST " + fake.URL()), errors.New("bad path " + notifierstest.ReceiverPath), &net.DNSError{Err: "no such host", Name: "hooks.example.com"},
		errors.New("key " + notifierstest.ReceiverKey),
	} {
		o.Transport = broken{cause}
		_, err := post(connect(t, o), notifiers.Message{Notice: notifierstest.SampleNotice()})
		var f *notifiers.Failure
		if !errors.As(err, &f) || f.Outcome != notifiers.Retry || f.Code != "unreachable" {
			t.Errorf("%v", err)
		}
		silent(t, err)
	}
}

func TestOnlyAllowedHosts(t *testing.T) {
	for _, c := range []struct{ url, key, want string }{
		{"https://hooks.example.com/SECRET", "k", ""},
		{"https://hooks.example.com:8443/SECRET", "k", ""},
		{"https://HOOKS.example.com/SECRET", "k", ""},
		{"http://localhost:9000/SECRET", "k", ""},
		{"https://10.0.0.7/SECRET", "k", ""}, // named on purpose
		{"https://evil.example/SECRET", "k", "its host is not among those of webhooks.allow"},
		{"https://hooks.example.com.evil.example/SECRET", "k", "its host is not among those of webhooks.allow"},
		{"https://hooks.example.com@evil.example/SECRET", "k", "its url holds a user: what is sent is signed, and carries no password"},
		{"https://192.168.1.1/SECRET", "k", "its host is not among those of webhooks.allow"},
		{"https://[::1]/SECRET", "k", "its host is not among those of webhooks.allow"},
		{"http://hooks.example.com/SECRET", "k", "its url must be https: plain http is for this machine alone"},
		{"http://127.0.0.1.evil.example/SECRET", "k", "its url must be https: plain http is for this machine alone"},
		{"ftp://hooks.example.com/SECRET", "k", "its url is no web address like https://hooks.example.com/yardstick"},
		{"https:///SECRET", "k", "its url is no web address like https://hooks.example.com/yardstick"},
		{"https://%zzSECRET", "k", "its url is no web address like https://hooks.example.com/yardstick"},
		{"https://hooks.example.com/SECRET", "", "it has no key: what is sent must be signed"},
	} {
		_, err := webhook.New(webhook.Options{
			Hooks: []webhook.Hook{{Name: "pager", URL: c.url, Key: c.key}}, Allow: []string{"hooks.example.com", "localhost", "10.0.0.7"},
		})
		got := ""
		if err != nil {
			got = strings.TrimPrefix(err.Error(), "webhook pager: ")
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.url, got, c.want)
		}
		silent(t, err)
	}
}

func TestUnknownPlaces(t *testing.T) {
	w := connect(t, options(notifierstest.NewReceiver(t)))
	for _, place := range []notifiers.Place{"#support", notifiers.Webhook("other"), notifiers.Mail("a@example.com")} {
		_, err := w.Post(t.Context(), notifiers.Post{To: place, Message: notifiers.Message{Notice: notifierstest.SampleNotice()}})
		if err == nil || err.Error() != "permanent: no_such_webhook: webhooks.to names no such webhook" {
			t.Errorf("%s: %v", place, err)
		}
	}
	if diff := cmp.Diff([]string{"pager"}, keys(w.Hosts())); diff != "" {
		t.Error(diff)
	}
}

func keys(m map[string]string) []string {
	var all []string
	for k := range m {
		all = append(all, k)
	}
	return all
}

func TestWhatATicketSaysIsBounded(t *testing.T) {
	fake := notifierstest.NewReceiver(t)
	w := connect(t, options(fake))
	for _, text := range notifierstest.Hostile() {
		a := notifierstest.Sample(notifiers.Missed, "4711")
		a.Key, a.Ticket, a.Subject, a.Customer, a.Team, a.Promise, a.Standard, a.Link = text, text, text, text, text, text, text, "https://example.com/"+text
		if _, err := post(w, notifiers.Message{Alert: a}); err != nil {
			t.Fatalf("%.40q: %v", text, err)
		}
	}
	for _, r := range fake.Taken() {
		var got struct {
			Text  string
			Alert struct{ Subject string }
		}
		if err := json.Unmarshal([]byte(r.Body), &got); err != nil {
			t.Fatal(err)
		}
		if n := len([]rune(got.Alert.Subject)); n > 2001 {
			t.Errorf("a subject of %d characters", n)
		}
		if n := strings.Count(got.Text, "\n"); n > 9 || strings.ContainsAny(got.Text, "\r\t\x1b\u202e\u2066") {
			t.Errorf("the text for people is not harmless: %d lines, %.300q", n, got.Text)
		}
		if id := r.Header.Get("Idempotency-Key"); id == "" || len(id) > 255 {
			t.Errorf("Idempotency-Key %.300q", id)
		}
	}
}
