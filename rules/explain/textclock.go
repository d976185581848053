package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// standard shows a standard that applies.
func (p *page) standard(s *Standard) {
	p.line()
	p.hang(piece{s.ID + "  ", bold}, piece{s.Promise, plain})
	if len(s.Clocks) == 0 {
		p.hang(piece{indent + outcomeTitle(s.Outcome) + ": ", bold}, piece{s.Why, plain})
		for i := range s.Rows {
			p.fact("", s.Rows[i].sentence())
		}
	}
	if s.Failed != nil && len(s.Clocks) > 0 {
		p.say("Today it would not apply: it is "+s.Failed.sentence()+". What was said stands.", yellow)
	}
	whole := max(0, len(s.Clocks)-mostClocks)
	p.briefly(s.Clocks[:whole])
	for i := whole; i < len(s.Clocks); i++ {
		if len(s.Clocks) > 1 {
			p.line()
			p.line(piece{fmt.Sprintf("%sClock %d of %d", indent, i+1, len(s.Clocks)), bold})
		}
		p.clock(&s.Clocks[i], i > whole && s.Clocks[i].judgedAs(&s.Clocks[i-1]))
	}
	p.events(s)
	for i := whole; i < len(s.Clocks); i++ {
		title := "Time"
		if len(s.Clocks) > 1 {
			title = fmt.Sprintf("Time of clock %d", i+1)
		}
		p.intervals(&s.Clocks[i], title)
	}
	if len(s.Said) > 0 {
		p.line()
		p.line(piece{indent + "Said before of clocks that are no longer there", bold})
		p.said(s.Said, s.zone, true)
	}
}

const (
	// mostClocks is how many clocks of a standard are shown in full, the last ones.
	mostClocks = 4
	// mostBrief is how many others are shown in a line each.
	mostBrief = 20
)

// briefly shows clocks in a line each.
func (p *page) briefly(clocks []Clock) {
	if len(clocks) == 0 {
		return
	}
	p.line()
	if more := len(clocks) - mostBrief; more > 0 {
		p.say(plural(more, "earlier clock")+" not shown", dim)
		clocks = clocks[more:]
	}
	for i := range clocks {
		c := &clocks[i]
		p.hang(piece{indent + c.moment(calendar.Instant(c.StartedAt)) + "  ", plain}, piece{c.Headline, verdictColour(c)})
	}
}

// judgedAs tells whether a clock is judged by the version, row and calendar that another one is.
func (c *Clock) judgedAs(o *Clock) bool {
	return c.Row != nil && o.Row != nil && c.Calendar != nil && o.Calendar != nil &&
		c.Row.Number == o.Row.Number && *c.Version == *o.Version && *c.Calendar == *o.Calendar && c.Pinned == o.Pinned
}

func outcomeTitle(outcome string) string {
	switch outcome {
	case "exempt":
		return "Exempt"
	case "not_covered":
		return "Not covered"
	}
	return "No clock"
}

// sentence says why a row does not match.
func (r *Row) sentence() string {
	text := fmt.Sprintf("not row %d", r.Number)
	if r.Failed == nil {
		return text
	}
	return text + ", which is " + r.Failed.sentence()
}

// verdictColour is the colour of a headline.
func verdictColour(c *Clock) string {
	switch c.clock.Verdict {
	case rules.Exceeded, rules.Met:
		return green
	case rules.Missed, rules.CancelledLate:
		return red
	case rules.Unknown:
		return yellow
	}
	if c.AtRisk || c.clock.State == rules.Paused {
		return yellow
	}
	return bold
}

// clock shows how a clock stands, its drawing, and the facts behind it, of which those shown before are left out.
func (p *page) clock(c *Clock, again bool) {
	p.say(c.Headline+".", verdictColour(c))
	p.frozen(c)
	if d := c.draw(p.Width - 2*len(indent)); d != nil {
		p.drawing(d)
	}
	p.line()
	if !again {
		p.judgement(c)
	}
	p.start(c)
	p.due(c)
	p.stages(c)
	said := slices.DeleteFunc(slices.Clone(c.Said), func(s Said) bool { return s.What == SaidStage && c.shows(&s) })
	if len(said) > 0 {
		p.line()
		p.line(piece{indent + "What was said", bold})
		p.said(said, c.zone, false)
	}
}

// shows tells whether what is said of a stage stands with the stage.
func (c *Clock) shows(said *Said) bool {
	return slices.ContainsFunc(c.Stages, func(s Stage) bool { return s.Name == said.Stage && s.Episode == said.Episode })
}

// judgement shows what a clock is judged by: row, calendar, version.
func (p *page) judgement(c *Clock) {
	p.promise(c)
	if c.Calendar != nil {
		p.fact("Calendar", c.Calendar.sentence())
	}
	if c.Version != nil {
		text := c.Version.sentence(c.zone)
		if c.Pinned {
			text += "; its verdict was given under it"
			if _, differs := c.Differs(); !differs {
				text += ", and stands"
			}
		}
		p.fact("Version", text)
	}
}

