package main

import (
	"fmt"
	"strings"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// words says a statement in words, with its colour.
func (h *ticketHistory) words(s *saying) (text, colour string) {
	switch {
	case s.Verdict != nil:
		return h.verdict(s.Verdict)
	case s.Stage != nil:
		return h.stage(s), plain
	case s.Care != nil:
		what := "acknowledged by "
		if s.Care.Kind == monitor.Snoozing {
			what = "warnings snoozed by "
		}
		return what + shown(s.Care.By, 60) + " until " + momentIn(s.Care.Until, h.zone), plain
	}
	e := s.Excuse
	what := "excused"
	if e.Undo {
		what = "excuse taken back"
	}
	return fmt.Sprintf("%s by %s: %s", what, shown(e.By, 60), shown(e.Why, 300)), plain
}

func (h *ticketHistory) verdict(v *monitor.VerdictRow) (text, colour string) {
	switch why := v.Reason.Words(); {
	case v.Reason == "":
		text = "judged " + verdictWord(v.Verdict)
	case v.Previous == v.Verdict:
		text = "still " + verdictWord(v.Verdict) + "; " + why
	case v.Previous == rules.Open:
		text = "judged " + verdictWord(v.Verdict) + ", since " + why
	default:
		text = "restated from " + verdictWord(v.Previous) + " to " + verdictWord(v.Verdict) + ", since " + why
	}
	var when []string
	if v.DueAt != calendar.None {
		when = append(when, "due "+momentIn(v.DueAt, h.zone))
	}
	if v.StoppedAt != calendar.None {
		when = append(when, v.State.String()+" "+momentIn(v.StoppedAt, h.zone))
	}
	if len(when) > 0 {
		text += ": " + strings.Join(when, ", ")
	}
	return text, map[rules.Verdict]string{
		rules.Missed: red, rules.CancelledLate: red, rules.Met: green, rules.Exceeded: green, rules.Unknown: yellow,
	}[v.Verdict]
}

func verdictWord(v rules.Verdict) string { return strings.ReplaceAll(v.String(), "_", " ") }

// stage says which stage was reached when, and where people were told, or why not.
func (h *ticketHistory) stage(s *saying) string {
	t := s.Stage
	text := stageWord(t)
	if t.Episode > 0 && t.Kind != notifiers.Reminder {
		text += fmt.Sprintf(", once more (%d)", t.Episode)
	}
	text += " at " + momentIn(t.At, h.zone)
	if t.Reason == monitor.LateAttached || t.Reason == monitor.RiskAttached {
		text += ", since the ticket or the standards were changed"
	}
	return text + ": " + h.told(s)
}

// stageWord names a stage: warnings by their entry in warn_at, escalations by theirs in escalate.
func stageWord(t *monitor.RecordedStage) string {
	switch t.Kind {
	case notifiers.Warn:
		return "warning " + t.Stage
	case notifiers.Escalated:
		return "escalation after " + strings.TrimPrefix(t.Stage, "escalate ")
	case notifiers.Reminder:
		return "reminder, since it was still late when the acknowledgement ran out"
	}
	return t.Stage
}

func (h *ticketHistory) told(s *saying) string {
	t := s.Stage
	action, makes := t.Reason.Makes()
	if !makes || t.Alert == "" {
		return "not told: " + t.Reason.Words()
	}
	switch t.Alert {
	case monitor.Sent:
		what := "told in "
		if action == monitor.Update {
			what = "message changed in "
		}
		text := what + shown(s.Place, 60) + " " + momentIn(s.ToldAt, h.zone)
		if s.Failed != "" {
			text += "; it could not be delivered to " + shown(s.Failed, 300)
		}
		return text
	case monitor.Dropped:
		return "not told: dropped before it left: it was overtaken, or no longer so"
	case monitor.Failed:
		return "not told: it could not be delivered to " + shown(s.Failed, 300)
	case monitor.Held:
		return "not told yet: its message is held until the quiet hours end"
	}
	return "not told yet: its message is " + string(t.Alert)
}
