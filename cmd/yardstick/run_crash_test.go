package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor/embedded"
	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/notifiers"
)

// A connection that is lost in the middle of a batch, or at its COMMIT, leaves nothing half done and nothing twice.
func TestRunOutlivesALostConnection(t *testing.T) {
	t.Parallel()
	for name, trigger := range map[string]string{
		"in the transaction": "TRIGGER cut BEFORE INSERT ON yardstick.alert FOR EACH ROW",
		"at commit":          "CONSTRAINT TRIGGER cut AFTER INSERT ON yardstick.alert DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			p := o.start(nil)
			p.round()
			o.sql("CREATE SEQUENCE cuts") // counts outside of transactions
			o.sql(`CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
				IF nextval('public.cuts') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
				RETURN NEW; END $$`)
			o.sql("CREATE " + trigger + " EXECUTE FUNCTION cut()")
			o.ask("T1", "gold", 0)
			o.at(61 * time.Minute)
			if report := p.rounds.Round(t.Context()); !report.Failed() {
				t.Fatal("nothing is cut")
			}
			wantEqual(t, []string(nil), o.states(), "alerts after the cut")
			p.round()
			p.round()
			p.deliver()
			wantEqual(t, []string{"T1 50%25"}, o.messages("frontline"), "messages")
		})
	}
}

// crashes is a notifier under which the database crashes: after Slack has the first message, before it is marked.
type crashes struct {
	notifiers.Notifier
	crash func()
	once  *sync.Once
	done  chan struct{}
}

func (c crashes) Post(ctx context.Context, post notifiers.Post) (notifiers.Receipt, error) {
	receipt, err := c.Notifier.Post(ctx, post)
	c.once.Do(func() {
		c.crash()
		close(c.done)
	})
	return receipt, err
}

// A database that crashes and comes back finds the daemon going on where it was.
func TestRunOutlivesTheDatabase(t *testing.T) {
	t.Parallel()
	folder := pgtest.Folder(t)
	open := func() *embedded.Server {
		server, err := embedded.Start(t.Context(), embedded.Options{Dir: folder, Throwaway: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = server.Stop() })
		return server
	}
	first := open()
	o := newOfficeOn(t, first.URL())
	crashing := crashes{once: &sync.Once{}, done: make(chan struct{}), crash: func() { crash(t, first) }}
	p := o.start(func(n notifiers.Notifier) notifiers.Notifier { crashing.Notifier = n; return crashing })
	p.round()
	for _, id := range []string{"T1", "T2", "T3"} {
		o.ask(id, "gold", 0)
	}
	o.at(61 * time.Minute)
	p.round()
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	var delivering sync.WaitGroup
	delivering.Go(func() { p.daemon.Delivery.Run(ctx) })
	<-crashing.done
	if report := p.rounds.Round(t.Context()); !report.Failed() {
		t.Error("a round without its database succeeds")
	}
	open()
	stop()
	delivering.Wait()
	p.round()
	p.deliver()
	wantEqual(t, []string{"T1 50%25", "T2 50%25", "T3 50%25"}, o.messages("frontline"), "messages")
	wantEqual(t, []string{"T1 50%25: sent", "T2 50%25: sent", "T3 50%25: sent"}, o.states(), "alerts")
}

// crash stops a server as a crash would, and waits until it is gone.
func crash(t *testing.T, server *embedded.Server) {
	file := filepath.Join(server.Dir(), "data", "postmaster.pid")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Error(err)
		return
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Error(err)
		return
	}
	if err := syscall.Kill(pid, syscall.SIGQUIT); err != nil {
		t.Error(err)
	}
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) { // no signal tells
		if _, err := os.Stat(file); os.IsNotExist(err) {
			return
		}
	}
	t.Error("the server does not stop")
}
