package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/rules"
)

func newRunCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "run",
		Short: "The daemon: look at all tickets by the schedule, and tell the teams what is late or about to be",
		Long: "Looks at all tickets at once and then by schedule.round, writes what it finds to the ledger, and tells it to the\n" +
			"standards' routes: in Slack, or here in the terminal where slack.token is not set, by e-mail and to webhooks. What was late before the first\n" +
			"look is summed up in one message. SIGTERM or Ctrl-C ends it; what is being sent is finished first.\n\n" +
			"The standards are watched: once changed files can be used they are live, and until then those of before stay so.\n" +
			"SIGHUP has it look at once. With server.listen it answers /healthz, /readyz and /metrics, and shows the board.",
		Args: cobra.NoArgs,
		RunE: run,
	}
}

func run(cmd *cobra.Command, _ []string) (err error) {
	w, err := openWorkspace(cmd)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, w.Close()) }()
	if _, err := w.named(""); err != nil {
		return err
	}
	if err := w.loadStandards(); err != nil {
		return err
	}
	out, err := w.outlets(cmd.OutOrStdout())
	if err != nil {
		return err
	}
	ledger, _, err := w.openLedger(cmd.Context())
	if err != nil {
		return stopped(cmd.Context(), err)
	}
	sources := w.watched()
	clock := monitor.NewClock(ledger.Time, nil, w.logger)
	if err := clock.Sync(cmd.Context()); err != nil {
		return stopped(cmd.Context(), err)
	}
	m := w.assemble(ledger, sources, out, timing{now: clock.Now, clock: clock})
	if err := m.rounds.Connect(cmd.Context()); err != nil {
		return advised(err)
	}
	if err := misnamed(sources); err != nil {
		return err
	}
	listener, err := listen(cmd.Context(), w.config.Server.Listen)
	if err != nil {
		return err
	}
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	return stopped(cmd.Context(), m.run(cmd.Context(), listener, hangup))
}

// stopped makes an error of what was interrupted by SIGTERM or Ctrl-C no error.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// mapping is all that decides how a source's rows become tickets: with another one each has to be judged anew.
func mapping(s *config.Source) string {
	return fmt.Sprintf("%q %v %q %q %q %d", s.Tickets, s.Location, s.Milestones, s.Events, s.Kinds, s.EventsSince)
}

// dialled is a source that is connected to when it is first needed, and again
// when it was not there: a help desk that is down must not keep the daemon from starting.
type dialled struct {
	config  config.Source
	options postgres.SourceOptions
	source  *postgres.Source // nil until it answered
	missing *postgres.MissingColumnError
}

var _ monitor.Source = (*dialled)(nil)

// watched gives all sources, none of them connected yet.
func (w *workspace) watched() []*dialled {
	sources := make([]*dialled, len(w.config.Sources))
	for i, s := range w.config.Sources {
		d := &dialled{config: s, options: w.sourceOptions(s)}
		w.onClose(d.close)
		sources[i] = d
	}
	return sources
}

// misnamed gives the errors of sources whose queries lack a column: waiting won't help.
func misnamed(sources []*dialled) error {
	var all []error
	for _, s := range sources {
		if s.missing != nil {
			all = append(all, fmt.Errorf("%w%s", s.missing, advice(s.missing.Column, s.missing.Have)))
		}
	}
	return errors.Join(all...)
}

// Name is monitor.Source's.
func (d *dialled) Name() string { return d.config.Name }

// Vocabulary is monitor.Source's.
func (d *dialled) Vocabulary(ctx context.Context) (*rules.Vocabulary, error) {
	if d.source == nil {
		source, err := postgres.NewSource(ctx, d.options)
		if err != nil {
			return nil, err
		}
		d.source = source
	}
	vocabulary, err := d.source.Vocabulary(ctx)
	d.missing = nil
	_ = errors.As(err, &d.missing)
	return vocabulary, err
}

// Read is monitor.Source's. A round asks for the vocabulary first, and so connects.
func (d *dialled) Read(ctx context.Context, q monitor.Query, each func(*monitor.Batch) error) (monitor.Reading, error) {
	if d.source == nil {
		return monitor.Reading{}, fmt.Errorf("source %s: not connected", d.config.Name)
	}
	return d.source.Read(ctx, q, each)
}

func (d *dialled) close() error {
	if d.source == nil {
		return nil
	}
	return d.source.Close()
}
