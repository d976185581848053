package slack_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/notifiers/slack"
)

// endpoint is the signed HTTP endpoint of an office, at a time of its own.
type endpoint struct {
	*office
	server *httptest.Server
	now    time.Time
}

func openEndpoint(t *testing.T) *endpoint {
	t.Helper()
	e := &endpoint{office: openOffice(t), now: time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC)}
	e.answers = slack.NewInteractions(e.sender(), slack.InteractionOptions{
		Actions: e.clerk, MayExcuse: []string{e.jane}, SigningSecret: secretOfTheApp, Now: func() time.Time { return e.now },
		Log: slog.New(slog.NewTextHandler(e.log, nil)),
	})
	e.server = httptest.NewServer(e.answers.Handler())
	t.Cleanup(func() {
		e.server.Close()
		e.answers.Wait()
	})
	return e
}

// request makes a request as Slack does, signed with a secret at a time.
func (e *endpoint) request(path string, form url.Values, secret string, at time.Time) *http.Request {
	e.t.Helper()
	body := form.Encode()
	r, err := http.NewRequestWithContext(e.t.Context(), http.MethodPost, e.server.URL+path, strings.NewReader(body))
	if err != nil {
		e.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Slack-Request-Timestamp", fmt.Sprint(at.Unix()))
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%d:%s", at.Unix(), body)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	return r
}

func (e *endpoint) send(r *http.Request) (int, string) {
	e.t.Helper()
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		e.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		e.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func (e *endpoint) interactive(payload any) url.Values {
	e.t.Helper()
	text, err := json.Marshal(payload)
	if err != nil {
		e.t.Fatal(err)
	}
	return url.Values{"payload": {string(text)}}
}

func TestEndpointWantsTheSignature(t *testing.T) {
	e := openEndpoint(t)
	form := e.interactive(e.clicked(e.jane, "acknowledge"))
	signed := func() *http.Request { return e.request(slack.InteractionsPath, form, secretOfTheApp, e.now) }
	for _, c := range []struct {
		name string
		make func() *http.Request
		want int
	}{
		{"another secret", func() *http.Request { return e.request(slack.InteractionsPath, form, "guessed", e.now) }, 401},
		{"an empty secret", func() *http.Request { return e.request(slack.InteractionsPath, form, "", e.now) }, 401},
		{"too old", func() *http.Request {
			return e.request(slack.InteractionsPath, form, secretOfTheApp, e.now.Add(-5*time.Minute-time.Second))
		}, 401},
		{"from the future", func() *http.Request {
			return e.request(slack.InteractionsPath, form, secretOfTheApp, e.now.Add(5*time.Minute+time.Second))
		}, 401},
		{"no signature", func() *http.Request { return without(signed(), "X-Slack-Signature") }, 401},
		{"no time", func() *http.Request { return without(signed(), "X-Slack-Request-Timestamp") }, 401},
		{"another time than was signed", func() *http.Request {
			r := signed()
			r.Header.Set("X-Slack-Request-Timestamp", fmt.Sprint(e.now.Unix()+1))
			return r
		}, 401},
		{"another body than was signed", func() *http.Request {
			r := signed()
			r.Body = io.NopCloser(strings.NewReader(form.Encode() + "&x=y"))
			r.ContentLength = -1
			return r
		}, 401},
		{"another version", func() *http.Request {
			r := signed()
			r.Header.Set("X-Slack-Signature", "v1"+strings.TrimPrefix(r.Header.Get("X-Slack-Signature"), "v0"))
			return r
		}, 401},
		{"a command with another secret", func() *http.Request {
			return e.request(slack.CommandsPath, url.Values{"text": {"late"}}, "guessed", e.now)
		}, 401},
		{"too long", func() *http.Request {
			return e.request(slack.InteractionsPath, url.Values{"payload": {strings.Repeat("x", 1<<20)}}, secretOfTheApp, e.now)
		}, 413},
		{"by GET", func() *http.Request {
			r := signed()
			r.Method, r.Body, r.ContentLength = http.MethodGet, nil, 0
			return r
		}, 405},
		{"the oldest that counts", func() *http.Request {
			return e.request(slack.InteractionsPath, form, secretOfTheApp, e.now.Add(-5*time.Minute))
		}, 200},
	} {
		if status, body := e.send(c.make()); status != c.want || status != 200 && strings.Contains(body, secretOfTheApp) {
			t.Errorf("%s: %d %s; want %d", c.name, status, body, c.want)
		}
		if c.want != 200 {
			e.answers.Wait()
			if len(e.Views()) != 0 || len(e.Answers()) != 0 {
				t.Fatalf("%s: it was obeyed", c.name)
			}
		}
	}
	e.await("the dialog of the last one", func() bool { return len(e.Views()) == 1 })
}

func without(r *http.Request, header string) *http.Request {
	r.Header.Del(header)
	return r
}

// TestEndpointWithoutASecretRefusesAll: nobody can sign with nothing.
func TestEndpointWithoutASecretRefusesAll(t *testing.T) {
	e := openEndpoint(t)
	open := slack.NewInteractions(e.sender(), slack.InteractionOptions{
		Actions: e.clerk, Now: func() time.Time { return e.now }, Log: slog.New(slog.DiscardHandler),
	})
	recorder := httptest.NewRecorder()
	r := e.request(slack.CommandsPath, url.Values{"text": {"late"}}, "", e.now)
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	open.Handler().ServeHTTP(recorder, r)
	if recorder.Code != http.StatusUnauthorized {
		t.Errorf("%d", recorder.Code)
	}
}

// TestEndpointAnswersLikeTheSocket goes all the way, and sends what was caught once more.
func TestEndpointAnswersLikeTheSocket(t *testing.T) {
	e := openEndpoint(t)
	if status, body := e.send(e.request(slack.InteractionsPath, e.interactive(e.clicked(e.jane, "excuse")), secretOfTheApp, e.now)); status != 200 || body != "" {
		t.Fatalf("%d %s", status, body)
	}
	e.await("a dialog", func() bool { return len(e.Views()) == 1 })
	form := e.interactive(e.Submit(e.jane, e.Views()[0], written("power cut")))
	for range 3 {
		if status, body := e.send(e.request(slack.InteractionsPath, form, secretOfTheApp, e.now)); status != 200 || body != "" {
			t.Errorf("%d %s", status, body)
		}
	}
	if acts := e.clerk.acts(); len(acts) != 1 || e.clerk.asked != 3 {
		t.Errorf("asked for %d times, done %+v", e.clerk.asked, acts)
	}
	refused := e.interactive(e.Submit(e.eve, e.Views()[0], written("because")))
	status, body := e.send(e.request(slack.InteractionsPath, refused, secretOfTheApp, e.now))
	if status != 200 || !strings.Contains(body, `"response_action":"errors"`) {
		t.Errorf("%d %s", status, body)
	}
	command := url.Values{}
	for name, value := range e.Command(e.eve, "explain 4711") {
		command.Set(name, fmt.Sprint(value))
	}
	if status, body := e.send(e.request(slack.CommandsPath, command, secretOfTheApp, e.now)); status != 200 || body != "" {
		t.Errorf("%d %s", status, body)
	}
	e.await("an answer", func() bool {
		return len(e.Answers()) == 1 && strings.Contains(shownAll(e.Answers()[0]), "callback: missed")
	})
}

// TestOddPayloads sends what no Slack sends, signed: it is answered, and nothing is done.
func TestOddPayloads(t *testing.T) {
	e := openEndpoint(t)
	submitted := `{"type":"view_submission","user":{"id":"U1"},"view":{"id":"V1","callback_id":"yardstick_acknowledge","private_metadata":%q,"state":{"values":%s}}}`
	for _, payload := range []string{
		"", "null", "[]", "{", `"x"`, `{"type":7}`, `{"type":"view_submission"}`, `{"type":"block_actions","actions":[null]}`,
		strings.Repeat("[", 100_000), `{"type":"block_actions","actions":[{"action_id":"yardstick_acknowledge","value":{}}]}`,
		fmt.Sprintf(submitted, "not JSON", "{}"), fmt.Sprintf(submitted, `{"ref":"17"}`, "null"),
		fmt.Sprintf(submitted, `{"ref":"17"}`, `{"for":{"input":{"selected_option":null}}}`),
	} {
		status, body := e.send(e.request(slack.InteractionsPath, url.Values{"payload": {payload}}, secretOfTheApp, e.now))
		if status != 200 || strings.Contains(body, "panic") {
			t.Errorf("%.60s: %d %s", payload, status, body)
		}
	}
	e.answers.Wait()
	if acts := e.clerk.acts(); len(acts) != 0 || strings.Contains(e.log.String(), "panicked") {
		t.Errorf("done %+v\n%s", acts, e.log.String())
	}
}
