package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/yardstickd/yardstick/monitor/board"
	"github.com/yardstickd/yardstick/notifiers/slack"
)

// statusServer answers /healthz, /readyz and /metrics, and has the board answer all else. By itself it reads nothing out of tickets,
// and says nothing of an error but that there is one: those are in the log.
type statusServer struct {
	health *health
	// ledger asks the ledger anything.
	ledger func(context.Context) error
	log    *slog.Logger
	pass   *board.Pass  // who brings the token; nil where only this machine can come, and nobody is asked
	url    string       // server.url, whose host is answered to where nobody is asked; "" for none
	clicks http.Handler // answers Slack's requests, which are signed and bring no token; nil for nobody
	board  http.Handler // nil for none
}

// ledgerPatience is how long /readyz waits for the ledger.
const ledgerPatience = 2 * time.Second

// serve answers on a listener until ctx ends, then finishes what was asked.
func (s *statusServer) serve(ctx context.Context, listener net.Listener) {
	server := s.server(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		<-ctx.Done()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if server.Shutdown(last) != nil {
			_ = server.Close()
		}
	}()
	s.log.InfoContext(ctx, "server listens", slog.String("address", listener.Addr().String()))
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		s.log.ErrorContext(ctx, "server ended", slog.Any("error", err))
		return
	}
	<-ended
}

// server bounds how long, and with how much, anybody may keep it busy.
func (s *statusServer) server(ctx context.Context) *http.Server {
	return &http.Server{
		Handler:           s.handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
}

// listen opens the address of server.listen; nil where there is none.
func listen(ctx context.Context, address string) (net.Listener, error) {
	if address == "" {
		return nil, nil
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("server.listen: %w", err)
	}
	return listener, nil
}

func (s *statusServer) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = fmt.Fprintln(w, "ok") // the process lives: whether it can work is for /readyz
	})
	mux.HandleFunc("GET /readyz", s.closed(s.ready))
	metrics := promhttp.HandlerFor(s.health.metrics.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
	mux.HandleFunc("GET /metrics", s.closed(metrics.ServeHTTP))
	if s.clicks != nil {
		mux.Handle(slack.InteractionsPath, s.clicks)
		mux.Handle(slack.CommandsPath, s.clicks)
	}
	if s.board != nil {
		mux.Handle("/", s.board)
	}
	return guarded(mux)
}

// guarded keeps browsers from guessing what an answer is, from running or framing any of it, and from keeping it. The board
// says more by itself.
func guarded(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.ServeHTTP(w, r)
	})
}

// ready answers 200 where the daemon can do its work and 503 where not, with the reasons.
func (s *statusServer) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), ledgerPatience)
	defer cancel()
	err := s.ledger(ctx)
	if err != nil {
		s.log.WarnContext(ctx, "not ready: the ledger does not answer", slog.Any("error", err))
	}
	answer := s.health.readiness(err == nil)
	w.Header().Set("Content-Type", "application/json")
	if !answer.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(answer)
}
