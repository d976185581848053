package monitor

import (
	"encoding/json"
	"slices"

	"github.com/yardstickd/yardstick/rules"
)

// verdict adds what is now said of a clock, if it is something else than before.
func (p *pass) verdict(before *Recorded, after *ClockRow, ticket *rules.Ticket, c *rules.Clock) {
	v := VerdictRow{
		Key: after.Key, Verdict: after.Verdict, AsOf: p.asOf, State: after.State, Version: after.Version, Row: after.Row,
		DueAt: after.DueAt, StoppedAt: after.StoppedAt, Elapsed: after.Elapsed,
	}
	if before.Known {
		v.Previous = before.Row.Verdict
	}
	if v.Previous == rules.Open {
		if after.Verdict == rules.Open {
			return
		}
		if reason := cancellation(after); after.State == rules.Cancelled && reason != CancelledAfter {
			v.Reason = reason
		}
	} else {
		var pauses []rules.PausedSpan
		if c != nil {
			pauses = c.Pauses
		}
		var again bool
		if v.Reason, again = restated(&before.Row, after, pauses, p.rebased); !again {
			return
		}
		if v.Reason != DoneLate {
			p.report.Restated++
		}
	}
	v.Attributes = "{}"
	if c != nil {
		v.Attributes = p.attributes(ticket, c.Version)
	}
	p.change.Verdicts = append(p.change.Verdicts, v)
}

// attribute is one that a version asks about: its name as JSON, with the colon, and its place in a ticket's attributes.
type attribute struct {
	name  string
	place int
}

// askedAbout gives for each version the attributes that its verdicts depend on, in the order in which it names them.
func askedAbout(histories []rules.History, v *rules.Vocabulary) map[*rules.Version][]attribute {
	all := map[*rules.Version][]attribute{}
	for _, history := range histories {
		for i := range history {
			all[&history[i]] = asked(history[i].Standard, v)
		}
	}
	return all
}

func asked(s *rules.Standard, v *rules.Vocabulary) []attribute {
	names := s.AppliesTo.Attributes()
	for i := range s.Targets {
		names = append(names, s.Targets[i].When.Attributes()...)
		names = append(names, s.Targets[i].Due)
	}
	names = append(names, s.Measure.CalendarFrom)
	var known []attribute
	for i, name := range names {
		if at := placeOf(v, name); name != "" && at >= 0 && slices.Index(names, name) == i {
			known = append(known, attribute{name: string(appendJSON(nil, name)) + ":", place: at})
		}
	}
	return known
}

// mostAttributes bounds how many different texts of attributes a pass keeps, so that tickets alike share one.
const mostAttributes = 10_000

// attributes gives what a version asks about a ticket, as a JSON object.
func (p *pass) attributes(t *rules.Ticket, version *rules.Version) string {
	text := append(p.text[:0], '{')
	for _, a := range p.bound.asked[version] {
		if len(text) > 1 {
			text = append(text, ',')
		}
		text = append(text, a.name...)
		if a.place >= len(t.Attributes) || t.Attributes[a.place].Null {
			text = append(text, "null"...)
		} else {
			text = appendJSON(text, t.Attributes[a.place].Text)
		}
	}
	p.text = append(text, '}')
	return p.shared(p.text)
}

// shared gives a text, the same for all that are alike.
func (p *pass) shared(text []byte) string {
	if known, seen := p.texts[string(text)]; seen {
		return known
	}
	if len(p.texts) >= mostAttributes {
		clear(p.texts)
	}
	made := string(text)
	p.texts[made] = made
	return made
}

// appendJSON appends a text as JSON. Most have nothing to escape, and there are millions.
func appendJSON(dst []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			quoted, _ := json.Marshal(text) // a string can always be written
			return append(dst, quoted...)
		}
	}
	return append(append(append(dst, '"'), text...), '"')
}
