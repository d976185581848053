package notifiers

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// The marks that keep a text's direction from turning what stands beside it.
const (
	isolate    = '\u2068' // FIRST STRONG ISOLATE
	endIsolate = '\u2069' // POP DIRECTIONAL ISOLATE
	ellipsis   = "…"
)

// maxRead is how many bytes of a text are looked at, so that a megabyte of what is not shown costs no more than it is worth.
const maxRead = 64 << 10

// maxCluster is how many bytes one visible character may have. The longest emoji
// of Unicode have 35; a letter under a heap of accents has more, and loses those that are too many.
const maxCluster = 64

// Line makes one harmless line of any text, e.g. a ticket's subject: white space
// runs together; control characters, direction overrides, invisible characters
// and broken UTF-8 are taken out; text that runs from right to left is isolated.
//
// size says what a visible character (a grapheme cluster) costs and limit what
// all may cost; a longer text is cut between two characters and ends in "…".
// No more is read of the text than is shown, and never more than 64 KiB.
func Line(text string, limit int, size func(cluster string) int) string {
	l := line{limit: limit - size(string(isolate)) - size(string(endIsolate)) - size(ellipsis), size: size}
	readable := text[:min(len(text), maxRead)]
	for readable != "" && !l.full {
		var next string
		next, readable = chunk(readable)
		l.add(visible(next))
	}
	l.full = l.full || len(text) > maxRead
	return l.String()
}

// line collects what Line shows.
type line struct {
	limit, used int
	size        func(string) int
	text        strings.Builder
	space       bool // a space is due before the next character
	rightToLeft bool
	full        bool
}

// chunk splits a text so that what is made of a megabyte is not more than what can be shown; at a space where there
// is one, so that no character is cut.
func chunk(text string) (first, rest string) {
	const most = 4096
	if len(text) <= most {
		return text, ""
	}
	end := most
	if i := strings.LastIndexByte(text[:most], ' '); i > 0 {
		end = i + 1
	}
	for end > most-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end], text[end:]
}

// add appends text that visible made.
func (l *line) add(text string) {
	for state := -1; text != "" && !l.full; {
		var cluster string
		cluster, text, _, state = uniseg.FirstGraphemeClusterInString(text, state)
		if cluster == " " {
			l.space = l.used > 0
			continue
		}
		l.put(trim(cluster))
	}
}

func (l *line) put(cluster string) {
	cost := l.size(cluster)
	if l.space {
		cost += l.size(" ")
	}
	if l.used+cost > l.limit {
		l.full = true
		return
	}
	if l.space {
		l.text.WriteByte(' ')
		l.space = false
	}
	l.text.WriteString(cluster)
	l.used += cost
	l.rightToLeft = l.rightToLeft || turns(cluster)
}

// String gives the line. It is called once.
func (l *line) String() string {
	if l.full {
		l.text.WriteString(ellipsis)
	}
	if l.rightToLeft {
		return string(isolate) + l.text.String() + string(endIsolate)
	}
	return l.text.String()
}

// visible takes out of a text what must not, or can't, be seen.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || r == '\u2028' || r == '\u2029' || r == '\u2800':
			return ' '
		case r == utf8.RuneError, unicode.IsControl(r), invisible(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}

// invisible tells whether a character only changes how others are shown, or is
// empty but takes room. The joiners stay: emoji and Persian words need them; so do the few format characters that are seen.
func invisible(r rune) bool {
	switch {
	case r == '\u200c' || r == '\u200d':
		return false
	case r >= '\u0600' && r <= '\u0605', r == '\u06dd', r == '\u070f', r == '\u08e2':
		return false
	case r == '\u115f' || r == '\u1160' || r == '\u3164' || r == '\uffa0' || r == '\u034f': // fillers
		return true
	}
	return unicode.In(r, unicode.Cf, unicode.Noncharacter_Code_Point)
}

// trim cuts a cluster that is too long for any honest character.
func trim(cluster string) string {
	if len(cluster) <= maxCluster {
		return cluster
	}
	end := maxCluster
	for end > 0 && !utf8.RuneStart(cluster[end]) {
		end--
	}
	return cluster[:end]
}

// turns tells whether a character runs from right to left.
func turns(cluster string) bool {
	r, _ := utf8.DecodeRuneInString(cluster)
	return r >= 0x0590 && r <= 0x08ff || r >= 0xfb1d && r <= 0xfdff || r >= 0xfe70 && r <= 0xfefe ||
		r >= 0x10800 && r <= 0x10fff || r >= 0x1e800 && r <= 0x1efff
}
