package monitor

import (
	"strings"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// leading is a route in the terms of a source's vocabulary: it leads each ticket to a destination. What it asks of an
// attribute that the source does not have is never so.
type leading struct {
	name string
	own  destination
	per  []differing
}

// differing is where a route leads tickets whose attribute has a value.
type differing struct {
	attribute int
	value     match.Pattern
	destination
}

// destination is where, to whom and when the alerts of a ticket go.
type destination struct {
	places   []notifiers.Place
	mentions []calling
	quiet    *silence // nil where it is never quiet
}

// calling is a Mention: a group, or the place of the attribute that holds an e-mail address.
type calling struct {
	group     string
	attribute int
}

// silence is Quiet.
type silence struct {
	outside *calendar.Calendar
	excepts bool // except says something
	except  match.Bound
}

func bindRoute(r *Route, v *rules.Vocabulary) *leading {
	l := &leading{name: r.Name, own: destination{places: r.Places, mentions: callings(r.Mention, v), quiet: silenceOf(r.Quiet, v)}}
	for i := range r.Per {
		p := &r.Per[i]
		d := differing{attribute: placeOf(v, p.Attribute), value: match.NewPattern(p.Value), destination: l.own}
		if p.Places != nil {
			d.places = p.Places
		}
		if p.Mention != nil {
			d.mentions = callings(p.Mention, v)
		}
		if p.Quiet != nil {
			d.quiet = silenceOf(p.Quiet, v)
		}
		l.per = append(l.per, d)
	}
	return l
}

func callings(mentions []Mention, v *rules.Vocabulary) []calling {
	var all []calling
	for _, m := range mentions {
		c := calling{group: m.Group, attribute: -1}
		if m.Group == "" {
			c.attribute = placeOf(v, m.Attribute)
		}
		all = append(all, c)
	}
	return all
}

func silenceOf(q *Quiet, v *rules.Vocabulary) *silence {
	if q == nil {
		return nil
	}
	except, _ := q.Except.Bind(v.Attribute)
	return &silence{outside: q.Outside, excepts: len(q.Except) > 0, except: except}
}

// of gives where the route leads a ticket: the first that fits of what differs, else its own.
func (l *leading) of(t *rules.Ticket) *destination {
	for i := range l.per {
		p := &l.per[i]
		if p.attribute < 0 || p.attribute >= len(t.Attributes) {
			continue
		}
		if has := t.Attributes[p.attribute]; !has.Null && p.value.Matches(has.Text) {
			return &p.destination
		}
	}
	return &l.own
}

// called gives who is called for a ticket. An attribute that holds no e-mail address calls nobody.
func (d *destination) called(t *rules.Ticket) []notifiers.Mention {
	var all []notifiers.Mention
	for _, m := range d.mentions {
		if m.group != "" {
			all = append(all, notifiers.Mention{Group: m.group})
			continue
		}
		if address := strings.TrimSpace(text(t, m.attribute)); strings.Contains(address, "@") && !strings.ContainsAny(address, " \t\r\n<>,;") {
			all = append(all, notifiers.Mention{Email: address})
		}
	}
	return all
}

// hold gives how long what is told of a ticket now is held back, by a time that runs as much faster than time itself. A
// calendar that does not reach so far, or never opens again, holds nothing back: it would be for ever.
func (d *destination) hold(t *rules.Ticket, now calendar.Instant, speed float64) time.Duration {
	q := d.quiet
	if q == nil || q.excepts && q.except.Matches(t.Attributes) {
		return 0
	}
	opens, err := q.outside.NextOpen(now)
	if err != nil || opens <= now {
		return 0
	}
	held := opens.Sub(now)
	if speed > 0 {
		held = time.Duration(float64(held) / speed)
	}
	return max(held, time.Microsecond)
}
