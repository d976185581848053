package slack

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// The preview is a page that shows our blocks nearly as Slack does, for the
// docs and for checking by eye. To make docs/images/alert.png of it (and of few colours, with pngquant 64):
//
//	go test ./notifiers/slack -run Preview -update
//	chromium --headless --no-sandbox --hide-scrollbars --force-device-scale-factor=1.5 --window-size=720,875 \
//	  --screenshot=docs/images/alert.png notifiers/slack/testdata/preview.html
func TestPreview(t *testing.T) {
	golden(t, "testdata/preview.html", preview(t, column{Channel: "support-frontline", scenes: story()}))
}

// The life of one thread, before and after, for docs/images/thread.png (1240,1100).
func TestPreviewOfAThread(t *testing.T) {
	golden(t, "testdata/preview-thread.html", preview(t,
		column{Channel: "support-frontline", scenes: []scene{begun(), late()}},
		column{Channel: "support-frontline", scenes: []scene{done()}},
	))
}

// A storm that became one message, and the same message as it counts down, for docs/images/group.png (1240,970).
func TestPreviewOfAGroup(t *testing.T) {
	group, fewer, rested, page := notifierstest.SampleGroup(), notifierstest.SampleGroup(), notifierstest.SampleGroup(), notifierstest.SamplePage()
	page.Alerts = append(page.Alerts[:6], page.Alerts[20:24]...)
	fewer.AsOf, fewer.Worst = fewer.AsOf.Add(2*time.Hour), fewer.Worst[:2]
	for i := range fewer.Worst {
		fewer.Worst[i].Late += 2 * time.Hour
	}
	fewer.Late, fewer.AtRisk, fewer.Rested = 14, 0, 138
	fewer.Standards[0].Late, fewer.Standards[0].AtRisk, fewer.Standards[0].Rested = 14, 0, 129
	fewer.Standards[1].Late, fewer.Standards[1].AtRisk, fewer.Standards[1].Rested = 0, 0, 9
	rested.AsOf, rested.Late, rested.AtRisk, rested.Rested, rested.Worst = rested.AsOf.Add(5*time.Hour), 0, 0, rested.Clocks, nil
	for i := range rested.Standards {
		line := &rested.Standards[i]
		line.Late, line.AtRisk, line.Rested = 0, 0, line.Late+line.AtRisk+line.Rested
	}
	golden(t, "testdata/preview-group.html", preview(t,
		column{Channel: "support-frontline", scenes: []scene{{
			message: notifiers.Message{Group: group}, how: manner{call: "<!subteam^S0001>"},
			thread: []scene{{message: notifiers.Message{Page: page}}, {at: "10:36", message: notifiers.Message{File: notifierstest.SampleFile()}}},
		}}},
		column{Channel: "support-frontline", scenes: []scene{
			{caption: "the same message, two hours later", at: "10:35", edited: true, message: notifiers.Message{Group: fewer}},
			{caption: "and when all have come to rest", at: "10:35", edited: true, message: notifiers.Message{Group: rested}},
		}},
	))
}

