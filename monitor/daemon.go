package monitor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// Daemon runs rounds by a schedule and delivers what they find, until it is told to stop.
type Daemon struct {
	// Patrols are the sources, each of which goes by itself: one that is slow holds up no other.
	Patrols []Patrol
	// Sweep sweeps until its context ends; what is under way then may take as long as drain. nil for nothing to sweep.
	Sweep func(ctx context.Context, drain time.Duration)
	// Delivery delivers what is found; nil for nobody.
	Delivery *Delivery
	// Lead decides when this process does more than deliver; nil for always.
	Lead *Lead
	// Schedule is five cron fields, or @every 30s.
	Schedule string
	// Reconciling is the schedule of reconciliations, in the same form; "" for never.
	Reconciling string
	// Location is the zone of the cron fields; nil for UTC.
	Location *time.Location
	// Now is the time that schedules go by; nil for the machine's.
	Now func() time.Time
	// Drain is how long a round may go on after the end; 0 for 10 s. One cut
	// off leaves no half batch behind, and the next makes up for it.
	Drain time.Duration
	Log   *slog.Logger
}

// Patrol is what is to be done with one source.
type Patrol struct {
	// Round is one round, Reconcile one reconciliation; nil for none. They must return soon after their context ends.
	Round, Reconcile func(context.Context)
	// Reconciled tells when the last reconciliation was, by Daemon.Now, false for that nobody knows yet: one whose time
	// came while nothing ran is made up for, and none is done twice. nil for that only those of this run are known.
	Reconciled func() (time.Time, bool)
}

// Run delivers and, while it leads, rounds at once and then by the schedule, reconciles by its own, and sweeps. When
// ctx ends it finishes the round and what is claimed, and returns nil; an error says that it could not begin.
func (d *Daemon) Run(ctx context.Context) error {
	plan, err := d.plan()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	lead := func(ctx context.Context) error {
		d.lead(ctx, plan)
		return nil
	}
	var delivering sync.WaitGroup
	if d.Lead == nil {
		delivering.Go(func() { d.deliver(ctx) })
		err = lead(ctx)
	} else {
		delivering.Go(func() { d.Lead.Delivering(ctx, d.deliver) })
		err = d.Lead.Run(ctx, lead)
	}
	stop() // where it could not begin
	delivering.Wait()
	d.Log.InfoContext(ctx, "stopped")
	return err
}

func (d *Daemon) deliver(ctx context.Context) {
	if d.Delivery == nil {
		<-ctx.Done()
		return
	}
	d.Delivery.Run(ctx)
}

// timetable is when rounds and reconciliations are; nil for never.
type timetable struct{ rounds, reconciliations *Occasions }

func (d *Daemon) plan() (timetable, error) {
	location := d.Location
	if location == nil {
		location = time.UTC
	}
	var t timetable
	var err error
	if t.rounds, err = ParseOccasions(d.Schedule, location); err != nil {
		return t, err
	}
	if d.Reconciling != "" {
		t.reconciliations, err = ParseOccasions(d.Reconciling, location)
	}
	return t, err
}

// lead is all that only a leader does, until ctx ends.
func (d *Daemon) lead(ctx context.Context, plan timetable) {
	work, end := draining(ctx, d.drain())
	defer end()
	var running sync.WaitGroup
	for i := range d.Patrols {
		running.Go(func() { d.patrol(ctx, work, &d.Patrols[i], plan) })
	}
	if d.Sweep != nil {
		running.Go(func() { d.Sweep(ctx, d.drain()) })
	}
	<-ctx.Done()
	d.Log.InfoContext(ctx, "stopping")
	running.Wait()
}

// patrol looks after one source: a round at once, and then both by their schedules.
func (d *Daemon) patrol(ctx, work context.Context, p *Patrol, plan timetable) {
	next := plan.rounds.Next(d.now())
	d.guarded("round", func() { p.Round(work) })
	var reconciling sync.WaitGroup
	if p.Reconcile != nil && plan.reconciliations != nil {
		reconciling.Go(func() { d.reconcile(ctx, work, p, plan.reconciliations) })
	}
	for {
		next = d.following(plan.rounds, next)
		if !d.until(ctx, next) {
			break
		}
		d.guarded("round", func() { p.Round(work) })
		next = plan.rounds.Next(next)
	}
	reconciling.Wait()
}

