package notifierstest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// responsePath is where the answers to commands go.
const responsePath = "/response/"

var viewMethods = map[string]method{
	"views.open": (*Slack).openView,
}

// dialogs are what was opened for people, and what they were answered to commands.
type dialogs struct {
	triggers  int
	used      map[string]bool // by trigger: whether a dialog was opened by it
	views     []View
	responses map[string]int // how often each address for a response may still be used
	answers   []Stored
}

// View is a dialog that stands open for somebody.
type View struct {
	ID, Trigger string
	Callback    string
	Metadata    string
	Title       string
	Blocks      json.RawMessage
}

// Views are the dialogs that were opened, oldest first.
func (s *Slack) Views() []View {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.dialogs.views)
}

// Answers are what people were answered to their commands, oldest first.
func (s *Slack) Answers() []Stored {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.dialogs.answers)
}

// Click gives what Slack sends when somebody clicks a button of a message that stands in a channel. The message must have
// such a button.
func (s *Slack) Click(user, channel, ts, action string) (map[string]any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channel(channel)
	if c == nil {
		return nil, fmt.Errorf("there is no channel %s", channel)
	}
	m := c.byTS[ts]
	if m == nil {
		return nil, fmt.Errorf("there is no message %s", ts)
	}
	value, found := buttonValue(m.Blocks, action)
	if !found {
		return nil, fmt.Errorf("the message has no button %s: %s", action, m.Blocks)
	}
	s.dialogs.triggers++
	trigger := fmt.Sprintf("trigger-%d", s.dialogs.triggers)
	if s.dialogs.used == nil {
		s.dialogs.used = map[string]bool{}
	}
	s.dialogs.used[trigger] = false
	return map[string]any{
		"type": "block_actions", "trigger_id": trigger, "user": s.clicker(user), "channel": map[string]any{"id": c.id, "name": c.name},
		"container": map[string]any{"type": "message", "message_ts": m.TS, "channel_id": c.id},
		"message":   map[string]any{"ts": m.TS, "thread_ts": m.ThreadTS, "text": m.Text, "blocks": m.Blocks},
		"actions":   []any{map[string]any{"action_id": action, "type": "button", "value": value, "action_ts": m.TS}},
	}, nil
}

// clicker is a user as envelopes have them.
func (s *Slack) clicker(id string) map[string]any {
	name := id
	if m := s.members.byID(id); m != nil {
		name = strings.ToLower(strings.ReplaceAll(m.name, " ", "."))
	}
	return map[string]any{"id": id, "name": name, "username": name, "team_id": teamID}
}

func buttonValue(blocks json.RawMessage, action string) (string, bool) {
	var all []block
	if json.Unmarshal(blocks, &all) != nil {
		return "", false
	}
	for i := range all {
		var elements []element
		if all[i].Type != "actions" || json.Unmarshal(all[i].Elements, &elements) != nil {
			continue
		}
		for _, e := range elements {
			if e.ActionID == action {
				return e.Value, true
			}
		}
	}
	return "", false
}

// Submit gives what Slack sends when somebody sends a dialog: values are by block, in the form that the state has them.
func (s *Slack) Submit(user string, v View, values map[string]any) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return map[string]any{
		"type": "view_submission", "user": s.clicker(user), "trigger_id": "trigger-of-" + v.ID,
		"view": map[string]any{
			"id": v.ID, "type": "modal", "callback_id": v.Callback, "private_metadata": v.Metadata,
			"state": map[string]any{"values": values},
		},
	}
}

// Command gives what Slack sends when somebody types a command.
func (s *Slack) Command(user, text string) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dialogs.responses == nil {
		s.dialogs.responses = map[string]int{}
	}
	id := fmt.Sprintf("%s-%d", user, len(s.dialogs.responses))
	s.dialogs.responses[id] = 5
	return map[string]any{
		"command": "/yardstick", "text": text, "user_id": user, "user_name": s.clicker(user)["name"], "team_id": teamID,
		"channel_id": "D00000001", "trigger_id": "trigger-of-" + id, "response_url": s.server.URL + responsePath + id,
	}
}

