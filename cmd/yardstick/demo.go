package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/yardstickd/yardstick/monitor/embedded"
)

// demoFlags are the flags of `yardstick demo`.
type demoFlags struct {
	once  bool
	speed float64
	span  time.Duration
	seed  uint64
}

func newDemoCommand() *cobra.Command {
	var f demoFlags
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show it all in one go: a service desk, standards, the daemon, alerts in the terminal",
		Long: "Starts a private Postgres in a temporary folder, fills it with a made-up service desk and four months of its\n" +
			"tickets, loads the example standards, and runs the daemon on a fast clock that begins on the last working day\n" +
			"at ten. Alerts and last week's digest appear here as Slack would show them, and nothing is sent anywhere; the\n" +
			"board's address comes first.\n\n" +
			"Ctrl-C ends it and removes the folder with all that is in it; ./.yardstick is not touched.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.once, "once", false, "one pass, a quarter of an hour after the desk was connected: its alerts and the report, then stop")
	flags.Float64Var(&f.speed, "speed", 60, "run `N` times as fast as real time")
	flags.DurationVar(&f.span, "for", 0, "stop by itself after a real `TIME`, such as 30s")
	flags.Uint64Var(&f.seed, "seed", 1, "another `NUMBER` makes another service desk")
	return cmd
}

func (f *demoFlags) run(cmd *cobra.Command) (err error) {
	switch {
	case f.speed <= 0 || f.speed > 3600:
		return errors.New("--speed must be more than 0 and at most 3600")
	case f.span < 0:
		return errors.New("--for must not be negative")
	case f.once && (f.span > 0 || cmd.Flags().Changed("speed")):
		return errors.New("--once is a single pass: it has no --speed and no --for")
	}
	format, err := cmd.Flags().GetString("log-format")
	if err != nil {
		return err
	}
	logger, err := demoLogger(cmd.ErrOrStderr(), format)
	if err != nil {
		return err
	}
	d, err := openDemo(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), logger, f.seed, !f.once)
	if err != nil {
		return interrupted(cmd.Context(), err)
	}
	defer func() { err = firstError(err, d.close()) }()
	if f.once {
		return interrupted(cmd.Context(), d.once(cmd.Context()))
	}
	return interrupted(cmd.Context(), d.play(cmd.Context(), f.speed, f.span))
}

// interrupted makes an end by Ctrl-C a good one, whatever it cut off.
func interrupted(ctx context.Context, err error) error {
	select {
	case <-ctx.Done():
		return nil
	default:
		return err
	}
}

// demoLogger tells only what fails: the rest is on the screen, and a round that
// is skipped because the last one still runs is nothing to worry about here.
func demoLogger(to io.Writer, format string) (*slog.Logger, error) {
	logger, err := newLogger(to, format)
	if err != nil {
		return nil, err
	}
	return slog.New(atLeast{slog.LevelError, logger.Handler()}), nil
}

// atLeast is a handler that drops what is less than a level.
type atLeast struct {
	level slog.Level
	slog.Handler
}

// Enabled drops the rest.
func (h atLeast) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= h.level && h.Handler.Enabled(ctx, level)
}

// demoFolder makes a temporary folder that the user of the private Postgres can pass through.
// Folders of demos that were killed are removed first.
func demoFolder() (string, error) {
	const prefix = "yardstick-demo-"
	embedded.Sweep(os.TempDir(), prefix)
	dir, err := os.MkdirTemp("", prefix)
	if err != nil {
		return "", fmt.Errorf("no room for the demo: %w (set TMPDIR to a folder that can be written to)", err)
	}
	return dir, os.Chmod(dir, 0o711)
}
