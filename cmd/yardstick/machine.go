package main

import (
	"context"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/board"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
)

// timing is by which time the daemon goes.
type timing struct {
	now   func() time.Time
	speed float64 // how much faster than time itself now runs; 0 for 1
	// clock is behind now, where that is the time of the ledger's database: then schedules go by it, too; nil for that
	// they go by the machine's.
	clock *monitor.Clock
}

// machine is the daemon's parts, wired.
type machine struct {
	*workspace
	ledger  *postgres.Ledger
	outlets outlets
	timing
	rounds *monitor.Rounds
	daemon *monitor.Daemon
	lead   *monitor.Lead
	stance stance
	// onBoard is what the board shows of the standards; nil before any are live.
	onBoard atomic.Pointer[board.Standing]
	// digests makes them while this process leads.
	digests *monitor.Digests
	health  *health
	shown   *ledgerView
	pace    pace // of watching the standards
}

// assemble wires rounds and the daemon that runs them. They judge by the files alone until activate is called.
func (w *workspace) assemble(
	ledger *postgres.Ledger, sources []*dialled, out outlets, t timing,
) *machine {
	m := &machine{
		workspace: w, ledger: ledger, outlets: out, timing: t, health: newHealth(w.config.Sources), pace: standardPace,
	}
	delivery := &monitor.Delivery{
		Outbox: ledger, Notifier: out.to, GroupOver: w.config.Alerts.GroupOver, Lease: w.config.Alerts.Lease, Log: w.logger,
		PDF: m.digestFile(), DigestLink: w.digestLink,
	}
	m.digests = m.digesting(delivery.Wake)
	options := monitor.Options{
		Ledger: ledger, Agenda: ledger, Cells: ledger, Notices: ledger, Operators: m.operators(), Location: w.config.Schedule.Location,
		Standing: m.standing(w.set, w.histories, ""), Now: t.now, Speed: t.speed, Log: w.logger, Found: delivery.Wake, Observe: m.observed,
		Reported: w.config.Digest.By, Customer: w.config.Digest.Customer,
	}
	for _, s := range sources {
		options.Sources = append(options.Sources, monitor.Watch{
			Source: s, Link: s.config.Link, Mapping: mapping(&s.config), Overlap: s.config.Overlap,
			StaleAfter: s.config.StaleAfter,
		})
	}
	rounds := monitor.NewRounds(options)
	m.rounds, delivery.Freshness = rounds, rounds
	m.stance.set, m.lead = w.set, m.leadership()
	m.showOnBoard(w.histories)
	m.daemon = &monitor.Daemon{
		Patrols: rounds.Patrols(), Sweep: m.sweep, Delivery: delivery, Lead: m.lead, Schedule: w.config.Schedule.Round,
		Reconciling: w.config.Schedule.Reconcile, Location: w.config.Schedule.Location, Log: w.logger,
	}
	if t.clock != nil {
		m.daemon.Now = t.clock.Now
	} else { // what is recorded is not in the time that schedules go by
		for i := range m.daemon.Patrols {
			m.daemon.Patrols[i].Reconciled = nil
		}
	}
	m.health.clock, m.health.outages, m.health.digests = t.clock, rounds.Outages, m.digests.Overdue
	m.health.metrics.watch(m.health, m.lead)
	m.shown = newLedgerView(ledger, w.logger)
	m.health.metrics.registry.MustRegister(m.shown)
	alarm := &monitor.Alarm{
		Notify: ledger.Notify, Operators: m.operators(), Now: t.now, Location: w.config.Schedule.Location, Log: w.logger,
	}
	delivery.Observe = func(c *monitor.Claim, s *monitor.Settlement) {
		m.health.metrics.delivered(c, s)
		alarm.Heed(c, s)
	}
	return m
}

// standing is what a set means for rounds; versions identifies what the ledger knows of the standards' past.
func (m *machine) standing(set *config.Set, histories []rules.History, versions string) monitor.Standing {
	return monitor.Standing{
		Histories: histories, Route: routes(set.Routes, m.outlets.shown()), Fingerprint: set.Fingerprint + versions,
		Lacks: func(v *rules.Vocabulary) []rules.UnknownName { return m.config.Lacks(set, v) },
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

// sweep is what a leader does at all times: look at what is due, tell of sources that do not answer, and make digests.
func (m *machine) sweep(ctx context.Context, drain time.Duration) {
	var listening sync.WaitGroup
	defer listening.Wait()
	listening.Go(func() { m.rounds.Listening(ctx) })
	listening.Go(func() { m.digest(ctx) })
	m.rounds.Sweeping(ctx, drain)
}

// run runs the daemon, which makes the set live once it leads, and beside it what keeps the time, what watches the standards
// and, on a listener, what answers how it is doing, until ctx ends. A signal on hangup has it look at the standards now.
func (m *machine) run(ctx context.Context, listener net.Listener, hangup <-chan os.Signal) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	answers := m.interactions()
	defer answers.finish()
	var beside sync.WaitGroup
	defer beside.Wait()
	defer m.shown.finish()
	defer stop()
	m.health.lead = m.lead
	beside.Go(func() { answers.listen(ctx) })
	beside.Go(func() { m.rounds.Probing(ctx) })
	if listener != nil {
		server, err := m.server(ctx, answers.endpoint())
		if err != nil {
			return err
		}
		beside.Go(func() { server.serve(ctx, listener) })
	}
	if m.clock != nil {
		beside.Go(func() { m.clock.Run(ctx) })
	}
	m.health.standardsLoaded(m.set)
	reloader := m.reloader()
	beside.Go(func() { reloader.run(ctx, hangup) })
	return m.daemon.Run(ctx)
}

// asked asks the ledger anything.
func (m *machine) asked(ctx context.Context) error {
	_, err := m.ledger.Time(ctx)
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
		activate: m.adopt,
		live:     m.set, decided: m.set.Fingerprint,
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