// A digest in a workspace that draws charts, and in one that takes pictures alone, for docs/images/digest-slack.png (1360,1270). The
// pictures are written beside the page with -update, since an encoder may change: make the screenshot right then.
func TestPreviewOfADigest(t *testing.T) {
	d := notifierstest.SampleDigest()
	file := notifiers.Message{File: &notifiers.File{Key: "digest/executive/2026-W46/file", Name: "promises-2026-W46.pdf", Title: "Promises kept, week 46 (PDF)"}}
	pictures := []string{}
	for _, c := range chartsOf(d.Report) {
		pictures = append(pictures, "preview-"+c.Name+".png")
		if *update {
			content, err := c.PNG(pictureScale)
			if err == nil {
				err = os.WriteFile(filepath.Join("testdata", pictures[len(pictures)-1]), content, 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	golden(t, "testdata/preview-digest.html", preview(t,
		column{Channel: "executives", Caption: "charts drawn by Slack", scenes: []scene{{
			message: notifiers.Message{Digest: d}, thread: []scene{{at: "08:00", message: file}},
		}}},
		column{Channel: "executives", Caption: "where the workspace takes pictures alone", scenes: []scene{{
			message: notifiers.Message{Digest: d}, pictures: pictures, thread: []scene{{at: "08:00", message: file}},
		}}},
	))
}

// Digests of every kind of report, for checking by eye.
func TestPreviewOfDigests(t *testing.T) {
	reports := notifierstest.Reports()
	var columns []column
	for _, name := range slices.Sorted(maps.Keys(reports)) {
		d := &notifiers.Digest{Key: "digest/" + name, Report: reports[name], Location: time.UTC}
		columns = append(columns, column{Channel: name, scenes: []scene{{message: notifiers.Message{Digest: d}}}})
	}
	golden(t, "testdata/preview-digests.html", preview(t, columns...))
}

// The same for what a ticket can do at its worst: a look at it tells more than many assertions.
func TestPreviewOfHostileText(t *testing.T) {
	var all []notifiers.Message
	for _, text := range notifierstest.Hostile() {
		a := notifierstest.Sample(notifiers.Missed, "4711")
		a.Subject, a.Customer, a.Team = text, text, text
		a.Care.Acknowledged = notifiers.Said{By: text, Until: a.AsOf + 1}
		n := notifierstest.SampleNotice()
		n.Title, n.Lines = text, []string{text}
		g := notifierstest.SampleGroup()
		g.Standards[0].Promise, g.Worst = text, []notifiers.Alert{*a}
		all = append(all, notifiers.Message{Alert: a}, notifiers.Message{Notice: n}, notifiers.Message{Group: g})
	}
	var scenes []scene
	for _, m := range append(all, messages()...) {
		scenes = append(scenes, scene{message: m})
	}
	golden(t, "testdata/preview-hostile.html", preview(t, column{Channel: "support-frontline", scenes: scenes}))
}

// story is three alerts of one morning.
func story() []scene {
	warning := notifierstest.Sample(notifiers.Warn, "4711")
	warning.Ref = "1"
	missed := notifierstest.Sample(notifiers.Missed, "4698")
	missed.Ref = "2"
	missed.Subject, missed.Customer = "Cash register 3 prints blank receipts", "Globex Retail"
	missed.AsOf = warning.AsOf.Add(9 * time.Minute)
	missed.Late, missed.DueAt = time.Minute, missed.AsOf.Add(-time.Minute)
	missed.StartedAt = warning.StartedAt.Add(-16 * time.Minute)
	recovered := notifierstest.Sample(notifiers.Recovered, "4655")
	recovered.Subject, recovered.Customer, recovered.Team = "VPN drops every hour", "Initech", "network"
	recovered.Promise, recovered.Standard = "You get a first reply within 30 minutes.", "first-reply"
	recovered.Late, recovered.AsOf = 65*time.Minute, warning.AsOf.Add(15*time.Minute)
	recovered.StoppedAt = recovered.AsOf.Add(-time.Minute)
	recovered.DueAt = recovered.StoppedAt.Add(-recovered.Late)
	var scenes []scene
	for _, a := range []*notifiers.Alert{warning, missed, recovered} {
		scenes = append(scenes, scene{message: notifiers.Message{Alert: a}, how: manner{buttons: true}})
	}
	return scenes
}

// begun is a thread that has just been opened.
func begun() scene {
	opening := notifierstest.Sample(notifiers.Warn, "4711")
	opening.Ref = "1"
	return scene{caption: "a warning opens the thread", message: notifiers.Message{Alert: opening}, how: manner{buttons: true}}
}

// late is a thread in the middle of its life: a warning, a miss, and somebody who looks after it.
func late() scene {
	opening, missed := notifierstest.Sample(notifiers.Missed, "4711"), notifierstest.Sample(notifiers.Missed, "4711")
	missed.Late, missed.AsOf = 0, missed.DueAt
	opening.Ref, opening.Late, opening.AsOf = "1", 12*time.Minute, opening.DueAt.Add(12*time.Minute)
	opening.Care.Acknowledged = notifiers.Said{By: "Ada Lovelace", Until: opening.DueAt.Add(time.Hour)}
	return scene{
		caption: "36 minutes later: missed, and Ada has acknowledged it",
		at:      "09:06", edited: true, message: notifiers.Message{Alert: opening}, how: manner{buttons: true},
		thread: []scene{{message: notifiers.Message{Alert: missed}, broadcast: true, how: manner{call: "<!subteam^S0001>"}}},
	}
}

// done is the same thread at its end.
func done() scene {
	s := late()
	reminder, recovered := notifierstest.Sample(notifiers.Reminder, "4711"), notifierstest.Sample(notifiers.Recovered, "4711")
	reminder.Late, reminder.AsOf = time.Hour, reminder.DueAt.Add(time.Hour)
	reminder.Care.Acknowledged = notifiers.Said{By: "Ada Lovelace", Until: reminder.AsOf}
	recovered.Care = reminder.Care
	s.caption, s.message.Alert = "an hour later: a reminder when Ada's time was over, then done", recovered
	s.thread = append(s.thread,
		scene{message: notifiers.Message{Alert: reminder}, broadcast: true, how: manner{call: "<!subteam^S0001>"}},
		scene{message: notifiers.Message{Alert: recovered}})
	return s
}

//go:embed testdata/preview.tmpl
var page string

// column is one channel of the page.
type column struct {
	Channel, Caption string
	Messages         []shown
	scenes           []scene
}

// scene is a message and what became of it.
type scene struct {
	message           notifiers.Message
	how               manner
	caption           string // what the page says above it
	at                string // when it was posted; "" for as of its alert
	edited, broadcast bool
	thread            []scene
	pictures          []string // the files of a digest's charts, where the workspace draws none
}

// shown is a message as the page has it.
type shown struct {
	Caption, At       string
	Edited, Broadcast bool
	Blocks            []shownBlock
	File              string
	Thread            []shown
}

type shownBlock struct {
	Type    string
	Text    template.HTML
	Fields  []template.HTML
	Buttons []shownButton
	Chart   template.HTML
	Picture string // a file beside the page
	Alt     string
}

type shownButton struct{ Label, Style string }

// element is a text object, or a button that has one.
type element struct {
	Style string
	Text  json.RawMessage
}

func preview(t *testing.T, columns ...column) []byte {
	t.Helper()
	for i := range columns {
		for _, s := range columns[i].scenes {
			columns[i].Messages = append(columns[i].Messages, show(t, s))
		}
	}
	var out bytes.Buffer
	if err := template.Must(template.New("page").Parse(page)).Execute(&out, columns); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// show reads the blocks back from the JSON that goes to Slack.
func show(t *testing.T, s scene) shown {
	t.Helper()
	out := shown{Caption: s.caption, At: moment(s), Edited: s.edited, Broadcast: s.broadcast}
	for _, answer := range s.thread {
		answer.how.reply = true
		out.Thread = append(out.Thread, show(t, answer))
	}
	if s.message.File != nil {
		out.File = fileTitle(s.message.File)
		return out
	}
	type text struct{ Type, Text string }
	var blocks []struct {
		Type     string
		Text     text
		Fields   []text
		Elements []element
		AltText  string              `json:"alt_text"`
		File     struct{ ID string } `json:"slack_file"`
		Title    string
		Chart    json.RawMessage
	}
	c := rendered(s.message, s.how)
	if s.pictures != nil {
		c = renderDigest(s.message.Digest, pictured(chartsOf(s.message.Digest.Report), s.pictures))
	}
	sent, err := json.Marshal(c.blocks)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(sent, &blocks); err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks {
		block := shownBlock{Type: b.Type, Text: markup(b.Text.Text), Picture: b.File.ID, Alt: b.AltText}
		if b.Chart != nil {
			block.Chart, block.Text = drawn(t, b.Chart), template.HTML(template.HTMLEscapeString(b.Title))
		}
		for _, f := range b.Fields {
			block.Fields = append(block.Fields, markup(f.Text))
		}
		for _, e := range b.Elements {
			var line string
			var label text
			switch {
			case json.Unmarshal(e.Text, &line) == nil:
				block.Fields = append(block.Fields, markup(line))
			case json.Unmarshal(e.Text, &label) == nil:
				block.Buttons = append(block.Buttons, shownButton{label.Text, e.Style})
			}
		}
		out.Blocks = append(out.Blocks, block)
	}
	return out
}

// moment is when a message was posted.
func moment(s scene) string {
	switch m := s.message; {
	case s.at != "":
		return s.at
	case m.Alert != nil:
		return m.Alert.AsOf.Time().In(m.Alert.Location).Format("15:04")
	case m.Group != nil:
		return m.Group.AsOf.Time().In(m.Group.Location).Format("15:04")
	case m.Page != nil:
		return m.Page.AsOf.Time().In(m.Page.Location).Format("15:04")
	case m.Digest != nil:
		return m.Digest.AsOf().Time().In(m.Digest.Location).Format("15:04")
	}
	return "09:00"
}

var (
	tag    = regexp.MustCompile(`<([^|>]*)\|?([^>]*)>`)
	strong = regexp.MustCompile(`(^|[^\pL\pN])\*([^*\n]+)\*`)
	em     = regexp.MustCompile(`(^|[^\pL\pN])_([^_\n]+)_`)
	strike = regexp.MustCompile(`(^|[^\pL\pN])~([^~\n]+)~`)
	code   = regexp.MustCompile("`([^`\n]+)`")
)

// markup shows mrkdwn as Slack would: what a ticket smuggled in would be seen as a mention, a link or in bold.
func markup(text string) template.HTML {
	text = tag.ReplaceAllStringFunc(text, func(found string) string {
		parts := tag.FindStringSubmatch(found)
		if strings.HasPrefix(parts[1], "http") {
			return `{a href="` + parts[1] + `"}` + parts[2] + `{/a}`
		}
		if parts[1] == "!subteam^S0001" {
			return "{mark}@frontline-oncall{/mark}"
		}
		return `{mark}@` + parts[1] + `{/mark}`
	})
	text = strong.ReplaceAllString(text, "$1{b}$2{/b}")
	text = em.ReplaceAllString(text, "$1{i}$2{/i}")
	text = strike.ReplaceAllString(text, "$1{s}$2{/s}")
	text = code.ReplaceAllString(text, "{code}$1{/code}")
	text = regexp.MustCompile(`\{(/?(?:a|mark|b|i|s|code)(?: href="[^"]*")?)\}`).ReplaceAllString(text, "<$1>")
	return template.HTML(strings.ReplaceAll(text, "\n", "<br>"))
}
