package notifierstest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
)

// botID is who has posted everything.
const botID = "B0YARDSTICK"

// Stored is a message as Slack has it now.
type Stored struct {
	Channel   string // id
	TS        string
	ThreadTS  string // the parent's ts, for a reply
	Text      string
	Blocks    json.RawMessage // nil for none
	EventType string          // of the metadata; "" for none
	Payload   map[string]any  // of the metadata
	Edits     int             // how often it was updated
	// Form is the request that posted or last updated it, without the token.
	Form url.Values
}

// Key is the "key" of the message's metadata; "" for none.
func (m Stored) Key() string {
	key, _ := m.Payload["key"].(string)
	return key
}

// channel is a conversation. Its messages are in the order of their ts.
type channel struct {
	id, name string
	private  bool
	archived bool
	member   bool
	last     int64 // the last ts given, in µs
	posted   time.Time
	messages []*Stored
}

// AddChannel makes a public channel which the bot is a member of and gives its id. The name is without "#".
func (s *Slack) AddChannel(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &channel{id: fmt.Sprintf("C%08d", len(s.channels)+1), name: name, member: true}
	s.channels = append(s.channels, c)
	return c.id
}

// Archive archives a channel, by id or name.
func (s *Slack) Archive(name string) { s.change(name, func(c *channel) { c.archived = true }) }

// Leave takes the bot out of a channel, by id or name.
func (s *Slack) Leave(name string) { s.change(name, func(c *channel) { c.member = false }) }

func (s *Slack) change(name string, how func(*channel)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.channel(name); c != nil {
		how(c)
	}
}

// Delete removes a message, as somebody in the channel may.
func (s *Slack) Delete(name, ts string) {
	s.change(name, func(c *channel) {
		c.messages = slices.DeleteFunc(c.messages, func(m *Stored) bool { return m.TS == ts })
	})
}

// channel finds a channel by id, name or #name; nil if there is none.
func (s *Slack) channel(name string) *channel {
	name = strings.TrimPrefix(name, "#")
	for _, c := range s.channels {
		if name != "" && (c.id == name || c.name == name) {
			return c
		}
	}
	return nil
}

// channelByID is for the methods that, like the real ones, take no name.
func (s *Slack) channelByID(id string) *channel {
	if c := s.channel(id); c != nil && c.id == id {
		return c
	}
	return nil
}

// Messages gives what stands in a channel (by id or name), oldest first; "" means all channels.
func (s *Slack) Messages(channel string) []Stored {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Stored
	for _, c := range s.channels {
		if channel != "" && c != s.channel(channel) {
			continue
		}
		for _, m := range c.messages {
			all = append(all, m.copy())
		}
	}
	return all
}

// WithKey gives the messages of all channels whose metadata has the key: more than one means that an alert was doubled.
func (s *Slack) WithKey(key string) []Stored {
	return slices.DeleteFunc(s.Messages(""), func(m Stored) bool { return m.Key() != key })
}

func (m *Stored) copy() Stored {
	c := *m
	c.Payload = maps.Clone(m.Payload)
	return c
}

// stamp gives the next ts of the channel: the time in µs, but always later than the last.
func (c *channel) stamp(now time.Time) string {
	c.last = max(c.last+1, now.UnixMicro())
	return fmt.Sprintf("%d.%06d", c.last/1e6, c.last%1e6)
}

func (c *channel) message(ts string) *Stored {
	for _, m := range c.messages {
		if m.TS == ts {
			return m
		}
	}
	return nil
}

// object is the message as Slack's API shows it.
func (m *Stored) object(withMetadata bool) map[string]any {
	o := map[string]any{"type": "message", "ts": m.TS, "text": m.Text, "bot_id": botID, "user": "U0BOT"}
	if m.Blocks != nil {
		o["blocks"] = m.Blocks
	}
	if m.ThreadTS != "" {
		o["thread_ts"] = m.ThreadTS
	}
	if m.Edits > 0 {
		o["edited"] = map[string]any{"user": "U0BOT", "ts": m.TS}
	}
	if withMetadata && m.EventType != "" {
		o["metadata"] = map[string]any{"event_type": m.EventType, "event_payload": m.Payload}
	}
	return o
}
