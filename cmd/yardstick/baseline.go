package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/rules/compliance"
)

func newBaselineCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "baseline",
		Short: "Keep a period as the benchmark that digests are compared with",
		Long: "A baseline is how each standard was kept in some period, kept under a name: the quarter before a change, say. Each\n" +
			"digest is compared with the baseline that was set last, beside the period before; `yardstick digest --baseline` names\n" +
			"another. What a digest was compared with is part of it, whatever becomes of the baseline.",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return errors.New("baseline wants one of set, list, show, remove")
		},
	}
	cmd.AddCommand(newBaselineSet(), newBaselineList(), newBaselineShow(), newBaselineRemove())
	return cmd
}

func newBaselineSet() *cobra.Command {
	var text string
	cmd := &cobra.Command{
		Use:   "set NAME --period PERIOD",
		Short: "Keep how each standard was kept in a period, in place of a baseline of that name",
		Args:  one("baseline set wants one NAME, and a --period"), ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if text == "" {
				return errors.New("--period must say of when: 2026-Q3, 2026-W46, 2026-01-01..2026-06-30")
			}
			p, err := compliance.ParsePeriod(text)
			if err != nil {
				return fmt.Errorf("--period: %w", err)
			}
			return onBaselines(cmd, func(ctx context.Context, b *baselineRun) error { return b.set(ctx, args[0], p) })
		},
	}
	cmd.Flags().StringVar(&text, "period", "", "the `PERIOD`: 2026-Q3, 2026-11, 2026-W46, 2026-01-01..2026-06-30; it must be given")
	return cmd
}

func newBaselineList() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the baselines, the one that digests are compared with last",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return onBaselines(cmd, func(ctx context.Context, b *baselineRun) error { return b.list(ctx, asJSON) })
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	return cmd
}

func newBaselineShow() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show NAME",
		Short: "Show how each standard was kept in a baseline's period",
		Args:  one("baseline show wants one NAME"), ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return onBaselines(cmd, func(ctx context.Context, b *baselineRun) error { return b.show(ctx, args[0], asJSON) })
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func newBaselineRemove() *cobra.Command {
	return &cobra.Command{
		Use:   "remove NAME",
		Short: "Forget a baseline; digests that were compared with it stay as they are",
		Args:  one("baseline remove wants one NAME"), ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return onBaselines(cmd, func(ctx context.Context, b *baselineRun) error { return b.remove(ctx, args[0]) })
		},
	}
}

// baselineRun is one command on the baselines of a ledger.
type baselineRun struct {
	*workspace
	ledger *postgres.Ledger
	cmd    *cobra.Command
}

// onBaselines opens the ledger for a command.
func onBaselines(cmd *cobra.Command, do func(context.Context, *baselineRun) error) (err error) {
	w, err := openWorkspace(cmd)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, w.Close()) }()
	ledger, err := w.mustRemember(cmd.Context())
	if err != nil {
		return err
	}
	return do(cmd.Context(), &baselineRun{workspace: w, ledger: ledger, cmd: cmd})
}

// maxBaselineName is how many characters a baseline's name may have: it stands in a heading.
const maxBaselineName = 60

func (b *baselineRun) set(ctx context.Context, name string, p compliance.Period) error {
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return errors.New("the baseline's name is empty")
	case utf8.RuneCountInString(name) > maxBaselineName || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }):
		return fmt.Errorf("a baseline's name is one line of at most %d characters", maxBaselineName)
	}
	now, err := b.time(ctx)
	if err != nil {
		return err
	}
	whole, err := b.reporting(b.ledger).Whole(ctx, p, now)
	switch {
	case err != nil:
		return err
	case now < p.Ends(b.config.Schedule.Location):
		return fmt.Errorf("%s is not over: a benchmark is of a whole period", p)
	case !whole:
		return fmt.Errorf("not all sources were judged to the end of %s: is `yardstick run` running?", p)
	}
	baseline, err := b.reporting(b.ledger).Benchmark(ctx, name, p, now)
	if err != nil {
		return err
	}
	sum := sumOf(baseline)
	n := sum.N()
	if n == 0 {
		return fmt.Errorf("no promise was kept or missed in %s: there is nothing to compare with", p)
	}
	before, err := b.find(ctx, name)
	if err != nil && !errors.As(err, new(*monitor.UnknownBaselineError)) {
		return err
	}
	if err := b.ledger.SetBaseline(ctx, baseline); err != nil {
		return err
	}
	replaced := ""
	if before != nil {
		replaced = fmt.Sprintf(", in place of %s", before.Period)
	}
	_, err = fmt.Fprintf(b.cmd.OutOrStdout(), "Baseline %s is %s%s: %s of %s. Digests are compared with it from now on.\n",
		name, p, replaced, plural(n, "promise"), plural(len(baseline.Counts), "standard"))
	return err
}

func (b *baselineRun) remove(ctx context.Context, name string) error {
	if _, err := b.named(ctx, name); err != nil {
		return err
	}
	if _, err := b.ledger.RemoveBaseline(ctx, name); err != nil {
		return err
	}
	_, err := fmt.Fprintf(b.cmd.OutOrStdout(), "Baseline %s is forgotten; digests that were compared with it stay as they are.\n", name)
	return err
}

// find gives a baseline by its name.
func (b *baselineRun) find(ctx context.Context, name string) (*compliance.Baseline, error) {
	all, err := b.ledger.Baselines(ctx)
	if err != nil {
		return nil, err
	}
	var have []string
	for i := range all {
		if all[i].Name == name {
			return &all[i], nil
		}
		have = append(have, all[i].Name)
	}
	return nil, &monitor.UnknownBaselineError{Name: name, Have: have}
}

// named is find, with an error for people.
func (b *baselineRun) named(ctx context.Context, name string) (*compliance.Baseline, error) {
	found, err := b.find(ctx, name)
	if unknown := new(monitor.UnknownBaselineError); errors.As(err, &unknown) {
		return nil, unknownBaseline(name, unknown.Have)
	}
	return found, err
}

// unknownBaseline says that there is no baseline of a name, and which there are.
func unknownBaseline(name string, have []string) error {
	if len(have) == 0 {
		return fmt.Errorf("there is no baseline %q, nor any other: `yardstick baseline set NAME --period …` makes one", shown(name, maxBaselineName))
	}
	slices.Sort(have)
	return fmt.Errorf("there is no baseline %q%s", shown(name, maxBaselineName), advice(name, have))
}
