package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// timing is by which time the daemon goes.
type timing struct {
	now   func() time.Time
	speed float64 // how much faster than time itself now runs; 0 for 1
}

// machine is the daemon's parts, wired.
type machine struct {
	*workspace
	ledger  *postgres.Ledger
	outlets outlets
	timing
	rounds *monitor.Rounds
	daemon *monitor.Daemon
	health *health
	pace   pace // of watching the standards
}

// assemble wires rounds and the daemon that runs them. They judge by the files alone until activate is called.
func (w *workspace) assemble(
	ledger *postgres.Ledger, sources []*dialled, out outlets, t timing,
) *machine {
	m := &machine{
		workspace: w, ledger: ledger, outlets: out, timing: t, health: newHealth(w.config.Sources), pace: standardPace,
	}
	delivery := &monitor.Delivery{Outbox: ledger, Notifier: out.to, Lease: w.config.Alerts.Lease, Log: w.logger}
	options := monitor.Options{
		Ledger: ledger, Agenda: ledger, Notices: ledger, Operators: m.operators(), Location: w.config.Schedule.Location,
		Standing: m.standing(w.set, w.histories, ""), Now: t.now, Speed: t.speed, Log: w.logger, Found: delivery.Wake, Observe: m.health.observed,
	}
	for _, s := range sources {
		options.Sources = append(options.Sources, monitor.Watch{
			Source: s, Link: s.config.Link, Mapping: mapping(&s.config), Overlap: s.config.Overlap,
		})
	}
	rounds := monitor.NewRounds(options)
	m.rounds = rounds
	m.daemon = &monitor.Daemon{
		Round: func(ctx context.Context) { rounds.Round(ctx) }, Reconcile: func(ctx context.Context) { rounds.Reconcile(ctx) },
		Sweep: rounds.Sweeping, Delivery: delivery, Schedule: w.config.Schedule.Round,
		Reconciling: w.config.Schedule.Reconcile, Location: w.config.Schedule.Location, Log: w.logger,
	}
	if t.speed == 0 { // else what is recorded is not in real time, which schedules run on
		m.daemon.Reconciled = rounds.Reconciled
	}
	return m
}

// standing is what a set means for rounds; versions identifies what the ledger knows of the standards' past.
func (m *machine) standing(set *config.Set, histories []rules.History, versions string) monitor.Standing {
	return monitor.Standing{
		Histories: histories, Route: routes(set.Routes, m.outlets.shown()), Lacks: set.Lacks, Fingerprint: set.Fingerprint + versions,
	}
}

// operators is the place that is told what operators must know; "" for none. The console shows it in any case.
func (m *machine) operators() notifiers.Place {
	place := notifiers.Place(m.config.Alerts.Operators)
	if place == "" && m.outlets.shown() {
		return "operators"
	}
	return place
}

// activate writes to the ledger what a set changes of the standards' versions, and has all that begins from now on judge by it.
func (m *machine) activate(ctx context.Context, set *config.Set) error {
	live, at := set.Histories(), calendar.FromTime(m.now())
	rows, err := m.ledger.Activate(ctx, func(have []monitor.VersionRow) []monitor.VersionRow {
		return monitor.Changed(have, live, config.Define, at)
	})
	if err != nil {
		return err
	}
	histories, err := monitor.Histories(rows, live, set.Recall)
	if err != nil {
		return err
	}
	m.set, m.histories = set, histories
	m.rounds.Use(m.standing(set, histories, fmt.Sprintf(" %d", rows[len(rows)-1].Serial)))
	return nil
}

// run makes the set live and runs the daemon, and beside it what watches the standards and, on a listener, what answers
// how it is doing, until ctx ends. A signal on hangup has it look at the standards now.
func (m *machine) run(ctx context.Context, listener net.Listener, hangup <-chan os.Signal) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var beside sync.WaitGroup
	defer beside.Wait()
	defer stop()
	if listener != nil {
		server := &statusServer{health: m.health, ledger: m.asked, log: m.logger, token: m.config.Server.Token}
		beside.Go(func() { server.serve(ctx, listener) })
	}
	if err := m.activate(ctx, m.set); err != nil {
		return err
	}
	m.health.standardsLoaded(m.set)
	reloader := m.reloader()
	beside.Go(func() { reloader.run(ctx, hangup) })
	return m.daemon.Run(ctx)
}

// asked asks the ledger anything.
func (m *machine) asked(ctx context.Context) error {
	_, _, err := m.ledger.Wait(ctx, monitor.Terms{})
	return err
}

// reloader keeps the standards those of the files.
func (m *machine) reloader() *reloader {
	path := shortest(m.config.Standards)
	r := &reloader{
		pace: m.pace, log: m.logger, now: m.now, zone: m.config.Schedule.Location, health: m.health,
		read: func() config.Reading { return m.config.ReadStandards(path) },
		lacks: func(ctx context.Context, set *config.Set) error {
			return m.rounds.Try(ctx, m.standing(set, set.Histories(), ""))
		},
		activate: func(ctx context.Context, set *config.Set) error {
			if err := m.activate(ctx, set); err != nil {
				return err
			}
			m.daemon.RoundNow(ctx) // what is judged differently now need not wait for the schedule
			return nil
		},
		live: m.set, decided: m.set.Fingerprint,
	}
	if place := m.operators(); place != "" {
		r.tell = func(ctx context.Context, n notifiers.Notice) error {
			if err := m.ledger.Notify(ctx, monitor.NoticeIntent{Place: place, Notice: n}); err != nil {
				return err
			}
			m.daemon.Delivery.Wake()
			return nil
		}
	}
	return r
}
