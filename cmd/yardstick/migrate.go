package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/yardstickd/yardstick/config/zone"
	"github.com/yardstickd/yardstick/monitor/postgres"
)

func newMigrateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Make the ledger's schema, or bring it up to date",
		Long: "Makes the ledger's schema in the database, or brings it to the version that this program knows. `run` does so by\n" +
			"itself; this is for those who let another role do it. A schema of a newer program is refused.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			w, err := openWorkspace(cmd)
			if err != nil {
				return err
			}
			defer func() { err = firstError(err, w.Close()) }()
			_, done, err := w.openLedger(cmd.Context())
			if err != nil {
				return err
			}
			text := fmt.Sprintf("schema %s: version %d", done.Schema, done.To)
			switch done.From {
			case done.To:
				text += ", nothing to do"
			case 0:
				text += ", new"
			default:
				text += fmt.Sprintf(", was %d", done.From)
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), text)
			return err
		},
	}
}

// openLedger connects to the ledger and brings its schema up to date.
func (w *workspace) openLedger(ctx context.Context) (*postgres.Ledger, postgres.Migration, error) {
	if err := w.openDatabase(ctx); err != nil {
		return nil, postgres.Migration{}, err
	}
	ledger, err := postgres.OpenLedger(ctx, w.databaseURL, w.config.Database.Schema, zone.Load)
	if err != nil {
		return nil, postgres.Migration{}, err
	}
	w.onClose(ledger.Close)
	done, err := ledger.Migrate(ctx)
	return ledger, done, err
}
