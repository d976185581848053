package webhook

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// version is that of the format. What a version has stays; new fields may come without a new one.
const version = 1

// event is the body of a request. Instants are RFC 3339 in the zone of the standard's calendar; a field of which nothing is
// known is left out.
type event struct {
	Version int    `json:"version"`
	Event   string `json:"event"` // alert, group, page, file, summary, notice, digest; or update
	// Of is what an update renders anew.
	Of  string `json:"of,omitempty"`
	Key string `json:"key"`
	// Answers is the Idempotency-Key of the event that this one belongs to.
	Answers string `json:"answers,omitempty"`
	AsOf    string `json:"as_of,omitempty"`
	// Text says it all to people, one thing a line.
	Text string `json:"text"`

	Alert   *alert   `json:"alert,omitempty"`
	Group   *group   `json:"group,omitempty"`
	Page    *page    `json:"page,omitempty"`
	File    *file    `json:"file,omitempty"`
	Summary *summary `json:"summary,omitempty"`
	Notice  *notice  `json:"notice,omitempty"`
	Digest  *report  `json:"digest,omitempty"`

	asOf calendar.Instant
}

// alert is one stage of one clock.
type alert struct {
	Key      string `json:"key"`
	Stage    string `json:"stage"`              // warning, missed, escalated, reminder, recovered, kept, withdrawn
	Warning  string `json:"warning,omitempty"`  // the entry of warn_at
	Step     string `json:"escalate,omitempty"` // the entry of escalate
	Headline string `json:"headline"`

	Source   string `json:"source"`
	Ticket   string `json:"ticket"`
	Subject  string `json:"subject,omitempty"`
	Customer string `json:"customer,omitempty"`
	Team     string `json:"team,omitempty"`
	Link     string `json:"link,omitempty"`
	Standard string `json:"standard"`
	Promise  string `json:"promise,omitempty"`

	StartedAt string `json:"started_at,omitempty"`
	DueAt     string `json:"due_at,omitempty"`
	StoppedAt string `json:"stopped_at,omitempty"`
	AsOf      string `json:"as_of,omitempty"`
	// LeftSeconds is open time before due, of a warning; LateSeconds real time past due.
	LeftSeconds *int64 `json:"left_seconds,omitempty"`
	LateSeconds *int64 `json:"late_seconds,omitempty"`

	Mention      []mention `json:"mention,omitempty"`
	Acknowledged *said     `json:"acknowledged,omitempty"`
	Snoozed      *said     `json:"snoozed,omitempty"`
}

type mention struct {
	Group string `json:"group,omitempty"`
	Email string `json:"email,omitempty"`
}

type said struct {
	By    string `json:"by"`
	Until string `json:"until"`
}

type group struct {
	Tickets   int             `json:"tickets"`
	Clocks    int             `json:"clocks"`
	Late      int             `json:"late"`
	AtRisk    int             `json:"at_risk"`
	Rested    int             `json:"rested"`
	Held      bool            `json:"held"`
	Standards []groupStanding `json:"standards"`
	Worst     []*alert        `json:"worst"`
	Mention   []mention       `json:"mention,omitempty"`
}

type groupStanding struct {
	Standard string `json:"standard"`
	Promise  string `json:"promise,omitempty"`
	Late     int    `json:"late"`
	AtRisk   int    `json:"at_risk"`
	Rested   int    `json:"rested"`
}

type page struct {
	Group  string   `json:"group"` // its key
	Number int      `json:"number"`
	Of     int      `json:"of"`
	More   int      `json:"more"`
	Alerts []*alert `json:"alerts"`
}

type file struct {
	Group   string `json:"group"` // its key
	Name    string `json:"name"`
	Title   string `json:"title"`
	Content string `json:"content_base64"`
}

type summary struct {
	Source    string            `json:"source"`
	Standards []summaryStanding `json:"standards"`
}

type summaryStanding struct {
	Standard string `json:"standard"`
	Promise  string `json:"promise,omitempty"`
	Late     int    `json:"late"`
	AtRisk   int    `json:"at_risk"`
	Missed   int    `json:"missed"`
}

type notice struct {
	Title string   `json:"title"`
	Lines []string `json:"lines"`
}

func eventOf(m notifiers.Message) *event {
	e := &event{Version: version, Key: valid(m.Key())}
	var location *time.Location
	switch {
	case m.Alert != nil:
		e.Event, e.asOf, location = "alert", m.Alert.AsOf, m.Alert.Location
		e.Alert, e.Text = alertOf(m.Alert), alertText(m.Alert)
	case m.Notice != nil:
		e.Event, e.asOf, location = "notice", m.Notice.AsOf, m.Notice.Location
		e.Notice, e.Text = noticeOf(m.Notice), noticeText(m.Notice)
	case m.Group != nil:
		e.Event, e.asOf, location = "group", m.Group.AsOf, m.Group.Location
		e.Group, e.Text = groupOf(m.Group), groupText(m.Group)
	case m.Page != nil:
		e.Event, e.asOf, location = "page", m.Page.AsOf, m.Page.Location
		e.Page, e.Text = pageOf(m.Page), pageText(m.Page)
	case m.Digest != nil:
		e.Event, e.asOf, location = "digest", m.Digest.AsOf(), m.Digest.Location
		e.Digest, e.Text = digestOf(m.Digest), digestText(m.Digest)
	case m.File != nil:
		e.Event, e.asOf = "file", calendar.None
		e.File, e.Text = fileOf(m.File), text(m.File.Title)
	default:
		e.Event, e.asOf, location = "summary", m.Summary.AsOf, m.Summary.Location
		e.Summary, e.Text = summaryOf(m.Summary), summaryText(m.Summary)
	}
	e.AsOf = stamp(e.asOf, location)
	return e
}

// encode gives the body. What a ticket says is text in quotes; & < > stay as they are, since this is no HTML.
func (e *event) encode() ([]byte, error) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(e)
	return bytes.TrimSuffix(body.Bytes(), []byte("\n")), err
}

// maxText is how many characters of a text are passed on.
const maxText = 2000

// text makes valid text of at most maxText characters. It is passed on as it is: to escape it is for who shows it.
func text(raw string) string {
	readable := valid(raw[:min(len(raw), maxText*utf8.UTFMax)])
	n := 0
	for at := range readable {
		if n++; n > maxText {
			return readable[:at] + "…"
		}
	}
	return readable
}

func valid(raw string) string { return strings.ToValidUTF8(raw, "") }

// stamp is an instant in a zone; "" where there is none.
func stamp(i calendar.Instant, location *time.Location) string {
	if i == calendar.None {
		return ""
	}
	if location == nil {
		location = time.UTC
	}
	return i.Time().In(location).Format(time.RFC3339Nano)
}

func fileOf(f *notifiers.File) *file {
	return &file{Group: valid(f.Group), Name: text(f.Name), Title: text(f.Title), Content: base64.StdEncoding.EncodeToString(f.Content)}
}

func noticeOf(n *notifiers.Notice) *notice {
	all := &notice{Title: text(n.Title), Lines: []string{}}
	for _, l := range n.Lines {
		all.Lines = append(all.Lines, text(l))
	}
	return all
}