// following gives an occasion, or the one to come where it has gone by.
func (d *Daemon) following(o *Occasions, next time.Time) time.Time {
	now := d.now()
	if next.IsZero() || next.After(now) {
		return next
	}
	d.Log.Warn("round skipped: the last one took longer than its schedule allows")
	return o.Next(now)
}

const (
	// longestWatch is how long the daemon waits for an occasion without looking at the time again, which may be set meanwhile.
	longestWatch = 15 * time.Minute
	// A reconciliation that failed is tried again after a minute, then after twice as long, up to an hour.
	firstRetry, longestRetry = time.Minute, time.Hour
)

// reconcile reconciles whenever an occasion has come since the last time.
func (d *Daemon) reconcile(ctx, work context.Context, p *Patrol, o *Occasions) {
	ended, retry := d.now(), firstRetry
	if p.Reconciled != nil {
		ended = time.Time{} // that tells
	}
	for ctx.Err() == nil {
		now := d.now()
		last, known := d.lastOf(p, ended)
		if known && o.Due(last, now) {
			d.guarded("reconcile", func() { p.Reconcile(work) })
			if last, known = d.lastOf(p, now); !known || o.Due(last, now) { // it failed
				rest(ctx, retry, nil)
				retry = min(2*retry, longestRetry)
				continue
			}
			ended, retry = d.now(), firstRetry
		}
		d.watch(ctx, o.Next(d.now()))
	}
}

// lastOf gives the last reconciliation: what came while one was at work it has done.
func (d *Daemon) lastOf(p *Patrol, ended time.Time) (time.Time, bool) {
	if p.Reconciled == nil {
		return ended, true
	}
	last, known := p.Reconciled()
	if last.Before(ended) {
		last = ended
	}
	return last, known
}

// until waits for an occasion; false if ctx ended first.
func (d *Daemon) until(ctx context.Context, at time.Time) bool {
	for ctx.Err() == nil {
		if !at.IsZero() && !d.now().Before(at) {
			return true
		}
		d.watch(ctx, at)
	}
	return false
}

// watch waits for an instant, or long enough that the time should be looked at again.
func (d *Daemon) watch(ctx context.Context, at time.Time) {
	wait := longestWatch
	if !at.IsZero() {
		wait = min(max(at.Sub(d.now()), time.Millisecond), longestWatch)
	}
	rest(ctx, wait, nil)
}

func (d *Daemon) now() time.Time {
	if d.Now == nil {
		return time.Now()
	}
	return d.Now()
}

// guarded runs a job. A panic in it must not end the schedule.
func (d *Daemon) guarded(what string, do func()) {
	defer func() {
		if cause := recover(); cause != nil {
			d.Log.Error(what+" panicked", slog.Any("error", fmt.Errorf("%v\n%s", cause, debug.Stack())))
		}
	}()
	do()
}

// RoundNow is a round of all sources beside those of the schedule. Like them it may go on after the end of ctx for as long as Drain.
func (d *Daemon) RoundNow(ctx context.Context) {
	work, end := draining(ctx, d.drain())
	defer end()
	var all sync.WaitGroup
	for i := range d.Patrols {
		all.Go(func() { d.guarded("round", func() { d.Patrols[i].Round(work) }) })
	}
	all.Wait()
}

func (d *Daemon) drain() time.Duration {
	if d.Drain == 0 {
		return defaultDrain
	}
	return d.Drain
}

// draining gives a context for what may go on for a while after the end of ctx, unless that is that another leads: then it
// ends at once. end is to be called once it is over.
func draining(ctx context.Context, drain time.Duration) (work context.Context, end func()) {
	work, cut := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		if errors.Is(context.Cause(ctx), ErrNotLeading) {
			cut(ErrNotLeading)
			return
		}
		timer := time.AfterFunc(drain, func() { cut(nil) })
		context.AfterFunc(work, func() { timer.Stop() })
	})
	return work, func() {
		stop()
		cut(nil)
	}
}
