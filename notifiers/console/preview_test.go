package console_test

import (
	"bytes"
	"fmt"
	"html"
	"os"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/console"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// The preview is a page that shows a terminal with our output, for the docs. To make docs/images/console.png of it:
//
//	go test ./notifiers/console -run Preview -update
//	chromium --headless --no-sandbox --hide-scrollbars --force-device-scale-factor=1.5 --window-size=720,900 \
//	  --screenshot=docs/images/console.png notifiers/console/testdata/preview.html
func TestPreview(t *testing.T) {
	var out bytes.Buffer
	c := console.New(console.Options{Out: &out, Colour: true})
	warning := notifierstest.Sample(notifiers.Warn, "4711")
	receipt, err := c.Post(t.Context(), notifiers.Post{To: "#support-frontline", Message: notifiers.Message{Alert: warning}})
	if err != nil {
		t.Fatal(err)
	}
	missed := notifierstest.Sample(notifiers.Missed, "4698")
	missed.Subject, missed.Customer = "Cash register 3 prints blank receipts", "Globex Retail"
	missed.Mention = []notifiers.Mention{{Group: "frontline-oncall"}}
	opening, err := c.Post(t.Context(), notifiers.Post{To: "#support-frontline", Message: notifiers.Message{Alert: missed}})
	if err != nil {
		t.Fatal(err)
	}
	recovered := notifierstest.Sample(notifiers.Recovered, "4698")
	recovered.Subject, recovered.Customer = missed.Subject, missed.Customer
	if _, err := c.Post(t.Context(), notifiers.Post{To: "#support-frontline", Message: notifiers.Message{Alert: recovered}, Thread: opening}); err != nil {
		t.Fatal(err)
	}
	kept := notifierstest.Sample(notifiers.Kept, "4711")
	if err := c.Update(t.Context(), "#support", receipt, notifiers.Message{Alert: kept}); err != nil {
		t.Fatal(err)
	}
	got := terminal(t, out.String())
	if *update {
		if err := os.WriteFile("testdata/preview.html", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/preview.html")
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Error("testdata/preview.html is out of date: run with -update and make the picture again")
	}
}

// colours are those of a dark terminal, by the number of the escape.
var colours = map[string]string{
	"1": "font-weight:700", "2": "opacity:.6", "31": "color:#ff6b64", "32": "color:#7ec97e", "33": "color:#f2c94c", "34": "color:#6aa9ff", "90": "color:#888",
}

// terminal turns escapes into spans. One that it does not know fails the test.
func terminal(t *testing.T, text string) string {
	t.Helper()
	var body strings.Builder
	open := 0
	for i, part := range strings.Split(html.EscapeString(text), "\x1b[") {
		code, rest, found := strings.Cut(part, "m")
		switch {
		case i == 0:
			rest = part
		case code == "0" && found:
			body.WriteString(strings.Repeat("</span>", open))
			open = 0
		case colours[code] != "" && found:
			fmt.Fprintf(&body, `<span style="%s">`, colours[code])
			open++
		default:
			t.Errorf("an unknown escape: %q", part)
		}
		body.WriteString(rest)
	}
	return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>yardstick run</title></head>
<body style="margin:0;background:#1e1e24;color:#e6e6e6"><pre style="margin:18px;font:15px/19px 'DejaVu Sans Mono',monospace">` +
		strings.TrimRight(body.String(), "\n") + "</pre></body></html>\n"
}
