package digest

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// TestEveryFormSays wants what must not be hidden in each form for people, in the same words.
func TestEveryFormSays(t *testing.T) {
	r := notifierstest.Reports()["rich"]
	var text, page, mail bytes.Buffer
	for _, err := range []error{Text(&text, r, Options{}), HTML(&page, r, Options{}), Mail(&mail, r, Options{}, nil)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var pdf strings.Builder
	for _, page := range readPDF(t, printPDF(t, r)) {
		pdf.WriteString(textOf(page) + "\n")
	}
	tags := regexp.MustCompile(`<[^>]+>`)
	said := map[string]string{
		"text": text.String(), "html": html.UnescapeString(tags.ReplaceAllString(page.String(), " ")),
		"mail": html.UnescapeString(tags.ReplaceAllString(mail.String(), " ")), "pdf": pdf.String(),
	}
	for form, words := range said {
		words = strings.Join(strings.Fields(strings.ReplaceAll(words, "\u00a0", " ")), " ")
		for _, want := range []string{
			"Owner: Grete Holm", "Owner: billing@example.com", "Callback promises 2h, which is looser than the 1h30m that 80 % of customers expect",
			"80 % of customers expect it within 1h30m", "83.6 % was done within what they expect", "awareness/website", "empathy", "Outage update",
			"can't be judged", "Set aside since they can't be read: 12 tickets and 31 events", "18 met a standard, but none of its targets", "2026-W44",
			"What customers expect", "Customers let down most often",
		} {
			if !strings.Contains(strings.ToLower(words), strings.ToLower(want)) {
				t.Errorf("%s does not say %q", form, want)
			}
		}
		if form == "mail" {
			continue // it has no times, and its short rows no such notes: the PDF comes with it
		}
		for _, want := range []string{"within 1 % of the true ones", "internal", "only just", "excused", "not judged"} {
			if !strings.Contains(strings.ToLower(words), want) {
				t.Errorf("%s does not say %q", form, want)
			}
		}
	}
}
