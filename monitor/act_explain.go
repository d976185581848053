package monitor

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/explain"
)

// explainWidth is how many columns of fixed width a message in a chat has room for.
const explainWidth = 80

// explain reads a ticket of a source anew and explains it, for one standard or ("") for all; false where the source does not have it.
func (a *Acts) explain(ctx context.Context, source, ticket, standard string) (text string, found bool, err error) {
	one, aside, err := a.Rounds.Explain(ctx, a.Desk, source, ticket)
	if err != nil {
		return "", false, err
	}
	if one == nil {
		if len(aside) > 0 {
			return "", false, notifiers.Refusal("the ticket can't be used: " + strings.Join(aside, "; "))
		}
		return "", false, nil
	}
	if standard != "" {
		one.Standards = slices.DeleteFunc(one.Standards, func(s explain.Standard) bool { return s.ID != standard })
	}
	text = one.Text(explain.Options{Width: explainWidth})
	for _, reason := range aside {
		text += fmt.Sprintf("\nSet aside, since it can't be used: %s\n", reason)
	}
	return text, true, nil
}

// Explain reads a ticket of a source anew and explains it as of now, with what a ledger has said of it; nil where the source does not
// have it. Why rows and events of it were set aside is given in either case. The error of a source that there is not is
// notifiers.ErrNoSuch.
func (r *Rounds) Explain(ctx context.Context, memory Memory, source, ticket string) (*explain.Explanation, []string, error) {
	w := r.watching(source)
	if w == nil {
		return nil, nil, notifiers.ErrNoSuch
	}
	b, err := w.connect(ctx, r.standing.Load())
	if err != nil {
		return nil, nil, err
	}
	now := r.now()
	x := Explainer{Source: w.Source, Book: b.book, Memory: memory, AsOf: now, Now: now}
	return x.Explain(ctx, ticket)
}

// watching gives the source of a name; nil where there is none.
func (r *Rounds) watching(source string) *watching {
	for _, w := range r.sources {
		if w.Source.Name() == source {
			return w
		}
	}
	return nil
}

// Pressing is notifiers.Actions's.
func (a *Acts) Pressing(ctx context.Context, which notifiers.Stage, limit int) ([]notifiers.Alert, int, error) {
	now := a.Rounds.now()
	find := a.Desk.Late
	if which == notifiers.Warn {
		find = a.Desk.AtRisk
	}
	found, all, err := find(ctx, now, limit)
	if err != nil {
		return nil, 0, err
	}
	alerts := make([]notifiers.Alert, len(found))
	for i := range found {
		alerts[i] = a.pressed(&found[i], which, now)
	}
	return alerts, all, nil
}

// pressed gives what is shown of a clock in a list: what was last told of it, and what the standards say where nothing was.
func (a *Acts) pressed(p *Pressed, which notifiers.Stage, now calendar.Instant) notifiers.Alert {
	var shown notifiers.Alert
	if p.Shown != nil {
		shown = *p.Shown
	} else {
		shown.Promise, shown.Location = p.Clock.Standard, time.UTC
		standing := a.Rounds.standing.Load()
		if place := slices.Index(standing.ids, p.Clock.Standard); place >= 0 {
			live := standing.live[place]
			shown.Promise, shown.Location = live.Promise, zoneOf(live.Calendar)
		}
		if w := a.Rounds.watching(p.Source); w != nil {
			shown.Link = w.link(p.Clock.Ticket)
		}
	}
	shown.Key, shown.Ref, shown.Stage, shown.AsOf = "", "", which, now
	shown.Source, shown.Ticket, shown.Standard = p.Source, p.Clock.Ticket, p.Clock.Standard
	shown.StartedAt, shown.DueAt, shown.StoppedAt = p.StartedAt, p.DueAt, calendar.None
	if shown.Late = 0; p.DueAt < now {
		shown.Late = now.Sub(p.DueAt)
	}
	return shown
}

// earlyHour is when a morning begins; one that is nearer than leastNight is not the one that people mean.
const (
	earlyHour  = 8
	leastNight = 4 * time.Hour
)

// morning gives the next morning in a zone (UTC for nil).
func morning(at calendar.Instant, zone *time.Location) calendar.Instant {
	if zone == nil {
		zone = time.UTC
	}
	local := at.Time().In(zone)
	year, month, day := local.Date()
	for offset := 0; ; offset++ { // days by their date: noon less four hours is not always eight o'clock
		if begins := time.Date(year, month, day+offset, earlyHour, 0, 0, 0, zone); begins.Sub(local) >= leastNight {
			return calendar.FromTime(begins)
		}
	}
}
