package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/explain"
)

// explainFlags are the flags of `yardstick explain`.
type explainFlags struct {
	checkFlags // at, standard, source and JSON mean what they mean there
}

func newExplainCommand() *cobra.Command {
	var f explainFlags
	cmd := &cobra.Command{
		Use:   "explain TICKET",
		Short: "Show how a ticket came to its verdicts: what counted, what did not, and why",
		Long: "Reads one ticket, replays it against the standards, and shows for each of them whether it applies and why not, which\n" +
			"target row and calendar hold, what each event did, which stretches of time counted, how the due instant came\n" +
			"about, and the verdict. Where there is a ledger, it also shows what was said, and which alerts went out.\n\n" +
			"Ends with 0, or 2 if there is no such ticket or it could not run.",
		Args: one("explain wants the id of one ticket"),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.at, "at", "", "judge as of `TIME` (RFC 3339, or local in the schedule's zone) instead of now")
	flags.BoolVar(&f.asJSON, "json", false, "print one JSON object")
	flags.StringVar(&f.standard, "standard", "", "only the standard `ID`")
	flags.StringVar(&f.source, "source", "", "only the source `NAME`")
	return cmd
}

// explained is a ticket that was found in a source.
type explained struct {
	*explain.Explanation
	// SetAside are the rows and events of the ticket that could not be used, and why.
	SetAside []string `json:"set_aside"`
}

// explainJSON is the object of `explain --json`.
type explainJSON struct {
	AsOf   explain.Instant `json:"as_of"`
	Ledger bool            `json:"ledger"`
	// Tickets has one of each source that has such an id.
	Tickets []explained `json:"tickets"`
}

func (f *explainFlags) run(cmd *cobra.Command, id string) (err error) {
	switch empty := emptyFlag(cmd, "at", "standard", "source"); {
	case empty != "":
		return fmt.Errorf("--%s is empty", empty)
	case strings.TrimSpace(id) == "":
		return errors.New("the id of the ticket is empty")
	}
	w, err := openWorkspace(cmd)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, w.Close()) }()
	now := time.Now()
	asOf, err := f.asOf(w, now)
	if err != nil {
		return err
	}
	if _, err := f.open(cmd.Context(), w, calendar.FromTime(now)); err != nil {
		return err
	}
	x := explainer{workspace: w, asOf: asOf, now: calendar.FromTime(now)}
	found, err := x.find(cmd.Context(), id)
	if err != nil {
		return err
	}
	if f.asJSON {
		return writeJSON(cmd.OutOrStdout(), explainJSON{AsOf: explain.Instant(asOf), Ledger: w.memory != nil, Tickets: found})
	}
	return x.print(cmd.OutOrStdout(), found)
}

func writeJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}

// explainer explains tickets of a workspace whose sources are connected.
type explainer struct {
	*workspace
	asOf, now calendar.Instant
}

// find explains the ticket of each source that has it.
func (x *explainer) find(ctx context.Context, id string) ([]explained, error) {
	var found []explained
	var aside []string
	for _, s := range x.sources {
		one, reasons, err := x.read(ctx, s, id)
		if err != nil {
			return nil, err
		}
		if one == nil {
			for _, reason := range reasons {
				aside = append(aside, s.Name()+": "+reason)
			}
			continue
		}
		found = append(found, explained{one, reasons})
	}
	switch {
	case len(found) > 0:
		return found, nil
	case len(aside) > 0:
		err := fmt.Errorf("ticket %s was set aside, so that there is nothing to explain: %s", shown(id, 60), shown(strings.Join(aside, "; "), 200))
		if x.remembers(ctx, id) {
			err = fmt.Errorf("%w; %s", err, saidBefore(id))
		}
		return nil, err
	}
	return nil, x.unknownTicket(ctx, id)
}

// read reads a ticket of one source and explains it; nil where the source does not have it. What was set aside of it is
// given in either case.
func (x *explainer) read(ctx context.Context, s *connected, id string) (one *explain.Explanation, aside []string, err error) {
	e := monitor.Explainer{Source: s, Book: s.book, AsOf: x.asOf, Now: x.now}
	if x.memory != nil {
		e.Memory = x.memory
	}
	return e.Explain(ctx, id)
}

func (x *explainer) print(out io.Writer, found []explained) error {
	for i := range found {
		if i > 0 {
			if _, err := fmt.Fprintln(out); err != nil {
				return err
			}
		}
		if _, err := io.WriteString(out, found[i].Text(explainOptions(out))); err != nil {
			return err
		}
		for _, reason := range found[i].SetAside {
			if _, err := fmt.Fprintf(out, "\nSet aside, since it can't be used: %s\n", shown(reason, 90)); err != nil {
				return err
			}
		}
	}
	if x.memory != nil {
		return nil
	}
	_, err := fmt.Fprintln(out, "\nJudged by the files alone: there is no ledger that knows what was said.")
	return err
}

// explainOptions are how an explanation is shown on a writer.
func explainOptions(out io.Writer) explain.Options {
	return explain.Options{ASCII: asciiOnly(os.Getenv), Colour: styleOf(out).coloured}
}

// asciiOnly tells whether the locale, or the terminal, knows no more than ASCII. Where nothing is said, as in most
// containers, it does.
func asciiOnly(getenv func(string) string) bool {
	if getenv("TERM") == "dumb" {
		return true
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := getenv(name); locale != "" {
			locale = strings.ToLower(locale)
			return !strings.Contains(locale, "utf-8") && !strings.Contains(locale, "utf8")
		}
	}
	return false
}
