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
	}
	e := s.Excuse
	what := "excused"
	if e.Undo {
		what = "excuse taken back"
	}
	return fmt.Sprintf("%s by %s: %s", what, shown(e.By, 60), shown(e.Why, 300)), plain
}

func (h *ticketHistory) verdict(v *monitor.VerdictRow) (text, colour string) {
	switch why := restatementWords(v.Reason); {
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

// restatementWords says why a verdict was restated.
func restatementWords(r monitor.Restatement) string {
	if words, known := restatements[r]; known {
		return words
	}
	return strings.ReplaceAll(string(r), "_", " ")
}

var restatements = map[monitor.Restatement]string{
	monitor.Reopened:        "it was reopened",
	monitor.CancelledAfter:  "it was cancelled after it was due",
	monitor.Vanished:        "the ticket is no longer in its source",
	monitor.Returned:        "the ticket is in its source again",
	monitor.NoLongerStarted: "nothing in the ticket starts it any more, or the standard no longer applies",
	monitor.Retired:         "the standard was taken away",
	monitor.Doubtful:        "it can't be judged from its data any more",
	monitor.DataCorrected:   "the data were corrected",
	monitor.DoneLate:        "it was done, late",
	monitor.StartedAgain:    "something starts it again",
	monitor.Cleared:         "it can be judged again",
	monitor.CalendarChanged: "what is written in the calendars was changed",
}

// stage says which stage was reached when, and where people were told, or why not.
func (h *ticketHistory) stage(s *saying) string {
	t := s.Stage
	text := stageWord(t)
	if t.Episode > 0 {
		text += fmt.Sprintf(", once more (%d)", t.Episode)
	}
	text += " at " + momentIn(t.At, h.zone)
	if t.Reason == monitor.LateAttached || t.Reason == monitor.RiskAttached {
		text += ", since the ticket or the standards were changed"
	}
	return text + ": " + h.told(s)
}

// stageWord names a stage: warnings by their entry in warn_at.
func stageWord(t *monitor.RecordedStage) string {
	if t.Kind == notifiers.Warn {
		return "warning " + t.Stage
	}
	return t.Stage
}

func (h *ticketHistory) told(s *saying) string {
	t := s.Stage
	action, makes := t.Reason.Makes()
	if !makes || t.Alert == "" {
		return "not told: " + reasonWords(t.Reason)
	}
	switch t.Alert {
	case monitor.Sent:
		what := "told in "
		if action == monitor.Update {
			what = "message changed in "
		}
		return what + shown(s.Place, 60) + " " + momentIn(s.ToldAt, h.zone)
	case monitor.Dropped:
		return "not told: dropped before it left, since it was no longer so"
	case monitor.Failed:
		return "not told: it could not be delivered"
	}
	return "not told yet: its message is " + string(t.Alert)
}

// reasonWords says why a stage was not told.
func reasonWords(r monitor.Reason) string {
	if words, known := reasons[r]; known {
		return words
	}
	return strings.ReplaceAll(string(r), "_", " ")
}

var reasons = map[monitor.Reason]string{
	monitor.Baseline:         "it was so before anybody watched",
	monitor.Overtaken:        "a later warning spoke for it",
	monitor.OvertakenByMiss:  "found only when it was missed",
	monitor.AlreadyDone:      "found only when it was done",
	monitor.AlreadyCancelled: "found only when it was cancelled",
	monitor.Merged:           "the message of the miss says it",
	monitor.BaselineMiss:     "nobody was told of the miss, which was so before anybody watched",
	monitor.Untold:           "nobody was told of the miss",
	monitor.Unrouted:         "the standard has no route",
	monitor.LateSummed:       "one notice told of many",
	monitor.Carried:          "told before, of the clock that this one replaces",
	monitor.PausedMeanwhile:  "found only when the clock was paused",
}
