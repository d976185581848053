package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

const (
	// demoDigests is how many weeks' digests the demo keeps: those that a daemon would have sent, had it been there.
	demoDigests = 4
	// demoBenchmark is how many weeks before the last one the four begin that digests are compared with.
	demoBenchmark = 12
)

// look has the daemon judge all of the desk's past, as its first round would.
func (d *demo) look(ctx context.Context, m *machine) error {
	if err := m.activate(ctx, d.set); err != nil {
		return err
	}
	return passed(m.rounds.Round(ctx))
}

// lastWeek is the last full week.
func (d *demo) lastWeek() compliance.Period {
	today := calendar.NewZone(d.config.Schedule.Location).DateAt(calendar.FromTime(d.begins))
	return compliance.Containing(today, compliance.WeekPeriod).Previous()
}

// report keeps the digests of the weeks before, which a daemon tells nobody since nobody watched then, and sends that of last week.
// They are compared with a quieter time.
func (d *demo) report(ctx context.Context, m *machine) error {
	last := d.lastWeek()
	if err := d.benchmark(ctx, last); err != nil {
		return err
	}
	series := d.executive(d.set, true)
	for _, week := range slices.Concat(last.Before(demoDigests-1), []compliance.Period{last}) {
		var places []notifiers.Place
		if week == last {
			places = series.Places
		}
		if _, err := m.digests.Record(ctx, &series, week, places); err != nil {
			return err
		}
	}
	return nil
}

// benchmark stores how promises were kept in four weeks of the summer before.
func (d *demo) benchmark(ctx context.Context, last compliance.Period) error {
	weeks := append(last.Before(demoBenchmark), last)[:4]
	whole := compliance.Period{
		Kind: compliance.RangePeriod, Days: compliance.Days{From: weeks[0].Days.From, To: weeks[len(weeks)-1].Days.To},
	}
	b, err := d.reporting(d.ledger).Benchmark(ctx, "a quiet month", whole, calendar.FromTime(d.begins))
	if err != nil {
		return err
	}
	return d.ledger.SetBaseline(ctx, b)
}

// printDigest prints last week's digest as `yardstick digest` does.
func (d *demo) printDigest(ctx context.Context, m *machine) error {
	if _, err := fmt.Fprintln(d.out); err != nil {
		return err
	}
	series := d.executive(d.set, true)
	made, err := m.reporting(d.ledger).Report(ctx, &monitor.ReportOrder{
		Name: series.Name, Period: d.lastWeek(), AsOf: calendar.FromTime(m.now()), Standards: series.Standards, Journey: series.Journey,
	})
	if err != nil {
		return err
	}
	return digest.Text(d.out, made, d.digestOptions(made))
}
