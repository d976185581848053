package notifierstest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Stored is a message as Slack has it now.
type Stored struct {
	Channel   string // id
	TS        string
	ThreadTS  string // the parent's ts, for a reply; "" for what stands by itself, though it has replies
	Broadcast bool   // a reply that is shown in the channel, too
	Text      string
	Blocks    json.RawMessage // nil for none
	EventType string          // of the metadata; "" for none
	Payload   map[string]any  // of the metadata
	Edits     int             // how often it was updated
	File      *SharedFile     // the file that it shares; nil for none
	// To is who alone sees it, by chat.postEphemeral: such a message is in no history and has no ts that could be updated. "" for all.
	To string
	// Form is the request that posted or last updated it, without the token.
	Form url.Values

	deleted bool      // a parent that was deleted, of which its replies left a stub
	replies []*Stored // in the order of their ts
}

// Key is the "key" of the message's metadata or, for a file, what stands in brackets at the end of its title; "" for none.
func (m Stored) Key() string {
	if m.File != nil {
		title, ends := strings.CutSuffix(m.File.Title, "]")
		_, key, _ := strings.Cut(title, "[")
		if !ends {
			return ""
		}
		return key
	}
	key, _ := m.Payload["key"].(string)
	return key
}

// channel is a conversation.
type channel struct {
	id, name string
	private  bool
	archived bool
	member   bool
	last     int64 // the last ts given, in µs
	posted   time.Time
	messages []*Stored // all of them, in the order of their ts
	shown    []*Stored // those that the history shows: no replies but broadcast ones
	byTS     map[string]*Stored
	whispers []*Stored // ephemeral ones
}

