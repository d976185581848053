package slack_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/notifiers/slack"
)

// verdict is a Failure in short, for tables: "retry ratelimited 7s".
func verdict(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return "sent"
	}
	var f *notifiers.Failure
	if !errors.As(err, &f) {
		t.Fatalf("%v is no *Failure", err)
	}
	if strings.Contains(err.Error(), "xoxb") || strings.Contains(fmt.Sprintf("%+v %#v", err, f), "xoxb") {
		t.Errorf("the token is in the error: %v", err)
	}
	text := f.Outcome.String() + " " + f.Code
	if f.After > 0 {
		text += " " + f.After.String()
	}
	return text
}

func alert() notifiers.Message {
	return notifiers.Message{Alert: notifierstest.Sample(notifiers.Missed, "4711")}
}

func TestAnswersAreSorted(t *testing.T) {
	for _, c := range []struct {
		fault notifierstest.Fault
		want  string
	}{
		{notifierstest.Fault{Kind: notifierstest.RateLimit, RetryAfter: 7 * time.Second}, "retry ratelimited 7s"},
		{notifierstest.Fault{Kind: notifierstest.RateLimit}, "retry ratelimited 30s"}, // Retry-After: 0
		{notifierstest.Fault{Kind: notifierstest.Status, Status: 429}, "retry ratelimited 30s"},
		{notifierstest.Fault{Kind: notifierstest.Status, Status: 500}, "ambiguous http_500"},
		{notifierstest.Fault{Kind: notifierstest.Status, Status: 503}, "ambiguous http_503"},
		{notifierstest.Fault{Kind: notifierstest.Status, Status: 408}, "ambiguous http_408"},
		{notifierstest.Fault{Kind: notifierstest.Status, Status: 404}, "permanent http_404"},
		{notifierstest.Fault{Kind: notifierstest.Status, Status: 302}, "permanent http_302"},
		{notifierstest.Fault{Kind: notifierstest.HTML}, "ambiguous bad_answer"},
		{notifierstest.Fault{Kind: notifierstest.Truncated}, "ambiguous bad_answer"},
		{notifierstest.Fault{Kind: notifierstest.Garbage}, "ambiguous bad_answer"},
		{notifierstest.Fault{Kind: notifierstest.Huge}, "ambiguous bad_answer"},
		{notifierstest.Fault{Kind: notifierstest.Reset}, "ambiguous connection_lost"},
		{notifierstest.Fault{Kind: notifierstest.Hang}, "ambiguous no_answer"},
		{refuse("fatal_error"), "ambiguous fatal_error"},
		{refuse("internal_error"), "ambiguous internal_error"},
		{refuse("service_unavailable"), "ambiguous service_unavailable"},
		{refuse("a_code_nobody_knows"), "ambiguous a_code_nobody_knows"},
		{refuse("Not A Code xoxb-canary"), "ambiguous unreadable_code"},
		{refuse("rate_limited"), "retry rate_limited 30s"},
		{refuse("request_timeout"), "retry request_timeout"},
		{refuse("channel_not_found"), "permanent channel_not_found"},
		{refuse("not_in_channel"), "permanent not_in_channel"},
		{refuse("is_archived"), "permanent is_archived"},
		{refuse("invalid_auth"), "permanent invalid_auth"},
		{refuse("account_inactive"), "permanent account_inactive"},
		{refuse("token_revoked"), "permanent token_revoked"},
		{refuse("missing_scope"), "permanent missing_scope"},
		{refuse("msg_too_long"), "permanent msg_too_long"},
		{refuse("invalid_blocks"), "permanent invalid_blocks"},
		{refuse("invalid_anything_new"), "permanent invalid_anything_new"},
		{refuse("restricted_action_read_only_channel"), "permanent restricted_action_read_only_channel"},
	} {
		t.Run(c.want+fmt.Sprint(c.fault.Kind), func(t *testing.T) {
			fake := notifierstest.NewSlack(t)
			id := fake.AddChannel("support")
			timeout := 10 * time.Second
			if c.fault.Kind == notifierstest.Hang {
				timeout = 50 * time.Millisecond
			}
			s, err := slack.New(slack.Options{Token: fake.Token(), APIURL: fake.URL(), Timeout: timeout})
			if err != nil {
				t.Fatal(err)
			}
			c.fault.Times = -1
			fake.Misbehave(c.fault)
			_, postErr := s.Post(t.Context(), notifiers.Post{To: "#support", Message: alert()})
			if got := verdict(t, postErr); got != c.want {
				t.Errorf("Post: %s, want %s (%v)", got, c.want, postErr)
			}
			if n := len(fake.Calls()); n != 1 {
				t.Errorf("a post was tried %d times", n)
			}
			updateErr := s.Update(t.Context(), "#support", notifiers.Receipt{Channel: id, ID: "1.000000"}, alert())
			if got := verdict(t, updateErr); got != c.want {
				t.Errorf("Update: %s, want %s", got, c.want)
			}
			// Looking sends nothing, so nothing is ambiguous.
			want := strings.Replace(c.want, "ambiguous", "retry", 1)
			for _, place := range []notifiers.Place{notifiers.Place(id), "#support"} { // the history; the list of channels
				_, findErr := s.Find(t.Context(), notifiers.Search{To: place, Keys: []string{"k"}, Since: 0})
				if got := verdict(t, findErr); got != want {
					t.Errorf("Find(%s): %s, want %s", place, got, want)
				}
			}
		})
	}
}

