package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/notifiers/slack"
)

// limited is a server with everything it can have, and its address.
func limited(t *testing.T) (server *http.Server, address string) {
	t.Helper()
	chat, err := slack.New(slack.Options{Token: "xoxb-1"})
	if err != nil {
		t.Fatal(err)
	}
	s := &statusServer{
		health: newHealth(nil), ledger: func(context.Context) error { return nil }, log: slog.New(slog.DiscardHandler), pass: passOf(config.NewSecret(serverSecret)),
		clicks: slack.NewInteractions(chat, slack.InteractionOptions{SigningSecret: signingSecret, Log: slog.New(slog.DiscardHandler)}).Handler(),
	}
	s.health.standardsLoaded(&config.Set{})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server = s.server(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-ended
	})
	return server, "http://" + listener.Addr().String()
}

func sent(t *testing.T, method, address, header, body string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+serverSecret)
	r.Header.Set("X-Long", header)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	return answer.StatusCode
}

// Nobody can keep the server busy for long, or with much, whether signed or not.
func TestServerIsBounded(t *testing.T) {
	t.Parallel()
	server, address := limited(t)
	for name, limit := range map[string]time.Duration{
		"a header": server.ReadHeaderTimeout, "a request": server.ReadTimeout, "an answer": server.WriteTimeout, "between two": server.IdleTimeout,
	} {
		if limit <= 0 || limit > time.Minute {
			t.Errorf("%s may take %s", name, limit)
		}
	}
	if code := sent(t, http.MethodGet, address+"/healthz", strings.Repeat("x", 64<<10), ""); code != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a long header: %d", code)
	}
	if code := sent(t, http.MethodPost, address+"/slack/commands", "", strings.Repeat("x", 2<<20)); code != http.StatusRequestEntityTooLarge {
		t.Errorf("a long body: %d", code)
	}
}

// By GET one reads, and what is done is done by signed POSTs alone: the token of the server lets nobody do anything.
func TestGETChangesNothing(t *testing.T) {
	t.Parallel()
	_, address := limited(t)
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions} {
		for path, reads := range map[string]bool{"/healthz": true, "/readyz": true, "/metrics": true, "/slack/interactions": false, "/slack/commands": false} {
			want := http.StatusMethodNotAllowed
			switch {
			case reads && (method == http.MethodGet || method == http.MethodHead):
				want = http.StatusOK
			case !reads && method == http.MethodPost:
				want = http.StatusUnauthorized
			}
			if code := sent(t, method, address+path, "", ""); code != want {
				t.Errorf("%s %s: %d, want %d", method, path, code, want)
			}
		}
	}
}
