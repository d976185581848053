package notifierstest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

var fileMethods = map[string]method{
	"files.getUploadURLExternal":   (*Slack).uploadURL,
	"files.completeUploadExternal": (*Slack).completeUpload,
	uploadMethod:                   (*Slack).uploaded,
}

// uploadPath is where files are sent, below the server and not the API. For faults, hooks and calls it goes by uploadMethod.
const (
	uploadPath   = "/upload/v1/"
	uploadMethod = "files.upload"
)

// maxTitle is how long a file's title may be.
const maxTitle = 255

// SharedFile is a file in a message.
type SharedFile struct {
	ID, Name, Title string
	Content         []byte
}

// file is one that is being uploaded, or was.
type file struct {
	SharedFile
	length   int  // as was announced
	arrived  bool // its content is there
	complete bool
	slow     int // in how many more messages it is refused as a picture
}

// uploadURL says where to send a file.
func (s *Slack) uploadURL(form url.Values) answer {
	length, err := strconv.Atoi(form.Get("length"))
	if err != nil || length <= 0 || form.Get("filename") == "" {
		return refusal("invalid_arguments")
	}
	f := &file{SharedFile: SharedFile{ID: fmt.Sprintf("F%08d", len(s.files)+1), Name: form.Get("filename")}, length: length, slow: s.slow}
	s.files[f.ID] = f
	return answer{"upload_url": s.server.URL + uploadPath + f.ID, "file_id": f.ID}
}

// serveUpload takes a file's content. It wants no token: who knows the address may send.
func (s *Slack) serveUpload(w http.ResponseWriter, r *http.Request) {
	content, err := readUpload(r)
	if err != nil {
		http.Error(w, "bad upload", http.StatusBadRequest)
		return
	}
	s.handle(w, r, request{method: uploadMethod, token: s.token, form: url.Values{
		"file": {strings.TrimPrefix(r.URL.Path, uploadPath)}, "content": {string(content)},
	}})
}

// readUpload takes a multipart form with one file, or the bare content.
func readUpload(r *http.Request) ([]byte, error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return io.ReadAll(r.Body)
	}
	part, _, err := r.FormFile("file")
	if err != nil {
		part, _, err = r.FormFile("filename")
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = part.Close() }()
	return io.ReadAll(part)
}

func (s *Slack) uploaded(form url.Values) answer {
	f := s.files[form.Get("file")]
	if f == nil || len(form.Get("content")) != f.length {
		return refusal("invalid_arguments")
	}
	f.Content, f.arrived = []byte(form.Get("content")), true
	return answer{}
}

// completeUpload shares files that were sent, each in a message of its own; without a channel they are shared nowhere, and the bot
// alone may show them. It takes the channel's id only.
func (s *Slack) completeUpload(form url.Values) answer {
	var given []struct{ ID, Title string }
	if err := json.Unmarshal([]byte(form.Get("files")), &given); err != nil || len(given) == 0 {
		return refusal("invalid_arguments")
	}
	c, private := s.channelByID(form.Get("channel_id")), form.Get("channel_id") == ""
	if code := postable(c); code != "" && !private {
		return refusal(code)
	}
	shared := []any{}
	for _, g := range given {
		f := s.files[g.ID]
		switch {
		case f == nil, !f.arrived, f.complete:
			return refusal("file_not_found")
		case len([]rune(g.Title)) > maxTitle:
			return refusal("invalid_arguments")
		}
		f.Title, f.complete = g.Title, true
		if !private {
			s.share(c, f, form)
		}
		shared = append(shared, map[string]any{"id": f.ID, "title": f.Title})
	}
	return answer{"files": shared}
}

// share shows a file in a message of a channel.
func (s *Slack) share(c *channel, f *file, form url.Values) {
	m := &Stored{Channel: c.id, TS: c.stamp(s.now()), File: &f.SharedFile, Form: form}
	if parent := c.thread(form.Get("thread_ts")); parent != nil {
		m.ThreadTS = parent.TS
	}
	s.store(c, m)
}

// Uploaded gives the files that were uploaded whole, shared or not, by their ids.
func (s *Slack) Uploaded() map[string]SharedFile {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[string]SharedFile{}
	for id, f := range s.files {
		if f.complete {
			all[id] = f.SharedFile
		}
	}
	return all
}
