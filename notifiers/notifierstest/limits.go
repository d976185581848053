package notifierstest

import (
	"encoding/json"
	"strings"
	"unicode/utf16"
)

// The limits of Block Kit, in UTF-16 units, which is the strictest way to count.
const (
	maxBlocks  = 50
	maxAll     = 12_000
	maxHeader  = 150
	maxSection = 3_000
	maxField   = 2_000
	maxFields  = 10
	maxContext = 10
	maxActions = 25
	maxLabel   = 75
	maxAction  = 255
	maxValue   = 2_000
)

// block has what the checks look at, of any block.
type block struct {
	Type     string          `json:"type"`
	BlockID  string          `json:"block_id"`
	Text     *textObject     `json:"text"`
	Fields   []textObject    `json:"fields"`
	Elements json.RawMessage `json:"elements"`
	Title    json.RawMessage `json:"title"` // a text of a chart, a text object of an image
	Chart    json.RawMessage `json:"chart"`
	ImageURL string          `json:"image_url"`
	AltText  string          `json:"alt_text"`
	File     *struct {
		ID string `json:"id"`
	} `json:"slack_file"`
}

type textObject struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// checkBlocks gives the code with which Slack refuses blocks; "" if it takes them.
func (s *Slack) checkBlocks(text []byte) string {
	var blocks []block
	if err := json.Unmarshal(text, &blocks); err != nil {
		return "invalid_blocks_format"
	}
	if len(blocks) > maxBlocks {
		return "invalid_blocks"
	}
	all, charts, ids := 0, 0, map[string]bool{}
	for i := range blocks {
		size, ok := blocks[i].size()
		switch blocks[i].Type {
		case "image":
			size, ok = s.imageSize(&blocks[i])
		case "data_visualization":
			size, ok = s.chartSize(&blocks[i])
			charts++
		}
		if !ok || charts > maxCharts || blocks[i].BlockID != "" && ids[blocks[i].BlockID] {
			return "invalid_blocks"
		}
		ids[blocks[i].BlockID] = true
		all += size
	}
	if all > maxAll {
		return "msg_blocks_too_long"
	}
	return ""
}

// size gives how long a block's texts are and whether it keeps its own limits.
func (b *block) size() (int, bool) {
	switch b.Type {
	case "divider":
		return 0, true
	case "header":
		if b.Text == nil || b.Text.Type != "plain_text" {
			return 0, false
		}
		return b.Text.size(maxHeader)
	case "section":
		return b.sectionSize()
	case "context":
		var elements []textObject
		if json.Unmarshal(b.Elements, &elements) != nil || len(elements) == 0 || len(elements) > maxContext {
			return 0, false
		}
		return sizes(elements, maxSection)
	case "actions":
		return b.actionsSize()
	default:
		return 0, false // whatever the product starts to send has to be taught here first
	}
}

func (b *block) sectionSize() (int, bool) {
	if b.Text == nil && len(b.Fields) == 0 || len(b.Fields) > maxFields {
		return 0, false
	}
	all, ok := sizes(b.Fields, maxField)
	if !ok || b.Text == nil {
		return all, ok
	}
	size, ok := b.Text.size(maxSection)
	return all + size, ok
}

// element is a button, the only thing to click that messages have.
type element struct {
	Type     string      `json:"type"`
	ActionID string      `json:"action_id"`
	Text     *textObject `json:"text"`
	Value    string      `json:"value"`
	Style    string      `json:"style"`
}

func (b *block) actionsSize() (int, bool) {
	var elements []element
	if json.Unmarshal(b.Elements, &elements) != nil || len(elements) == 0 || len(elements) > maxActions {
		return 0, false
	}
	all, ids := 0, map[string]bool{}
	for _, e := range elements {
		if e.Type != "button" || e.Text == nil || e.Text.Type != "plain_text" || len(e.ActionID) > maxAction || len(e.Value) > maxValue ||
			ids[e.ActionID] || e.Style != "" && e.Style != "primary" && e.Style != "danger" {
			return 0, false
		}
		ids[e.ActionID] = true
		size, ok := e.Text.size(maxLabel)
		if !ok {
			return 0, false
		}
		all += size
	}
	return all, true
}

func sizes(texts []textObject, limit int) (int, bool) {
	all := 0
	for _, t := range texts {
		size, ok := t.size(limit)
		if !ok {
			return 0, false
		}
		all += size
	}
	return all, true
}

func (t *textObject) size(limit int) (int, bool) {
	size := 0
	for _, r := range t.Text {
		size += utf16.RuneLen(r)
	}
	known := t.Type == "plain_text" || t.Type == "mrkdwn"
	return size, known && strings.TrimSpace(t.Text) != "" && size <= limit
}
