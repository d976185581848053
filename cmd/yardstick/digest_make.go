package main

import (
	"context"
	"errors"
	"slices"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// madeDigest is a report and its JSON.
type madeDigest struct {
	report   *compliance.Report
	document []byte
}

// report gives what was recorded of the period, or makes the report of what is known now.
func (r *digestRun) report(ctx context.Context) (*madeDigest, error) {
	ledger, err := r.judgedLedger(ctx)
	if err != nil {
		return nil, err
	}
	if ledger == nil {
		if r.baseline != "" {
			return nil, errors.New("there is no ledger: `yardstick run` makes it, and baselines are kept there")
		}
		return encoded(r.gather(ctx))
	}
	if r.baseline == "" { // that which was recorded is compared with the baseline of its day
		record, err := ledger.Digest(ctx, r.series.Name, r.period.String())
		if err != nil {
			return nil, err
		}
		if record != nil {
			report, err := digest.Read(record.Document)
			return &madeDigest{report, record.Document}, err
		}
	}
	order := r.order()
	report, err := r.reporting(ledger).Report(ctx, &order)
	if unknown := new(monitor.UnknownBaselineError); errors.As(err, &unknown) {
		return nil, unknownBaseline(unknown.Name, unknown.Have)
	}
	return encoded(report, err)
}

// judgedLedger gives the ledger; nil where there is none, or nothing was judged yet.
func (r *digestRun) judgedLedger(ctx context.Context) (*postgres.Ledger, error) {
	ledger, err := r.openMemory(ctx)
	if err != nil || ledger == nil {
		return nil, err
	}
	began, err := ledger.Began(ctx)
	if err != nil || began == calendar.None {
		return nil, err
	}
	return ledger, nil
}

// order is what the report is to be about.
func (r *digestRun) order() monitor.ReportOrder {
	return monitor.ReportOrder{
		Name: r.series.Name, Period: r.period, AsOf: r.asOf, Standards: r.series.Standards, Journey: r.series.Journey, Baseline: r.baseline,
	}
}

func encoded(report *compliance.Report, err error) (*madeDigest, error) {
	if err != nil {
		return nil, err
	}
	document, err := digest.JSON(report)
	return &madeDigest{report, document}, err
}

// gather reads all tickets and judges them by the files alone.
func (r *digestRun) gather(ctx context.Context) (*compliance.Report, error) {
	if err := r.connect(ctx, "", r.histories); err != nil {
		return nil, err
	}
	gathering := compliance.NewGathering(r.config.Schedule.Location, r.config.Digest.Customer)
	check := monitor.Check{AsOf: r.asOf, Now: r.asOf}
	found := check.NewFindings(r.histories)
	for _, s := range r.sources {
		attributes := monitor.Reported(r.config.Digest.By, s.vocabulary)
		check.Clock = func(c *rules.Clock) error { return gathering.Add(c, attributes(c.Ticket), false) }
		if err := check.Run(ctx, s, s.book, found); err != nil {
			return nil, err
		}
	}
	order := r.order()
	return r.reporting(nil).Gathered(gathering, &order, r.reading(found)), nil
}

// reading is what was found while all tickets were read, of the standards that the report is about.
func (r *digestRun) reading(found *monitor.Findings) compliance.Reading {
	reading := compliance.Reading{
		At: found.AsOf.String(), Rows: found.Read.Rows.Read, RowsSetAside: found.Read.Rows.SetAside,
		Events: found.Read.Events.Read, EventsSetAside: found.Read.Events.SetAside,
	}
	for _, line := range found.Compliance.Lines() {
		if slices.ContainsFunc(r.series.Standards, func(s *rules.Standard) bool { return s.ID == line.Standard.ID }) {
			reading.NotCovered += line.Count.NotCovered
			reading.Exempt += line.Count.Exempt
		}
	}
	return reading
}
