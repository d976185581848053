package main

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestRunWaitsForASourceThatIsDown: while a source can't be asked its alerts wait, and operators are told once. Once it
// answers again they are told that, what is still so is told, and what was mended meanwhile is not.
func TestRunWaitsForASourceThatIsDown(t *testing.T) {
	if testing.Short() {
		t.Skip("an outage takes half a minute")
	}
	t.Parallel()
	o := newOffice(t)
	o.slack.AddChannel("ops")
	o.replace("yardstick.yaml", "    link:=>    stale_after: 1s\n    link:")
	o.replace("yardstick.yaml", "alerts: { =>alerts: { operators: \"#ops\", ")
	p := o.start(nil)
	p.round()
	o.ask("T1", "gold", 0)
	o.ask("T2", "gold", 30*time.Minute)
	o.at(121 * time.Minute) // T1 is late, T2 past its first warning
	p.round()
	o.sql("ALTER TABLE calls RENAME TO gone")
	if report := p.rounds.Round(t.Context()); !report.Failed() {
		t.Fatal("a source without its table answers")
	}

	ctx, stop := context.WithTimeout(t.Context(), 4*patience)
	var beside sync.WaitGroup
	defer beside.Wait()
	defer stop()
	for _, run := range []func(context.Context){p.rounds.Probing, p.rounds.Listening, p.daemon.Delivery.Run} {
		beside.Go(func() { run(ctx) })
	}
	told := func(n int) {
		t.Helper()
		waiting, end := context.WithTimeout(ctx, 2*patience)
		defer end()
		if err := o.slack.Await(waiting, func() bool { return len(o.slack.Messages("ops")) >= n }); err != nil {
			t.Fatalf("%v: %q\n%s", err, o.messages("ops"), p.logs)
		}
	}
	told(1)
	if text := o.slack.Messages("ops")[0].Text; !strings.Contains(text, "Source desk has not answered for") {
		t.Errorf("operators are told %q", text)
	}
	if got := o.messages("frontline"); got != nil {
		t.Errorf("told though nobody knows: %q", got)
	}
	o.sql("ALTER TABLE gone RENAME TO calls")
	o.call("T2", 100*time.Minute)
	told(2)
	if text := o.slack.Messages("ops")[1].Text; !strings.Contains(text, "Source desk answers again") {
		t.Errorf("operators are told %q", text)
	}
	for waiting := 1; waiting > 0; {
		if err := o.db.QueryRow("SELECT count(*) FROM yardstick.alert WHERE state NOT IN ('sent', 'dropped')").Scan(&waiting); err != nil {
			t.Fatal(err)
		}
		select {
		case <-time.After(10 * time.Millisecond): // the ledger gives no signal
		case <-ctx.Done():
			t.Fatalf("%d alerts wait", waiting)
		}
	}
	wantEqual(t, []string{"T1 missed"}, o.messages("frontline"), "what is still so")
	var reason string
	if err := o.db.QueryRow("SELECT state_reason FROM yardstick.alert WHERE ticket = 'T2' AND state = 'dropped'").Scan(&reason); err != nil || reason == "" {
		t.Errorf("why the warning was not told: %q, %v", reason, err)
	}
	if n := len(o.slack.Messages("ops")); n != 2 {
		t.Errorf("operators were told %d times", n)
	}
}
