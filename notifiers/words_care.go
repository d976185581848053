package notifiers

import (
	"strings"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// Origin says which entry of the standard an alert goes back to, "warning at 80%"; "" where that is plain. It is as written
// in the standard, raw.
func Origin(a *Alert) string {
	switch a.Stage {
	case Warn:
		return "warning at " + a.Warning
	case Escalated:
		return "escalation after " + a.Step
	}
	return ""
}

// CareLines says what people have said of a clock, as far as it counts now. name makes a name harmless for the medium, and
// short: it is not applied to the whole line, which a name that runs from right to left would turn around.
//
//	👀 Ada looks after it until Mon 30 Mar 2026 14:00 CEST (UTC+02:00)
//	💤 No warnings until Mon 30 Mar 2026 09:30 CEST (UTC+02:00), says Ada
//	🤝 Excused by Ada: the line was down
func CareLines(a *Alert, name func(raw string) string) []string {
	var lines []string
	acknowledged, snoozed := a.Care.Acknowledged, a.Care.Snoozed
	by := name(acknowledged.By)
	switch until := Moment(acknowledged.Until, a.Location); {
	case strings.TrimSpace(by) == "" || a.Stage == Withdrawn:
	case !a.Stage.Presses():
		lines = append(lines, "👀 "+by+" looked after it")
	case a.Stage == Reminder:
		lines = append(lines, "👀 The time for which "+by+" looked after it is over: it ended at "+until)
	case acknowledged.Holds(a.AsOf):
		lines = append(lines, "👀 "+by+" looks after it until "+until)
	}
	if a.Stage == Warn && snoozed.Holds(a.AsOf) {
		lines = append(lines, "💤 No warnings until "+Moment(snoozed.Until, a.Location)+", says "+name(snoozed.By))
	}
	if excused := a.Care.Excused; excused.By != "" && a.Stage != Withdrawn {
		lines = append(lines, "🤝 Excused by "+name(excused.By)+": "+name(excused.Why))
	}
	return lines
}

// Open tells whether an alert's clock still runs, so that something can be done about it.
func Open(a *Alert) bool { return a.Stage.Presses() && a.StoppedAt == calendar.None }

// Late tells whether an alert's clock was past due when it was looked at.
func Late(a *Alert) bool { return a.Stage.Presses() && a.Stage != Warn }
