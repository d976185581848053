package slack

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// The preview is a page that shows our blocks nearly as Slack does, for the
// docs and for checking by eye. To make docs/images/alert.png of it:
//
//	go test ./notifiers/slack -run Preview -update
//	chromium --headless --no-sandbox --hide-scrollbars --force-device-scale-factor=1.5 --window-size=720,775 \
//	  --screenshot=docs/images/alert.png notifiers/slack/testdata/preview.html
func TestPreview(t *testing.T) {
	golden(t, "testdata/preview.html", preview(t, "support-frontline", story()))
}

// The same for what a ticket can do at its worst: a look at it tells more than many assertions.
func TestPreviewOfHostileText(t *testing.T) {
	var all []notifiers.Message
	for _, text := range notifierstest.Hostile() {
		a := notifierstest.Sample(notifiers.Missed, "4711")
		a.Subject, a.Customer, a.Team = text, text, text
		n := notifierstest.SampleNotice()
		n.Title, n.Lines = text, []string{text}
		all = append(all, notifiers.Message{Alert: a}, notifiers.Message{Notice: n})
	}
	golden(t, "testdata/preview-hostile.html", preview(t, "support-frontline", append(all, messages()...)))
}

// story is three alerts of one morning.
func story() []notifiers.Message {
	warning := notifierstest.Sample(notifiers.Warn, "4711")
	missed := notifierstest.Sample(notifiers.Missed, "4698")
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
	return []notifiers.Message{{Alert: warning}, {Alert: missed}, {Alert: recovered}}
}

//go:embed testdata/preview.tmpl
var page string

// shown is a message as the page has it.
type shown struct {
	At     string
	Blocks []shownBlock
}

type shownBlock struct {
	Type   string
	Text   template.HTML
	Fields []template.HTML
}

func preview(t *testing.T, channel string, all []notifiers.Message) []byte {
	t.Helper()
	var messages []shown
	for _, m := range all {
		messages = append(messages, show(t, m))
	}
	var out bytes.Buffer
	data := map[string]any{"Channel": channel, "Messages": messages}
	if err := template.Must(template.New("page").Parse(page)).Execute(&out, data); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// show reads the blocks back from the JSON that goes to Slack.
func show(t *testing.T, m notifiers.Message) shown {
	t.Helper()
	type text struct{ Type, Text string }
	var blocks []struct {
		Type     string
		Text     text
		Fields   []text
		Elements []text
	}
	sent, err := json.Marshal(render(m, manner{buttons: true}).blocks)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(sent, &blocks); err != nil {
		t.Fatal(err)
	}
	out := shown{At: "09:00"}
	if m.Alert != nil {
		out.At = m.Alert.AsOf.Time().In(m.Alert.Location).Format("15:04")
	}
	for _, b := range blocks {
		s := shownBlock{Type: b.Type, Text: markup(b.Text.Text)}
		for _, f := range append(b.Fields, b.Elements...) {
			s.Fields = append(s.Fields, markup(f.Text))
		}
		out.Blocks = append(out.Blocks, s)
	}
	return out
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
		return `{mark}@` + parts[1] + `{/mark}`
	})
	text = strong.ReplaceAllString(text, "$1{b}$2{/b}")
	text = em.ReplaceAllString(text, "$1{i}$2{/i}")
	text = strike.ReplaceAllString(text, "$1{s}$2{/s}")
	text = code.ReplaceAllString(text, "{code}$1{/code}")
	text = regexp.MustCompile(`\{(/?(?:a|mark|b|i|s|code)(?: href="[^"]*")?)\}`).ReplaceAllString(text, "<$1>")
	return template.HTML(strings.ReplaceAll(text, "\n", "<br>"))
}
