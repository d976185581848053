package explain

import (
	"strings"
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// builder makes an explanation of one replay.
type builder struct {
	book   *rules.Rulebook
	ticket *rules.Ticket
	result *rules.Result
	asOf   calendar.Instant
	read   reader
	zone   *calendar.Zone // that instants are shown in where nothing else is said
}

// New explains the replay of a ticket as of an instant. The result must have been made with Tracing, by the book, and of
// this ticket. What it needs of them it copies.
func New(book *rules.Rulebook, t *rules.Ticket, r *rules.Result, asOf calendar.Instant) *Explanation {
	b := &builder{
		book: book, ticket: t, result: r, asOf: asOf,
		read: reader{vocabulary: book.Vocabulary(), values: t.Attributes},
	}
	histories := book.Histories()
	b.zone = calendar.NewZone(time.UTC)
	if len(histories) > 0 {
		b.zone = zoneOf(histories[0].Live().Standard)
	}
	e := &Explanation{
		Source: t.Source, Ticket: t.ID, AsOf: Instant(asOf), Attributes: b.read.about(histories), Standards: []Standard{},
		zone: b.zone,
	}
	for place := range histories {
		if place < len(r.Outcomes) {
			e.Standards = append(e.Standards, b.standard(place))
		}
	}
	return e
}

func (b *builder) name(k rules.Kind) string { return b.book.Vocabulary().KindName(k) }

var outcomeWords = [...]string{
	rules.NotApplied: "not_applied", rules.NotStarted: "not_started", rules.NotCovered: "not_covered",
	rules.Exempted: "exempt", rules.Clocked: "clock",
}

// standard says what became of the standard at a place.
func (b *builder) standard(place int) Standard {
	history := b.book.Histories()[place]
	rule := history.Live().Standard
	outcome := b.result.Outcomes[place]
	s := Standard{
		ID: rule.ID, Promise: rule.Promise, Outcome: outcomeWords[outcome], Applied: true,
		Rows: []Row{}, Starts: names(rule.Measure.Start), Events: b.events(&rule.Measure, place), Clocks: []Clock{}, Said: []Said{},
		zone: zoneOf(rule),
	}
	s.Failed = b.read.failing(rule.AppliesTo)
	s.Applied = s.Failed == nil
	switch outcome {
	case rules.NotApplied:
		s.Why = "it does not apply to this ticket"
		if s.Failed != nil {
			s.Why = "it is " + s.Failed.sentence()
		}
	case rules.NotStarted:
		s.Why = notStarted(&s, history)
	case rules.NotCovered:
		s.Rows = b.read.rows(rule, len(rule.Targets))
		s.Why = "it applies and has begun, but no row of its targets is for such a ticket"
	case rules.Exempted:
		s.Why = b.exempt(place)
	}
	for i := range b.result.Clocks {
		if c := &b.result.Clocks[i]; int(c.Place) == place {
			s.Clocks = append(s.Clocks, b.clock(history, c))
		}
	}
	return s
}

func zoneOf(s *rules.Standard) *calendar.Zone {
	if s.Calendar == nil {
		return calendar.NewZone(time.UTC)
	}
	return s.Calendar.Zone()
}

// notStarted says why there is no clock although the standard applies.
func notStarted(s *Standard, history rules.History) string {
	for _, e := range s.Events {
		for _, effect := range e.Effects {
			if effect == started {
				if from := history[0].LiveFrom; from != calendar.None && calendar.Instant(e.At) < from {
					return "it began before the standard was in force, which is from " + stamp(from, s.zone, true) + " on"
				}
				return "it began when no version of the standard was in force"
			}
		}
	}
	return "it applies, but has not begun: " + orList(s.Starts) + " has not happened"
}

// orList joins names: a, b or c.
func orList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// exempt gives what the exempting row says.
func (b *builder) exempt(place int) string {
	for i := range b.result.Trace {
		if s := &b.result.Trace[i]; s.Place == place && s.Kind == rules.StepExempt {
			return s.Detail
		}
	}
	return ""
}

// sentence says of a condition what was asked and what there is.
func (c *Condition) sentence() string {
	text := "for " + c.Attribute + " " + c.Asked + "; the ticket has "
	if c.Has == nil {
		return text + "none"
	}
	return text + quoted(short(*c.Has, 40))
}

// clock explains one clock.
func (b *builder) clock(history rules.History, c *rules.Clock) Clock {
	none := Instant(calendar.None)
	e := Clock{
		Ordinal: int(c.Ordinal), Cycle: Instant(c.Cycle.Start), CycleN: int(c.Cycle.N),
		State: c.State.String(), Verdict: c.Verdict.String(), Reason: c.Reason,
		Version: b.version(history, c), Calendar: b.calendar(c), Passed: []Row{}, Pinned: b.step(c, rules.StepPinned) != nil,
		StartedAt: Instant(c.StartedAt), OpensAt: Instant(c.OpensAt), DueAt: Instant(c.DueAt), DesiredAt: Instant(c.DesiredAt),
		StoppedAt: Instant(c.StoppedAt), NextAt: Instant(c.NextAt),
		Counted: Seconds(c.Elapsed), PausedFor: Seconds(c.PausedFor), Remaining: Seconds(c.Remaining), AtRisk: c.AtRisk,
		Intervals: []Interval{}, Stages: []Stage{}, Said: []Said{},
		clock: *c, zone: shownIn(c),
	}
	e.foreign = e.zone.Location().String() != b.zone.Location().String()
	e.clock.Pauses = append([]rules.PausedSpan(nil), c.Pauses...)
	if c.Row >= 0 {
		row := b.read.row(c.Standard(), int(c.Row))
		e.Row, e.Passed = &row, b.read.rows(c.Standard(), int(c.Row))
	}
	if c.Verdict != rules.Unknown && c.StartedAt != calendar.None {
		e.measure(c, b.name)
	} else {
		e.OpensAt, e.DueAt, e.DesiredAt, e.NextAt = none, none, none, none
	}
	e.Headline = e.headline()
	return e
}

// shownIn gives the zone that a clock's instants are shown in: its calendar's. Round the clock, open time is the same in any
// zone, and people rather read their standard's.
func shownIn(c *rules.Clock) *calendar.Zone {
	on, t := c.Calendar(), c.Target()
	if on == nil {
		return zoneOf(c.Standard())
	}
	if t != nil && on.Always() && (t.Within == nil || t.Within.Unit == calendar.OpenTime) {
		return zoneOf(c.Standard())
	}
	return on.Zone()
}

// measure fills in what only a clock has that could be judged.
func (e *Clock) measure(c *rules.Clock, name func(rules.Kind) string) {
	end := c.AsOf
	if c.Ended() {
		end = c.StoppedAt
	}
	e.Intervals = intervals(c, end, name)
	if e.Intervals == nil {
		e.Intervals = []Interval{}
	}
	e.Wall = Seconds(end.Sub(c.StartedAt))
	e.Closed = e.Wall - e.Counted - e.PausedFor
	e.Due = dueOf(c, e.moment)
	passed := rules.Stages(nil, c)
	for _, s := range passed {
		e.stage(s, true)
	}
	if c.State == rules.Running {
		e.ahead(c)
	}
}

// ahead adds what comes by itself if nothing happens: the warnings of a clock that is not late, the escalations of one that is.
func (e *Clock) ahead(c *rules.Clock) {
	ahead := *c
	if ahead.AsOf = c.DueAt; c.Late() {
		ahead.AsOf = c.AsOf.Add(farAhead)
	}
	for _, s := range rules.Stages(nil, &ahead) {
		if (s.Kind == rules.StageWarn || s.Kind == rules.StageEscalated) && s.At > c.AsOf {
			e.stage(s, false)
		}
	}
}

// farAhead is longer than any escalation takes that a calendar reaches.
const farAhead = 100 * 365 * 24 * time.Hour

func (e *Clock) stage(s rules.Stage, passed bool) {
	made := Stage{Name: s.Name, At: Instant(s.At), Passed: passed, Episode: s.Episode, ToldAt: Instant(calendar.None), kind: s.Kind}
	if s.Kind == rules.StageEscalated {
		for _, step := range e.clock.Standard().Escalate {
			if step.Stage == s.Name {
				made.to = step.To
			}
		}
	}
	e.Stages = append(e.Stages, made)
}

func (b *builder) version(history rules.History, c *rules.Clock) *Version {
	return &Version{
		Hash: c.Version.Hash, From: Instant(c.Version.LiveFrom), Until: Instant(c.Version.LiveUntil),
		Number: b.versionOf(c) + 1, Of: len(history),
	}
}

// versionOf gives the place of a clock's version in its history.
func (b *builder) versionOf(c *rules.Clock) int {
	history := b.book.Histories()[c.Place]
	for i := range history {
		if &history[i] == c.Version {
			return i
		}
	}
	return len(history) - 1
}

// step finds a step of a clock's cycle under the version that judges it; nil where there is none.
func (b *builder) step(c *rules.Clock, kind rules.StepKind) *rules.Step {
	version := b.versionOf(c)
	for i := range b.result.Trace {
		s := &b.result.Trace[i]
		if s.Kind == kind && s.Place == int(c.Place) && s.Version == version && s.Ordinal == c.Ordinal {
			return s
		}
	}
	return nil
}

var choiceWords = [...]string{rules.ByPin: "pin", rules.ByRow: "row", rules.ByAttribute: "attribute", rules.ByStandard: "standard"}

// calendar says which calendar a clock runs on, and why; nil where that is not known.
func (b *builder) calendar(c *rules.Clock) *Calendar {
	s := b.step(c, rules.StepCalendar)
	if c.On == nil || s == nil {
		return nil
	}
	found := &Calendar{Name: c.On.Name(), Zone: c.On.Location().String(), Why: choiceWords[s.Choice]}
	if s.Choice == rules.ByAttribute {
		found.Attribute = c.Standard().Measure.CalendarFrom
	}
	return found
}
