//go:build faults

package faults

import (
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// migrate runs the migration and gives how it ended and what it said.
func (d *daemon) migrate() (int, string) {
	cmd := exec.Command(built(d.w.t), "migrate", "--config", d.config)
	out, _ := cmd.CombinedOutput() // its exit code says it
	return cmd.ProcessState.ExitCode(), string(out)
}

// wiped is a world whose ledger is gone again.
func (w *world) wipe() { w.exec("DROP SCHEMA IF EXISTS yardstick CASCADE") }

// Fault 17: a migration is killed at every step, run several times at once, and a newer schema is found.
func TestFault17Migration(t *testing.T) {
	beside(t)
	r := &result{Fault: "17", Name: "migration killed, run twice at once, newer schema found"}
	conclude(t, r)
	w := newWorld(t, terms{channels: 2})
	d := w.daemon()
	c := d.watch(point{}, nil)
	if code, out := d.migrate(); code != 0 {
		t.Fatal(out)
	}
	d.unwatched()
	whole := w.columns()
	c.mu.Lock()
	steps := c.all
	c.mu.Unlock()
	for i, at := range steps {
		if !*full && i%20 != 0 {
			continue
		}
		w.wipe()
		w.killMigration(d, at)
		r.Trials++
		if code, out := d.migrate(); code != 0 {
			t.Errorf("killed %s: not run again: %s", at, out)
		}
		if got := w.columns(); got != whole {
			t.Errorf("killed %s: the schema is another", at)
		}
	}
	for range trials(1, 20) {
		w.wipe()
		var both sync.WaitGroup
		for range 4 {
			other := w.daemon()
			both.Go(func() {
				if code, out := other.migrate(); code != 0 {
					t.Errorf("beside others: %s", out)
				}
			})
		}
		both.Wait()
		r.Trials++
		if got := w.columns(); got != whole {
			t.Error("four at once: the schema is another")
		}
	}
	w.exec("INSERT INTO yardstick.goose_db_version (version_id, is_applied) SELECT max(version_id) + 1, true FROM yardstick.goose_db_version")
	if code, out := d.migrate(); code == 0 || !strings.Contains(out, "newer") {
		t.Errorf("a newer schema: %d, %s", code, out)
	}
	r.Trials++
	r.Notes = fmt.Sprintf("killed at %d steps; four at once %d times; each time the schema is whole after the next run; a newer one is refused",
		r.Trials-1-trials(1, 20), trials(1, 20))
}

// killMigration kills a migration at a step.
func (w *world) killMigration(d *daemon, at point) {
	cmd := exec.Command(built(w.t), "migrate", "--config", d.config)
	var killed atomic.Bool
	d.watch(at, func() {
		killed.Store(true)
		_ = cmd.Process.Kill()
	})
	defer d.unwatched()
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	_ = cmd.Wait()
	if !killed.Load() {
		w.t.Errorf("not reached: %s", at)
	}
}

// columns is all that the ledger's schema is made of, as a text.
func (w *world) columns() string {
	w.t.Helper()
	var all strings.Builder
	w.each(func(text string) { all.WriteString(text + "\n") }, `
		SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) FROM information_schema.columns
		WHERE table_schema = 'yardstick'
		UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'yardstick'
		UNION ALL SELECT concat_ws(' ', event_object_table, trigger_name, event_manipulation) FROM information_schema.triggers WHERE trigger_schema = 'yardstick'
		ORDER BY 1`)
	return all.String()
}
