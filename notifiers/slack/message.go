package slack

import (
	"crypto/sha256"
	"encoding/hex"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers"
)

// The event types of our messages' metadata.
const (
	alertEvent   = "yardstick_alert"
	summaryEvent = "yardstick_summary"
	noticeEvent  = "yardstick_notice"
	groupEvent   = "yardstick_group"
	pageEvent    = "yardstick_page"
	digestEvent  = "yardstick_digest"
)

// keyField is the field of the metadata's payload by which a message is found.
const keyField = "key"

// content is a message as it is sent. Its parts keep Slack's limits by
// construction: at most 50 blocks of about 12,000 characters in all, headers of
// 150, sections of 3,000, fields of 2,000, and a text of 4,000, which is what chat.update takes.
type content struct {
	text   string // for notifications, screen readers and clients without blocks
	blocks []slack.Block
}

// manner is how a message is shown, beside what it says.
type manner struct {
	board   string // address of the web board; "" for none
	buttons bool   // under what people can do something about
	reply   bool   // below its opening, which has the details
	call    string // who is called, as it is sent; "" for nobody
}

func render(m notifiers.Message, how manner) content {
	switch {
	case m.Alert != nil:
		return renderAlert(m.Alert, how)
	case m.Notice != nil:
		return renderNotice(m.Notice)
	case m.Group != nil:
		return renderGroup(m.Group, how)
	case m.Page != nil:
		return renderPage(m.Page, how.board)
	case m.Digest != nil:
		return renderDigest(m.Digest, nil)
	}
	return renderSummary(m.Summary)
}

// options are a message as the library wants it.
func options(m notifiers.Message, c content) slack.MsgOption {
	return slack.MsgOptionCompose(
		slack.MsgOptionText(c.text, false), // escaped already
		slack.MsgOptionBlocks(c.blocks...),
		slack.MsgOptionMetadata(metadata(m)),
		slack.MsgOptionParse(false),
		slack.MsgOptionLinkNames(false),
		slack.MsgOptionDisableLinkUnfurl(),
		slack.MsgOptionDisableMediaUnfurl(),
	)
}

// metadata carries the key and the stage, and nothing of the ticket: any app in the channel may read it.
func metadata(m notifiers.Message) slack.SlackMetadata {
	payload := map[string]any{keyField: payloadKey(m.Key())}
	event := summaryEvent
	switch {
	case m.Alert != nil:
		event, payload["stage"] = alertEvent, string(m.Alert.Stage)
	case m.Notice != nil:
		event = noticeEvent
	case m.Group != nil:
		event = groupEvent
	case m.Page != nil:
		event, payload["group"] = pageEvent, payloadKey(m.Page.Group)
	case m.Digest != nil:
		event = digestEvent
	}
	return slack.SlackMetadata{EventType: event, EventPayload: payload}
}

// maxKey keeps the payload far below the 8 kB that Slack allows; a key holds the ticket's id, which may be anything.
const maxKey = 1024

// payloadKey is a key as the payload has it: itself, or its hash where it is very long or JSON would change it.
func payloadKey(key string) string {
	if len(key) <= maxKey && utf8.ValidString(key) {
		return key
	}
	return hashed(key)
}

// hashed stands for a key that can't be sent as it is.
func hashed(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// section is a block of mrkdwn. Verbatim keeps Slack from linking names and addresses by itself.
func section(text string, fields ...*slack.TextBlockObject) *slack.SectionBlock {
	var body *slack.TextBlockObject
	if text != "" {
		body = slack.NewTextBlockObject(slack.MarkdownType, text, false, true)
	}
	return slack.NewSectionBlock(body, fields, nil)
}

func header(text string) *slack.HeaderBlock {
	return slack.NewHeaderBlock(slack.NewTextBlockObject(slack.PlainTextType, text, true, false))
}

func footnote(text string) *slack.ContextBlock {
	return slack.NewContextBlock("", slack.NewTextBlockObject(slack.MarkdownType, text, false, true))
}
