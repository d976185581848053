package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// The daemon tells a miss once in each place of its route: in Slack, by e-mail and to a webhook, with the same key but for the place.
func TestRunTellsEachPlaceOnce(t *testing.T) {
	chat, mail, hook := notifierstest.NewSlack(t), notifierstest.NewSMTP(t), notifierstest.NewReceiver(t)
	chat.AddChannel("support")
	database := pgtest.Database(t)
	db, err := postgres.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	// Due four seconds from now: after the first round.
	if _, err := db.Exec(`CREATE TABLE tickets AS SELECT '4711' AS id, 'Printer on fire' AS subject, now() - interval '1 hour' + interval '4 seconds' AS created_at,
		NULL::timestamptz AS resolved_at, now() AS changed_at`); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"yardstick.yaml": `
database: { url: "${env:DATABASE_URL}" }
sources: [{ name: desk, tickets: SELECT * FROM tickets, milestones: { opened: created_at, resolved: resolved_at } }]
standards: standards.yaml
slack: { token: "${env:SLACK}", api_url: "` + chat.URL() + `" }
email: { smtp: "${env:SMTP}", from: yardstick@example.com }
webhooks: { allow: [` + hook.Host() + `], to: { pager: { url: "${env:HOOK}", key: "${env:HOOK_KEY}" } } }
`,
		"standards.yaml": `
calendars: { always: { timezone: UTC, hours: 24x7 } }
measures: { resolution: { start: opened, stop: resolved } }
standards:
  - { id: resolution, promise: Solved within an hour., measure: resolution, calendar: always, targets: [{ within: 1h }], route: support }
routes:
  support: { slack: "#support", email: [a@example.com, b@example.com], webhook: pager }
`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, value := range map[string]string{
		"SLACK": chat.Token(), "SMTP": mail.URL(), "HOOK": hook.URL(), "HOOK_KEY": notifierstest.ReceiverKey, "DATABASE_URL": database,
	} {
		t.Setenv(name, value)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	said, ended := &lockedText{}, make(chan int, 1)
	go func() {
		ended <- execute(ctx, []string{"run", "--config", filepath.Join(dir, "yardstick.yaml")}, nil, said, said)
	}()
	missed := func(text string) bool { return strings.Contains(text, "missed") }
	count := func() (slack, mails, hooks int) {
		for key, n := range chat.Keys() {
			if missed(key) {
				slack += n
			}
		}
		for _, m := range mail.Mails() {
			if missed(m.Header("X-Yardstick-Key")) {
				mails++
			}
		}
		for _, r := range hook.Taken() {
			if missed(r.Header.Get("Idempotency-Key")) {
				hooks++
			}
		}
		return slack, mails, hooks
	}
	for _, wait := range []struct {
		on   func(context.Context, func() bool) error
		cond func() bool
	}{
		{chat.Await, func() bool { slack, _, _ := count(); return slack > 0 }},
		{mail.Await, func() bool { _, mails, _ := count(); return mails > 1 }},
		{hook.Await, func() bool { _, _, hooks := count(); return hooks > 0 }},
	} {
		if err := wait.on(ctx, wait.cond); err != nil {
			t.Error(err)
		}
	}
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("run ended with %d", code)
	}
	if slack, mails, hooks := count(); slack != 1 || mails != 2 || hooks != 1 {
		t.Errorf("%d in Slack, %d mails, %d webhooks; want 1, 2, 1\n%s", slack, mails, hooks, said)
	}
	for _, secret := range []string{chat.Token(), notifierstest.SMTPPassword, notifierstest.ReceiverPath, notifierstest.ReceiverKey} {
		if strings.Contains(said.String(), secret) {
			t.Error("a secret is in the log")
		}
	}
}