// AddChannel makes a public channel which the bot is a member of and gives its id. The name is without "#".
func (s *Slack) AddChannel(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &channel{id: fmt.Sprintf("C%08d", len(s.channels)+1), name: name, member: true, byTS: map[string]*Stored{}}
	s.channels = append(s.channels, c)
	s.byName[c.id], s.byName[name] = c, c
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

// Delete removes a message, as somebody in the channel may. Of a parent with replies a stub stays, as in Slack.
func (s *Slack) Delete(name, ts string) {
	s.change(name, func(c *channel) {
		m := c.byTS[ts]
		if m == nil {
			return
		}
		s.unindex(m)
		if len(m.replies) > 0 {
			*m = Stored{
				Channel: m.Channel, TS: m.TS, Text: "This message was deleted.", deleted: true, replies: m.replies,
			}
			return
		}
		c.remove(m)
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.announce()
}

func (c *channel) remove(m *Stored) {
	delete(c.byTS, m.TS)
	is := func(other *Stored) bool { return other == m }
	c.messages = slices.DeleteFunc(c.messages, is)
	c.shown = slices.DeleteFunc(c.shown, is)
	if parent := c.byTS[m.ThreadTS]; parent != nil {
		parent.replies = slices.DeleteFunc(parent.replies, is)
		if parent.deleted && len(parent.replies) == 0 {
			c.remove(parent)
		}
	}
}

// store puts a message into the channel. It is called with the lock held.
func (s *Slack) store(c *channel, m *Stored) {
	if s.lean {
		m.Form, m.Blocks, m.Text = nil, nil, m.Text[:min(len(m.Text), 20)]
	}
	c.messages = append(c.messages, m)
	c.byTS[m.TS] = m
	if parent := c.byTS[m.ThreadTS]; parent != nil {
		parent.replies = append(parent.replies, m)
	}
	if m.ThreadTS == "" || m.Broadcast {
		c.shown = append(c.shown, m)
	}
	s.index(m)
}

func (s *Slack) index(m *Stored) {
	if key := m.Key(); key != "" {
		s.byKey[key] = append(s.byKey[key], m)
	}
}

func (s *Slack) unindex(m *Stored) {
	if key := m.Key(); key != "" {
		if s.byKey[key] = slices.DeleteFunc(s.byKey[key], func(other *Stored) bool { return other == m }); len(s.byKey[key]) == 0 {
			delete(s.byKey, key)
		}
	}
}

// channel finds a channel by id, name or #name; nil if there is none.
func (s *Slack) channel(name string) *channel { return s.byName[strings.TrimPrefix(name, "#")] }

// channelByID is for the methods that, like the real ones, take no name.
func (s *Slack) channelByID(id string) *channel {
	if c := s.channel(id); c != nil && c.id == id {
		return c
	}
	return nil
}

// Messages gives what stands in a channel (by id or name), oldest first; "" means all channels. Stubs of deleted
// messages and what a single person saw are not among them.
func (s *Slack) Messages(name string) []Stored {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.collect(name, func(c *channel) []*Stored { return c.messages })
}

// Whispers gives what was shown to single people in a channel, oldest first; "" means all channels.
func (s *Slack) Whispers(name string) []Stored {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.collect(name, func(c *channel) []*Stored { return c.whispers })
}

func (s *Slack) collect(name string, of func(*channel) []*Stored) []Stored {
	all := []Stored{}
	for _, c := range s.channels {
		if name != "" && c != s.channel(name) {
			continue
		}
		for _, m := range of(c) {
			if !m.deleted {
				all = append(all, m.copy())
			}
		}
	}
	return all
}

// WithKey gives the messages of all channels whose metadata, or whose file's title, has the key: more than one means
// that an alert was doubled.
func (s *Slack) WithKey(key string) []Stored {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []Stored{}
	for _, m := range s.byKey[key] {
		all = append(all, m.copy())
	}
	return all
}

// Keys gives how many messages stand for each key, of all channels.
func (s *Slack) Keys() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	counts := make(map[string]int, len(s.byKey))
	for key, messages := range s.byKey {
		counts[key] = len(messages)
	}
	return counts
}

func (m *Stored) copy() Stored {
	c := *m
	c.Payload, c.replies = maps.Clone(m.Payload), nil
	return c
}

// stamp gives the next ts of the channel: the time in µs, but always later than the last.
func (c *channel) stamp(now time.Time) string {
	c.last = max(c.last+1, now.UnixMicro())
	return fmt.Sprintf("%d.%06d", c.last/1e6, c.last%1e6)
}

// from is where in messages, which are in the order of their ts, the first one stands that is not before ts.
func from(messages []*Stored, ts string) int {
	i, _ := slices.BinarySearchFunc(messages, ts, func(m *Stored, want string) int { return cmp.Compare(compareTS(m.TS, want), 0) })
	return i
}

// object is the message as Slack's API shows it.
func (m *Stored) object(withMetadata bool) map[string]any {
	o := map[string]any{"type": "message", "ts": m.TS, "text": m.Text, "bot_id": botID, "user": botUser}
	if m.deleted {
		o = map[string]any{"type": "message", "subtype": "tombstone", "hidden": true, "ts": m.TS, "text": m.Text, "user": "USLACKBOT"}
	}
	if m.Blocks != nil {
		o["blocks"] = m.Blocks
	}
	if m.ThreadTS != "" {
		o["thread_ts"] = m.ThreadTS
	}
	if len(m.replies) > 0 {
		o["thread_ts"], o["reply_count"], o["latest_reply"] = m.TS, len(m.replies), m.replies[len(m.replies)-1].TS
	}
	if m.Broadcast {
		o["subtype"] = "thread_broadcast"
	}
	if m.File != nil {
		o["files"] = []any{map[string]any{"id": m.File.ID, "name": m.File.Name, "title": m.File.Title, "size": len(m.File.Content)}}
	}
	if m.Edits > 0 {
		o["edited"] = map[string]any{"user": botUser, "ts": m.TS}
	}
	if withMetadata && m.EventType != "" {
		o["metadata"] = map[string]any{"event_type": m.EventType, "event_payload": m.Payload}
	}
	return o
}
