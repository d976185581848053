package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// digestFlags are the flags of `yardstick digest`.
type digestFlags struct {
	period   string
	name     string
	format   string
	out      string
	baseline string
	send     bool
}

func newDigestCommand() *cobra.Command {
	var f digestFlags
	cmd := &cobra.Command{
		Use:   "digest",
		Short: "A period's report: were the promises kept, what is getting worse, why, and what to do first",
		Long: "Prints the report on a period: by default the last full week, or with --name the day before. What was recorded of\n" +
			"a period, since it was sent, is printed as it was recorded, byte for byte; other periods are computed now, and a\n" +
			"report on one that is not over, or not judged to its end, says that it is provisional.\n\n" +
			"Where there is a ledger the report is made of what it keeps: verdicts as they were given, and what was excused.\n" +
			"Where there is none all tickets are read and judged by the files alone, and the report says so.\n\n" +
			"--send records the report, and has it sent to digest.to, or to the places of the route, once a place for ever:\n" +
			"`yardstick run` delivers it, as it does those that it makes by schedule.digest and schedule.daily.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.period, "period", "", "the `PERIOD`: 2026-W46, 2026-11-15, 2026-11, 2026-Q4, 2026, 2026-11-13..2026-11-15")
	flags.StringVar(&f.name, "name", "", "the report on the standards of a `ROUTE`, as its daily digest has it")
	flags.StringVar(&f.format, "format", "text", "`FORMAT`: "+strings.Join(formats(), ", "))
	flags.StringVar(&f.out, "out", "", "write it to `FILE`, - for stdout; its ending says the format where --format does not")
	flags.StringVar(&f.baseline, "baseline", "", "compare with the baseline `NAME`, not with the one that was set last")
	flags.BoolVar(&f.send, "send", false, "record it, and have it sent where such digests go")
	for name, complete := range map[string]cobra.CompletionFunc{
		"format": cobra.FixedCompletions(formats(), cobra.ShellCompDirectiveNoFileComp),
		"name":   completeRoutes, "period": cobra.NoFileCompletions, "baseline": cobra.NoFileCompletions,
	} {
		_ = cmd.RegisterFlagCompletionFunc(name, complete)
	}
	return cmd
}

func (f *digestFlags) run(cmd *cobra.Command) (err error) {
	if err := f.check(cmd); err != nil {
		return err
	}
	w, err := openWorkspace(cmd)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, w.Close()) }()
	if err := w.loadStandards(); err != nil {
		return err
	}
	series, err := w.seriesOf(w.set, f.name, w.config.Slack.Token.Empty())
	if err != nil {
		return err
	}
	r := &digestRun{workspace: w, series: series, baseline: f.baseline, out: cmd.OutOrStdout()}
	if r.asOf, err = w.time(cmd.Context()); err != nil {
		return err
	}
	if r.period, err = f.asked(r); err != nil {
		return err
	}
	err = f.make(cmd.Context(), r)
	if errors.Is(err, context.Canceled) {
		return errors.New("stopped before the report was made")
	}
	return err
}

// time is now by the clock of the ledger's database, by which periods end, and by the machine's where there is no ledger.
func (w *workspace) time(ctx context.Context) (calendar.Instant, error) {
	ledger, err := w.openMemory(ctx)
	if err != nil {
		return calendar.None, err
	}
	if ledger == nil {
		return calendar.FromTime(time.Now()), nil
	}
	now, err := ledger.Time(ctx)
	return calendar.FromTime(now), err
}

// check refuses flags that can't go together.
func (f *digestFlags) check(cmd *cobra.Command) error {
	flags := cmd.Flags()
	if !flags.Changed("format") && f.out != "" {
		if ending := strings.ToLower(strings.TrimPrefix(filepath.Ext(f.out), ".")); ending != "" {
			format, known := endings[ending]
			if !known {
				return fmt.Errorf("--out %s: its ending is none of a format's: say which one by --format", f.out)
			}
			f.format = format
		}
	}
	switch empty := emptyFlag(cmd, "period", "name", "format", "out", "baseline"); {
	case empty != "":
		return fmt.Errorf("--%s is empty", empty)
	case !slices.Contains(formats(), f.format):
		return fmt.Errorf("--format %q is none of %s", f.format, strings.Join(formats(), ", "))
	case f.send && flags.Changed("format") && f.out == "":
		return errors.New("--send says what was sent: name a file for the report with --out, or leave --format out")
	case f.send && f.baseline != "":
		return errors.New("--send takes no --baseline: a digest is recorded once, compared with the baseline that was set last")
	case !f.send && f.out == "" && needsFile(f.format) && onTerminal(cmd.OutOrStdout()):
		return fmt.Errorf("a terminal can't show %s: name a file with --out", strings.ToUpper(f.format))
	}
	return nil
}

// digestRun is one report that is asked for.
type digestRun struct {
	*workspace
	series   monitor.DigestSeries
	period   compliance.Period
	baseline string
	asOf     calendar.Instant
	out      io.Writer
}

// asked gives the period that is asked for: the last full week, or of a route yesterday, where none is named.
func (f *digestFlags) asked(r *digestRun) (compliance.Period, error) {
	if f.period == "" {
		today := calendar.NewZone(r.config.Schedule.Location).DateAt(r.asOf)
		return compliance.Containing(today, r.series.Kind).Previous(), nil
	}
	p, err := compliance.ParsePeriod(f.period)
	if err != nil {
		return p, fmt.Errorf("--period: %w", err)
	}
	if r.asOf < p.Begins(r.config.Schedule.Location) {
		return p, fmt.Errorf("--period: %s has not begun", p)
	}
	return p, nil
}

// make makes the report, and does with it what the flags say.
func (f *digestFlags) make(ctx context.Context, r *digestRun) error {
	if f.send {
		said, err := r.send(ctx)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(r.out, said); err != nil || f.out == "" {
			return err
		}
	}
	made, err := r.report(ctx)
	if err != nil {
		return err
	}
	if f.out == "" || f.out == "-" {
		return r.write(r.out, made, f.format)
	}
	return replaceFile(f.out, func(to io.Writer) error { return r.write(to, made, f.format) })
}
