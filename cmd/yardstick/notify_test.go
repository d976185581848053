package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// Each place has who delivers there, and it gets there.
func TestOutlets(t *testing.T) {
	chat, mail, hook := notifierstest.NewSlack(t), notifierstest.NewSMTP(t), notifierstest.NewReceiver(t)
	chat.AddChannel("support")
	w := &workspace{logger: slog.New(slog.DiscardHandler), config: &config.Config{
		Slack: config.Slack{Token: config.NewSecret(chat.Token()), APIURL: chat.URL()},
		Email: config.Email{SMTP: config.NewSecret(mail.URL()), From: "yardstick@example.com"},
		Webhooks: []config.Webhook{
			{Name: "pager", URL: config.NewSecret(hook.URL()), Key: config.NewSecret("key"), Allowed: []string{hook.Host()}},
		},
	}}
	out, err := w.outlets(&bytes.Buffer{})
	if err != nil {
		t.Fatal(err)
	}
	for _, place := range []notifiers.Place{"#support", notifiers.Mail("leads@example.com"), notifiers.Webhook("pager")} {
		n, known := out.to(place)
		if !known {
			t.Fatalf("nobody delivers to %s", place)
		}
		p := notifiers.Post{To: place, Message: notifiers.Message{Notice: notifierstest.SampleNotice()}}
		if _, err := n.Post(t.Context(), p); err != nil {
			t.Errorf("%s: %v", place, err)
		}
	}
	if len(chat.Messages("support")) != 1 || len(mail.Mails()) != 1 || len(hook.Taken()) != 1 {
		t.Errorf("%d in Slack, %d mails, %d webhooks", len(chat.Messages("support")), len(mail.Mails()), len(hook.Taken()))
	}
	if got := out.names().Value.String(); got != "[slack email webhook]" || out.shown() {
		t.Errorf("outlets %s, shown %v", got, out.shown())
	}
}

// What is not configured is said by who asks for it. A terminal shows what is for Slack, and mails, which would not leave at all.
func TestOutletsThatAreNotConfigured(t *testing.T) {
	w := &workspace{logger: slog.New(slog.DiscardHandler), config: &config.Config{}}
	var screen bytes.Buffer
	out, err := w.outlets(&screen)
	if err != nil || !out.shown() {
		t.Fatalf("shown %v, %v", out.shown(), err)
	}
	for _, place := range []notifiers.Place{"#support", notifiers.Mail("leads@example.com")} {
		if n, known := out.to(place); !known || n.Name() != "console" {
			t.Errorf("%s: no terminal", place)
		}
	}
	pager := notifiers.Webhook("pager")
	if _, known := out.to(pager); known {
		t.Errorf("somebody delivers to %s", pager)
	}
	w.config.Slack.Token = config.NewSecret("xoxb-1")
	if out, err = w.outlets(&screen); err != nil {
		t.Fatal(err)
	}
	if _, known := out.to(notifiers.Mail("leads@example.com")); known {
		t.Error("mails leave without a server")
	}
}

// An address that can't be used ends the start, without being repeated.
func TestOutletsThatCantBe(t *testing.T) {
	w := &workspace{logger: slog.New(slog.DiscardHandler), config: &config.Config{
		Email:    config.Email{SMTP: config.NewSecret("smtp://u:SECRET@h/path"), From: "a@example.com"},
		Webhooks: []config.Webhook{{Name: "pager", URL: config.NewSecret("https://evil.example/SECRET"), Key: config.NewSecret("k")}},
	}}
	_, err := w.outlets(&bytes.Buffer{})
	if err == nil || strings.Contains(err.Error(), "SECRET") || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("%v", err)
	}
}
