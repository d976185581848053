package monitor_test

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// memoryDigests is what a ledger knows of digests, for tests in virtual time. It has no clocks.
type memoryDigests struct {
	now   func() calendar.Instant
	began calendar.Instant
	// judged is how far the sources were judged; nil for up to now.
	judged func() calendar.Instant
	refuse error // what recording fails with

	mu        sync.Mutex
	records   []monitor.DigestRecord
	told      []string // when, which, where
	baselines []compliance.Baseline
	asked     []string // names of those whose latest was asked for
	days      []compliance.DayCount
}

func (l *memoryDigests) Began(context.Context) (calendar.Instant, error) { return l.began, nil }

func (l *memoryDigests) AtOnce(_ context.Context, look func(monitor.Sight) error) error {
	return look(l)
}

func (l *memoryDigests) Sums(_ context.Context, days compliance.Days, _ []string) (*compliance.Sums, error) {
	return &compliance.Sums{Days: days, Standards: map[string]*compliance.Sum{}}, nil
}

func (l *memoryDigests) DayCounts(_ context.Context, days compliance.Days) ([]compliance.DayCount, error) {
	return slices.DeleteFunc(slices.Clone(l.days), func(d compliance.DayCount) bool { return !days.Has(d.Day) }), nil
}

func (l *memoryDigests) WorstMisses(
	context.Context, compliance.Days, calendar.Instant, string, int,
) (map[string][]compliance.Miss, error) {
	return map[string][]compliance.Miss{"late": {{Source: "desk", Ticket: "1/2"}}}, nil
}

func (l *memoryDigests) Running(context.Context, calendar.Instant) (map[string]int, error) {
	return map[string]int{}, nil
}

func (l *memoryDigests) JudgedUntil(context.Context, []string, string) (calendar.Instant, error) {
	if l.judged == nil {
		return l.now(), nil
	}
	return l.judged(), nil
}

func (l *memoryDigests) LastReading(context.Context, []string) (compliance.Reading, bool, error) {
	return compliance.Reading{}, false, nil
}

func (l *memoryDigests) SetBaseline(_ context.Context, b *compliance.Baseline) error {
	l.baselines = append(l.baselines, *b)
	return nil
}

func (l *memoryDigests) RemoveBaseline(context.Context, string) (bool, error) { return false, nil }

func (l *memoryDigests) Baselines(context.Context) ([]compliance.Baseline, error) {
	return l.baselines, nil
}

func (l *memoryDigests) RecordDigest(_ context.Context, d *monitor.DigestRecord, places []notifiers.Place) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.refuse != nil {
		return false, l.refuse
	}
	if slices.ContainsFunc(l.records, func(r monitor.DigestRecord) bool { return r.Name == d.Name && r.Span == d.Span }) {
		return false, nil
	}
	l.records = append(l.records, *d)
	for _, place := range places {
		l.told = append(l.told, l.now().Time().Format("Mon 02 Jan 15:04 ")+d.Name+" "+d.Span+" in "+string(place))
	}
	return true, nil
}

func (l *memoryDigests) Digest(_ context.Context, name, span string) (*monitor.DigestRecord, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := slices.IndexFunc(l.records, func(r monitor.DigestRecord) bool { return r.Name == name && r.Span == span })
	if at < 0 {
		return nil, nil
	}
	return &l.records[at], nil
}

func (l *memoryDigests) Digests(_ context.Context, name string, limit int) ([]monitor.DigestRecord, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked = append(l.asked, name)
	all := slices.DeleteFunc(slices.Clone(l.records), func(r monitor.DigestRecord) bool { return r.Name != name })
	slices.SortFunc(all, func(a, b monitor.DigestRecord) int { return cmp.Compare(b.Period.Days.To, a.Period.Days.To) })
	for i := range all {
		all[i].Document = nil
	}
	return all[:min(len(all), limit)], nil
}

// spans are the names of the periods recorded of a name, in the order in which they were.
func (l *memoryDigests) spans(name string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []string
	for i := range l.records {
		if l.records[i].Name == name {
			all = append(all, l.records[i].Span)
		}
	}
	return all
}
