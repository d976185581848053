package slack

import (
	"bytes"
	"context"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers"
)

// How long a file's title and the key in it may be: 255 characters with the brackets.
const (
	maxTitle    = 120
	maxTitleKey = 120
)

// fileTitle carries the file's key, by which it is found again, in brackets at its end: files have no metadata.
func fileTitle(f *notifiers.File) string {
	return plainLine(f.Title, maxTitle) + " " + titleKey(f.Key)
}

// titleKey is a key as it stands in a title.
func titleKey(key string) string {
	if len(key) > maxTitleKey || strings.ContainsAny(key, "[]&<>") || key != notifiers.Line(key, maxKey, utf8.RuneCountInString) {
		key = hashed(key)
	}
	return "[" + key + "]"
}

// postFile uploads a file and shares it. Until it is shared, which is the last of the three requests, nobody has seen
// anything: what went wrong before may be tried again.
func (s *Slack) postFile(ctx context.Context, p notifiers.Post) (notifiers.Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	channel := p.Thread.Channel
	if channel == "" {
		id, err := s.resolve(ctx, p.To)
		if err != nil {
			return notifiers.Receipt{}, reading(err)
		}
		channel = id
	}
	id, err := s.upload(ctx, p.Message.File)
	if err != nil {
		return notifiers.Receipt{}, reading(err)
	}
	ctx, wire := watch(ctx)
	done, err := s.api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
		Files:   []slack.FileSummary{{ID: id, Title: fileTitle(p.Message.File)}},
		Channel: channel, ThreadTimestamp: p.Thread.ID,
	})
	if err == nil && !done.Ok {
		err = errNoAnswer
	}
	if err != nil {
		return notifiers.Receipt{}, s.failure(ctx, err, wire)
	}
	return notifiers.Receipt{Channel: channel, ID: id}, nil
}

// upload brings a file to Slack, where nobody sees it yet, and gives its id.
func (s *Slack) upload(ctx context.Context, f *notifiers.File) (string, error) {
	ctx, wire := watch(ctx)
	place, err := s.api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{
		FileName: fileName(f.Name), FileSize: len(f.Content),
	})
	if err == nil && (place.UploadURL == "" || place.FileID == "") {
		err = errNoAnswer
	}
	if err != nil {
		return "", s.failure(ctx, err, wire)
	}
	err = s.api.UploadToURL(ctx, slack.UploadToURLParameters{
		UploadURL: place.UploadURL, Reader: bytes.NewReader(f.Content), Filename: fileName(f.Name),
	})
	if err != nil {
		return "", s.failure(ctx, err, wire)
	}
	return place.FileID, nil
}

// fileName keeps a name to what every system takes.
func fileName(name string) string {
	clean := strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && inWord(r) || strings.ContainsRune("-_.", r) {
			return r
		}
		return '-'
	}, name)
	if clean = clean[:min(len(clean), 100)]; clean == "" {
		return "list.csv"
	}
	return clean
}
