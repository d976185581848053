package monitor

import (
	"context"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// Figures gives the sums that reports are made of, and keeps what was made of them. Whatever was committed counts; nothing is locked.
type Figures interface {
	Sight
	// AtOnce has look see one state of the ledger, from its beginning to its end.
	AtOnce(ctx context.Context, look func(Sight) error) error

	// SetBaseline stores a benchmark under its name, in place of one of the same name.
	SetBaseline(ctx context.Context, b *compliance.Baseline) error
	// RemoveBaseline tells whether there was one.
	RemoveBaseline(ctx context.Context, name string) (bool, error)

	// RecordDigest keeps a digest for ever and makes the intents of sending it, in one transaction, fenced as a leader's writes are.
	// Where its name and period are recorded already nothing is done, and false given.
	RecordDigest(ctx context.Context, d *DigestRecord, places []notifiers.Place) (bool, error)
}

// Sight is what there is to be seen in Figures.
type Sight interface {
	// Sums adds up the facts of the clocks whose verdicts fell on some dates; facets of those standards alone that are named (all
	// for nil). Of each attribute the values that were missed are given, of those of a standard up to MostFacets with most misses, and
	// none that was missed as often as one that is left out.
	Sums(ctx context.Context, days compliance.Days, standards []string) (*compliance.Sums, error)
	// DayCounts counts by standard and date, in that order.
	DayCounts(ctx context.Context, days compliance.Days) ([]compliance.DayCount, error)
	// WorstMisses gives up to limit misses a standard that fell on some dates, those that took longest first, as of an instant. Links are
	// not set; customerBy is the reported attribute that names the customer, "" for none.
	WorstMisses(ctx context.Context, days compliance.Days, asOf calendar.Instant, customerBy string, limit int) (map[string][]compliance.Miss, error)
	// Running counts the clocks that are open and not due by an instant, by standard.
	Running(ctx context.Context, asOf calendar.Instant) (map[string]int, error)
	// JudgedUntil is the instant that all of the sources have been judged to, with facts that were made by what FactsBy says ("" for any);
	// None where one never was.
	JudgedUntil(ctx context.Context, sources []string, facts string) (calendar.Instant, error)
	// LastReading is what the last whole reading of the sources found; false where there was none.
	LastReading(ctx context.Context, sources []string) (compliance.Reading, bool, error)
	// Baselines are ordered by when they were set.
	Baselines(ctx context.Context) ([]compliance.Baseline, error)
	// Digest gives a recorded one; nil where there is none.
	Digest(ctx context.Context, name, period string) (*DigestRecord, error)
	// Digests lists those of a name ("" for all), the latest period first, without their documents, up to limit.
	Digests(ctx context.Context, name string, limit int) ([]DigestRecord, error)
}

// MostFacets is how many values of an attribute Sums gives of a standard: more than any report names.
const MostFacets = 100

// DigestRecord is a digest as the ledger keeps it for ever.
type DigestRecord struct {
	Name   string // of the report
	Period compliance.Period
	// Span is the period's name, e.g. 2026-W46.
	Span string
	// Document is the report in JSON, byte for byte as it is given out.
	Document []byte
	MadeAt   calendar.Instant
	// N and Missed are its overall figures, so that it can be told later whether they changed.
	N, Missed int
}
