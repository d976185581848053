package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/config/diag"
	"github.com/yardstickd/yardstick/monitor/embedded"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/rules"
)

// privateFolder is where the private Postgres is kept: beside the configuration file, which by default means in the
// working directory.
const privateFolder = ".yardstick"

// workspace is what the configuration names, opened as far as a command asks: the configuration and the logger at
// once, then the database, the standards and the sources. Close closes all of it, the last opened first.
type workspace struct {
	config *config.Config
	logger *slog.Logger
	errOut io.Writer
	// databaseURL is the ledger's database, where sources without a URL are read too; "" until openDatabase.
	databaseURL string
	set         *config.Set      // nil until loadStandards
	histories   []rules.History  // of the set
	memory      *postgres.Ledger // nil until openMemory finds a ledger
	sources     []*connected     // none until connect
	closers     []func() error
}

// openWorkspace reads the configuration that --config names and makes the logger that --log-format asks for.
func openWorkspace(cmd *cobra.Command) (*workspace, error) {
	path, err := cmd.Flags().GetString("config")
	if err != nil {
		return nil, err
	}
	format, err := cmd.Flags().GetString("log-format")
	if err != nil {
		return nil, err
	}
	w := &workspace{errOut: cmd.ErrOrStderr()}
	if w.logger, err = newLogger(w.errOut, format); err != nil {
		return nil, err
	}
	if err := configThere(path); err != nil {
		return nil, err
	}
	loaded, problems := config.Load(path, os.LookupEnv)
	if err := w.refuse(problems); err != nil {
		return nil, err
	}
	w.config = loaded
	return w, nil
}

// configThere gives an error that says what to do if there is no configuration.
func configThere(path string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no %s: write one, name another with --config, or try `yardstick demo`", path)
	}
	return nil
}

// newLogger logs to a writer as text or JSON.
func newLogger(to io.Writer, format string) (*slog.Logger, error) {
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(to, nil)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(to, nil)), nil
	}
	return nil, fmt.Errorf("--log-format %q is neither text nor json", format)
}

// refuse shows the problems of a file and gives an error if one of them keeps it from being used.
func (w *workspace) refuse(problems []diag.Problem) error {
	if !diag.Failed(problems) {
		return nil // hints are for `yardstick validate`
	}
	failed := slices.DeleteFunc(slices.Clone(problems), func(p diag.Problem) bool { return p.Severity != diag.Error })
	if err := diag.Write(w.errOut, failed); err != nil {
		return err
	}
	if len(failed) == 1 {
		return errors.New("1 problem in the configuration")
	}
	return fmt.Errorf("%d problems in the configuration", len(failed))
}

// openDatabase finds the ledger's database: database.url, or database.embedded, or DATABASE_URL, or a private
// Postgres in ./.yardstick, which it starts, or joins where another command has.
func (w *workspace) openDatabase(ctx context.Context) error {
	if w.databaseURL != "" {
		return nil
	}
	if named := w.namedDatabase(); named != "" {
		w.databaseURL = named
		return nil
	}
	tell := func(step string) { w.logger.Info("starting a private Postgres", "step", step) }
	server, err := embedded.Start(ctx, embedded.Options{Dir: w.privateDatabase(), Tell: tell})
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("starting a private Postgres: %w", ctx.Err()) // not what the interruption made fail
	}
	if err != nil {
		return err
	}
	w.onClose(server.Stop)
	w.databaseURL = server.URL()
	return nil
}

// loadStandards reads the standards' folder.
func (w *workspace) loadStandards() error {
	if w.set != nil {
		return nil
	}
	set, problems := w.config.LoadStandards(shortest(w.config.Standards))
	if err := w.refuse(problems); err != nil {
		return err
	}
	w.set, w.histories = set, set.Histories()
	return nil
}

// onClose adds what is to be closed.
func (w *workspace) onClose(f func() error) { w.closers = append(w.closers, f) }

// Close closes what was opened, the last first, and gives all errors.
func (w *workspace) Close() error {
	var all []error
	for _, f := range slices.Backward(w.closers) {
		all = append(all, f())
	}
	w.closers = nil
	return errors.Join(all...)
}
