package slack

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/yardstickd/yardstick/notifiers"
)

// mrkdwn makes text harmless in a mrkdwn text object: one line of at most limit
// UTF-16 units as it is sent, with &, < and > as entities, cut where no entity and no character is split.
//
// Slack has no way to escape *, _, ~ and `, nor :names: of emoji, so these
// become look-alikes where they would format. (The alternatives are worse:
// zero-width characters count as word boundaries and so help formatting, and
// plain_text objects allow no label in bold beside the value.)
func mrkdwn(text string, limit int) string {
	return escape(notifiers.Line(text, limit, func(cluster string) int { return units(entities.Replace(cluster)) }))
}

// units counts as the strictest of Slack's limits might: in UTF-16 units.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

var entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// alike are characters that look like those that format and have the same length.
var alike = map[rune]rune{'*': '∗', '_': 'ˍ', '~': '∼', '`': 'ˋ', ':': '∶'}

// escape replaces what Slack would understand. Its result is as long as entities.Replace's.
func escape(line string) string {
	var out strings.Builder
	before := ' '
	for i, r := range line {
		after, _ := utf8.DecodeRuneInString(line[i+utf8.RuneLen(r):])
		switch {
		case r == '>' && i == 0:
			out.WriteRune('›') // &gt; at the beginning of a line is a quotation
		case r == ':' && !startsEmoji(line[i+1:]), r == '_' && inWord(before) && inWord(after):
			out.WriteRune(r)
		case alike[r] != 0:
			out.WriteRune(alike[r])
		default:
			out.WriteString(entities.Replace(string(r)))
		}
		before = r
	}
	return out.String()
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// startsEmoji tells whether a text goes on as the name of an emoji does, up to its second colon.
func startsEmoji(text string) bool {
	end := strings.IndexFunc(text, func(r rune) bool {
		return r >= utf8.RuneSelf || !inWord(r) && !strings.ContainsRune("_+-'", r)
	})
	return end > 0 && text[end] == ':'
}

// maxURL is how long a URL may be as it is sent. A longer one is left out.
const maxURL = 1500

// link makes a link with a label, which must be escaped; without a usable web address of at most limit units it is just
// the label.
func link(address, label string, limit int) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return label
	}
	target := closers.Replace(u.String())
	if units(target) > limit || strings.ContainsFunc(target, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return label
	}
	return "<" + target + "|" + label + ">"
}

// closers are the characters that would end a link or its address.
var closers = strings.NewReplacer("<", "%3C", ">", "%3E", "|", "%7C", `"`, "%22", "`", "%60", "&", "&amp;")
