package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules/calendar"
)

const (
	quarter   = 15 * time.Minute       // of the desk's time: what --once lets go by
	demoLimit = 50                     // late and at-risk clocks shown, as by check
	deskTick  = 100 * time.Millisecond // of real time between two looks at the desk's clock
)

// play lets the desk work and the daemon watch it, until ctx ends or a real
// time is over (0: never), which begins once all is told that was before.
func (d *demo) play(ctx context.Context, speed float64, span time.Duration) error {
	clock := &fastClock{starts: d.begins, speed: speed}
	m := d.assemble(d.ledger, d.watched(), outlets{chat: d.counts, mail: d.counts}, timing{now: clock.now, speed: speed})
	if err := d.look(ctx, m); err != nil {
		return err
	}
	if err := d.report(ctx, m); err != nil {
		return err
	}
	if err := d.invite(speed); err != nil {
		return err
	}
	if span > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, span)
		defer cancel()
	}
	clock.start()
	working, stop := context.WithCancel(ctx)
	defer stop()
	desk := make(chan error, 1)
	go func() {
		defer stop() // a desk that can't write ends the demo
		desk <- d.desk.Run(working, d.tables, clock.now, deskTick)
	}()
	err := errors.Join(m.run(working, d.board, nil), <-desk)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(d.out, d.counts.sentence())
	return err
}

// invite says how to look around while it plays.
func (d *demo) invite(speed float64) error {
	_, err := fmt.Fprintf(d.out, "Its standards:     %s\nIts tables:        psql '%s'\nLook for yourself: yardstick check --config %s --at %s\n\n"+
		"Time runs %g times as fast. Ctrl-C ends it.\n\n",
		d.config.Standards, d.databaseURL, d.config.Path, d.begins.In(d.config.Schedule.Location).Format(time.RFC3339), speed)
	return err
}

// once connects the desk, lets a quarter of an hour go by, and makes one pass.
func (d *demo) once(ctx context.Context) error {
	now := d.begins
	m := d.assemble(d.ledger, d.watched(), outlets{chat: d.counts, mail: d.counts}, timing{now: func() time.Time { return now }})
	if err := d.look(ctx, m); err != nil {
		return err
	}
	now = now.Add(quarter)
	if _, err := d.desk.Step(ctx, d.tables, now); err != nil {
		return err
	}
	if err := passed(m.rounds.Round(ctx)); err != nil {
		return err
	}
	if err := d.benchmark(ctx, d.lastWeek()); err != nil {
		return err
	}
	if err := d.deliverAll(ctx, m.daemon.Delivery); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(d.out, "%s\n\n", d.counts.sentence()); err != nil {
		return err
	}
	asOf := calendar.FromTime(now)
	found, err := runCheck(ctx, monitor.Check{AsOf: asOf, Now: asOf, Most: demoLimit}, d.workspace, d.histories)
	if err != nil {
		return err
	}
	if err := (checkReport{found: found, zone: d.config.Schedule.Location, style: styleOf(d.out)}).write(d.out); err != nil {
		return err
	}
	return d.printDigest(ctx, m)
}

// passed gives why a round failed, if it did.
func passed(r monitor.Report) error {
	var all []error
	for i := range r.Sources {
		all = append(all, r.Sources[i].Err)
	}
	return errors.Join(all...)
}

// deliverAll delivers until nothing waits in the outbox.
func (d *demo) deliverAll(ctx context.Context, delivery *monitor.Delivery) error {
	sending, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		delivery.Run(sending)
	}()
	defer func() {
		stop()
		<-done
	}()
	tick := time.NewTicker(deskTick)
	defer tick.Stop()
	for {
		if _, waiting, err := d.ledger.Wait(ctx, monitor.Terms{}); err != nil || !waiting {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
