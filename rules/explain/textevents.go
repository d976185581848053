package explain

import (
	"slices"
	"strings"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// events shows the timeline and what each event did. What means nothing to the standard is counted only.
func (p *page) events(s *Standard) {
	shown := slices.DeleteFunc(slices.Clone(s.Events), func(e Event) bool { return e.idle && !p.AllEvents })
	if len(shown) == 0 {
		return
	}
	p.line()
	p.line(piece{indent + "What happened", bold})
	zone, offset := s.zone, false
	if len(s.Clocks) > 0 {
		zone = s.Clocks[0].zone
		offset = slices.ContainsFunc(s.Clocks, func(c Clock) bool { return c.shifts() })
	}
	const many, widest = 40, 36
	width := 0
	for i := range shown {
		width = max(width, min(len([]rune(shown[i].who())), widest))
	}
	for i := range shown {
		if len(shown) > many && i >= many/2 && i < len(shown)-many/2 {
			if i == many/2 {
				p.line(piece{indent + "… " + plural(len(shown)-many, "more event"), dim})
			}
			continue
		}
		e := &shown[i]
		text, shade := e.sentence(), plain
		if len(e.Effects) == 0 || e.Effects[0] == ignored || e.Effects[0] == notRepeated {
			shade = dim
		}
		p.hang(piece{indent + stamp(calendar.Instant(e.At), zone, offset) + "  " + pad(short(e.who(), widest), width) + "  ", plain}, piece{text, shade})
	}
	if rest := len(s.Events) - len(shown); rest > 0 {
		p.line(piece{indent + "and " + plural(rest, "event") + " that this standard does not ask for", dim})
	}
}

func (e *Event) who() string {
	if e.Author == "" {
		return e.Kind
	}
	return e.Kind + " by " + e.Author
}

var effectWords = map[string]string{
	started: "starts the clock", joined: "joins the clock that is open already", stopped: "stops the clock", cancelled: "cancels the clock",
	notRepeated: "starts no other clock: there is one a ticket", paused: "pauses the clock", pausedEarly: "pauses the clock from its start on",
	resumed:  "lets the clock go on",
	reopened: "reopens it: the clock goes on", restarted: "reopens it: a new clock starts",
	ignored: "changes nothing: no clock is open",
}

func (e *Event) sentence() string {
	if len(e.Effects) == 0 {
		return e.Note
	}
	words := make([]string, len(e.Effects))
	for i, effect := range e.Effects {
		words[i] = effectWords[effect]
	}
	return strings.Join(words, ", ")
}
