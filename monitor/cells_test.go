package monitor

import (
	"context"
	"errors"
	"log/slog"
	"testing"
)

// counting counts how often cells are folded.
type counting struct {
	folds int
	more  bool
	err   error
}

func (c *counting) Fold(context.Context) (bool, error) {
	c.folds++
	return c.more, c.err
}

// What was written by many rounds, each of which wrote little, is folded like what was written by one, without waiting for a
// reconciliation that may be weeks away, or fail.
func TestFoldAfterManySmallRounds(t *testing.T) {
	cells := &counting{}
	r := &Rounds{Options: Options{Cells: cells, Log: slog.New(slog.DiscardHandler)}}
	wrote := func(kind PassKind, clocks, want int, when string) {
		t.Helper()
		r.fold(t.Context(), kind, SourceReport{Effect: Effect{Clocks: clocks}})
		if cells.folds != want {
			t.Errorf("%s: %d folds, want %d", when, cells.folds, want)
		}
	}
	wrote(RoundPass, foldOver/2, 0, "few")
	wrote(RoundPass, foldOver/2, 1, "many together")
	wrote(RoundPass, foldOver/2, 1, "few again")
	wrote(ReconcilePass, 0, 2, "all was read")
	wrote(RoundPass, foldOver/2, 2, "few since")
	cells.more = true
	wrote(RoundPass, foldOver, 3, "many at once")
	wrote(RoundPass, 0, 4, "something was left")
	cells.more = false
	wrote(RoundPass, 0, 5, "something was left still")
	wrote(RoundPass, 0, 5, "nothing is left")
	cells.err = errors.New("the database is away")
	wrote(RoundPass, foldOver, 6, "it fails")
	wrote(RoundPass, 0, 7, "what failed is made up for by the next round")
	r.fold(t.Context(), ReconcilePass, SourceReport{Err: errors.New("half read"), Effect: Effect{Clocks: foldOver}})
	cells.err = nil
	wrote(RoundPass, 0, 8, "what a failed pass wrote before it failed counts, too")
}
