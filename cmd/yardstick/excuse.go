package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// excuseFlags are the flags of `yardstick excuse`.
type excuseFlags struct {
	reason, by    string
	cycle, source string
	undo          bool
}

func newExcuseCommand() *cobra.Command {
	var f excuseFlags
	cmd := &cobra.Command{
		Use:   "excuse TICKET STANDARD",
		Short: "Say that a miss is not to be held against the team, and why",
		Long: "Excuses a miss: it stays a miss and counts in the attainment, and is left out of the adjusted attainment. Who\n" +
			"says so and why is kept for ever and shown by `yardstick history`. --undo takes an excuse back.\n\n" +
			"Where the ticket has several misses of the standard --cycle says which: its number, or when it started. Where\n" +
			"several sources have such a ticket --source says which.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return errors.New("excuse wants a ticket and a standard: yardstick excuse TICKET STANDARD --reason … --by …")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0], args[1]) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.reason, "reason", "", "why, in a `TEXT`; it must be given")
	flags.StringVar(&f.by, "by", "", "`WHO` says so; it must be given")
	flags.StringVar(&f.cycle, "cycle", "", "the clock that is meant: its `NUMBER`, or when it started")
	flags.StringVar(&f.source, "source", "", "the source `NAME`")
	flags.BoolVar(&f.undo, "undo", false, "take an excuse back")
	return cmd
}

func (f *excuseFlags) run(cmd *cobra.Command, ticket, standard string) (err error) {
	if err := f.check(cmd); err != nil {
		return err
	}
	w, err := openWorkspace(cmd)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, w.Close()) }()
	sources, err := w.named(f.source)
	if err != nil {
		return err
	}
	ledger, err := w.mustRemember(cmd.Context())
	if err != nil {
		return err
	}
	found, err := recordedClocks(cmd.Context(), ledger, sources, ticket)
	if err != nil {
		return err
	}
	choice := clockChoice{ticket: ticket, standard: standard, cycle: f.cycle, undo: f.undo, zone: w.config.Schedule.Location}
	source, err := choice.source(found)
	if err != nil {
		return err
	}
	if choice.excused, err = excusedClocks(cmd.Context(), ledger, source.source); err != nil {
		return err
	}
	clock, err := choice.clock(source.clocks)
	if err != nil {
		return err
	}
	e := monitor.Excuse{
		Source: source.source, Clock: clock.Row.Key, By: f.by, Why: f.reason, At: calendar.FromTime(time.Now()), Undo: f.undo,
	}
	if err := ledger.Excuse(cmd.Context(), e); err != nil {
		return err
	}
	what := "Excused"
	if f.undo {
		what = "No longer excused"
		delete(choice.excused, clock.Row.Key) // standing says how it is now
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %s of ticket %s in %s, which %s.\n", what, standard, shown(ticket, 60), source.source,
		choice.standing(clock))
	return err
}

// check refuses flags that are missing or can't be kept.
func (f *excuseFlags) check(cmd *cobra.Command) error {
	f.reason, f.by = strings.TrimSpace(f.reason), strings.TrimSpace(f.by)
	switch empty := emptyFlag(cmd, "cycle", "source"); {
	case f.reason == "":
		return errors.New("--reason must say why: it is kept with the excuse")
	case f.by == "":
		return errors.New("--by must say who says so: it is kept with the excuse")
	case empty != "":
		return fmt.Errorf("--%s is empty", empty)
	case len(f.reason) > monitor.MaxReason:
		return fmt.Errorf("--reason is longer than %d bytes", monitor.MaxReason)
	case len(f.by) > monitor.MaxBy:
		return fmt.Errorf("--by is longer than %d bytes", monitor.MaxBy)
	}
	return nil
}

// excusedClocks gives the clocks of a source that are excused now.
func excusedClocks(ctx context.Context, ledger *postgres.Ledger, source string) (map[monitor.ClockKey]bool, error) {
	excuses, err := ledger.Excuses(ctx, source)
	if err != nil {
		return nil, err
	}
	excused := make(map[monitor.ClockKey]bool, len(excuses))
	for i := range excuses {
		excused[excuses[i].Clock] = true
	}
	return excused, nil
}
