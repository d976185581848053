package config

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/config/diag"
)

// TestLoadMessages reads every key about how messages leave and clicks come back, and shows none of the secrets.
func TestLoadMessages(t *testing.T) {
	dir := write(t, map[string]string{
		"secrets/key": "canary-key\n", "standards/a.yaml": "routes: {}\n",
		"yardstick.yaml": `
sources: [{ name: desk, tickets: SELECT 1 }]
slack:
  token: "${env:BOT}"
  app_token: "${env:APP}"
  signing_secret: "${file:secrets/key}"
  may_excuse: [U0123456789, W0123456, Jane@Example.com]
alerts: { group_over: 0 }
email: { smtp: "${env:SMTP}", from: "Yardstick für alle <yardstick@example.com>" }
webhooks:
  allow: [Hooks.Example.com, 127.0.0.1, "::1"]
  to:
    pager: { url: "${env:HOOK}", key: "${file:secrets/key}" }
    tv: { url: "${env:LOCAL_HOOK}", key: "${env:BOT}" }
server: { listen: ":8080", token: "${file:secrets/key}" }
`,
	})
	c, problems := Load(filepath.Join(dir, "yardstick.yaml"), environment)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	got := []any{
		c.Slack.Token.Reveal(), c.Slack.AppToken.Reveal(), c.Slack.SigningSecret.Reveal(), c.Slack.MayExcuse, c.Alerts.GroupOver,
		c.Email.SMTP.Reveal(), c.Email.From, c.Server.Listen, c.Server.Token.Reveal(),
	}
	for _, w := range c.Webhooks {
		got = append(got, w.Name, w.URL.Reveal(), w.Key.Reveal(), w.Allowed)
	}
	allowed := []string{"hooks.example.com", "127.0.0.1", "::1"}
	want := []any{
		"xoxb-canary", "xapp-canary", "canary-key",
		[]string{"U0123456789", "W0123456", "jane@example.com"},
		0,
		"smtp://me:c%40nary@mail.example.com:587", "Yardstick für alle <yardstick@example.com>", ":8080", "canary-key",
		"pager", "https://hooks.example.com/canary", "canary-key", allowed, "tv", "http://127.0.0.1:9/canary", "xoxb-canary", allowed,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	text, err := json.Marshal(c)
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "config", c)
	for _, shown := range []string{fmt.Sprintf("%v %+v %#v", c, c.Webhooks, c.Email), string(text), log.String()} {
		if err != nil || strings.Contains(shown, "canary") || strings.Contains(shown, "c%40nary") {
			t.Errorf("shows a secret: %v %s", err, shown)
		}
	}
}

// TestListen takes any address with a token, and without one this machine's alone.
func TestListen(t *testing.T) {
	for address, open := range map[string]bool{
		"127.0.0.1:8080": false, "localhost:1": false, "127.9.9.9:80": false, `"[::1]:80"`: false,
		`":8080"`: true, "0.0.0.0:8080": true, `"[::]:80"`: true, "10.0.0.1:80": true, "status.example.com:80": true,
	} {
		dir := write(t, map[string]string{"standards/a.yaml": "routes: {}\n"})
		for token, good := range map[string]bool{"": !open, `, token: "${env:BOT}"`: true} {
			text := "sources: [{ name: desk, tickets: SELECT 1 }]\nserver: { listen: " + address + token + " }\n"
			_, problems := readConfig(parseDocument(filepath.Join(dir, "yardstick.yaml"), []byte(text)), environment)
			if diag.Failed(problems) == good {
				t.Errorf("%s%s: %v", address, token, problems)
			}
		}
	}
}

// TestMailServers knows the addresses of mail servers from others, wherever they come from.
func TestMailServers(t *testing.T) {
	for text, good := range map[string]bool{
		"smtp://localhost": true, "smtp://mail.example.com:25": true, "smtps://mail.example.com:465/": true, "smtp://me:p%2Fw@[::1]:587": true,
		"": false, "mail.example.com": false, "http://mail.example.com": false, "smtp://": false, "smtp://:25": false, "smtp://a:0x1": false,
		"smtp://a/b": false, "smtp://a?b": false, "smtp://a#b": false, "smtp://me:p/w@a": false, "smtp://a:70000": false,
	} {
		if smtpAddress(text) != good {
			t.Errorf("%q is an address: %v", text, !good)
		}
	}
}