// openView opens a dialog by a trigger, which is good once.
func (s *Slack) openView(form url.Values) answer {
	trigger := form.Get("trigger_id")
	switch used, known := s.dialogs.used[trigger]; {
	case !known:
		return refusal("invalid_trigger_id")
	case used:
		return refusal("exchanged_trigger_id")
	}
	var v struct {
		Type     string          `json:"type"`
		Callback string          `json:"callback_id"`
		Metadata string          `json:"private_metadata"`
		Title    *textObject     `json:"title"`
		Submit   *textObject     `json:"submit"`
		Close    *textObject     `json:"close"`
		Blocks   json.RawMessage `json:"blocks"`
	}
	if json.Unmarshal([]byte(form.Get("view")), &v) != nil || v.Type != "modal" || !dialogText(v.Title) || !dialogText(v.Submit) ||
		!dialogText(v.Close) || len(v.Metadata) > 3000 || len(v.Callback) > 255 || !dialogBlocks(v.Blocks) {
		return answer{"ok": false, "error": "invalid_arguments", "response_metadata": map[string]any{"messages": []string{"view"}}}
	}
	s.dialogs.used[trigger] = true
	opened := View{
		ID: fmt.Sprintf("V%08d", len(s.dialogs.views)+1), Trigger: trigger, Callback: v.Callback, Metadata: v.Metadata,
		Title: v.Title.Text, Blocks: v.Blocks,
	}
	s.dialogs.views = append(s.dialogs.views, opened)
	return answer{"view": map[string]any{"id": opened.ID, "type": "modal", "callback_id": v.Callback}}
}

// dialogText tells whether a title or a button of a dialog is as Slack takes it.
func dialogText(t *textObject) bool {
	return t != nil && t.Type == "plain_text" && t.Text != "" && utf8.RuneCountInString(t.Text) <= 24
}

// dialogBlocks tells whether the blocks of a dialog are as Slack takes them: those of messages, and inputs.
func dialogBlocks(text json.RawMessage) bool {
	var blocks []struct {
		block
		Label   *textObject `json:"label"`
		Element *struct {
			Type      string `json:"type"`
			ActionID  string `json:"action_id"`
			MaxLength int    `json:"max_length"`
			Options   []struct {
				Text  *textObject `json:"text"`
				Value string      `json:"value"`
			} `json:"options"`
		} `json:"element"`
	}
	if json.Unmarshal(text, &blocks) != nil || len(blocks) == 0 || len(blocks) > 100 {
		return false
	}
	for i := range blocks {
		b := &blocks[i]
		if b.Type != "input" {
			if _, ok := b.size(); !ok {
				return false
			}
			continue
		}
		if b.Label == nil || b.Label.Type != "plain_text" || b.Element == nil || b.Element.MaxLength > 3000 || len(b.Element.Options) > 10 ||
			(b.Element.Type != "radio_buttons" && b.Element.Type != "plain_text_input") ||
			b.Element.Type == "radio_buttons" && len(b.Element.Options) == 0 {
			return false
		}
		for _, o := range b.Element.Options {
			if o.Text == nil || utf8.RuneCountInString(o.Text.Text) > 75 || len(o.Value) > 150 {
				return false
			}
		}
	}
	return true
}

// serveResponse takes the answer to a command, at the address that came with it.
func (s *Slack) serveResponse(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Text   string          `json:"text"`
		Type   string          `json:"response_type"`
		Blocks json.RawMessage `json:"blocks"`
	}
	text, err := io.ReadAll(r.Body)
	if err != nil || json.Unmarshal(text, &body) != nil {
		http.Error(w, "invalid_payload", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.announce()
	id := strings.TrimPrefix(r.URL.Path, responsePath)
	switch {
	case s.dialogs.responses[id] == 0:
		http.Error(w, "used_url", http.StatusNotFound)
		return
	case s.checkBlocks(body.Blocks) != "" || body.Type != "ephemeral":
		http.Error(w, "invalid_blocks", http.StatusBadRequest)
		return
	}
	s.dialogs.responses[id]--
	user, _, _ := strings.Cut(id, "-")
	s.dialogs.answers = append(s.dialogs.answers, Stored{To: user, Text: body.Text, Blocks: body.Blocks})
	_, _ = io.WriteString(w, "ok")
}
