package main

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/config/zone"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// openMemory opens the ledger to read what it knows; nil where there is none. It makes and migrates nothing, and starts
// a private Postgres only where there was one before.
func (w *workspace) openMemory(ctx context.Context) (*postgres.Ledger, error) {
	if w.memory != nil {
		return w.memory, nil
	}
	if there, err := w.databaseThere(); err != nil || !there {
		return nil, err
	}
	if err := w.openDatabase(ctx); err != nil {
		return nil, err
	}
	ledger, err := postgres.OpenLedger(ctx, w.databaseURL, w.config.Database.Schema, zone.Load)
	if err != nil {
		return nil, err
	}
	w.onClose(ledger.Close)
	there, err := ledger.Look(ctx)
	if err != nil || !there {
		return nil, err
	}
	w.memory = ledger
	return ledger, nil
}

// databaseThere tells whether a database is named, or a private one was made before.
func (w *workspace) databaseThere() (bool, error) {
	if w.databaseURL != "" || w.namedDatabase() != "" {
		return true, nil
	}
	_, err := os.Stat(w.privateDatabase())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// namedDatabase is the URL of the ledger's database; "" where it is a private one.
func (w *workspace) namedDatabase() string {
	db := w.config.Database
	if named := db.URL.Reveal(); named != "" || db.Embedded != "" {
		return named
	}
	return os.Getenv("DATABASE_URL")
}

// privateDatabase is the folder of the private Postgres.
func (w *workspace) privateDatabase() string {
	folder := cmp.Or(w.config.Database.Embedded, privateFolder)
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(filepath.Dir(w.config.Path), folder)
	}
	return folder
}

// recall makes the histories of the set those that the ledger knows, with the set as it would be loaded now. Without
// a ledger they stay those of the files alone.
func (w *workspace) recall(ctx context.Context, now calendar.Instant) error {
	ledger, err := w.openMemory(ctx)
	if err != nil || ledger == nil {
		return err
	}
	rows, err := ledger.Versions(ctx)
	if err != nil {
		return err
	}
	live := w.set.Histories()
	histories, err := monitor.Histories(append(rows, monitor.Changed(rows, live, config.Define, now)...), live, w.set.Recall)
	if err != nil {
		return err
	}
	w.histories = histories[:len(live)] // what was taken away is not shown
	return nil
}

// excused gives a function that tells whether a clock of some sources was excused; nil without a ledger.
func (w *workspace) excused(ctx context.Context) (func(*rules.Clock) bool, error) {
	ledger, err := w.openMemory(ctx)
	if err != nil || ledger == nil {
		return nil, err
	}
	type key struct {
		source string
		clock  monitor.ClockKey
	}
	all := map[key]bool{}
	for _, s := range w.sources {
		excuses, err := ledger.Excuses(ctx, s.Name())
		if err != nil {
			return nil, err
		}
		for i := range excuses {
			all[key{s.Name(), excuses[i].Clock}] = true
		}
	}
	return func(c *rules.Clock) bool { return all[key{c.Ticket.Source, monitor.KeyOf(c)}] }, nil
}
