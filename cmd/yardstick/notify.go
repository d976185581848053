package main

import (
	"errors"
	"io"
	"log/slog"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/console"
	"github.com/yardstickd/yardstick/notifiers/email"
	"github.com/yardstickd/yardstick/notifiers/slack"
	"github.com/yardstickd/yardstick/notifiers/webhook"
)

// outlets are who delivers where.
type outlets struct {
	chat notifiers.Notifier // Slack, or the terminal
	// mail and hooks are nil where none is configured.
	mail, hooks notifiers.Notifier
}

// outlets gives who delivers by the configuration: Slack where there is a token, and else the terminal, which it says.
func (w *workspace) outlets(out io.Writer) (outlets, error) {
	var o outlets
	var chatErr, mailErr, hooksErr error
	o.chat, chatErr = w.chat(out)
	if !w.config.Email.SMTP.Empty() {
		o.mail, mailErr = email.New(w.mailOptions())
	}
	if len(w.config.Webhooks) > 0 {
		o.hooks, hooksErr = webhook.New(w.hookOptions())
	}
	return o, errors.Join(chatErr, mailErr, hooksErr)
}

func (w *workspace) chat(out io.Writer) (notifiers.Notifier, error) {
	if w.config.Slack.Token.Empty() {
		w.logger.Info("slack.token is not set: alerts are shown here")
		return console.New(console.Options{Out: out, Colour: styleOf(out).coloured}), nil
	}
	return slack.New(slack.Options{
		Token: w.config.Slack.Token.Reveal(), APIURL: w.config.Slack.APIURL, Buttons: clickable(&w.config.Slack), Board: w.config.Server.URL,
	})
}

func (w *workspace) mailOptions() email.Options {
	return email.Options{SMTP: w.config.Email.SMTP.Reveal(), From: w.config.Email.From}
}

func (w *workspace) hookOptions() webhook.Options {
	var o webhook.Options
	for _, h := range w.config.Webhooks {
		o.Hooks = append(o.Hooks, webhook.Hook{Name: h.Name, URL: h.URL.Reveal(), Key: h.Key.Reveal()})
		o.Allow = append(o.Allow, h.Allowed...)
	}
	return o
}

// shown tells whether people look at a terminal, where also those alerts are shown that have no route.
func (o *outlets) shown() bool {
	_, is := o.chat.(*console.Console)
	return is
}

// to gives who delivers to a place; false where nobody is configured that could. The terminal, which stands for Slack,
// stands for e-mail as well where that is not configured either.
func (o *outlets) to(place notifiers.Place) (notifiers.Notifier, bool) {
	outlet := o.chat
	if _, is := place.Mail(); is && (o.mail != nil || !o.shown()) {
		outlet = o.mail
	}
	if _, is := place.Webhook(); is {
		outlet = o.hooks
	}
	return outlet, outlet != nil
}

// names are for the log.
func (o *outlets) names() slog.Attr {
	var all []string
	for _, n := range []notifiers.Notifier{o.chat, o.mail, o.hooks} {
		if n != nil {
			all = append(all, n.Name())
		}
	}
	return slog.Any("outlets", all)
}
