package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// doctored runs `yardstick doctor` before fakes of all that alerts go to, and gives what it says and its exit code.
func doctored(t *testing.T, chat *notifierstest.Slack, mail *notifierstest.SMTP, hook *notifierstest.Receiver) (string, int) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"yardstick.yaml": `
database: { url: "${env:DATABASE_URL}" }
sources:
  - { name: desk, tickets: "SELECT 1 AS id, now() AS created_at, now() AS changed_at, 'a@example.com' AS assignee", milestones: { opened: created_at, resolved: created_at } }
standards: standards.yaml
slack: { token: "${env:SLACK}", api_url: "` + chat.URL() + `" }
alerts: { operators: "#operators" }
digest: { to: { slack: "#executives" } }
email: { smtp: "${env:SMTP}", from: yardstick@example.com }
webhooks: { allow: [` + hook.Host() + `], to: { pager: { url: "${env:HOOK}", key: "${env:HOOK_KEY}" } } }
`,
		"standards.yaml": `
calendars:
  always: { timezone: UTC, hours: 24x7 }
measures:
  resolution: { start: opened, stop: resolved }
standards:
  - { id: resolution, promise: Solved within an hour., measure: resolution, calendar: always, targets: [{ within: 1h }], route: support }
routes:
  support: { slack: "#support", email: a@example.com, webhook: pager, mention: ["@frontline", "{assignee}"] }
`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, value := range map[string]string{
		"SLACK": chat.Token(), "SMTP": mail.URL(), "HOOK": hook.URL(), "HOOK_KEY": notifierstest.ReceiverKey, "DATABASE_URL": pgtest.Database(t),
	} {
		t.Setenv(name, value)
	}
	var out bytes.Buffer
	code := execute(context.Background(), []string{"doctor", "--config", filepath.Join(dir, "yardstick.yaml")}, nil, &out, &out)
	for _, secret := range []string{chat.Token(), notifierstest.SMTPPassword, notifierstest.ReceiverPath, notifierstest.ReceiverKey} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("a secret is in %s", out.String())
		}
	}
	if len(mail.Mails())+len(hook.Requests()) > 0 {
		t.Error("the doctor sent something")
	}
	return out.String(), code
}

func TestDoctorOfOutlets(t *testing.T) {
	chat, mail, hook := notifierstest.NewSlack(t), notifierstest.NewSMTP(t), notifierstest.NewReceiver(t)
	chat.AddChannel("support")
	chat.AddChannel("operators")
	chat.AddChannel("executives")
	chat.AddGroup("frontline")
	chat.Grant("chat:write", "channels:history", "groups:history", "channels:read", "groups:read", "files:write", "usergroups:read", "users:read", "users:read.email")
	said, code := doctored(t, chat, mail, hook)
	for _, want := range []string{
		"ok       slack: the token is that of yardstick in Acme\n", "ok       slack #support: it is there, and its messages and threads can be read\n",
		"ok       slack #operators: ", "ok       slack #executives: ", "ok       slack @frontline: the user group is there\n", "ok       email: the mail server answers and lets us in; no mail was sent\n",
		"ok       webhook pager: 127.0.0.1 is at 127.0.0.1; nothing was posted\n", "\n0 problems, ",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
	if code != 0 || len(chat.Messages("support")) > 0 {
		t.Errorf("ends with %d", code)
	}
}

// What is wrong with the outlets is a problem, each with its remedy.
func TestDoctorOfOutletsThatDoNotServe(t *testing.T) {
	chat, mail, hook := notifierstest.NewSlack(t), notifierstest.NewSMTP(t), notifierstest.NewReceiver(t)
	chat.AddChannel("operators")
	chat.AddChannel("executives")
	chat.Leave("operators")
	chat.Grant("chat:write", "channels:history", "groups:history", "channels:read", "groups:read", "files:write", "usergroups:read")
	mail.Misbehave(notifierstest.MailFault{At: "AUTH", Code: 535, Text: "no"})
	said, code := doctored(t, chat, mail, hook)
	for _, want := range []string{
		"problem  slack: the app lacks users:read, users:read.email\n         → add the scopes",
		"problem  slack #support: permanent: channel_not_found", "         → look at the name in the route",
		"problem  slack #operators: permanent: not_in_channel", "         → invite the app there",
		"problem  slack @frontline: there is no such user group", "problem  email: permanent: smtp_535: the server does not accept the user and the password",
		"\n5 problems, ",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
	if code != 1 {
		t.Errorf("ends with %d", code)
	}
}

// What failed for good is found, with the place and the reason, until somebody sees to it.
func TestDoctorOfWhatFailed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.start(nil)
	p.round()
	o.ask("T1", "gold", 0)
	o.slack.Archive("frontline")
	o.at(121 * time.Minute)
	p.round()
	p.deliver()
	wantEqual(t, []string{"T1 missed: failed"}, o.states(), "states")
	var out bytes.Buffer
	execute(t.Context(), []string{"doctor", "--config", o.config}, nil, &out, &out)
	want := "warning  ledger: 1 message to #frontline failed for good, the last since: permanent: is_archived: the channel is archived: name another one in the route\n         → put that right"
	if !strings.Contains(out.String(), want) {
		t.Errorf("it does not say %q:\n%s", want, out.String())
	}
}
