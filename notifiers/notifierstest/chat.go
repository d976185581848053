package notifierstest

import (
	"encoding/json"
	"net/url"
	"strconv"
	"time"
	"unicode/utf8"
)

// pace is how far apart two posts of a channel must be.
const pace = time.Second

// postMessage takes a channel by id or name, as the real one does.
func (s *Slack) postMessage(form url.Values) answer {
	c := s.channel(form.Get("channel"))
	if code := postable(c); code != "" {
		return refusal(code)
	}
	m, code := read(form, 40_000)
	if code != "" {
		return refusal(code)
	}
	now := s.now()
	if wait := c.posted.Add(pace).Sub(now); s.paced && wait > 0 {
		return answer{"retry_after": strconv.Itoa(int((wait + time.Second - 1) / time.Second))}
	}
	c.posted = now
	m.Channel, m.TS = c.id, c.stamp(now)
	if parent := c.message(form.Get("thread_ts")); parent != nil {
		m.ThreadTS = parent.TS // a reply to a parent that was deleted stands alone, as in Slack
	}
	c.messages = append(c.messages, m)
	return answer{"channel": c.id, "ts": m.TS, "message": m.object(true)}
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
	old := c.message(form.Get("ts"))
	if old == nil {
		return refusal("message_not_found")
	}
	m, code := read(form, 4_000)
	if code != "" {
		return refusal(code)
	}
	m.Channel, m.TS, m.ThreadTS, m.Edits = c.id, old.TS, old.ThreadTS, old.Edits+1
	*old = *m
	return answer{"channel": c.id, "ts": m.TS, "text": m.Text, "message": m.object(true)}
}

// read makes a message of a request, or says with which code Slack would refuse it.
func read(form url.Values, textLimit int) (*Stored, string) {
	m := &Stored{Text: form.Get("text"), Form: form}
	if utf8.RuneCountInString(m.Text) > textLimit {
		return nil, "msg_too_long"
	}
	if blocks := form.Get("blocks"); blocks != "" {
		if code := checkBlocks([]byte(blocks)); code != "" {
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
