package monitor

import (
	"context"
	"log/slog"
)

// Cells are the sums of clocks that reports are made of. What writes clocks only appends to them; Fold adds some of that up, and tells
// whether there is more. It changes nothing that a report says, and writes nothing that anybody waits for.
type Cells interface {
	Fold(ctx context.Context) (more bool, err error)
}

// foldOver is how many clocks a round writes before cells are folded right after it.
const foldOver = 10_000

// fold folds cells after a pass that reads everything by its nature, once a night, and after one that wrote much, until there is
// nothing left: after a first load that takes some rounds, which come as they would. What fails is made up for by the next.
func (r *Rounds) fold(ctx context.Context, kind PassKind, s SourceReport) {
	if r.Cells == nil || s.Err != nil || kind != ReconcilePass && s.Effect.Clocks < foldOver && !r.unfolded.Load() {
		return
	}
	more, err := r.Cells.Fold(ctx)
	r.unfolded.Store(more)
	if err != nil && ctx.Err() == nil {
		r.Log.WarnContext(ctx, "folding cells failed: the next reconciliation makes up for it", slog.Any("error", err))
	}
}
