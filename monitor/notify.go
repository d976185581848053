package monitor

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// noticePatience is how long keeping a notice may take, also of a pass that is being cut off.
const noticePatience = 5 * time.Second

// notify keeps what a pass has to tell beyond single clocks. What it recorded is recorded, so that this is done also
// when the pass failed later on.
func (p *pass) notify(ctx context.Context) {
	p.notices = append(p.notices, p.attachedNotices()...)
	p.storms = nil
	if len(p.notices) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noticePatience)
	defer cancel()
	for _, n := range p.notices {
		if n.Place == "" || p.Notices == nil {
			p.Log.WarnContext(ctx, "there is nobody to tell", slog.String("notice", n.Notice.Title))
			continue
		}
		err := p.Notices.Notify(ctx, n)
		if errors.Is(err, ErrNotLeading) {
			break // the other finds the same
		}
		if err != nil {
			p.Log.ErrorContext(ctx, "keeping a notice failed", slog.String("notice", n.Notice.Title), slog.Any("error", err))
			continue
		}
		p.report.Notices++
		p.found()
	}
	p.notices = nil
}
