package monitor

import (
	"context"
	"log/slog"
)

// Cells are the sums of clocks that reports are made of, which what writes clocks adds to. Fold puts together what was added to the
// same sum. It changes nothing that a report says.
type Cells interface {
	Fold(ctx context.Context) error
}

// foldOver is how many clocks a round writes before cells are folded right after it.
const foldOver = 10_000

// fold folds the cells after a pass that reads everything by its nature, once a night, or that wrote much. One that fails is made up
// for by the next.
func (r *Rounds) fold(ctx context.Context, kind PassKind, s SourceReport) {
	if r.Cells == nil || s.Err != nil || kind != ReconcilePass && s.Effect.Clocks < foldOver {
		return
	}
	if err := r.Cells.Fold(ctx); err != nil && ctx.Err() == nil {
		r.Log.WarnContext(ctx, "folding cells failed: the next reconciliation makes up for it", slog.Any("error", err))
	}
}
