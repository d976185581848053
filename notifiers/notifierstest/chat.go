package notifierstest

import (
	"encoding/json"
	"net/url"
	"strconv"
	"time"
	"unicode/utf8"
)

var chatMethods = map[string]method{
	"chat.postMessage":   (*Slack).postMessage,
	"chat.postEphemeral": (*Slack).postEphemeral,
	"chat.update":        (*Slack).update,
}

// pace is how far apart two posts of a channel must be.
const pace = time.Second

// postMessage takes a channel by id or name, as the real one does.
func (s *Slack) postMessage(form url.Values) answer {
	c := s.channel(form.Get("channel"))
	m, refused := s.admit(c, form)
	if refused != nil {
		return refused
	}
	m.Channel, m.TS = c.id, c.stamp(c.posted)
	if parent := c.thread(form.Get("thread_ts")); parent != nil {
		m.ThreadTS, m.Broadcast = parent.TS, isTrue(form.Get("reply_broadcast"))
	} // a reply to a parent that is no longer there stands alone, and is no error, as in Slack
	s.store(c, m)
	return answer{"channel": c.id, "ts": m.TS, "message": m.object(true)}
}

// postEphemeral shows a message to one member alone.
func (s *Slack) postEphemeral(form url.Values) answer {
	c := s.channel(form.Get("channel"))
	if s.members.byID(form.Get("user")) == nil {
		return refusal("user_not_in_channel")
	}
	m, refused := s.admit(c, form)
	if refused != nil {
		return refused
	}
	m.Channel, m.TS, m.To = c.id, c.stamp(c.posted), form.Get("user")
	c.whispers = append(c.whispers, m)
	return answer{"message_ts": m.TS}
}

// admit reads a message for a channel that may be posted to, and counts it for the pace.
func (s *Slack) admit(c *channel, form url.Values) (*Stored, answer) {
	if code := postable(c); code != "" {
		return nil, refusal(code)
	}
	m, code := s.read(form, 40_000)
	if code != "" {
		return nil, refusal(code)
	}
	now := s.now()
	if wait := c.posted.Add(pace).Sub(now); s.paced && wait > 0 {
		return nil, answer{"retry_after": strconv.Itoa(int((wait + time.Second - 1) / time.Second))}
	}
	c.posted = now
	return m, nil
}

// thread finds the parent of the thread that a ts belongs to; nil if there is none.
func (c *channel) thread(ts string) *Stored {
	m := c.byTS[ts]
	if m != nil && m.ThreadTS != "" {
		return c.byTS[m.ThreadTS]
	}
	return m
}

func postable(c *channel) string {
	switch {
	case c == nil:
		return "channel_not_found"
	case c.archived:
		return "is_archived"
	case !c.member:
		return "not_in_channel"
	}
	return ""
}

// update takes the channel's id only and at most 4,000 characters of text, and drops metadata that is not repeated.
func (s *Slack) update(form url.Values) answer {
	c := s.channelByID(form.Get("channel"))
	if code := postable(c); code != "" {
		return refusal(code)
	}
	old := c.byTS[form.Get("ts")]
	switch {
	case old == nil, old.deleted:
		return refusal("message_not_found")
	case old.File != nil:
		return refusal("cant_update_message")
	}
	m, code := s.read(form, 4_000)
	if code != "" {
		return refusal(code)
	}
	s.unindex(old)
	old.Text, old.Blocks, old.EventType, old.Payload, old.Form = m.Text, m.Blocks, m.EventType, m.Payload, m.Form
	old.Edits++
	if s.lean {
		old.Form, old.Blocks = nil, nil
	}
	s.index(old)
	return answer{"channel": c.id, "ts": old.TS, "text": old.Text, "message": old.object(true)}
}

// read makes a message of a request, or says with which code Slack would refuse it.
func (s *Slack) read(form url.Values, textLimit int) (*Stored, string) {
	m := &Stored{Text: form.Get("text"), Form: form}
	if utf8.RuneCountInString(m.Text) > textLimit {
		return nil, "msg_too_long"
	}
	if blocks := form.Get("blocks"); blocks != "" {
		if code := s.checkBlocks([]byte(blocks)); code != "" {
			return nil, code
		}
		m.Blocks = json.RawMessage(blocks)
	}
	if m.Text == "" && m.Blocks == nil {
		return nil, "no_text"
	}
	return m, m.readMetadata(form.Get("metadata"))
}

func (m *Stored) readMetadata(text string) string {
	if text == "" {
		return ""
	}
	if len(text) > 8_000 {
		return "metadata_too_large"
	}
	var metadata struct {
		EventType    string         `json:"event_type"`
		EventPayload map[string]any `json:"event_payload"`
	}
	if err := json.Unmarshal([]byte(text), &metadata); err != nil || metadata.EventType == "" || metadata.EventPayload == nil {
		return "invalid_metadata_format"
	}
	m.EventType, m.Payload = metadata.EventType, metadata.EventPayload
	return ""
}
