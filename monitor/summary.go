package monitor

import (
	"context"
	"slices"
	"strings"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
)

// sum counts a clock for the message that sums up a first round.
func (p *pass) sum(c *rules.Clock) {
	line := &p.baseline[c.Place]
	switch before := c.DueAt < p.moments[c.Place].FirstRound; {
	case c.AtRisk:
		line.AtRisk++
	case c.Verdict != rules.Missed || !before:
	case c.Late():
		line.Late++
	default:
		line.Missed++
	}
}

// summarize ends a first round: one message to each place whose standards are
// new to the source and had something to tell. A round that did not end makes
// none, so that the next one that does tells it all.
func (p *pass) summarize(ctx context.Context) error {
	if len(p.connection.Unsummed) == 0 {
		return nil
	}
	messages := p.summaries()
	p.report.Summaries = len(messages)
	if err := p.Ledger.Summarize(ctx, p.w.Source.Name(), p.connection.Unsummed, p.asOf, messages); err != nil {
		return err
	}
	p.connection.Unsummed = nil
	p.bound.connectedAs(p.connection)
	if len(messages) > 0 {
		p.found()
	}
	return nil
}

func (p *pass) summaries() []SummaryIntent {
	var messages []SummaryIntent
	for i, id := range p.standing.ids {
		line := p.baseline[i]
		quiet := line.Late == 0 && line.AtRisk == 0 && line.Missed == 0
		if quiet || !p.standing.routed[i] || !slices.Contains(p.connection.Unsummed, id) {
			continue
		}
		place := p.standing.routes[i].Home()
		at := slices.IndexFunc(messages, func(m SummaryIntent) bool { return m.Place == place })
		if at < 0 {
			at = len(messages)
			messages = append(messages, SummaryIntent{Place: place, Summary: notifiers.Summary{
				Source: p.w.Source.Name(), AsOf: p.asOf, Location: zoneOf(p.standing.live[i].Calendar),
			}})
		}
		messages[at].Summary.Standards = append(messages[at].Summary.Standards, line)
	}
	for i := range messages {
		m := &messages[i]
		m.Summary.Key = p.summaryKey(m)
	}
	return messages
}

// summaryKey names the source, the place and the standards: those are connected once.
func (p *pass) summaryKey(m *SummaryIntent) string {
	ids := make([]string, len(m.Summary.Standards))
	for i := range ids {
		ids[i] = m.Summary.Standards[i].Standard
	}
	return key("summary", p.w.Source.Name(), string(m.Place), strings.Join(ids, ","))
}
