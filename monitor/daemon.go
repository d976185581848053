package monitor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/robfig/cron/v3"
)

// Daemon runs rounds by a schedule and delivers what they find, until it is told to stop.
type Daemon struct {
	// Round is one round, Reconcile one reconciliation; nil for none. They must return soon after their context ends.
	Round, Reconcile func(context.Context)
	// Sweep sweeps until its context ends; what is under way then may take as long as drain. nil for nothing to sweep.
	Sweep    func(ctx context.Context, drain time.Duration)
	Delivery *Delivery
	// Schedule is five cron fields, or @every 30s. The schedule runs on real time.
	Schedule string
	// Reconciling is the schedule of reconciliations, in the same form; "" for never.
	Reconciling string
	// Reconciled tells, once the first round is over, when the last reconciliation was, false for that there is nothing
	// to reconcile. One that was missed, since nothing ran when its time came, is made up for; nil for that none is.
	Reconciled func() (time.Time, bool)
	// Location is the zone of the cron fields; nil for UTC.
	Location *time.Location
	// Drain is how long a round may go on after the end; 0 for 10 s. One cut
	// off leaves no half batch behind, and the next makes up for it.
	Drain time.Duration
	Log   *slog.Logger
}

// ParseSchedule reads a schedule and refuses what would never run.
func ParseSchedule(text string, location *time.Location) (cron.Schedule, error) {
	if strings.HasPrefix(text, "TZ=") || strings.HasPrefix(text, "CRON_TZ=") {
		return nil, errors.New("schedule: write the zone as schedule.timezone, not into the cron fields")
	}
	schedule, err := cron.ParseStandard(text)
	if err != nil {
		return nil, fmt.Errorf("schedule: %q: %w; write five cron fields, or @every 30s", text, err)
	}
	if schedule.Next(time.Date(2000, 1, 1, 0, 0, 0, 0, location)).IsZero() {
		return nil, fmt.Errorf("schedule: %q never comes", text)
	}
	return schedule, nil
}

// Run rounds at once and then by the schedule, one at a time, reconciles by its own, sweeps, and delivers
// meanwhile. When ctx ends it finishes the round and what is claimed, and
// returns nil; an error says that it could not begin.
func (d *Daemon) Run(ctx context.Context) error {
	location := d.Location
	if location == nil {
		location = time.UTC
	}
	drain := d.drain()
	work, end := draining(ctx, drain)
	defer end()
	c := cron.New(cron.WithLocation(location), cron.WithLogger(cronLog{d.Log, "round"}))
	round, err := d.schedule(c, d.Schedule, "round", location, func() { d.Round(work) })
	if err != nil {
		return err
	}
	first := round.Run
	if d.Reconcile != nil && d.Reconciling != "" {
		reconcile, err := d.schedule(c, d.Reconciling, "reconcile", location, func() { d.Reconcile(work) })
		if err != nil {
			return err
		}
		first = func() {
			round.Run()
			if ctx.Err() == nil && d.overdue(location) {
				reconcile.Run()
			}
		}
	}

	var running sync.WaitGroup
	running.Go(first)
	running.Go(func() { d.Delivery.Run(ctx) })
	if d.Sweep != nil {
		running.Go(func() { d.Sweep(ctx, drain) })
	}
	c.Start()
	<-ctx.Done()
	d.Log.InfoContext(ctx, "stopping")
	<-c.Stop().Done()
	running.Wait()
	d.Log.InfoContext(ctx, "stopped")
	return nil
}

// RoundNow is a round beside those of the schedule. Like them it may go on after the end of ctx for as long as Drain.
func (d *Daemon) RoundNow(ctx context.Context) {
	work, end := draining(ctx, d.drain())
	defer end()
	d.Round(work)
}

func (d *Daemon) drain() time.Duration {
	if d.Drain == 0 {
		return defaultDrain
	}
	return d.Drain
}

// draining gives a context for what may go on for a while after the end of ctx; end is to be called once it is over.
func draining(ctx context.Context, drain time.Duration) (work context.Context, end func()) {
	work, cut := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(drain, cut)
		context.AfterFunc(work, func() { timer.Stop() })
	})
	return work, func() {
		stop()
		cut()
	}
}

// overdue tells whether a reconciliation should have been since the last one.
func (d *Daemon) overdue(location *time.Location) bool {
	if d.Reconciled == nil {
		return false
	}
	last, any := d.Reconciled()
	if !any {
		return false
	}
	schedule, err := ParseSchedule(d.Reconciling, location)
	return err == nil && !schedule.Next(last.In(location)).After(time.Now())
}

// schedule adds a job that never runs twice at once, and gives it.
func (d *Daemon) schedule(c *cron.Cron, text, what string, location *time.Location, do func()) (cron.Job, error) {
	schedule, err := ParseSchedule(text, location)
	if err != nil {
		return nil, err
	}
	logger := cronLog{d.Log, what}
	// In this order: were Recover outside, a panic would leave the job marked as running for ever.
	job := cron.NewChain(cron.SkipIfStillRunning(logger), cron.Recover(logger)).Then(cron.FuncJob(do))
	c.Schedule(schedule, job)
	return job, nil
}

// cronLog tells cron's errors, and that a job was skipped since the last one still runs.
type cronLog struct {
	log  *slog.Logger
	what string // is run
}

// Info is cron's.
func (l cronLog) Info(message string, _ ...any) {
	if message == "skip" {
		l.log.Warn(l.what + " skipped: the last one still runs")
	}
}

// Error is cron's.
func (l cronLog) Error(err error, _ string, keysAndValues ...any) {
	l.log.Error(l.what+" panicked", append([]any{slog.Any("error", err)}, keysAndValues...)...)
}
