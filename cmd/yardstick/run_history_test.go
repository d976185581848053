package main

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"
)

// command runs a command line on the office's configuration and gives its exit code and output.
func (o *office) command(args ...string) (code int, out, errOut string) {
	o.t.Helper()
	var stdout, stderr bytes.Buffer
	code = execute(o.t.Context(), append(args, "--config", o.config), nil, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// What a daemon did is told by history; an excuse is seen by check, which judges by the versions of the ledger.
func TestWhatRunSaidIsRemembered(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.ask("old", "gold", -24*time.Hour)
	p := o.start(nil)
	p.round()
	for _, id := range []string{"T1", "T2", "T3", "T4", "T5"} {
		o.ask(id, "gold", 0)
	}
	o.at(121 * time.Minute)
	for _, id := range []string{"T2", "T3", "T4", "T5"} {
		o.call(id, 90*time.Minute)
	}
	p.round()
	p.deliver()
	o.call("T1", 140*time.Minute)
	o.at(141 * time.Minute)
	p.round()
	p.deliver()

	code, out, errOut := o.command("history", "T1")
	if code != 0 {
		t.Fatalf("%d: %s", code, errOut)
	}
	for _, want := range []string{
		`warning 50% at Mon 2026-03-30 10:00 \+00:00: not told: found only when it was missed`,
		`judged missed: due Mon 2026-03-30 11:00 \+00:00\n`,
		`missed at Mon 2026-03-30 11:00 \+00:00: told in #frontline \w{3} \d{4}-`,
		`still missed; it was done, late: due Mon 2026-03-30 11:00 \+00:00, stopped Mon 2026-03-30 11:20 \+00:00\n`,
		`recovered at Mon 2026-03-30 11:20 \+00:00: told in #frontline`,
	} {
		if !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("history has no %q:\n%s", want, out)
		}
	}
	if _, out, _ = o.command("history", "old"); !strings.Contains(out, "what had passed before anybody watched (50%, 80%, missed)") {
		t.Errorf("the history of what was so before: %s", out)
	}

	if code, _, errOut = o.command("excuse", "T1", "callback", "--reason", "A flood.", "--by", "jane"); code != 0 {
		t.Fatalf("excuse: %d %s", code, errOut)
	}
	o.replace("standards/standards.yaml", "targets: [{ within: 2h }]=>targets: [{ within: 1h }]")
	_, out, errOut = o.command("check", "--json", "--at", "2026-03-30T12:00:00Z", "--standard", "callback")
	var found checkJSON
	if err := json.Unmarshal([]byte(out), &found); err != nil {
		t.Fatalf("%v: %s %s", err, out, errOut)
	}
	s := found.Standards[0]
	// By the files alone all six would be missed: what had started before the edit is judged as it was promised then.
	if !found.Ledger || s.Met != 4 || s.Missed != 2 || s.Excused != 1 || *s.AttainmentAdjusted != 0.8 {
		t.Errorf("check: %s", out)
	}
}

// An edit that a daemon has loaded is judged the same by check.
func TestCheckKnowsTheVersionsOfRun(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.start(nil)
	p.round()
	o.ask("T1", "gold", 0)
	o.call("T1", 90*time.Minute)
	o.at(10 * time.Minute)
	o.replace("standards/standards.yaml", "targets: [{ within: 2h }]=>targets: [{ within: 1h }]")
	p = o.start(nil)
	o.ask("T2", "gold", 20*time.Minute)
	o.call("T2", 110*time.Minute)
	o.at(3 * time.Hour)
	p.round()
	_, out, _ := o.command("check", "--json", "--at", "2026-03-30T12:00:00Z", "--standard", "callback")
	var found checkJSON
	if err := json.Unmarshal([]byte(out), &found); err != nil {
		t.Fatal(err, out)
	}
	if s := found.Standards[0]; s.Met != 1 || s.Missed != 1 {
		t.Errorf("check: %s", out)
	}
	var verdicts string
	if err := o.db.QueryRow("SELECT string_agg(ticket || ' ' || verdict, ', ' ORDER BY ticket) FROM yardstick.clock").Scan(&verdicts); err != nil || verdicts != "T1 met, T2 missed" {
		t.Errorf("the ledger: %q, %v", verdicts, err)
	}
}
