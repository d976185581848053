package main

import (
	"strings"
	"testing"
	"time"
)

// teamStandards are those of a support team that is at work from eight to six, has a channel for one of its places, and
// leads who want to know what stays late.
const teamStandards = `
calendars:
  always: { timezone: UTC, hours: 24x7 }
  office: { timezone: UTC, hours: { mon-fri: "08:00-18:00" } }
measures:
  callback: { start: callback_requested, stop: called_back, cancel: callback_withdrawn }
standards:
  - id: callback
    promise: We call you back within two hours.
    measure: callback
    calendar: always
    targets: [{ within: 2h }]
    warn_at: [50%]
    escalate: [{ after: 30m, to: leads }]
    route: frontline
routes:
  frontline:
    slack: "#frontline"
    mention: ["@oncall", "{assignee}"]
    per: { team: { porto: { slack: "#porto", mention: "@porto" } } }
    quiet: { outside: office, except: { tier: vip } }
  leads: { slack: "#leads", mention: "@leads" }
`

// team is an office whose tickets have a team and an assignee, and its Slack.
type team struct {
	*office
	*process
	oncall, porto, leads, jane string // ids
}

func newTeam(t *testing.T) *team {
	t.Helper()
	m := &team{office: newOffice(t)}
	m.slack.AddChannel("porto")
	m.slack.AddChannel("leads")
	m.oncall, m.porto, m.leads = m.slack.AddGroup("oncall"), m.slack.AddGroup("porto"), m.slack.AddGroup("leads")
	m.jane = m.slack.AddPerson("Jane Doe", "jane@example.com")
	m.sql("ALTER TABLE calls ADD team text, ADD assignee text")
	m.replace("yardstick.yaml", "tier, asked=>tier, team, assignee, asked")
	m.write("standards/standards.yaml", teamStandards)
	m.process = m.start(nil)
	m.round()
	return m
}

// open opens a ticket of a team, assigned to somebody.
func (m *team) open(id, tier, team, assignee string, after time.Duration) {
	m.ask(id, tier, after)
	m.sql("UPDATE calls SET team = $2, assignee = $3 WHERE id = $1", id, team, assignee)
}

// look has the time come, and everything that it brings be told.
func (m *team) look(after time.Duration) {
	m.t.Helper()
	m.at(after)
	m.round()
	if report := m.rounds.Sweep(m.t.Context()); report.Failed() {
		m.t.Fatal(report.Sources[0].Err)
	}
	m.deliverUntil(func() bool {
		// What a group counts down every so often is looked at now.
		m.sql("UPDATE yardstick.alert SET claimable_at = now() WHERE claimable_at > now() AND (action = 'update' OR kind = 'group') AND state IN ('pending', 'sent')")
		var waiting int
		err := m.db.QueryRow(`SELECT count(*) FROM yardstick.alert
			WHERE state IN ('pending', 'sending', 'unsure') OR state = 'held' AND claimable_at <= now()`).Scan(&waiting)
		return err == nil && waiting == 0
	})
}

// stands gives what stands in a channel: each message's first words, where it stands, and whom it calls.
func (m *team) stands(channel string) []string {
	names := map[string]string{"<!subteam^" + m.oncall + ">": "@oncall", "<!subteam^" + m.porto + ">": "@porto", "<!subteam^" + m.leads + ">": "@leads", "<@" + m.jane + ">": "@jane"}
	var all []string
	for _, s := range m.slack.Messages(channel) {
		text := "opening"
		switch {
		case s.Broadcast:
			text = "shown reply"
		case s.ThreadTS != "":
			text = "reply"
		}
		title, _, _ := strings.Cut(s.Text, " · ")
		for id, name := range names {
			title = strings.ReplaceAll(title, id, name)
		}
		all = append(all, text+": "+title)
	}
	return all
}

