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

	"github.com/yardstickd/yardstick/config/diag"
	"github.com/yardstickd/yardstick/config/zone"
)

func newDoctorCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look whether all that yardstick.yaml names can be reached and serves, and say what to do where not",
		Long: "Looks at the standards, the ledger's database (may it migrate? is the connection direct?), the sources (can the role\n" +
			"only read? do real rows make sense?), clocks and time zones, and everything that alerts go to: Slack's token, scopes and\n" +
			"channels, the mail server, the hosts of webhooks. Nothing is sent, and nothing is written but a private Postgres where no\n" +
			"database is named. Ends with 1 where something would keep Yardstick from its work.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			w, err := openWorkspace(cmd)
			if err != nil {
				return err
			}
			defer func() { err = firstError(err, w.Close()) }()
			d := &doctor{workspace: w, now: time.Now}
			d.look(cmd.Context())
			if err := d.write(cmd.OutOrStdout(), asJSON); err != nil {
				return err
			}
			if d.count(problem) > 0 {
				return &exitError{code: 1}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "write the findings as JSON")
	return cmd
}

// level is how bad a finding is.
type level string

// The levels. A warning keeps nothing from working.
const (
	fine    level = "ok"
	warning level = "warning"
	problem level = "problem"
)

// finding is one thing that was looked at. What is not fine has a remedy.
type finding struct {
	Level  level  `json:"level"`
	About  string `json:"about"` // e.g. ledger, source helpdesk
	Says   string `json:"says"`
	Remedy string `json:"remedy,omitempty"`
}

// doctor looks at one thing after the other.
type doctor struct {
	*workspace
	now      func() time.Time
	findings []finding
}

// doctorPatience is how long one thing may take.
const doctorPatience = 30 * time.Second

// look looks at everything, whatever the findings before.
func (d *doctor) look(ctx context.Context) {
	for _, at := range []func(context.Context){
		d.standards, d.zones, d.ledger, d.sources, d.slack, d.mail, d.hooks,
	} {
		bounded, cancel := context.WithTimeout(ctx, doctorPatience)
		at(bounded)
		cancel()
	}
}

func (d *doctor) fine(about, format string, args ...any) {
	d.findings = append(d.findings, finding{Level: fine, About: about, Says: fmt.Sprintf(format, args...)})
}

func (d *doctor) find(l level, about, says, remedy string) {
	says = strings.TrimPrefix(says, about+": ") // as errors of sources and the ledger begin
	d.findings = append(d.findings, finding{Level: l, About: about, Says: says, Remedy: remedy})
}

func (d *doctor) count(l level) int {
	n := 0
	for _, f := range d.findings {
		if f.Level == l {
			n++
		}
	}
	return n
}

// write shows the findings. Text out of tickets is in none of them, but names and errors of databases are.
func (d *doctor) write(out io.Writer, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(map[string]any{"ok": d.count(problem) == 0, "findings": d.findings})
	}
	paint := styleOf(out).paint
	colours := map[level]string{fine: green, warning: yellow, problem: red}
	var text strings.Builder
	for _, f := range d.findings {
		fmt.Fprintf(&text, "%s  %s: %s\n", paint(colours[f.Level], fmt.Sprintf("%-7s", f.Level)), f.About, shown(f.Says, 1000))
		if f.Remedy != "" {
			fmt.Fprintf(&text, "         → %s\n", shown(f.Remedy, 1000))
		}
	}
	fmt.Fprintf(&text, "\n%s, %s\n", counted(d.count(problem), "problem"), counted(d.count(warning), "warning"))
	_, err := io.WriteString(out, text.String())
	return err
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// standards looks at the files of the standards.
func (d *doctor) standards(context.Context) {
	path := shortest(d.config.Standards)
	set, problems := d.config.LoadStandards(path)
	if diag.Failed(problems) {
		failed := slices.DeleteFunc(slices.Clone(problems), func(p diag.Problem) bool { return p.Severity != diag.Error })
		d.find(problem, "standards", fmt.Sprintf("%s in %s", counted(len(failed), "problem"), path), "`yardstick validate` shows each with its place")
		return
	}
	d.set, d.histories = set, set.Histories()
	d.fine("standards", "%s, %s in %s", counted(len(set.Standards), "standard"), counted(len(set.Routes), "route"), path)
}

// zones says which time zones are gone by.
func (d *doctor) zones(context.Context) {
	names := []string{d.config.Schedule.Location.String()}
	for _, s := range d.config.Sources {
		if s.Location != nil {
			names = append(names, s.Location.String())
		}
	}
	if d.set != nil {
		for _, c := range d.set.Calendars {
			names = append(names, c.Location().String())
		}
	}
	slices.Sort(names)
	d.fine("zones", "%s, by the zone data %s that is built in", strings.Join(slices.Compact(names), ", "), zone.Version())
}
