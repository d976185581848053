package monitor

import (
	"context"
	"log/slog"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
)

// take claims what is due, each to be done by a sender of its own, or tells how long to wait. It is not interrupted by
// the end of ctx: an intent would stay claimed that nobody knows of.
func (d *Delivery) take(ctx context.Context, free int) ([]func(context.Context), time.Duration) {
	if free == 0 {
		return nil, longestWait
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ledgerPatience)
	defer cancel()
	terms := Terms{Lease: d.Lease, Limit: free, GroupOver: d.GroupOver}
	// By our own clock the lease ends no later than by the ledger's: it began before the ledger was asked.
	began := time.Now()
	looks, err := d.Outbox.Looks(ctx, terms)
	jobs := d.lookJobs(looks, began)
	if err != nil {
		d.Log.ErrorContext(ctx, "claiming alerts to look for failed", slog.Any("error", err))
		return jobs, time.Second
	}
	storms, err := d.stormJobs(ctx, Terms{Lease: d.Lease, Limit: terms.Limit - len(jobs), GroupOver: d.GroupOver})
	jobs = append(jobs, storms...)
	if err != nil {
		d.Log.ErrorContext(ctx, "looking for storms failed", slog.Any("error", err))
		return jobs, time.Second
	}
	if terms.Limit -= len(jobs); terms.Limit <= 0 {
		return jobs, leastWait
	}
	began = time.Now()
	claims, err := d.Outbox.Claim(ctx, terms)
	for i := range claims {
		jobs = append(jobs, func(ctx context.Context) { d.deliver(ctx, &claims[i], began) })
	}
	if err != nil {
		d.Log.ErrorContext(ctx, "claiming alerts failed", slog.Any("error", err))
		return jobs, time.Second
	}
	if len(jobs) > 0 {
		return jobs, leastWait
	}
	wait, waiting, err := d.Outbox.Wait(ctx, terms)
	switch {
	case err != nil:
		d.Log.ErrorContext(ctx, "asking for alerts failed", slog.Any("error", err))
		return nil, time.Second
	case !waiting:
		return nil, longestWait
	}
	return nil, min(max(wait, leastWait), longestWait)
}

// stormJobs makes a job of each place where a group is to be made: that may take a while, and holds up no other place.
func (d *Delivery) stormJobs(ctx context.Context, t Terms) ([]func(context.Context), error) {
	if t.GroupOver <= 0 || t.Limit <= 0 {
		return nil, nil
	}
	places, err := d.Outbox.Storms(ctx, t)
	var jobs []func(context.Context)
	for _, place := range places {
		if _, grouping := d.grouping.LoadOrStore(place, true); grouping {
			continue
		}
		jobs = append(jobs, func(ctx context.Context) {
			defer d.grouping.Delete(place)
			d.group(ctx, t, place)
		})
	}
	return jobs, err
}

// group makes a group of what waits in a place, and tells it.
func (d *Delivery) group(ctx context.Context, t Terms, place notifiers.Place) {
	asking, cancel := context.WithTimeout(ctx, groupPatience)
	claim, grouped, err := d.Outbox.Group(asking, t, place)
	cancel()
	switch {
	case err != nil:
		d.Log.ErrorContext(ctx, "grouping alerts failed", slog.String("place", string(place)), slog.Any("error", err))
		fallthrough
	case !grouped: // another is at it
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	default:
		// The lease began when the transaction ended: it holds for what is asked of the ledger next, which renews it.
		d.deliver(ctx, &claim, time.Now())
	}
}

// lookJobs makes one job of the searches in each place: a place that hangs takes one sender.
func (d *Delivery) lookJobs(looks []Look, began time.Time) []func(context.Context) {
	var places []notifiers.Place
	in := map[notifiers.Place][]Look{}
	for _, look := range looks {
		if len(in[look.Place]) == 0 {
			places = append(places, look.Place)
		}
		in[look.Place] = append(in[look.Place], look)
	}
	jobs := make([]func(context.Context), 0, len(places))
	for _, place := range places {
		jobs = append(jobs, func(ctx context.Context) {
			for i := range in[place] {
				d.lookFor(ctx, &in[place][i], began)
			}
		})
	}
	return jobs
}
