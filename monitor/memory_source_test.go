package monitor_test

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// memorySource is a help desk for tests in virtual time: tickets with a tier and events.
type memorySource struct {
	name    string
	mu      sync.Mutex
	broken  bool // every call fails
	behind  time.Duration
	kinds   []string
	columns []string // further attributes of the tickets
	tickets map[string]*memoryTicket
	reads   []calendar.Instant // when it was read, or should have been
}

type memoryTicket struct {
	tier    string
	more    map[string]string // the further attributes that it has
	changed calendar.Instant
	events  []memoryEvent
}

type memoryEvent struct {
	at   calendar.Instant
	kind string
}

func newMemorySource(name string) *memorySource {
	return &memorySource{
		name: name, tickets: map[string]*memoryTicket{},
		kinds: []string{"asked", "called", "withdrawn", "waiting", "resumed", "reopened"},
	}
}

// add writes down, at an instant, that something happens; also a new ticket.
func (s *memorySource) add(id string, now, at calendar.Instant, kind string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tickets[id] == nil {
		s.tickets[id] = &memoryTicket{}
	}
	t := s.tickets[id]
	t.changed, t.events = now, append(t.events, memoryEvent{at, kind})
}

func (s *memorySource) Name() string { return s.name }

func (s *memorySource) Vocabulary(context.Context) (*rules.Vocabulary, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return nil, errBroken
	}
	return rules.NewVocabulary(s.name, nil, append([]string{"tier"}, s.columns...), s.kinds), nil
}

func (s *memorySource) Read(_ context.Context, q monitor.Query, each func(*monitor.Batch) error) (monitor.Reading, error) {
	reading := monitor.Reading{Whole: q.IDs == nil && q.Since == nil, Watermark: monitor.NoWatermark}
	batch, err := s.batch(q, &reading)
	if err != nil {
		return reading, err
	}
	return reading, each(batch)
}

func (s *memorySource) batch(q monitor.Query, reading *monitor.Reading) (*monitor.Batch, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads = append(s.reads, q.Now)
	if s.broken {
		return nil, errBroken
	}
	b := &monitor.Batch{}
	reading.Behind = s.behind
	if q.IDs == nil {
		reading.Watermark = monitor.Watermark{Tickets: q.Now, Events: q.Now}
	}
	for _, id := range slices.Sorted(maps.Keys(s.tickets)) {
		t := s.tickets[id]
		if q.IDs != nil && !slices.Contains(q.IDs, id) || q.Since != nil && t.changed < q.Since.Tickets.Add(-q.Overlap) {
			continue
		}
		made := rules.Ticket{Source: s.name, ID: id, Attributes: []match.Value{{Text: t.tier}}}
		for _, name := range s.columns {
			text, has := t.more[name]
			made.Attributes = append(made.Attributes, match.Value{Text: text, Null: !has})
		}
		for _, e := range t.events {
			kind, _ := q.Vocabulary.Kind(e.kind)
			made.Events = append(made.Events, rules.Event{At: e.at, Kind: kind})
		}
		b.Tickets = append(b.Tickets, made)
	}
	reading.Tally.Rows = monitor.Count{Read: len(b.Tickets), Used: len(b.Tickets)}
	return b, nil
}
