package config

import (
	"regexp"
	"strings"
)

// The forms of a Slack channel: its name, as people write it, or its id.
const (
	channelPattern   = `#[\p{Ll}\p{Lo}\p{M}\p{N}_-]{1,80}`
	channelIDPattern = `[CGD][A-Z0-9]{8,20}`
	// channelPatternSchema is nearly channelPattern for JSON Schema: whatever is not ASCII passes for a small letter.
	channelPatternSchema = `#[^\x00-,./:-\x5e\x60{-\x7f]{1,80}`
)

var channelForm = regexp.MustCompile(`^(?:` + channelPattern + `|` + channelIDPattern + `)$`)

// channel reads a Slack channel, "" where it is none.
func (v value) channel() string {
	text, ok := v.filled("a Slack channel such as \"#support\"")
	if !ok {
		return ""
	}
	if channelForm.MatchString(text) {
		return text
	}
	p := v.fail("channel", "%s is not a Slack channel", quoted(text))
	name := "#" + strings.ToLower(strings.ReplaceAll(strings.TrimLeft(text, "#@"), " ", "-"))
	switch {
	case strings.HasPrefix(text, "@"):
		p.Hint = "alerts go to channels: \"#support\", or a channel's id such as C0123456789"
	case channelForm.MatchString(name):
		p.Hint = "did you mean \"" + name + "\"?"
	default:
		p.Hint = "write \"#support\", or a channel's id such as C0123456789"
	}
	return ""
}
