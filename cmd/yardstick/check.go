package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// checkFlags are the flags of `yardstick check`.
type checkFlags struct {
	at       string
	asJSON   bool
	clocks   string
	standard string
	source   string
	limit    int
}

// exitLate is how check ends when something is late.
const exitLate = 1

func newCheckCommand() *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Look once, alert nobody: what is late or at risk, and how well promises were kept",
		Long: "Reads all tickets, replays them against the standards, and shows which clocks are late or at risk, the one due\n" +
			"soonest first, and the attainment of each standard. Nothing is written and nobody is alerted.\n\n" +
			"Where there is a ledger each cycle is judged by the version of its standard that was live when it started, verdicts\n" +
			"that were given stay whatever was edited since, and excused misses are left out of the adjusted attainment. Where\n" +
			"there is none the files alone count, and it says so.\n\n" +
			"Ends with 0 if nothing is late, 1 if something is, 2 if it could not run.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.at, "at", "", "judge as of `TIME` (RFC 3339, or local in the schedule's zone) instead of now")
	flags.BoolVar(&f.asJSON, "json", false, "print one JSON object")
	flags.StringVar(&f.clocks, "clocks", "", "write every clock as a line of JSON to `FILE`, - for stdout")
	flags.StringVar(&f.standard, "standard", "", "only the standard `ID`")
	flags.StringVar(&f.source, "source", "", "only the source `NAME`")
	flags.IntVar(&f.limit, "limit", 50, "show at most `N` late and at-risk clocks")
	return cmd
}

func (f *checkFlags) run(cmd *cobra.Command) (err error) {
	switch empty := emptyFlag(cmd, "at", "clocks", "standard", "source"); {
	case f.asJSON && f.clocks == "-":
		return errors.New("--json and --clocks - both want stdout: name a file for the clocks")
	case empty != "":
		return fmt.Errorf("--%s is empty", empty)
	case f.limit < 0:
		return errors.New("--limit must not be negative")
	}
	w, err := openWorkspace(cmd)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, w.Close()) }()
	found, err := f.check(cmd, w)
	if errors.Is(err, context.Canceled) {
		return errors.New("stopped before everything was read")
	}
	if err != nil {
		return err
	}
	if err := f.print(cmd, w, found); err != nil {
		return err
	}
	if found.Late > 0 {
		return &exitError{code: exitLate}
	}
	return nil
}

// firstError keeps what went wrong first: an error of closing must not hide it.
func firstError(err, closing error) error {
	if err != nil {
		return err
	}
	return closing
}

// check reads and judges all that the flags ask for.
func (f *checkFlags) check(cmd *cobra.Command, w *workspace) (*monitor.Findings, error) {
	now := time.Now()
	asOf, err := f.asOf(w, now)
	if err != nil {
		return nil, err
	}
	c := monitor.Check{AsOf: asOf, Now: calendar.FromTime(now), Most: f.limit}
	histories, err := f.open(cmd.Context(), w, c.Now)
	if err != nil {
		return nil, err
	}
	if c.Excused, err = w.excused(cmd.Context()); err != nil {
		return nil, err
	}
	if w.memory != nil {
		c.Given = w.memory.Given
	}
	if f.clocks == "" {
		return runCheck(cmd.Context(), c, w, histories)
	}
	clocks, err := createClocks(f.clocks, cmd.OutOrStdout())
	if err != nil {
		return nil, err
	}
	c.Clock = clocks.write
	found, err := runCheck(cmd.Context(), c, w, histories)
	return found, firstError(err, clocks.close())
}

// open loads the standards, their versions of before, and connects the sources.
func (f *checkFlags) open(ctx context.Context, w *workspace, now calendar.Instant) ([]rules.History, error) {
	if err := w.loadStandards(); err != nil {
		return nil, err
	}
	if _, err := f.histories(w); err != nil { // before anything is connected to
		return nil, err
	}
	if err := w.recall(ctx, now); err != nil {
		return nil, err
	}
	histories, err := f.histories(w)
	if err != nil {
		return nil, err
	}
	return histories, w.connect(ctx, f.source, histories)
}

func runCheck(ctx context.Context, c monitor.Check, w *workspace, histories []rules.History) (*monitor.Findings, error) {
	found := c.NewFindings(histories)
	for _, s := range w.sources {
		if err := c.Run(ctx, s, s.book, found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// asOf gives the instant of --at, now without it.
func (f *checkFlags) asOf(w *workspace, now time.Time) (calendar.Instant, error) {
	if f.at == "" {
		return calendar.FromTime(now), nil
	}
	at, err := calendar.ParseStamp(f.at, calendar.NewZone(w.config.Schedule.Location))
	if err != nil {
		return at, fmt.Errorf("--at: %w, 2006-01-02 or 2006-01-02T15:04:05+01:00", err)
	}
	return at, nil
}

// histories gives those of the standards that are asked for.
func (f *checkFlags) histories(w *workspace) ([]rules.History, error) {
	if f.standard == "" {
		return w.histories, nil
	}
	var ids []string
	for i, s := range w.set.Standards {
		if s.ID == f.standard {
			return w.histories[i : i+1], nil
		}
		ids = append(ids, s.ID)
	}
	slices.Sort(ids)
	return nil, fmt.Errorf("there is no standard %q%s", f.standard, advice(f.standard, ids))
}

func (f *checkFlags) print(cmd *cobra.Command, w *workspace, found *monitor.Findings) error {
	out := cmd.OutOrStdout()
	if f.asJSON {
		return writeCheckJSON(out, found, w.memory != nil)
	}
	if f.clocks == "-" {
		out = cmd.ErrOrStderr()
	}
	return checkReport{found: found, ledger: w.memory != nil, zone: w.config.Schedule.Location, style: styleOf(out)}.write(out)
}
