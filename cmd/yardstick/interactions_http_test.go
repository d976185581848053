package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestDaemonAnswersBothWays runs a whole daemon: it listens on Slack's socket and at the endpoint, which asks for the
// signature and not for the token, and lets go of both when it ends.
func TestDaemonAnswersBothWays(t *testing.T) {
	t.Parallel()
	const secret = "8f742231b10e8888abcd99canary"
	o := newOffice(t)
	eve := o.slack.AddPerson("Eve", "eve@example.com")
	o.replace("yardstick.yaml", fmt.Sprintf("slack: { =>slack: { app_token: \"${file:%s}\", signing_secret: \"${file:%s}\", ",
		o.write("app_token", o.slack.AppToken()), o.write("signing_secret", secret)))
	o.replace("yardstick.yaml", fmt.Sprintf("alerts:=>server: { listen: \"127.0.0.1:0\", token: \"${file:%s}\" }\nalerts:",
		o.write("server_token", "tokentokentokentokentokentoken")))
	p := o.start(nil)
	listener, err := listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- p.machine.run(ctx, listener, nil) }()

	await := func(what string, holds func() bool) {
		t.Helper()
		within, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		if err := o.slack.Await(within, holds); err != nil {
			t.Fatalf("waiting for %s: %v\n%s", what, err, p.logs)
		}
	}
	await("a socket", func() bool { n, _ := o.slack.Sockets(); return n == 1 })
	for _, c := range []struct {
		signed string
		want   int
	}{{"guessed", http.StatusUnauthorized}, {secret, http.StatusOK}} {
		command := url.Values{}
		for name, value := range o.slack.Command(eve, "late") {
			command.Set(name, fmt.Sprint(value))
		}
		answer, err := http.DefaultClient.Do(signed(t, "http://"+listener.Addr().String()+"/slack/commands", command.Encode(), c.signed))
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != c.want {
			t.Errorf("signed with %q: %d, want %d", c.signed, answer.StatusCode, c.want)
		}
	}
	await("an answer", func() bool { return len(o.slack.Answers()) == 1 })
	if text := string(o.slack.Answers()[0].Blocks); !strings.Contains(text, "Nothing is late now.") {
		t.Errorf("the answer is %s", text)
	}
	stop()
	if err := stopped(ctx, <-ended); err != nil {
		t.Error(err)
	}
	await("the end of the socket", func() bool { n, _ := o.slack.Sockets(); return n == 0 })
	for _, text := range []string{secret, o.slack.AppToken(), o.slack.Token(), "/response/"} {
		if strings.Contains(p.logs.String(), text) {
			t.Errorf("the log has %q:\n%s", text, p.logs)
		}
	}
}

// signed is a request as Slack signs it, now.
func signed(t *testing.T, address, body, secret string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now().Unix()
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%d:%s", at, body)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Slack-Request-Timestamp", fmt.Sprint(at))
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	return r
}