func refuse(code string) notifierstest.Fault {
	return notifierstest.Fault{Kind: notifierstest.Refuse, Code: code}
}

// An answer that says "ok" may still be lost on its way: what was stored must be found again, in whatever way it was lost.
func TestAmbiguousPostsAreFound(t *testing.T) {
	for _, kind := range []notifierstest.Kind{
		notifierstest.Status, notifierstest.HTML, notifierstest.Truncated, notifierstest.Garbage, notifierstest.Huge,
		notifierstest.Reset, notifierstest.Hang,
	} {
		fake := notifierstest.NewSlack(t)
		fake.AddChannel("support")
		s, err := slack.New(slack.Options{Token: fake.Token(), APIURL: fake.URL(), Timeout: 2 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		fake.Misbehave(notifierstest.Fault{Kind: kind, Store: true, Method: "chat.postMessage"})
		ctx, cancel := context.WithCancel(t.Context())
		if kind == notifierstest.Hang {
			go func() { // give up as soon as it is stored
				_ = fake.Await(ctx, func() bool { return len(fake.Messages("support")) == 1 })
				cancel()
			}()
		}
		m := alert()
		_, err = s.Post(ctx, notifiers.Post{To: "#support", Message: m})
		cancel()
		if got := verdict(t, err); !strings.HasPrefix(got, "ambiguous") {
			t.Errorf("kind %d: %s", kind, got)
		}
		at, err := s.Find(t.Context(), search("#support", m.Key(), m.Alert.AsOf))
		if err != nil || at[m.Key()].ID != fake.Messages("support")[0].TS {
			t.Errorf("kind %d: found %+v, %v", kind, at, err)
		}
	}
}

// Where no connection comes about nothing was sent, for sure.
func TestUnreachableIsRetry(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	plaintext := httptest.NewServer(nil)
	defer plaintext.Close()
	for name, address := range map[string]string{
		"refused": closed.URL, "no such name": "http://slack.invalid", "no TLS": strings.Replace(plaintext.URL, "http:", "https:", 1),
	} {
		s, err := slack.New(slack.Options{Token: "xoxb-secret", APIURL: address})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Post(t.Context(), notifiers.Post{To: "#support", Message: alert()})
		if got := verdict(t, err); got != "retry unreachable" {
			t.Errorf("%s: %s (%v)", name, got, err)
		}
	}
}

// A slow dial that ends with the context has sent nothing either.
func TestTimeoutBeforeConnectingIsRetry(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		cancel()
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	s, err := slack.New(slack.Options{Token: "xoxb-secret", APIURL: "http://slack.invalid", Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Post(ctx, notifiers.Post{To: "#support", Message: alert()})
	if got := verdict(t, err); got != "retry unreachable" || !errors.Is(err, context.Canceled) {
		t.Errorf("%s (%v)", got, err)
	}
}

// A server that repeats the token wherever it can must not make us repeat it.
func TestTheTokenIsInNoError(t *testing.T) {
	const token = "xoxb-1234-canary"
	bodies := []string{
		`{"ok":false,"error":"` + token + `"}`,
		`{"ok":false,"error":"missing_scope","needed":"` + token + `","provided":"` + token + `"}`,
		`{"ok":false,"error":"invalid_blocks","errors":["` + token + `"],"response_metadata":{"messages":["` + token + `"]}}`,
		`{"ok":false,"error":"invalid_blocks","errors":[{"` + token + `":1}]}`,
		`{"ok":"` + token + `"}`,
		token, `"` + token + `"`, `{"` + token, "",
	}
	for _, status := range []int{200, 302, 403, 429, 500} {
		for _, body := range bodies {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", token)
				w.Header().Set("Location", "https://example.com/"+token)
				w.WriteHeader(status)
				_, _ = w.Write([]byte(body))
			}))
			s, err := slack.New(slack.Options{Token: token, APIURL: server.URL})
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.Post(t.Context(), notifiers.Post{To: "#support", Message: alert()})
			if got := verdict(t, err); got == "sent" {
				t.Errorf("status %d, %q passes for a success", status, body)
			}
			_ = verdict(t, s.Update(t.Context(), "#support", notifiers.Receipt{Channel: "C00000001", ID: "1.0"}, alert()))
			_, err = s.Find(t.Context(), notifiers.Search{To: "#support", Keys: []string{"k"}, Since: 0})
			_ = verdict(t, err)
			server.Close()
		}
	}
	// And a transport, as a proxy's, whose error has it.
	broken := roundTripper(func(*http.Request) (*http.Response, error) {
		return nil, fmt.Errorf("proxy refused token=%s", token)
	})
	s, err := slack.New(slack.Options{Token: token, Transport: broken})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Post(t.Context(), notifiers.Post{To: "#support", Message: alert()})
	if got := verdict(t, err); got != "retry unreachable" || !strings.Contains(err.Error(), "token=[secret]") {
		t.Errorf("%s (%v)", got, err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestRetryAfterAsADate(t *testing.T) {
	answer := roundTripper(func(r *http.Request) (*http.Response, error) {
		w := httptest.NewRecorder()
		w.Header().Set("Date", "Mon, 30 Mar 2026 07:30:00 GMT")
		w.Header().Set("Retry-After", "Mon, 30 Mar 2026 07:30:45 GMT")
		w.WriteHeader(http.StatusTooManyRequests)
		return w.Result(), nil
	})
	s, err := slack.New(slack.Options{Token: "x", Transport: answer})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Post(t.Context(), notifiers.Post{To: "#support", Message: alert()})
	if got := verdict(t, err); got != "retry ratelimited 45s" {
		t.Error(got)
	}
}

// A redirect that repeats the request's body would take the token along.
func TestTheTokenFollowsNoRedirect(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s reached another server", r.Method, r.URL.Path)
	}))
	defer other.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL+"/"+fmt.Sprint(status), status)
		}))
		s, err := slack.New(slack.Options{Token: "xoxb-secret", APIURL: server.URL})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Post(t.Context(), notifiers.Post{To: "#support", Message: alert()})
		if got := verdict(t, err); got != fmt.Sprintf("permanent http_%d", status) {
			t.Errorf("status %d: %s", status, got)
		}
		server.Close()
	}
}

// An address may hold a secret too, as a proxy's often does.
func TestTheAddressIsInNoError(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	s, err := slack.New(slack.Options{Token: "xoxb-secret", APIURL: strings.Replace(closed.URL, "://", "://user:SECRET@", 1) + "/SECRET/"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Post(t.Context(), notifiers.Post{To: "#support", Message: alert()})
	if got := verdict(t, err); got != "retry unreachable" || strings.Contains(err.Error(), "SECRET") {
		t.Errorf("%s (%v)", got, err)
	}
}
