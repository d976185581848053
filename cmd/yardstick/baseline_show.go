package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// benchmarkJSON is a baseline for scripts. Its keys are a promise to them.
type benchmarkJSON struct {
	Name      string              `json:"name"`
	Period    string              `json:"period"`
	From      string              `json:"from"`
	To        string              `json:"to"` // its last date
	SetAt     string              `json:"set_at"`
	Standards []benchmarkStandard `json:"standards"` // by id
}

// benchmarkStandard is how one standard was kept.
type benchmarkStandard struct {
	ID            string   `json:"id"`
	N             int      `json:"n"`
	Exceeded      int      `json:"exceeded"`
	Met           int      `json:"met"`
	Missed        int      `json:"missed"`
	Excused       int      `json:"excused"`
	Unknown       int      `json:"unknown"`
	Cancelled     int      `json:"cancelled"`
	CancelledLate int      `json:"cancelled_late"`
	Attainment    *float64 `json:"attainment"` // null where n is too small
}

func benchmarkOf(b *compliance.Baseline) benchmarkJSON {
	j := benchmarkJSON{
		Name: b.Name, Period: b.Period.String(), From: b.Period.Days.From.String(), To: b.Period.Last().String(), SetAt: b.SetAt.String(),
		Standards: []benchmarkStandard{},
	}
	for _, id := range slices.Sorted(maps.Keys(b.Counts)) {
		c := b.Counts[id]
		j.Standards = append(j.Standards, benchmarkStandard{
			ID: id, N: c.N(), Exceeded: c.Exceeded, Met: c.Met, Missed: c.Missed, Excused: c.Excused, Unknown: c.Unknown,
			Cancelled: c.Cancelled, CancelledLate: c.CancelledLate, Attainment: attainmentOf(&c),
		})
	}
	return j
}

// attainmentOf gives the attainment of counts; nil where n is too small.
func attainmentOf(c *compliance.Counts) *float64 {
	counted := compliance.Count{Exceeded: c.Exceeded, Met: c.Met, Missed: c.Missed}
	if share, ok := counted.Attainment(); ok {
		return &share
	}
	return nil
}

func printJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

func (b *baselineRun) list(ctx context.Context, asJSON bool) error {
	all, err := b.ledger.Baselines(ctx)
	if err != nil {
		return err
	}
	out := b.cmd.OutOrStdout()
	if asJSON {
		listed := []benchmarkJSON{}
		for i := range all {
			listed = append(listed, benchmarkOf(&all[i]))
		}
		return printJSON(out, listed)
	}
	if len(all) == 0 {
		_, err := fmt.Fprintln(out, "There are no baselines: `yardstick baseline set NAME --period …` makes one.")
		return err
	}
	t := table{{{text: "NAME"}, {text: "PERIOD"}, {text: "SET AT"}, {text: "KEPT", right: true}, {text: "N", right: true}}}
	for i := range all {
		sum := sumOf(&all[i])
		t = append(t, []cell{
			{text: all[i].Name}, {text: all[i].Period.String()}, {text: b.local(&all[i])}, baselineKept(&sum), {text: count(sum.N()), right: true},
		})
	}
	return t.write(out, styleOf(out))
}

func (b *baselineRun) show(ctx context.Context, name string, asJSON bool) error {
	found, err := b.named(ctx, name)
	if err != nil {
		return err
	}
	out := b.cmd.OutOrStdout()
	if asJSON {
		return printJSON(out, benchmarkOf(found))
	}
	if _, err := fmt.Fprintf(out, "%s: %s, set %s.\n\n", found.Name, found.Period.Title(), b.local(found)); err != nil {
		return err
	}
	t := table{{
		{text: "STANDARD"},
		{text: "KEPT", right: true},
		{text: "N", right: true},
		{text: "EXCEEDED", right: true},
		{text: "MET", right: true},
		{text: "MISSED", right: true},
		{text: "EXCUSED", right: true},
		{text: "UNKNOWN", right: true},
	}}
	for _, id := range slices.Sorted(maps.Keys(found.Counts)) {
		c := found.Counts[id]
		t = append(t, []cell{
			{text: id},
			baselineKept(&c),
			{text: count(c.N()), right: true},
			{text: countOrBlank(c.Exceeded), right: true},
			{text: countOrBlank(c.Met), right: true},
			{text: countOrBlank(c.Missed), right: true},
			{text: countOrBlank(c.Excused), right: true},
			{text: countOrBlank(c.Unknown), right: true},
		})
	}
	return t.write(out, styleOf(out))
}

// sumOf adds up a baseline's standards.
func sumOf(b *compliance.Baseline) compliance.Counts {
	var sum compliance.Counts
	for _, c := range b.Counts {
		sum.Add(&c)
	}
	return sum
}

func baselineKept(c *compliance.Counts) cell {
	text := "too few"
	if share := attainmentOf(c); share != nil {
		text = percent(*share)
	}
	return cell{text: text, right: true}
}

// local is when a baseline was set, by the clocks of the schedule's zone.
func (b *baselineRun) local(of *compliance.Baseline) string {
	return of.SetAt.Time().In(b.config.Schedule.Location).Format(stampForm)
}
