package main

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
)

// Two sources may have tickets of the same id.
func TestRunTellsSourcesApart(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.replace("yardstick.yaml", "  - name: desk\n=>  - name: other\n"+
		"    tickets: SELECT id, subject, customer, tier, asked, NULL::timestamptz AS called, withdrawn FROM calls\n"+
		"    milestones: { callback_requested: asked, called_back: called, callback_withdrawn: withdrawn }\n  - name: desk\n")
	p := o.start(nil)
	p.round()
	o.ask("T1", "gold", 0)
	o.at(61 * time.Minute)
	p.round()
	p.deliver()
	o.call("T1", 62*time.Minute) // at the desk only
	o.at(121 * time.Minute)
	p.round()
	p.deliver()
	wantEqual(t, []string{"T1 50%25 edited 1×", "T1 50%25 edited 1×", "T1 missed"}, o.messages("frontline"), "messages")
	last := o.slack.Messages("frontline")[2]
	if !strings.HasPrefix(last.Key(), "other/") {
		t.Errorf("missed is %s", last.Key())
	}
}

// Two routes to one channel are one place: one summary for both, and one pace.
func TestRunKnowsAPlaceByItsName(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.replace("standards/standards.yaml", "\"#vip\"=>\"#frontline\"")
	o.ask("T1", "gold", -24*time.Hour)
	o.ask("V1", "vip", -24*time.Hour)
	p := o.start(nil)
	p.round()
	p.deliver()
	wantEqual(t, []string{"summary"}, o.messages("frontline"), "messages")
	if blocks := string(o.slack.Messages("frontline")[0].Blocks); !strings.Contains(blocks, "vip-callback") || !strings.Contains(blocks, "2 late now") {
		t.Errorf("the summary is not of both: %s", blocks)
	}
}

// Whatever an id is made of, and however long, it holds up nobody else.
func TestRunTakesOddIDs(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.sql("ALTER TABLE calls DROP CONSTRAINT calls_pkey")
	p := o.start(nil)
	p.round()
	long := &strings.Builder{} // of what can't be compressed
	for random := rand.New(rand.NewPCG(1, 2)); long.Len() < 1000; {
		long.WriteRune(rune(0x4e00 + random.IntN(0x5000)))
	}
	ids := []string{"T1", "a/b\n\r\t'\"\\x {},NULL<!channel>|\\N", long.String()[:999]}
	for _, id := range append(ids, long.String()+"!", strings.Repeat(long.String(), 1000)) {
		o.ask(id, "gold", 0)
	}
	o.at(61 * time.Minute)
	for range 2 {
		report := p.round()
		wantEqual(t, monitor.Count{Read: 5, Used: 3, SetAside: 2}, report.Tally.Rows, "rows")
		wantEqual(t, map[string]int{"id longer than 1000 bytes": 2}, report.Tally.Reasons, "reasons")
	}
	o.sql("UPDATE calls SET subject = repeat('🔥', 300000) WHERE id = 'T1'")
	o.at(100 * time.Minute)
	p.round()
	var longest int
	if err := o.db.QueryRow("SELECT max(length(message::text)) FROM yardstick.alert").Scan(&longest); err != nil || longest > 10_000 {
		t.Errorf("a message of %d characters is kept, %v", longest, err)
	}
	p.deliver()
	if got := len(o.messages("frontline")); got != len(ids) {
		t.Errorf("%d messages, want %d", got, len(ids))
	}
}

// A standard without a route is judged and told to nobody, its first round included.
func TestRunTellsNothingWithoutARoute(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.replace("standards/standards.yaml", "    route: vip\n=>")
	o.ask("old", "vip", -24*time.Hour)
	p := o.start(nil)
	p.round()
	o.ask("V1", "vip", 0)
	o.at(61 * time.Minute)
	if report := p.round(); report.Late != 2 {
		t.Errorf("%d late, want 2", report.Late)
	}
	wantEqual(t, []string(nil), o.states(), "alerts")
}

// Columns that change below a running daemon cost one round.
func TestRunFollowsTheColumns(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.replace("yardstick.yaml", "SELECT id, subject, customer, tier, asked, called, withdrawn, changed_at FROM calls=>SELECT * FROM calls")
	p := o.start(nil)
	p.round()
	o.sql("ALTER TABLE calls ADD COLUMN floor integer")
	p.rounds.Round(t.Context())
	p.round()
}
