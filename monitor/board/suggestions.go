package board

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

const (
	// suggestedFor is how long the values that filters suggest are kept, and suggestedDays of how many days they are.
	suggestedFor  = time.Minute
	suggestedDays = 28
	mostSuggested = 100
)

// suggestions are values of attributes for filters to suggest, kept for a while.
type suggestions struct {
	mu sync.Mutex
	by map[string]suggested
}

type suggested struct {
	values []string
	until  time.Time
}

// suggest gives values of an attribute, in order; none where they can't be read, for a filter can be typed.
func (b *Board) suggest(ctx context.Context, attribute string) []string {
	s := &b.values
	s.mu.Lock()
	defer s.mu.Unlock()
	if have, there := s.by[attribute]; there && time.Now().Before(have.until) {
		return have.values
	}
	today := dateOf(b.now(), b.Location)
	values, err := b.Ledger.Values(ctx, attribute, today-suggestedDays, mostSuggested)
	if err != nil {
		b.Log.WarnContext(ctx, "the board has no suggestions", slog.String("attribute", attribute), slog.Any("error", err))
	}
	slices.Sort(values)
	if s.by == nil {
		s.by = map[string]suggested{}
	}
	s.by[attribute] = suggested{values, time.Now().Add(suggestedFor)}
	return values
}

// dateOf gives the date of an instant in a zone.
func dateOf(at calendar.Instant, zone *time.Location) calendar.Date {
	year, month, day := at.Time().In(zone).Date()
	return calendar.DateOf(year, month, day)
}
