package main

import (
	"context"
	"net/http"
	"time"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/config/zone"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/board"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
	"github.com/yardstickd/yardstick/rules/explain"
)

// server makes what answers on server.listen.
func (m *machine) server(ctx context.Context, clicks http.Handler) (*statusServer, error) {
	pass := passOf(m.config.Server.Token)
	shown, err := m.openBoard(ctx, pass)
	if err != nil {
		return nil, err
	}
	return &statusServer{health: m.health, ledger: m.asked, log: m.logger, pass: pass, url: m.config.Server.URL, clicks: clicks, board: shown}, nil
}

// openBoard makes the board, which reads the ledger through connections of its own that can't write.
func (m *machine) openBoard(ctx context.Context, pass *board.Pass) (http.Handler, error) {
	reader, err := postgres.OpenReader(ctx, m.databaseURL, m.config.Database.Schema, zone.Load, board.MostReaders)
	if err != nil {
		return nil, err
	}
	m.onClose(reader.Close)
	options := board.Options{
		Ledger: reader, Figures: reader, Standing: m.boardStanding, By: m.config.Digest.By, Customer: m.config.Digest.Customer,
		Pass: pass, URL: m.config.Server.URL, Location: m.config.Schedule.Location, Now: m.now, Log: m.logger,
		Observe: m.health.metrics.looked,
		Explain: func(ctx context.Context, source, ticket string) (*explain.Explanation, []string, error) {
			return m.rounds.Explain(ctx, reader, source, ticket)
		},
	}
	reporting := monitor.Reporting{Figures: reader, Zone: m.config.Schedule.Location, By: m.config.Digest.By, CustomerBy: m.config.Digest.Customer}
	for i := range m.config.Sources {
		reporting.Sources = append(reporting.Sources, m.config.Sources[i].Name)
		options.Sources = append(options.Sources, board.Source{Name: m.config.Sources[i].Name, Link: m.config.Sources[i].Link})
	}
	options.Report = func(ctx context.Context, p compliance.Period) (*compliance.Report, error) {
		standing := m.boardStanding()
		return reporting.Report(ctx, &monitor.ReportOrder{
			Name: compliance.Executive, Period: p, AsOf: calendar.FromTime(m.now()), Standards: standing.Standards, Journey: standing.Journey,
		})
	}
	made, err := board.New(options)
	if err != nil {
		return nil, err
	}
	return made.Handler(), nil
}

// passOf lets in who has server.token; nil where it is empty and nobody is asked.
func passOf(token config.Secret) *board.Pass {
	if token.Empty() {
		return nil
	}
	return board.NewPass(token.Reveal())
}

// boardStanding gives what the board shows of the standards.
func (m *machine) boardStanding() board.Standing {
	if s := m.onBoard.Load(); s != nil {
		return *s
	}
	return board.Standing{}
}

// showOnBoard has the board show a set and its history from now on.
func (m *machine) showOnBoard(histories []rules.History) {
	m.onBoard.Store(&board.Standing{Standards: m.set.Standards, Histories: histories, Journey: m.set.Journey})
}

// looked counts a request for a page of the board.
func (m *metrics) looked(page string, status int, took time.Duration) {
	m.pages.WithLabelValues(page, statusClass(status)).Inc()
	m.pageTook.WithLabelValues(page).Observe(took.Seconds())
}

// statusClass keeps the labels few: 2xx, 3xx, 4xx, 5xx, and by themselves those by which a board is kept from whom it is not for,
// or is too busy.
func statusClass(status int) string {
	switch status {
	case http.StatusUnauthorized:
		return "401"
	case http.StatusTooManyRequests:
		return "429"
	case http.StatusServiceUnavailable:
		return "503"
	}
	return string(rune('0'+status/100)) + "xx"
}
