package slack

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

func TestMrkdwn(t *testing.T) {
	for _, c := range []struct {
		name, text string
		limit      int
		want       string
	}{
		{"plain", "Printer on fire", 100, "Printer on fire"},
		{"everybody", "<!channel> & <@U1>", 100, "&lt;!channel&gt; &amp; &lt;@U1&gt;"},
		{"an entity is text", "&lt;!channel&gt;", 100, "&amp;lt;!channel&amp;gt;"},
		{"formatting", "*a* _b_ ~c~ `d`", 100, "∗a∗ ˍbˍ ∼c∼ ˋdˋ"},
		{"a name with underscores", "customer_id and _x", 100, "customer_id and ˍx"},
		{"emoji names, but not times and addresses", ":fire: at 12:30:15, see http://x", 100, "∶fire: at 12∶30:15, see http://x"},
		{"quotation", "> no", 100, "› no"},
		{"lines", "a\r\n\n\tb\u2028c", 100, "a b c"},
		{"controls", "a\x00\x1b[31mb\u009b\u202ec\u200b\ufeff", 100, "a[31mbc"},
		{"no text", "a\xff\xfeb", 100, "ab"},
		{"right to left", "שלום", 100, "\u2068שלום\u2069"},
		{"cut", "abcdefgh", 7, "abcd…"},
		{"not cut", "abcd", 7, "abcd"},
		{"cut between entities", "&&&&", 16, "&amp;&amp;…"},
		{"cut between emoji", "👨‍👩‍👧👨‍👩‍👧", 14, "👨‍👩‍👧…"},
		{"joined emoji stay whole", "👨‍👩‍👧", 14, "👨‍👩‍👧"},
		{"empty", "", 10, ""},
		{"blank", " \n ", 10, ""},
	} {
		if got := mrkdwn(c.text, c.limit); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestLink(t *testing.T) {
	for _, c := range []struct{ address, want string }{
		{"https://helpdesk.example.com/tickets/1", "<https://helpdesk.example.com/tickets/1|T>"},
		{"https://x.example/?a=1&b=2", "<https://x.example/?a=1&amp;b=2|T>"},
		{"https://x.example/a>b|c d`", "<https://x.example/a%3Eb%7Cc%20d%60|T>"},
		{"https://x.example/Łódź", "<https://x.example/%C5%81%C3%B3d%C5%BA|T>"},
		{"javascript:alert(1)", "T"},
		{"/relative", "T"},
		{"", "T"},
		{"https://x.example/" + strings.Repeat("a", maxURL), "T"},
		{"https://x.example/\x00", "T"},
	} {
		if got := link(c.address, "T", maxURL); got != c.want {
			t.Errorf("link(%q) = %q, want %q", c.address, got, c.want)
		}
	}
}

// special is what Slack would act on: a tag, or an ampersand that begins none of the three entities.
var special = regexp.MustCompile(`[<>]|&(?:[^alg]|$|a[^m]|l[^t]|g[^t])`)

func FuzzMrkdwn(f *testing.F) {
	for _, text := range notifierstest.Hostile() {
		f.Add(text[:min(len(text), 4096)], 100)
	}
	f.Fuzz(func(t *testing.T, text string, limit int) {
		limit = limit&1023 + 8
		got := mrkdwn(text, limit)
		if !utf8.ValidString(got) || units(got) > limit || special.MatchString(got) {
			t.Errorf("mrkdwn(%q, %d) = %q", text, limit, got)
		}
		for _, r := range html.UnescapeString(got) {
			if unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || strings.ContainsRune("*~`", r) {
				t.Errorf("mrkdwn(%q) lets %q through", text, r)
			}
		}
		if strings.Count(got, "\u2068") != strings.Count(got, "\u2069") {
			t.Errorf("mrkdwn(%q) leaves an isolate open", text)
		}
	})
}
