package notifierstest

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// history shows a channel's messages without the replies, newest first. It takes the channel's id only.
func (s *Slack) history(form url.Values) answer {
	c := s.channelByID(form.Get("channel"))
	if c == nil {
		return refusal("channel_not_found")
	}
	if !c.member {
		return refusal("not_in_channel")
	}
	var found []*Stored
	for _, m := range slices.Backward(c.messages) {
		if m.ThreadTS == "" && within(form, m.TS) {
			found = append(found, m)
		}
	}
	return page(form, found)
}

// replies shows a thread: its parent, then the replies, oldest first.
func (s *Slack) replies(form url.Values) answer {
	c := s.channelByID(form.Get("channel"))
	if c == nil {
		return refusal("channel_not_found")
	}
	parent := c.message(form.Get("ts"))
	if parent == nil {
		return refusal("thread_not_found")
	}
	found := []*Stored{parent}
	for _, m := range c.messages {
		if m.ThreadTS == parent.TS && within(form, m.TS) {
			found = append(found, m)
		}
	}
	return page(form, found)
}

// within tells whether a ts lies between oldest and latest, which count only where inclusive says so.
func within(form url.Values, ts string) bool {
	inclusive := isTrue(form.Get("inclusive"))
	if oldest := form.Get("oldest"); oldest != "" && !(compareTS(ts, oldest) > 0 || inclusive && compareTS(ts, oldest) == 0) {
		return false
	}
	latest := form.Get("latest")
	return latest == "" || compareTS(ts, latest) < 0 || inclusive && compareTS(ts, latest) == 0
}

func isTrue(s string) bool { return s == "1" || s == "true" }

// compareTS compares two ts as numbers, exactly.
func compareTS(a, b string) int { return strings.Compare(padTS(a), padTS(b)) }

func padTS(ts string) string {
	whole, part, _ := strings.Cut(ts, ".")
	return strings.Repeat("0", max(0, 20-len(whole))) + whole + "." + part + strings.Repeat("0", max(0, 6-len(part)))
}

// page gives the messages from the cursor on. A cursor is the ts of the first message of the next page.
func page(form url.Values, found []*Stored) answer {
	start, limit, code := window(form, len(found), func(cursor string) int {
		return slices.IndexFunc(found, func(m *Stored) bool { return m.TS == cursor })
	})
	if code != "" {
		return refusal(code)
	}
	end := min(start+limit, len(found))
	messages, next := make([]any, 0, limit), ""
	for _, m := range found[start:end] {
		messages = append(messages, m.object(isTrue(form.Get("include_all_metadata"))))
	}
	if end < len(found) {
		next = encodeCursor(found[end].TS)
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
