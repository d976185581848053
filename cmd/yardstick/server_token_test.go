package main

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/config"
)

// TestServerToken lets nobody read how the daemon is doing without the token, where there is one; that it lives anybody may know.
func TestServerToken(t *testing.T) {
	t.Parallel()
	for token, headers := range map[string]map[string]int{
		"":       {"": 200, "Bearer x": 200},
		"canary": {"": 401, "Bearer": 401, "Bearer ": 401, "Bearer canar": 401, "Bearer canary2": 401, "canary": 401, "Basic canary": 401, "Bearer canary": 200, "bearer canary": 200},
	} {
		server := &statusServer{
			health: newHealth(nil), ledger: func(context.Context) error { return nil }, log: slog.New(slog.DiscardHandler), pass: passOf(config.NewSecret(token)),
		}
		server.health.standardsLoaded(&config.Set{})
		handler := server.handler()
		for header, want := range headers {
			for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
				request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
				if header != "" {
					request.Header.Set("Authorization", header)
				}
				answer := httptest.NewRecorder()
				handler.ServeHTTP(answer, request)
				if path == "/healthz" {
					want = 200
				}
				if answer.Code != want && !(path == "/readyz" && want == 200 && answer.Code == 503) {
					t.Errorf("%s with %q for %q: %d, want %d", path, header, token, answer.Code, want)
				}
				if answer.Code == 401 && (answer.Header().Get("WWW-Authenticate") == "" || strings.Contains(answer.Body.String(), "canary")) {
					t.Errorf("%s: %v %s", path, answer.Header(), answer.Body)
				}
				want = headers[header]
			}
		}
	}
}
