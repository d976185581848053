package board

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

const (
	// suggestedFor is how long the values that filters suggest are kept.
	suggestedFor = time.Minute
	// suggestedOf is of how many clocks about now they are, mostSuggested how many of an attribute are suggested.
	suggestedOf   = 1000
	mostSuggested = 200
)

// Values are what filters may suggest.
type Values struct{ Teams, Customers []string }

// suggestions are values of attributes for filters to suggest, kept for a while.
type suggestions struct {
	mu     sync.Mutex
	values Values
	until  time.Time
}

// suggest gives values of attributes, in order; none where they can't be read, for a filter can be typed.
func (b *Board) suggest(ctx context.Context) Values {
	s := &b.values
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Now().Before(s.until) {
		return s.values
	}
	values, err := b.Ledger.Values(ctx, b.now(), suggestedOf)
	if err != nil {
		b.Log.WarnContext(ctx, "the board has no suggestions", slog.Any("error", err))
		return s.values
	}
	for _, of := range []*[]string{&values.Teams, &values.Customers} {
		*of = (*of)[:min(len(*of), mostSuggested)]
	}
	s.values, s.until = values, time.Now().Add(suggestedFor)
	return values
}