// frozen says so where the ledger's verdict is not what today's data say, and where a miss is excused.
func (p *page) frozen(c *Clock) {
	if said, differs := c.Differs(); differs {
		text := "The ledger has said " + said.Verdict
		if !said.DueAt.none() {
			text += ", due " + c.moment(calendar.Instant(said.DueAt))
		}
		p.say(text+" (recorded "+c.moment(calendar.Instant(said.At))+"). Today's data say otherwise: the next round restates it.", yellow)
	}
	if excuse, excused := c.Excused(); excused {
		p.say("Excused by "+excuse.By+": "+excuse.Why, yellow)
	}
}

func (p *page) drawing(d *drawing) {
	p.line()
	var pieces []piece
	cells := d.cells()
	for i := 0; i < len(cells); {
		end := i
		for end < len(cells) && cells[end] == cells[i] {
			end++
		}
		pieces = append(pieces, piece{strings.Repeat(p.glyphs.ink[cells[i]], end-i), colour[cells[i]]})
		i = end
	}
	p.line(append([]piece{{indent, plain}}, pieces...)...)
	for _, line := range d.labels(p.glyphs) {
		p.line(piece{indent + line, plain})
	}
	p.line(piece{indent + d.legend(p.glyphs), dim})
}

func (p *page) promise(c *Clock) {
	if c.Row == nil {
		return
	}
	text := c.Row.Promised
	if c.Row.When != "" {
		text += fmt.Sprintf(" (row %d: %s)", c.Row.Number, c.Row.When)
	} else if c.Row.Number > 1 {
		text += fmt.Sprintf(" (row %d, for all others)", c.Row.Number)
	}
	var more []string
	for i := range c.Passed {
		more = append(more, c.Passed[i].sentence())
	}
	if c.Row.Failed != nil {
		more = append(more, "the verdict was given under this row; today the ticket would not match it: "+c.Row.Failed.sentence())
	}
	p.fact("Promise", text, more...)
}

func (c *Calendar) sentence() string {
	text := c.Name + " in " + c.Zone + ", "
	switch c.Why {
	case "row":
		return text + "named by the target row"
	case "attribute":
		return text + "named by the ticket's " + c.Attribute
	case "standard":
		return text + "the standard's own"
	}
	return text + "on which the verdict was given"
}

func (v *Version) sentence(zone *calendar.Zone) string {
	var text string
	if v.Of > 1 {
		text = fmt.Sprintf("%d of %d: ", v.Number, v.Of)
	}
	switch {
	case v.From.none() && v.Until.none():
		text += "the only one so far"
	case v.From.none():
		text += "for clocks that start before " + stamp(calendar.Instant(v.Until), zone, true)
	case v.Until.none():
		text += "for clocks that start at or after " + stamp(calendar.Instant(v.From), zone, true)
	default:
		text += "for clocks that start from " + stamp(calendar.Instant(v.From), zone, true) + " and before " +
			stamp(calendar.Instant(v.Until), zone, true)
	}
	if v.Hash != "" {
		text += " (" + short(v.Hash, 9) + ")"
	}
	return text
}

func (p *page) start(c *Clock) {
	if c.StartedAt.none() {
		return
	}
	text := c.moment(calendar.Instant(c.StartedAt))
	if !c.OpensAt.none() && c.OpensAt > c.StartedAt {
		text += "; closed then, the clock runs from " + c.moment(calendar.Instant(c.OpensAt))
	}
	p.fact("Started", text)
}

func (p *page) due(c *Clock) {
	if c.Due == nil {
		return
	}
	text := c.moment(calendar.Instant(c.DueAt))
	if c.DueAt.none() {
		text = "not while it is paused"
	}
	p.fact("Due", text, c.Due.Steps...)
	if !c.DesiredAt.none() {
		p.fact("Desired", c.moment(calendar.Instant(c.DesiredAt)))
	}
}

// stages shows the warnings, misses and escalations, and what became of their alerts.
func (p *page) stages(c *Clock) {
	name := "Alerts"
	for i := range c.Stages {
		s := &c.Stages[i]
		text := c.moment(calendar.Instant(s.At)) + "  " + stageText(s)
		switch {
		case !s.Passed:
			text += ", still to come"
		case !s.ToldAt.none():
			text += ", sent to " + s.Place + " at " + c.moment(calendar.Instant(s.ToldAt))
		case s.Untold != "":
			text += ", not sent: " + s.Untold
		}
		p.fact(name, text)
		name = ""
	}
}

func stageText(s *Stage) string {
	text := "warning " + s.Name
	switch s.kind {
	case rules.StageMissed:
		text = "missed: it was not done by then"
	case rules.StageRecovered:
		text = "done, but late"
	case rules.StageKept:
		text = "done in time after a warning"
	case rules.StageEscalated:
		text = "escalated to " + s.to + ": late for " + strings.TrimPrefix(s.Name, "escalate ") + " of open time"
	}
	if s.Episode > 0 {
		text += fmt.Sprintf(" (after reopening, miss %d)", s.Episode+1)
	}
	return text
}
