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

// foldOver is how many clocks passes write, together, before cells are folded right after the last of them.
const foldOver = 10_000

// fold folds cells after a pass that reads everything by its nature, once a night, and once much was written since, until there is
// nothing left: after a first load that takes some rounds, which come as they would. What fails is made up for by the next.
func (r *Rounds) fold(ctx context.Context, kind PassKind, s SourceReport) {
	written := r.written.Add(int64(s.Effect.Clocks)) // also by a pass that failed later
	if r.Cells == nil || s.Err != nil || kind != ReconcilePass && written < foldOver {
		return
	}
	r.written.Store(0)
	more, err := r.Cells.Fold(ctx)
	if more || err != nil {
		r.written.Add(foldOver)
	}
	if err != nil && ctx.Err() == nil {
		r.Log.WarnContext(ctx, "folding cells failed: the next round makes up for it", slog.Any("error", err))
	}
}
