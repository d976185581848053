package monitor

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

const (
	// factsVersion counts up when facts come to be something else, so that all clocks are judged again and get them.
	factsVersion = "1"
	// longestReported is how many characters of an attribute, and of a subject, are kept beside a clock.
	longestReported = 200
)

// reporting is by what facts are made.
type reporting struct {
	zone *time.Location // of the dates
	// by are the names of the attributes that reports are broken down by, in the order of the configuration.
	by []string
	// customer is the one of them that names the customer; "" for none.
	customer string
	// basis identifies all of it.
	basis string
}

func newReporting(zone *time.Location, by []string, customer string) *reporting {
	if zone == nil {
		zone = time.UTC
	}
	return &reporting{zone: zone, by: by, customer: customer, basis: FactsBy(zone, by, customer)}
}

// FactsBy identifies what the facts of clocks are made by: the zone of their dates, the attributes that reports are broken down by, and
// which of them names the customer.
func FactsBy(zone *time.Location, by []string, customer string) string {
	sum := sha256.Sum256([]byte(factsVersion + "\x00" + zone.String() + "\x00" + strings.Join(by, "\x00") + "\x00\x00" + customer))
	return hex.EncodeToString(sum[:8])
}

// basisSign stands in a basis between what verdicts, and what facts, are made by. A basis of before there were facts has none.
const basisSign = "."

// judgedBy gives the part of a basis that verdicts are made by.
func judgedBy(basis string) string {
	judged, _, _ := strings.Cut(basis, basisSign)
	return judged
}

// placeOf gives the place of one of the attributes that reports are broken down by; -1 where it is none, or the source has it not.
func (r *reporting) placeOf(v *rules.Vocabulary, name string) int {
	if !slices.Contains(r.by, name) {
		return -1
	}
	return placeOf(v, name)
}

// reportedBy gives those attributes that a source has.
func reportedBy(by []string, v *rules.Vocabulary) []attribute {
	var known []attribute
	for _, name := range by {
		if at := placeOf(v, name); at >= 0 {
			known = append(known, attribute{name: string(appendJSON(nil, name)) + ":", place: at})
		}
	}
	return known
}

// reported gives the attributes of a ticket that reports are broken down by, as a JSON object.
func (p *pass) reported(t *rules.Ticket) string {
	p.text = appendReported(p.text[:0], p.bound.reported, t)
	return p.shared(p.text)
}

// appendReported adds the reported attributes that a ticket has, as a JSON object.
func appendReported(text []byte, of []attribute, t *rules.Ticket) []byte {
	text = append(text, '{')
	first := true
	for _, a := range of {
		if a.place >= len(t.Attributes) || t.Attributes[a.place].Null {
			continue
		}
		if !first {
			text = append(text, ',')
		}
		first = false
		text = appendJSON(append(text, a.name...), firstOf(t.Attributes[a.place].Text))
	}
	return append(text, '}')
}

// Reported gives what makes the reported attributes of a source's tickets, as compliance.Fact has them.
func Reported(by []string, v *rules.Vocabulary) func(*rules.Ticket) string {
	of := reportedBy(by, v)
	return func(t *rules.Ticket) string { return string(appendReported(nil, of, t)) }
}

// firstOf gives the first characters of a text, as many as are kept.
func firstOf(text string) string {
	if len(text) <= longestReported { // bytes, of which a character has at least one
		return text
	}
	n := 0
	for at := range text {
		if n == longestReported {
			return text[:at]
		}
		n++
	}
	return text
}

// fact gives a row what reports and boards know of its clock. held says that the calendar of the clock is not known, and what
// the recorded row says holds.
func (p *pass) fact(row *ClockRow, c *rules.Clock, before *Recorded, held bool) {
	row.Fact = compliance.FactOf(c, p.bound.reporting.zone, p.reportedOnce(c.Ticket))
	if held {
		was := &before.Row
		same := was.State == row.State && was.Verdict == row.Verdict
		row.Fact.Near = same && was.Fact.Near
		if was.Fact.Hour >= 0 {
			row.Fact.Hour = was.Fact.Hour
		}
		switch {
		case !same: // how much of its time was open only the calendar would tell
			row.Fact.Took = -1
		case was.Fact.Day != rules.NoDate:
			row.Fact.Took = was.Fact.Took
		}
	}
	row.RiskAt = calendar.None
	if !c.Ended() {
		p.listed(row, c)
	}
}

// listed gives the row of an open clock what lists have of it.
func (p *pass) listed(row *ClockRow, c *rules.Clock) {
	row.RiskAt, row.Subject = c.RiskAt, p.shown(c.Ticket, p.bound.subject)
	row.Team, row.Customer = p.shown(c.Ticket, p.bound.listedTeam), p.shown(c.Ticket, p.bound.listedCustomer)
}

// unlisted takes it from the row of one that has ended.
func (r *ClockRow) unlisted() {
	r.RiskAt, r.Subject, r.Team, r.Customer = calendar.None, "", "", ""
}

// reportedOnce is reported, of a ticket with several clocks made once.
func (p *pass) reportedOnce(t *rules.Ticket) string {
	if !p.reportedKnown {
		p.reportedText, p.reportedKnown = p.reported(t), true
	}
	return p.reportedText
}

// shown gives what lists of open clocks have of a ticket's attribute.
func (p *pass) shown(t *rules.Ticket, at int) string {
	if at < 0 || at >= len(t.Attributes) || t.Attributes[at].Null {
		return ""
	}
	text := firstOf(t.Attributes[at].Text)
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\ufffd")
	}
	if p.outlives() {
		text = strings.Clone(text)
	}
	return text
}

// factEnded gives a row that is cancelled now, without an event, the facts of that.
func (p *pass) factEnded(row *ClockRow) {
	row.Fact.Day = compliance.DateAt(row.StoppedAt, p.bound.reporting.zone)
	row.Fact.Near, row.Fact.Took, row.Fact.Late = false, -1, -1
	row.unlisted()
}

// sameBut tells whether two rows differ in nothing but what reports and boards know of the clock.
func (r ClockRow) sameBut(other *ClockRow) bool {
	r.Fact, r.RiskAt, r.Subject, r.Team, r.Customer = other.Fact, other.RiskAt, other.Subject, other.Team, other.Customer
	return r == *other
}
