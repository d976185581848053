package main

import (
	"context"
	"database/sql"
	_ "embed" // for the configuration
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/examples"
	"github.com/yardstickd/yardstick/monitor/embedded"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/monitor/simulate"
	"github.com/yardstickd/yardstick/notifiers/console"
)

// demoConfig is the demo's yardstick.yaml. It is written to the demo's folder
// and read from there, like anybody's.
//
//go:embed demo.yaml
var demoConfig []byte

// demo is a service desk and the daemon's parts over it.
type demo struct {
	*workspace
	out    io.Writer
	dir    string
	begins time.Time // the desk's now at the start
	desk   *simulate.Desk
	tables *sql.DB
	ledger *postgres.Ledger
	counts *counting
	board  net.Listener // nil for none
}

// openDemo makes the folder, the server, the configuration, the desk and its
// history, the ledger, and where somebody will look at it, the board's address. An error has removed all of it again.
func openDemo(ctx context.Context, out, errOut io.Writer, logger *slog.Logger, seed uint64, plays bool) (*demo, error) {
	d := &demo{workspace: &workspace{logger: logger, errOut: errOut}, out: out, desk: simulate.New(seed)}
	if err := d.open(ctx, plays); err != nil {
		return nil, errors.Join(err, d.close())
	}
	return d, nil
}

func (d *demo) open(ctx context.Context, plays bool) (err error) {
	if d.dir, err = demoFolder(); err != nil {
		return err
	}
	if err := d.configure(); err != nil {
		return err
	}
	if plays {
		if err := d.openBoard(ctx); err != nil {
			return err
		}
	}
	if err := d.start(ctx); err != nil {
		return err
	}
	d.begins = demoMorning(time.Now(), d.set.Standards)
	tables, err := postgres.Open(ctx, d.databaseURL)
	if err != nil {
		return err
	}
	d.tables = tables.DB
	d.onClose(d.tables.Close)
	wrote, err := d.desk.Seed(ctx, d.tables, d.begins)
	if err != nil {
		return err
	}
	if d.ledger, _, err = d.openLedger(ctx); err != nil {
		return err
	}
	if err := d.connect(ctx, "", d.histories); err != nil {
		return err
	}
	d.counts = &counting{Notifier: console.New(console.Options{Out: d.out, Colour: styleOf(d.out).coloured})}
	return d.welcome(wrote)
}

// start starts the server; it ends with this process, however that ends.
func (d *demo) start(ctx context.Context) error {
	server, err := embedded.Start(ctx, embedded.Options{Dir: d.dir, Throwaway: true, Tell: func(text string) {
		_, _ = fmt.Fprintln(d.errOut, text) // it is only news
	}})
	if err != nil {
		return err
	}
	d.onClose(func() error { return errors.Join(server.Stop(), os.RemoveAll(server.Dir())) })
	d.databaseURL = server.URL()
	return nil
}

// configure writes the configuration and the example standards, and loads them.
func (d *demo) configure() error {
	file := filepath.Join(d.dir, "yardstick.yaml")
	if err := os.WriteFile(file, demoConfig, 0o644); err != nil {
		return err
	}
	if err := os.CopyFS(d.dir, examples.Standards); err != nil {
		return err
	}
	loaded, problems := config.Load(file, os.LookupEnv)
	if err := d.refuse(problems); err != nil {
		return err
	}
	d.config = loaded
	return d.loadStandards()
}

// close stops all and removes the folder.
func (d *demo) close() error {
	err := d.Close()
	if d.dir != "" {
		err = errors.Join(err, os.RemoveAll(d.dir))
	}
	return err
}

func (d *demo) welcome(wrote simulate.Wrote) error {
	_, err := fmt.Fprintf(d.out, "A service desk with %s tickets and %s events of the last four months; it is %s there.\n\n",
		count(wrote.Tickets), count(wrote.Events), d.begins.In(d.config.Schedule.Location).Format(stampForm))
	return err
}
