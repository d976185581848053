package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/postgres"
)

func newHistoryCommand() *cobra.Command {
	var source string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "history TICKET",
		Short: "What was said about a ticket, and when: verdicts, restatements, alerts, excuses",
		Long: "Shows all that the ledger holds of a ticket in the order in which it was recorded: each verdict, each time one\n" +
			"was restated and why, each stage with when and where people were told or why they were not, and each excuse.\n" +
			"It is what was said then; `yardstick check` says what today's data say.",
		Args: one("history wants one ticket: yardstick history TICKET"),
		RunE: func(cmd *cobra.Command, args []string) error { return runHistory(cmd, args[0], source, asJSON) },
	}
	cmd.Flags().StringVar(&source, "source", "", "only the source `NAME`")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func runHistory(cmd *cobra.Command, ticket, source string, asJSON bool) (err error) {
	if empty := emptyFlag(cmd, "source"); empty != "" {
		return fmt.Errorf("--%s is empty", empty)
	}
	w, err := openWorkspace(cmd)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, w.Close()) }()
	sources, err := w.named(source)
	if err != nil {
		return err
	}
	ledger, err := w.mustRemember(cmd.Context())
	if err != nil {
		return err
	}
	said, err := sayingsOf(cmd.Context(), ledger, sources, ticket)
	if err != nil {
		return err
	}
	clocks, err := recordedClocks(cmd.Context(), ledger, sources, ticket)
	if err != nil && len(said) == 0 {
		return err
	}
	h := ticketHistory{ticket: ticket, said: said, baseline: baselines(clocks), zone: w.config.Schedule.Location}
	if asJSON {
		return h.writeJSON(cmd.OutOrStdout())
	}
	return h.write(cmd.OutOrStdout())
}

// saying is a statement of a source.
type saying struct {
	monitor.Statement
	source string
}

// sayingsOf gives what was said about a ticket in all sources named, in order of time.
func sayingsOf(ctx context.Context, ledger *postgres.Ledger, sources []config.Source, ticket string) ([]saying, error) {
	var all []saying
	for _, s := range sources {
		statements, err := ledger.Statements(ctx, s.Name, ticket)
		if err != nil {
			return nil, err
		}
		for i := range statements {
			all = append(all, saying{statements[i], s.Name})
		}
	}
	slices.SortStableFunc(all, func(a, b saying) int { return int(min(max(a.At-b.At, -1), 1)) })
	return all, nil
}

// ticketHistory is what was said about a ticket.
type ticketHistory struct {
	ticket   string
	said     []saying
	baseline []baselineOf
	zone     *time.Location // in which instants are shown
}

// baselineOf is a clock of which stages had passed before anybody watched.
type baselineOf struct {
	source string
	clock  monitor.ClockKey
	stages []string
}

// baselines gives the stages of clocks that were summed up in one message when their standard was first judged.
func baselines(all []sourceClocks) []baselineOf {
	var found []baselineOf
	for _, s := range all {
		for i := range s.clocks {
			if row := &s.clocks[i].Row; row.Baseline != "" {
				found = append(found, baselineOf{s.source, row.Key, strings.Split(row.Baseline, "\n")})
			}
		}
	}
	return found
}

// write prints a line for each statement.
func (h *ticketHistory) write(out io.Writer) error {
	w := &stickyWriter{out: out}
	if len(h.said) == 0 {
		fmt.Fprintf(w, "Nothing was said about ticket %s yet.\n", shown(h.ticket, 60))
	} else {
		h.table(w, styleOf(out))
	}
	for _, b := range h.baseline {
		fmt.Fprintf(w, "\n%s, started %s: what had passed before anybody watched (%s) was summed up in one message.\n",
			b.clock.Standard, momentIn(b.clock.Cycle.Start, h.zone), shown(strings.Join(b.stages, ", "), 200))
	}
	return w.err
}

// table prints the statements.
func (h *ticketHistory) table(w *stickyWriter, s style) {
	fmt.Fprintf(w, "What was said about ticket %s:\n\n", shown(h.ticket, 60))
	t := table{headings("WHEN", "SOURCE", "STANDARD", "STARTED", "WHAT")}
	several := slices.ContainsFunc(h.said, func(s saying) bool { return s.source != h.said[0].source })
	for i := range h.said {
		said := &h.said[i]
		source := ""
		if several {
			source = said.source
		}
		key := said.clock()
		what, colour := h.words(said)
		t = append(t, []cell{
			{text: momentIn(said.At, h.zone)},
			{text: source},
			{text: key.Standard},
			{text: momentIn(key.Cycle.Start, h.zone)},
			{text: what, colour: colour},
		})
	}
	w.keep(t.write(w, s))
}

// clock gives the clock that a statement is about.
func (s *saying) clock() monitor.ClockKey {
	switch {
	case s.Verdict != nil:
		return s.Verdict.Key
	case s.Stage != nil:
		return s.Stage.Clock
	case s.Care != nil:
		return s.Care.Clock
	default:
		return s.Excuse.Clock
	}
}

// writeJSON prints one object.
func (h *ticketHistory) writeJSON(out io.Writer) error {
	o := historyJSON{Ticket: h.ticket, Said: []sayingJSON{}, Baseline: []baselineJSON{}}
	for i := range h.said {
		o.Said = append(o.Said, h.said[i].json())
	}
	for _, b := range h.baseline {
		o.Baseline = append(o.Baseline, baselineJSON{b.source, b.clock.Standard, cycleText(b.clock.Cycle), b.stages})
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(o)
}
