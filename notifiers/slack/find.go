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

// Find looks through the channel's history for the messages with the keys, from
// since on, by Slack's clock. Replies in threads are not in the history and are not found.
func (s *Slack) Find(ctx context.Context, search notifiers.Search) (map[string]notifiers.Receipt, error) {
	id, err := s.resolve(ctx, search.To)
	if err != nil {
		return nil, reading(err)
	}
	at := map[string]notifiers.Receipt{}
	params := &slack.GetConversationHistoryParameters{
		ChannelID: id, Limit: pageSize, IncludeAllMetadata: true, Inclusive: true,
		Oldest: stamp(search.Since),
	}
	for range maxPages {
		page, err := s.history(ctx, params)
		if err != nil {
			return nil, reading(err)
		}
		for i := range page.Messages {
			for _, key := range search.Keys {
				if found(&page.Messages[i], key) {
					at[key] = notifiers.Receipt{Channel: id, ID: page.Messages[i].Timestamp}
				}
			}
		}
		params.Cursor = page.ResponseMetaData.NextCursor
		if params.Cursor == "" || len(at) == len(search.Keys) {
			return at, nil
		}
	}
	return nil, &notifiers.Failure{Outcome: notifiers.Retry, Code: "history_without_end"}
}

// stamp is an instant as a ts.
func stamp(i calendar.Instant) string {
	i = max(i, 0) // calendar.None: from the beginning
	return fmt.Sprintf("%d.%06d", i/1e6, i%1e6)
}

func found(m *slack.Message, key string) bool {
	switch m.Metadata.EventType {
	case alertEvent, summaryEvent, noticeEvent:
	default:
		return false
	}
	return m.Metadata.EventPayload[keyField] == payloadKey(key)
}

func (s *Slack) history(
	ctx context.Context, params *slack.GetConversationHistoryParameters,
) (*slack.GetConversationHistoryResponse, error) {
	ctx, wire, cancel := s.begin(ctx)
	defer cancel()
	page, err := s.api.GetConversationHistoryContext(ctx, params)
	if err == nil && !page.Ok {
		err = errNoAnswer
	}
	if err != nil {
		return nil, s.failure(ctx, err, wire)
	}
	return page, nil
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
