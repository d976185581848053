package monitor_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// memoryLedger is a ledger for tests in virtual time, where a real one can't be, and for those that need thousands of
// ledgers. All alerts are sent at once.
type memoryLedger struct {
	mu       sync.Mutex
	broken   bool // every call fails
	clocks   map[sourceKey]*monitor.Recorded
	verdicts map[sourceKey][]monitor.VerdictRow
	first    map[string]calendar.Instant
	marks    map[string]monitor.Mark
	notices  []monitor.NoticeIntent
	told     []monitor.Transition // in the order of the commits
	intents  []monitor.Intent     // likewise, all that were asked for
}

type sourceKey struct {
	source string
	clock  monitor.ClockKey
}

func newMemoryLedger() *memoryLedger {
	return &memoryLedger{
		clocks: map[sourceKey]*monitor.Recorded{}, verdicts: map[sourceKey][]monitor.VerdictRow{},
		first: map[string]calendar.Instant{}, marks: map[string]monitor.Mark{},
	}
}

func (l *memoryLedger) lock() (unlock func(), err error) {
	l.mu.Lock()
	if l.broken {
		l.mu.Unlock()
		return func() {}, errBroken
	}
	return l.mu.Unlock, nil
}

func (l *memoryLedger) Connect(_ context.Context, source string, standards []string, at calendar.Instant) (monitor.Connection, error) {
	unlock, err := l.lock()
	defer unlock()
	c := monitor.Connection{Fresh: true, FirstRound: map[string]calendar.Instant{}, Mark: monitor.NoMark}
	if err != nil {
		return c, err
	}
	for key := range l.clocks {
		c.Fresh = c.Fresh && key.source != source
	}
	for _, id := range standards {
		if _, known := l.first[source+id]; !known {
			l.first[source+id] = at
		}
		c.FirstRound[id] = l.first[source+id]
	}
	if mark, known := l.marks[source]; known {
		c.Mark = mark
	}
	return c, nil
}

func (l *memoryLedger) Recorded(_ context.Context, source string, tickets []string, into monitor.Records) error {
	unlock, err := l.lock()
	defer unlock()
	for key, r := range l.clocks {
		if key.source == source && slices.Contains(tickets, key.clock.Ticket) {
			copied := *r
			copied.Stages = slices.Clone(r.Stages)
			into[key.clock] = &copied
		}
	}
	return err
}

func (l *memoryLedger) Commit(_ context.Context, c *monitor.Change) (monitor.Effect, error) {
	var effect monitor.Effect
	unlock, err := l.lock()
	defer unlock()
	if err != nil {
		return effect, err
	}
	for _, row := range c.Clocks {
		key := sourceKey{c.Source, row.Key}
		have := l.clocks[key]
		if have != nil && (c.Fresh || have.AsOf > c.AsOf) {
			if c.Fresh {
				return effect, fmt.Errorf("clock %+v is there already", row.Key)
			}
			continue
		}
		if have == nil {
			have = &monitor.Recorded{Known: true}
			l.clocks[key] = have
		}
		have.Row, have.AsOf = row, c.AsOf
		effect.Clocks++
	}
	for _, v := range c.Verdicts {
		key := sourceKey{c.Source, v.Key}
		if l.clocks[key].AsOf <= c.AsOf {
			l.verdicts[key] = append(l.verdicts[key], v)
			effect.Verdicts++
		}
	}
	l.transitions(c, &effect)
	l.intents = append(l.intents, c.Intents...)
	if c.Mark != nil && c.Mark.RoundAt >= l.marks[c.Source].RoundAt {
		l.marks[c.Source] = *c.Mark
	}
	return effect, nil
}

func (l *memoryLedger) transitions(c *monitor.Change, effect *monitor.Effect) {
	for k, t := range c.Transitions {
		have := l.clocks[sourceKey{c.Source, t.Clock}]
		known := slices.ContainsFunc(have.Stages, func(s monitor.RecordedStage) bool { return s.Stage == t.Stage && s.Episode == t.Episode })
		if known || have.AsOf > c.AsOf {
			continue
		}
		s := monitor.RecordedStage{Transition: t}
		if action, makes := t.Reason.Makes(); makes {
			s.Alert = monitor.Sent
			for i := range c.Intents {
				if c.Intents[i].Transition == k && s.Route == "" {
					s.Route = c.Intents[i].Route
				}
			}
			effect.Intents++
			if action == monitor.Post {
				l.told = append(l.told, t)
			}
		}
		have.Stages = append(have.Stages, s)
		effect.Transitions++
	}
}

func (l *memoryLedger) Summarize(context.Context, string, []string, calendar.Instant, []monitor.SummaryIntent) error {
	return nil
}

func (l *memoryLedger) Notify(_ context.Context, n monitor.NoticeIntent) error {
	unlock, err := l.lock()
	defer unlock()
	if !slices.ContainsFunc(l.notices, func(have monitor.NoticeIntent) bool { return have.Notice.Key == n.Notice.Key }) {
		l.notices = append(l.notices, n)
	}
	return err
}

func (l *memoryLedger) LastNotice(_ context.Context, begins ...string) (string, error) {
	unlock, err := l.lock()
	defer unlock()
	for _, n := range slices.Backward(l.notices) {
		if slices.ContainsFunc(begins, func(b string) bool { return strings.HasPrefix(n.Notice.Key, b) }) {
			return n.Notice.Key, err
		}
	}
	return "", err
}

func (l *memoryLedger) Due(_ context.Context, source string, by calendar.Instant, without []string, limit int) ([]string, error) {
	unlock, err := l.lock()
	defer unlock()
	var due []string
	for key, r := range l.clocks {
		if key.source == source && r.Row.NextAt != calendar.None && r.Row.NextAt <= by && !slices.Contains(without, key.clock.Ticket) {
			due = append(due, key.clock.Ticket)
		}
	}
	slices.Sort(due)
	due = slices.Compact(due)
	return due[:min(limit, len(due))], err
}

func (l *memoryLedger) Next(_ context.Context, source string, after calendar.Instant) (calendar.Instant, error) {
	unlock, err := l.lock()
	defer unlock()
	next := calendar.None
	for key, r := range l.clocks {
		if key.source == source && r.Row.NextAt > after && (next == calendar.None || r.Row.NextAt < next) {
			next = r.Row.NextAt
		}
	}
	return next, err
}

func (l *memoryLedger) Open(_ context.Context, source, after string, judged calendar.Instant, limit int) ([]string, error) {
	unlock, err := l.lock()
	defer unlock()
	var open []string
	for key, r := range l.clocks {
		if key.source == source && key.clock.Ticket > after && r.AsOf <= judged && (r.Row.State == rules.Running || r.Row.State == rules.Paused) {
			open = append(open, key.clock.Ticket)
		}
	}
	slices.Sort(open)
	open = slices.Compact(open)
	return open[:min(limit, len(open))], err
}
