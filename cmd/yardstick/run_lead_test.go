package main

import (
	"context"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
)

// daemon is a process of its own: `yardstick run`, as an operator starts it.
type daemon struct {
	*exec.Cmd
	logs  *lockedText
	ended bool
}

func (o *office) run() *daemon {
	o.t.Helper()
	d := &daemon{Cmd: exec.Command("yardstick", "run", "--config", o.config), logs: &lockedText{}}
	d.Stdout, d.Stderr = d.logs, d.logs
	if err := d.Start(); err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() {
		if !d.ended {
			d.kill(syscall.SIGKILL)
		}
		if o.t.Failed() {
			o.t.Logf("process %d:\n%s", d.Process.Pid, d.logs)
		}
	})
	return d
}

func (d *daemon) signal(s syscall.Signal) { _ = d.Process.Signal(s) }

// kill ends the process and waits until it is gone.
func (d *daemon) kill(s syscall.Signal) error {
	d.ended = true
	d.signal(s)
	return d.Wait()
}

// until waits until something holds; the ledger gives no signal.
func (o *office) until(what string, holds func() bool) {
	o.t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			o.t.Fatalf("waited in vain until %s", what)
		}
	}
}

// leader gives the epoch, and which of some processes leads; nil for none of them.
func (o *office) leader(of ...*daemon) (int64, *daemon) {
	o.t.Helper()
	var epoch int64
	var holder, standards string
	if err := o.db.QueryRow("SELECT epoch, holder, standards FROM yardstick.leader").Scan(&epoch, &holder, &standards); err != nil {
		return 0, nil // it is being made
	}
	for _, d := range of {
		if standards != "" && strings.HasSuffix(holder, "/"+strconv.Itoa(d.Process.Pid)) {
			return epoch, d
		}
	}
	return epoch, nil
}

// pressing writes a ticket whose warning comes in a second, by the database's clock.
func (o *office) pressing(id string) {
	o.sql(`INSERT INTO calls (id, subject, customer, tier, asked)
		VALUES ($1, 'printer', 'Globex', 'gold', now() - interval '59 minutes 59 seconds')`, id)
}

// Of two processes one leads. When it is killed the other leads within a second or so; when it is frozen, after three beats,
// and the thawed one, which still believes that it leads, writes nothing any more.
func TestRunTakesOverFromTheDeadAndTheFrozen(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	one := o.run()
	o.until("one leads", func() bool { _, d := o.leader(one); return d == one })
	two := o.run()
	o.until("two follows", func() bool { return strings.Contains(two.logs.String(), "following") })
	o.pressing("T1")
	o.until("the warning is out", func() bool { return len(o.messages("frontline")) == 1 })

	began := time.Now()
	_ = one.kill(syscall.SIGKILL)
	o.until("two leads", func() bool { _, d := o.leader(two); return d == two })
	t.Logf("leads %v after the other was killed", time.Since(began).Round(time.Millisecond))

	three := o.run()
	o.until("three follows", func() bool { return strings.Contains(three.logs.String(), "following") })
	began = time.Now()
	two.signal(syscall.SIGSTOP)
	o.until("three leads", func() bool { _, d := o.leader(three); return d == three })
	t.Logf("leads %v after the other was frozen", time.Since(began).Round(time.Millisecond))
	o.pressing("T2")
	o.until("its warning is out", func() bool { return len(o.messages("frontline")) == 2 })
	two.signal(syscall.SIGCONT)
	o.until("the thawed follows", func() bool {
		text := two.logs.String()
		return strings.Contains(text[strings.Index(text, "leading no more")+1:], "following")
	})
	o.pressing("T3")
	o.until("and so it goes on", func() bool { return len(o.messages("frontline")) == 3 })
	if epoch, d := o.leader(one, two, three); epoch != 3 || d != three {
		t.Errorf("epoch %d, leader %v", epoch, d)
	}
	for _, d := range []*daemon{two, three} {
		if err := d.kill(syscall.SIGTERM); err != nil {
			t.Errorf("ended with %v", err)
		}
	}
	wantEqual(t, []string{"T1 50%25: sent", "T2 50%25: sent", "T3 50%25: sent"}, o.states(), "alerts")
}

// What a leader writes after its term is refused, step by step, whatever it believes.
func TestRunIsFenced(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.start(nil)
	p.round()
	o.ask("T1", "gold", 0)
	o.at(61 * time.Minute)
	term, leader, err := p.ledger.Take(t.Context(), "one")
	if err != nil || term == nil || leader.Epoch != 1 {
		t.Fatalf("%v, %+v, %v", term, leader, err)
	}
	old := monitor.InTerm(t.Context(), 1)
	if other, who, err := p.ledger.Take(t.Context(), "two"); err != nil || other != nil || who.Holder != "one" {
		t.Errorf("while one leads two gets %v, %+v, %v", other, who, err)
	}
	term.Leave()
	o.until("the seat is free", func() bool {
		next, _, err := p.ledger.Take(t.Context(), "two")
		if err != nil {
			t.Fatal(err)
		}
		if next != nil {
			t.Cleanup(next.Leave)
		}
		return next != nil
	})
	report := p.rounds.Round(old)
	if err := report.Sources[0].Err; err == nil || !strings.Contains(err.Error(), monitor.ErrNotLeading.Error()) {
		t.Errorf("a round of the old term: %v", err)
	}
	notice := monitor.NoticeIntent{Place: "#vip", Notice: notifiers.Notice{Key: "k", AsOf: 0}}
	for what, err := range map[string]error{
		"activate": p.activate(old, p.set),
		"notify":   p.ledger.Notify(old, notice),
		"connect":  second(p.ledger.Connect(old, "desk", []string{"other"}, 0)),
		"commit":   second(p.ledger.Commit(old, &monitor.Change{Source: "desk", Mark: &monitor.NoMark})),
		"sum up":   p.ledger.Summarize(old, "desk", []string{"callback"}, 0, nil),
	} {
		if err == nil || !strings.Contains(err.Error(), monitor.ErrNotLeading.Error()) {
			t.Errorf("%s under the old term: %v", what, err)
		}
	}
	wantEqual(t, []string(nil), o.states(), "alerts")
	if report := p.rounds.Round(monitor.InTerm(t.Context(), 2)); report.Failed() {
		t.Errorf("a round of the new term: %v", report.Sources[0].Err)
	}
	wantEqual(t, []string{"T1 50%25: pending"}, o.states(), "alerts")
}

func second[T any](_ T, err error) error { return err }

// A transaction of a frozen leader that holds the fence keeps nobody from leading.
func TestRunLeadsPastAFrozenTransaction(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.start(nil)
	tx, err := o.db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.Exec("SELECT FROM yardstick.leader FOR KEY SHARE"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	term, leader, err := p.ledger.Take(ctx, "one")
	if err != nil || term == nil || leader.Epoch != 1 {
		t.Fatalf("%v, %+v, %v", term, leader, err)
	}
	term.Leave()
	if _, err := tx.Exec("SELECT 1"); err == nil {
		t.Error("the frozen transaction goes on")
	}
}
