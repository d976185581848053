package slack

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

const (
	// pageSize keeps a page of the longest messages below maxAnswer.
	pageSize = 100
	// maxPages bounds a search, in case a cursor never ends.
	maxPages = 1000
)

// channelID tells an id from a name: names are in lower case.
var channelID = regexp.MustCompile(`^[CGD][A-Z0-9]{6,}$`)

// userID is an id of a member or of a user group, and nothing that would end a mention.
var userID = regexp.MustCompile(`^[USW][A-Z0-9]{2,30}$`)

// Find looks for the messages with the keys, from since on, by Slack's clock: in the channel's history, or among the answers
// in a thread, which the history does not have. All keys are looked for at once, page by page, until all are found.
func (s *Slack) Find(ctx context.Context, search notifiers.Search) (map[string]notifiers.Receipt, error) {
	id := search.Thread.Channel
	if search.Thread.ID == "" || id == "" {
		var err error
		if id, err = s.resolve(ctx, search.To); err != nil {
			return nil, reading(err)
		}
	}
	wanted := newHunt(id, search.Keys)
	if search.Thread.ID == "" {
		return wanted.result(s.findIn(ctx, wanted, search.Since, ""))
	}
	err := s.findIn(ctx, wanted, search.Since, search.Thread.ID)
	var failure *notifiers.Failure
	if !errors.As(err, &failure) || !failure.Gone {
		return wanted.result(err)
	}
	// The thread is gone: what was sent to it since then stands by itself.
	wanted.alone = true
	if errAlone := s.findIn(ctx, wanted, search.Since, ""); errAlone != nil || wanted.complete() {
		err = errAlone
	}
	return wanted.result(err)
}

// hunt is a search under way.
type hunt struct {
	channel string
	alone   bool              // what is found was to stand in a thread
	keys    map[string]string // the wanted keys, by what stands for them in a message's metadata
	titles  map[string]string // and in a file's title
	at      map[string]notifiers.Receipt
}

func newHunt(channel string, keys []string) *hunt {
	h := &hunt{channel: channel, keys: map[string]string{}, titles: map[string]string{}, at: map[string]notifiers.Receipt{}}
	for _, key := range keys {
		h.keys[payloadKey(key)] = key
		h.titles[titleKey(key)] = key
	}
	return h
}

// result gives what was found, beside the failure where there is one.
func (h *hunt) result(err error) (map[string]notifiers.Receipt, error) {
	if err != nil {
		return h.at, reading(err)
	}
	return h.at, nil
}

// see takes note of a message if it is wanted.
func (h *hunt) see(m *slack.Message) {
	switch m.Metadata.EventType {
	case alertEvent, summaryEvent, noticeEvent, groupEvent, pageEvent, digestEvent:
		text, _ := m.Metadata.EventPayload[keyField].(string)
		if key, wanted := h.keys[text]; wanted {
			h.at[key] = notifiers.Receipt{Channel: h.channel, ID: m.Timestamp, Alone: h.alone}
		}
	}
	for i := range m.Files {
		title := m.Files[i].Title
		if key, wanted := h.titles[title[max(0, strings.LastIndexByte(title, '[')):]]; wanted {
			h.at[key] = notifiers.Receipt{Channel: h.channel, ID: m.Files[i].ID, Alone: h.alone}
		}
	}
}

func (h *hunt) complete() bool { return len(h.at) >= len(h.keys) }

// findIn looks through the history, or through the thread of a message, page by page.
func (s *Slack) findIn(ctx context.Context, h *hunt, since calendar.Instant, thread string) error {
	cursor, limit := "", pageSize
	for range maxPages {
		messages, next, err := s.page(ctx, h.channel, thread, since, cursor, limit)
		if errors.Is(err, errAnswerTooLong) && limit > 1 { // what others have posted may be longer than anything of ours
			limit = max(1, limit/4)
			continue
		}
		if err != nil {
			return err
		}
		for i := range messages {
			answers := messages[i].ThreadTimestamp != "" && messages[i].ThreadTimestamp != messages[i].Timestamp
			if answers == (thread != "") { // the history has the answers that were broadcast, the thread its parent
				h.see(&messages[i])
			}
		}
		if cursor = next; cursor == "" || h.complete() {
			return nil
		}
	}
	return &notifiers.Failure{Outcome: notifiers.Retry, Code: "history_without_end"}
}

// stamp is an instant as a ts.
func stamp(i calendar.Instant) string {
	i = max(i, 0) // calendar.None: from the beginning
	return fmt.Sprintf("%d.%06d", i/1e6, i%1e6)
}

// page asks for one page of the history, or of a thread.
func (s *Slack) page(
	ctx context.Context, channel, thread string, since calendar.Instant, cursor string, limit int,
) ([]slack.Message, string, error) {
	ctx, wire, cancel := s.begin(ctx)
	defer cancel()
	params := slack.GetConversationHistoryParameters{
		ChannelID: channel, Limit: limit, IncludeAllMetadata: true, Inclusive: true, Oldest: stamp(since), Cursor: cursor,
	}
	if thread == "" {
		page, err := s.api.GetConversationHistoryContext(ctx, &params)
		if err == nil && !page.Ok {
			err = errNoAnswer
		}
		if err != nil {
			return nil, "", s.failure(ctx, err, wire)
		}
		return page.Messages, page.ResponseMetaData.NextCursor, nil
	}
	messages, _, next, err := s.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
		ChannelID: channel, Timestamp: thread, Limit: limit, IncludeAllMetadata: true, Inclusive: true,
		Oldest: params.Oldest, Cursor: cursor,
	})
	if err == nil && messages == nil { // a thread has its parent at least
		err = errNoAnswer
	}
	if err != nil {
		return nil, "", s.failure(ctx, err, wire)
	}
	return messages, next, nil
}

// resolve gives a channel's id: posts take a name, the history does not.
func (s *Slack) resolve(ctx context.Context, to notifiers.Place) (string, error) {
	if channelID.MatchString(string(to)) {
		return string(to), nil
	}
	if id, known := s.known(to); known {
		return id, nil
	}
	params := &slack.GetConversationsParameters{
		Limit: pageSize, ExcludeArchived: true, Types: []string{"public_channel", "private_channel"},
	}
	for range maxPages {
		channels, next, err := s.channels(ctx, params)
		if err != nil {
			return "", err
		}
		for i := range channels {
			if channels[i].Name == strings.TrimPrefix(string(to), "#") {
				s.learn(to, channels[i].ID)
				return channels[i].ID, nil
			}
		}
		if params.Cursor = next; next == "" {
			break
		}
	}
	return "", &notifiers.Failure{
		Outcome: notifiers.Permanent, Code: "channel_not_found", Err: errors.New(permanent["channel_not_found"]),
	}
}

func (s *Slack) channels(ctx context.Context, params *slack.GetConversationsParameters) ([]slack.Channel, string, error) {
	ctx, wire, cancel := s.begin(ctx)
	defer cancel()
	channels, next, err := s.api.GetConversationsContext(ctx, params)
	if err == nil && channels == nil {
		err = errNoAnswer
	}
	if err != nil {
		return nil, "", s.failure(ctx, err, wire)
	}
	return channels, next, nil
}

// reading turns the failure of a search into one that says so: nothing is sent by looking, so nothing is ambiguous.
func reading(err error) error {
	var f *notifiers.Failure
	if errors.As(err, &f) && f.Outcome == notifiers.Ambiguous {
		again := *f
		again.Outcome = notifiers.Retry
		return &again
	}
	return err
}
