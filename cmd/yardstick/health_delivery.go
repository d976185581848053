package main

import (
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
)

// delivered counts what came of an attempt to tell something.
func (m *metrics) delivered(c *monitor.Claim, s *monitor.Settlement) {
	m.told.WithLabelValues(mediumOf(c.Place), told(c), string(s.State)).Inc()
}

// told says what was to be told: a stage, or another kind of message; or that what was told is shown anew.
func told(c *monitor.Claim) string {
	switch m := c.Message; {
	case c.Action != monitor.Post:
		return string(c.Action)
	case m.Alert != nil:
		return string(m.Alert.Stage)
	case m.Group != nil:
		return "group"
	case m.Page != nil:
		return "page"
	case m.File != nil:
		return "file"
	case m.Notice != nil:
		return "notice"
	case m.Digest != nil:
		return "digest"
	}
	return "summary"
}

// mediumOf is by what a place is told.
func mediumOf(p notifiers.Place) string {
	if _, mail := p.Mail(); mail {
		return "email"
	}
	if _, webhook := p.Webhook(); webhook {
		return "webhook"
	}
	return "chat"
}
