package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// send records the report, unless it is, and has it told in the places of the series in which it was not, as the daemon does.
func (r *digestRun) send(ctx context.Context) (string, error) {
	ledger, err := r.judgedLedger(ctx)
	switch {
	case err != nil:
		return "", err
	case ledger == nil:
		return "", errors.New("there is no ledger in which it could be recorded: `yardstick run` makes it")
	case len(r.series.Places) == 0:
		return "", fmt.Errorf("nobody is named to whom it could go: write `digest: { to: { slack: \"#executives\" } }` into %s", shortest(r.config.Path))
	}
	if err := r.complete(ctx, ledger); err != nil {
		return "", err
	}
	job := &monitor.Digests{
		Reporting: r.reporting(ledger), Ledger: ledger, Encode: digest.JSON,
		Log: slog.New(atLeast{slog.LevelWarn, r.logger.Handler()}),
		Now: func() calendar.Instant { return r.asOf },
	}
	told := len(r.series.Places)
	recorded, err := job.Record(ctx, &r.series, r.period, r.series.Places)
	if err == nil && !recorded {
		told, err = ledger.TellDigest(ctx, r.series.Name, r.period.String(), r.series.Places)
	}
	switch places := placeList(r.series.Places); {
	case err != nil:
		return "", err
	case told == 0:
		return fmt.Sprintf("%s was sent to %s before, or is on its way: nothing is sent twice.", r.period, places), nil
	case told < len(r.series.Places):
		return fmt.Sprintf("%s goes to those of %s that did not get all of it yet, as soon as `yardstick run` runs.", r.period, places), nil
	default:
		return fmt.Sprintf("%s goes to %s, as soon as `yardstick run` runs.", r.period, places), nil
	}
}

// complete refuses a period of which not all is known: what is recorded stays for ever.
func (r *digestRun) complete(ctx context.Context, ledger *postgres.Ledger) error {
	zone := r.config.Schedule.Location
	if r.asOf < r.period.Ends(zone) {
		return fmt.Errorf("%s is not over: what is sent is recorded for ever; leave --send out to see how it stands", r.period)
	}
	whole, err := r.reporting(ledger).Whole(ctx, r.period, r.asOf)
	if err != nil || whole {
		return err
	}
	return fmt.Errorf("not all sources were judged to the end of %s: what is sent is recorded for ever; is `yardstick run` running?", r.period)
}

// placeList names places for people.
func placeList(places []notifiers.Place) string {
	names := make([]string, len(places))
	for i, p := range places {
		names[i] = string(p)
		if address, is := p.Mail(); is {
			names[i] = address
		}
	}
	return strings.Join(names, ", ")
}
