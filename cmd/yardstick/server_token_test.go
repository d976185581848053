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
				request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1:8080"+path, nil)
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

// TestServerNames answers to names of this machine alone where nobody is asked for a token; that it lives anybody may know.
func TestServerNames(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"", "canary"} {
		server := &statusServer{
			health: newHealth(nil), ledger: func(context.Context) error { return nil }, log: slog.New(slog.DiscardHandler),
			pass: passOf(config.NewSecret(token)), url: "https://board.example.com",
		}
		server.health.standardsLoaded(&config.Set{})
		handler := server.handler()
		for host, own := range map[string]bool{
			"localhost:8080": true, "127.0.0.1": true, "[::1]:8080": true, "board.example.com": true,
			"evil.example": false, "localhost.evil.example": false, "192.168.1.2:8080": false, "": false,
		} {
			for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
				request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
				request.Host = host
				request.Header.Set("Authorization", "Bearer canary")
				answer := httptest.NewRecorder()
				handler.ServeHTTP(answer, request)
				refused := answer.Code == http.StatusForbidden
				if want := !own && token == "" && path != "/healthz"; refused != want {
					t.Errorf("%s of %q, token %q: %d", path, host, token, answer.Code)
				}
				if policy := answer.Header().Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'") {
					t.Errorf("%s: policy %q", path, policy)
				}
			}
		}
	}
}
