package main

import (
	"context"
	"net/http"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers/slack"
)

// clickable tells whether somebody answers clicks in Slack: then messages have buttons.
func clickable(s *config.Slack) bool { return !s.AppToken.Empty() || !s.SigningSecret.Empty() }

// interactions answers clicks and commands in Slack, where somebody is to.
func (m *machine) interactions() clicks {
	s := &m.config.Slack
	chat, is := m.outlets.chat.(*slack.Slack)
	if !is || !clickable(s) {
		return clicks{}
	}
	if s.AppToken.Empty() && m.config.Server.Listen == "" {
		m.logger.Warn("slack.signing_secret is set, but not server.listen: nobody answers when a button is clicked")
	}
	options := slack.InteractionOptions{
		Actions: m.acts(), MayExcuse: s.MayExcuse, AppToken: s.AppToken.Reveal(), SigningSecret: s.SigningSecret.Reveal(), Log: m.logger,
	}
	if m.clock != nil { // a machine whose clock is wrong would refuse whatever is signed now
		options.Now = m.clock.Now
	}
	return clicks{slack.NewInteractions(chat, options)}
}

// acts carries out what people do from messages. A follower may, too: all that counts is in the ledger.
func (m *machine) acts() *monitor.Acts {
	return &monitor.Acts{Desk: m.ledger, Rounds: m.rounds, Told: m.daemon.Delivery.Wake}
}

// clicks answers what people do in Slack; the zero value answers nobody.
type clicks struct{ *slack.Interactions }

// listen answers what comes over Socket Mode until ctx ends.
func (c clicks) listen(ctx context.Context) {
	if c.Interactions != nil && c.AppToken != "" {
		c.Listen(ctx)
	}
}

// endpoint answers what comes over HTTP; nil for nothing.
func (c clicks) endpoint() http.Handler {
	if c.Interactions == nil || c.SigningSecret == "" {
		return nil
	}
	return c.Handler()
}

// finish waits until what was begun has ended. Nothing must come any more.
func (c clicks) finish() {
	if c.Interactions != nil {
		c.Wait()
	}
}
