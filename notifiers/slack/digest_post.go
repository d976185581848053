package slack

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/digest"
)

// album is the pictures of a digest's charts, once they were uploaded.
type album struct {
	files   []string // their ids, in the order of the charts
	refused int      // how many messages with them were
}

const (
	// maxAlbums bounds what is remembered of digests that are not posted yet: all is forgotten when there are more.
	maxAlbums = 100
	// mostRefused is in how many messages the pictures may be refused, and fileWait how long Slack has each time to look at them.
	mostRefused = 6
	fileWait    = 5 * time.Second
	// pictureScale is for screens of fine pixels.
	pictureScale = 2
)

// postDigest sends a digest with Slack's own charts. A workspace that takes none refuses the blocks, and surely has not shown the
// message: then the same message is sent with the charts as pictures, which are uploaded before and shared nowhere else. Slack
// takes a while to look at a file before a message may show it, and has no scope of ours to ask when it has: until then it refuses the
// blocks, too, and we come back. At last, or where no file can be uploaded, the message goes without charts: the words are what counts, and
// the PDF has all.
func (s *Slack) postDigest(ctx context.Context, p notifiers.Post) (notifiers.Receipt, error) {
	// Two of the requests that take longest, so that the answer is known while the claim holds.
	ctx, cancel := context.WithTimeout(ctx, 2*s.timeout)
	defer cancel()
	d := p.Message.Digest
	charts := chartsOf(d.Report)
	pictures := s.album(d.Key)
	if pictures == nil {
		receipt, err := s.send(ctx, p, renderDigest(d, native(charts)))
		if !refusedBlocks(err) || len(charts) == 0 {
			return receipt, err
		}
		if pictures, err = s.picture(ctx, d.Key, charts); err != nil {
			return notifiers.Receipt{}, err
		}
	}
	if len(pictures.files) == len(charts) && pictures.refused < mostRefused {
		receipt, err := s.send(ctx, p, renderDigest(d, pictured(charts, pictures.files)))
		if refusedBlocks(err) {
			s.turnedDown(d.Key)
			return notifiers.Receipt{}, &notifiers.Failure{Outcome: notifiers.Retry, After: fileWait, Code: "file_not_ready"}
		}
		return s.posted(d.Key, receipt, err)
	}
	receipt, err := s.send(ctx, p, renderDigest(d, nil))
	return s.posted(d.Key, receipt, err)
}

// refusedBlocks tells whether Slack refused the message for its blocks: invalid_blocks, msg_blocks_too_long, and whatever a workspace
// without charts may call it.
func refusedBlocks(err error) bool {
	var f *notifiers.Failure
	return errors.As(err, &f) && strings.Contains(f.Code, "block")
}

// picture uploads the charts as pictures. An album without files is for a workspace that takes none.
func (s *Slack) picture(ctx context.Context, key string, charts []digest.Chart) (*album, error) {
	made := &album{}
	for i := range charts {
		id, err := s.uploadChart(ctx, &charts[i])
		var f *notifiers.Failure
		if errors.As(err, &f) && f.Outcome == notifiers.Permanent {
			made.files = nil
			break
		}
		if err != nil {
			return nil, reading(err) // nobody has seen anything
		}
		made.files = append(made.files, id)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.albums) >= maxAlbums {
		clear(s.albums)
	}
	s.albums[key] = made
	return &album{files: made.files}, nil
}

// uploadChart brings the picture of a chart to Slack and gives the file's id.
func (s *Slack) uploadChart(ctx context.Context, c *digest.Chart) (string, error) {
	content, err := c.PNG(pictureScale)
	if err != nil {
		return "", &notifiers.Failure{Outcome: notifiers.Permanent, Code: "no_picture", Err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout) // from now on: drawing is no fault of Slack's
	defer cancel()
	id, err := s.upload(ctx, &notifiers.File{Name: c.Name + ".png", Content: content})
	if err != nil {
		return "", err
	}
	ctx, wire := watch(ctx)
	done, err := s.api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
		Files: []slack.FileSummary{{ID: id, Title: plainLine(c.Title, maxTitle)}},
	})
	if err == nil && !done.Ok {
		err = errNoAnswer
	}
	if err != nil {
		return "", s.failure(ctx, err, wire)
	}
	return id, nil
}

// album gives what is known of a digest's pictures; nil for nothing.
func (s *Slack) album(key string) *album {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.albums[key]
	if known == nil {
		return nil
	}
	return &album{files: known.files, refused: known.refused}
}

func (s *Slack) turnedDown(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.albums[key]; known != nil {
		known.refused++
	}
}

// posted forgets the pictures of a digest that needs no more of them.
func (s *Slack) posted(key string, receipt notifiers.Receipt, err error) (notifiers.Receipt, error) {
	if err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.albums, key)
	}
	return receipt, err
}