// TestRunTellsATeam goes from the files to the messages of a day: who is called, in which channel, what stands in the
// thread, who is told next, and that what has come to rest is closed in green wherever it stands.
func TestRunTellsATeam(t *testing.T) {
	t.Parallel()
	m := newTeam(t)
	m.open("T1", "gold", "hamburg", "jane@example.com", 0)
	m.open("T2", "gold", "porto", "", 0)
	m.look(61 * time.Minute)
	wantEqual(t, []string{"opening: @oncall @jane 🟡 59 min of open time left"}, m.stands("frontline"), "the warning")
	wantEqual(t, []string{"opening: @porto 🟡 59 min of open time left"}, m.stands("porto"), "the warning of a team with a channel of its own")
	m.call("T2", 62*time.Minute)
	m.look(121 * time.Minute)
	wantEqual(t, []string{"opening: 🔴 1 min late", "shown reply: @oncall @jane 🔴 1 min late"}, m.stands("frontline"), "the miss")
	wantEqual(t, []string{"opening: 🟢 Done in time, 58 min before it was due"}, m.stands("porto"), "what was kept")
	m.look(151 * time.Minute)
	wantEqual(t, []string{"opening: @leads 🚨 Escalated: 31 min late"}, m.stands("leads"), "the escalation")
	m.call("T1", 160*time.Minute)
	m.look(161 * time.Minute)
	wantEqual(t, []string{"opening: ✅ Done, 40 min late", "shown reply: @oncall @jane 🔴 1 min late", "reply: ✅ Done, 40 min late"}, m.stands("frontline"), "what recovered")
	wantEqual(t, []string{"opening: ✅ Done, 40 min late", "reply: ✅ Done, 40 min late"}, m.stands("leads"), "what recovered, for the leads")
	wantEqual(t, []string(nil), m.stands("vip"), "elsewhere")
}

// TestRunKeepsQuiet holds back what comes in the evening, but for those who are excepted, and tells it together in the morning:
// what was done late overnight as what it is by then, and no warning of what was missed since.
func TestRunKeepsQuiet(t *testing.T) {
	t.Parallel()
	m := newTeam(t)
	for _, id := range []string{"T1", "T2", "T3"} {
		m.open(id, "gold", "hamburg", "jane@example.com", 8*time.Hour+30*time.Minute) // 17:30
	}
	m.open("V1", "vip", "hamburg", "", 8*time.Hour+30*time.Minute)
	m.look(9*time.Hour + 31*time.Minute) // 18:31
	wantEqual(t, []string{"opening: @oncall 🟡 59 min of open time left"}, m.stands("frontline"), "in the evening")
	m.look(10*time.Hour + 31*time.Minute) // 19:31
	wantEqual(t, []string{"opening: 🔴 1 min late", "shown reply: @oncall 🔴 1 min late"}, m.stands("frontline"), "late in the evening")
	m.call("T3", 12*time.Hour)
	m.look(12*time.Hour + time.Minute)
	var opens time.Time
	if err := m.db.QueryRow("SELECT max(claimable_at) FROM yardstick.alert WHERE state = 'held'").Scan(&opens); err != nil {
		t.Fatal(err)
	}
	// From 19:31, when the misses were found, to 8:00 the next day, in the ledger's own time.
	if wait := time.Until(opens); wait < 12*time.Hour+27*time.Minute || wait > 12*time.Hour+29*time.Minute {
		t.Errorf("held for %v more", wait)
	}
	m.sql("UPDATE yardstick.alert SET claimable_at = now() WHERE state = 'held'") // the morning has come
	m.look(23 * time.Hour)
	wantEqual(t, []string{
		"opening: 🔴 1 min late", "shown reply: @oncall 🔴 1 min late", "opening: 🔴 2 late", "reply: Page 1 of 1",
	}, m.stands("frontline"), "in the morning")
	group := string(m.slack.Messages("frontline")[2].Blocks)
	for _, want := range []string{
		"3 clocks of 3 tickets in one message, held back in quiet hours; 1 of them at rest by now", "🔴 12 h 30 min late  ", "as of Tue 31 Mar 2026 08:00",
	} {
		if !strings.Contains(group, want) {
			t.Errorf("the group does not say %q: %s", want, group)
		}
	}
	for _, id := range []string{"T1", "T2"} {
		m.call(id, 23*time.Hour+time.Minute)
	}
	m.look(23*time.Hour + 2*time.Minute)
	if told := m.stands("frontline"); told[2] != "opening: 🟢 Come to rest: 3 clocks" {
		t.Errorf("the group is not closed: %q", told)
	}
}
