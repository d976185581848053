package notifierstest

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

var conversationMethods = map[string]method{
	"conversations.history": (*Slack).history,
	"conversations.replies": (*Slack).replies,
	"conversations.list":    (*Slack).list,
	"conversations.join":    (*Slack).join,
}

// history shows a channel's messages, newest first, of the replies only those that were broadcast. It takes the channel's id only.
func (s *Slack) history(form url.Values) answer {
	c := s.channelByID(form.Get("channel"))
	if code := readable(c); code != "" {
		return refusal(code)
	}
	return page(form, backward(span(form, c.shown)))
}

// replies shows a thread: its parent, then the replies, oldest first. Of a reply that it is asked for it shows just that.
func (s *Slack) replies(form url.Values) answer {
	c := s.channelByID(form.Get("channel"))
	if code := readable(c); code != "" {
		return refusal(code)
	}
	parent := c.byTS[form.Get("ts")]
	if parent == nil {
		return refusal("thread_not_found")
	}
	return page(form, thread{parent, span(form, parent.replies)})
}

func readable(c *channel) string {
	switch {
	case c == nil:
		return "channel_not_found"
	case !c.member:
		return "not_in_channel"
	}
	return ""
}

// listing is messages in the order in which they are shown, without a copy of them.
type listing interface {
	len() int
	at(i int) *Stored
	find(ts string) int // where a message stands
}

// backward shows messages newest first.
type backward []*Stored

func (b backward) len() int         { return len(b) }
func (b backward) at(i int) *Stored { return b[len(b)-1-i] }

func (b backward) find(ts string) int {
	i := from(b, ts) // the next older one where that of the cursor was deleted
	if i == len(b) || b[i].TS != ts {
		i--
	}
	return len(b) - 1 - i
}

// thread shows a parent, then its replies.
type thread struct {
	parent  *Stored
	replies []*Stored
}

func (t thread) len() int { return 1 + len(t.replies) }

func (t thread) at(i int) *Stored {
	if i == 0 {
		return t.parent
	}
	return t.replies[i-1]
}

func (t thread) find(ts string) int {
	if ts == t.parent.TS {
		return 0
	}
	return 1 + from(t.replies, ts)
}

// span gives those of the messages that lie between oldest and latest.
func span(form url.Values, messages []*Stored) []*Stored {
	first, end := 0, len(messages)
	inclusive := isTrue(form.Get("inclusive"))
	if oldest := form.Get("oldest"); oldest != "" {
		first = edge(messages, oldest, !inclusive)
	}
	if latest := form.Get("latest"); latest != "" {
		end = edge(messages, latest, inclusive)
	}
	return messages[first:max(first, end)]
}

// edge is where in messages those before ts end, or those up to ts where past says so.
func edge(messages []*Stored, ts string, past bool) int {
	i := from(messages, ts)
	if past && i < len(messages) && compareTS(messages[i].TS, ts) == 0 {
		i++
	}
	return i
}

func isTrue(s string) bool { return s == "1" || s == "true" }

// compareTS compares two ts as numbers, exactly.
func compareTS(a, b string) int { return strings.Compare(padTS(a), padTS(b)) }

func padTS(ts string) string {
	whole, part, _ := strings.Cut(ts, ".")
	return strings.Repeat("0", max(0, 20-len(whole))) + whole + "." + part + strings.Repeat("0", max(0, 6-len(part)))
}

// page gives the messages from the cursor on. A cursor is the ts of the first message of the next page.
func page(form url.Values, found listing) answer {
	start, limit, code := window(form, found.len(), found.find)
	if code != "" {
		return refusal(code)
	}
	end := min(start+limit, found.len())
	messages, next := make([]any, 0, limit), ""
	for i := start; i < end; i++ {
		messages = append(messages, found.at(i).object(isTrue(form.Get("include_all_metadata"))))
	}
	if end < found.len() {
		next = encodeCursor(found.at(end).TS)
	}
	return answer{"messages": messages, "has_more": next != "", "response_metadata": map[string]any{"next_cursor": next}}
}

// window reads cursor and limit (default 100, at most 999).
func window(form url.Values, n int, find func(string) int) (start, limit int, code string) {
	limit = 100
	if text := form.Get("limit"); text != "" {
		var err error
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 || limit > 999 {
			return 0, 0, "invalid_limit"
		}
	}
	if cursor := form.Get("cursor"); cursor != "" {
		plain, err := base64.StdEncoding.DecodeString(cursor)
		if err != nil {
			return 0, 0, "invalid_cursor"
		}
		if start = find(string(plain)); start < 0 || start > n {
			return 0, 0, "invalid_cursor"
		}
	}
	return start, limit, ""
}

func encodeCursor(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// list shows the channels of the types asked for (default: public ones).
func (s *Slack) list(form url.Values) answer {
	types := form.Get("types")
	if types == "" {
		types = "public_channel"
	}
	var found []*channel
	for _, c := range s.channels {
		kind := "public_channel"
		if c.private {
			kind = "private_channel"
		}
		if strings.Contains(types, kind) && !(c.archived && isTrue(form.Get("exclude_archived"))) {
			found = append(found, c)
		}
	}
	start, limit, code := window(form, len(found), func(cursor string) int {
		return slices.IndexFunc(found, func(c *channel) bool { return c.id == cursor })
	})
	if code != "" {
		return refusal(code)
	}
	end := min(start+limit, len(found))
	channels, next := make([]any, 0, limit), ""
	for _, c := range found[start:end] {
		channels = append(channels, c.object())
	}
	if end < len(found) {
		next = encodeCursor(found[end].id)
	}
	return answer{"channels": channels, "response_metadata": map[string]any{"next_cursor": next}}
}

func (c *channel) object() map[string]any {
	return map[string]any{
		"id": c.id, "name": c.name, "is_channel": true, "is_private": c.private,
		"is_archived": c.archived, "is_member": c.member,
	}
}

// join makes the bot a member.
func (s *Slack) join(form url.Values) answer {
	c := s.channelByID(form.Get("channel"))
	switch {
	case c == nil:
		return refusal("channel_not_found")
	case c.archived:
		return refusal("is_archived")
	}
	c.member = true
	return answer{"channel": c.object()}
}
