package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/monitor/postgres"
)

// explainedDesk is the ticket of docs/explain.md.
const explainedDesk = `
CREATE TABLE tickets (id text, subject text, customer text, created_at timestamptz);
INSERT INTO tickets VALUES ('4711', 'Printer on fire', 'Rossi', '2026-04-02 16:20+02');
CREATE TABLE log (ticket_id text, at timestamptz, kind text, author text);
INSERT INTO log VALUES
    ('4711', '2026-04-02 16:30+02', 'callback_requested', 'customer'),
    ('4711', '2026-04-02 17:00+02', 'waiting_on_customer', 'agent'),
    ('4711', '2026-04-02 17:30+02', 'customer_replied', 'customer'),
    ('4711', '2026-04-07 09:00+02', 'called_back', 'bot'),
    ('4711', '2026-04-07 09:30+02', 'called_back', 'agent')`

// TestExplainPage follows docs/explain.md: it writes the files that it shows, runs its commands, and wants what the page
// prints. With -update it writes that.
func TestExplainPage(t *testing.T) {
	page, err := filepath.Abs(filepath.Join(root, "docs", "explain.md"))
	if err != nil {
		t.Fatal(err)
	}
	text, dir := readHouse(t, "docs/explain.md"), t.TempDir()
	writeBlocks(t, dir, namedBlocks(text), "yardstick.yaml", "standards/callback.yaml", "standards/tests.yaml", "wrong.yaml")
	url := pgtest.Database(t)
	db, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), explainedDesk); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TICKETS_URL", url)
	t.Setenv("DATABASE_URL", url)
	t.Chdir(dir)

	if code, out, errOut := runLine(t, "test"); code != 0 {
		t.Errorf("the page's tests end with %d:\n%s%s", code, out, errOut)
	}
	block := regexp.MustCompile("(?s)```text\n.*?```")
	at := 0
	for _, c := range []struct {
		code int
		args []string
	}{
		{0, []string{"explain", "4711", "--at", "2026-04-08 12:00"}},
		{exitTestFailed, []string{"test", "wrong.yaml"}},
	} {
		code, out, errOut := runLine(t, c.args...)
		if code != c.code {
			t.Fatalf("%v ended with %d: %s", c.args, code, errOut)
		}
		shown := block.FindStringIndex(text[at:])
		if shown == nil {
			t.Fatalf("the page shows no output of %v", c.args)
		}
		from, to := at+shown[0], at+shown[1]
		want := "```text\n$ yardstick " + joined(c.args) + "\n" + out + "```"
		if diff := cmp.Diff(text[from:to], want); diff != "" && !*update {
			t.Errorf("the page shows something else than %v prints (- page + command; -update writes it)\n%s", c.args, diff)
		}
		text = text[:from] + want + text[to:]
		at = from + len(want)
	}
	if *update {
		if err := os.WriteFile(page, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// joined writes arguments as one types them.
func joined(args []string) string {
	line := ""
	for i, arg := range args {
		if i > 0 {
			line += " "
		}
		if regexp.MustCompile(`\s`).MatchString(arg) {
			arg = "'" + arg + "'"
		}
		line += arg
	}
	return line
}
