package notifiers

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// Headline says in a few words how an alert's clock stands. It holds nothing out of the ticket.
func Headline(a *Alert) string {
	switch a.Stage {
	case Warn:
		if a.Left <= 0 {
			return "Due now"
		}
		return OpenTime(a.Left) + " of open time left"
	case Missed:
		if a.StoppedAt != calendar.None {
			return "Missed: done " + RealTime(a.Late) + " late"
		}
		if a.Late < time.Second {
			return "Late now"
		}
		return RealTime(a.Late) + " late"
	case Escalated:
		return "Escalated: " + RealTime(a.Late) + " late"
	case Reminder:
		return "Still late: " + RealTime(a.Late) + " by now"
	case Recovered:
		return "Done, " + RealTime(a.Late) + " late"
	case Kept:
		return kept(a)
	default:
		return "Withdrawn: nothing is due any more"
	}
}

func kept(a *Alert) string {
	if a.DueAt == calendar.None || a.StoppedAt == calendar.None || a.DueAt.Sub(a.StoppedAt) < time.Second {
		return "Done in time"
	}
	return "Done in time, " + RealTime(a.DueAt.Sub(a.StoppedAt)) + " before it was due"
}

// Fact is one thing to know of an alert, with its label. A Value out of the ticket is raw.
type Fact struct{ Name, Value string }

// The labels of some Facts: whose a ticket is, and when it began; the others say when, too.
const (
	CustomerFact = "Customer"
	TeamFact     = "Team"
	StartFact    = "Started"
)

// Facts gives what a message shows beside the headline, the promise and the
// ticket: whose it is, and when. What is not known is left out.
func Facts(a *Alert) []Fact {
	var facts []Fact
	for _, f := range []Fact{{CustomerFact, a.Customer}, {TeamFact, a.Team}} {
		if strings.TrimSpace(f.Value) != "" {
			facts = append(facts, f)
		}
	}
	facts = append(facts, Fact{"Due", Moment(a.DueAt, a.Location)})
	switch {
	case a.StoppedAt == calendar.None:
		return append(facts, Fact{StartFact, Moment(a.StartedAt, a.Location)})
	case a.Stage == Withdrawn:
		return append(facts, Fact{"Ended", Moment(a.StoppedAt, a.Location)})
	}
	return append(facts, Fact{"Done", Moment(a.StoppedAt, a.Location)})
}

// Split takes the standards of which there is something to tell out of a summary and counts the others.
func Split(s *Summary) (told []SummaryLine, quiet int) {
	for _, line := range s.Standards {
		if line.Late+line.AtRisk+line.Missed == 0 {
			quiet++
			continue
		}
		told = append(told, line)
	}
	return told, quiet
}

// Standing says how a standard stood, e.g. "12 late now, 3 at risk, 1,204 missed before".
func Standing(line SummaryLine) string {
	return standing(line.Late, line.AtRisk, line.Missed)
}

// Overall says how all standards of a summary stood together.
func Overall(s *Summary) string {
	var late, atRisk, missed int
	for _, line := range s.Standards {
		late, atRisk, missed = late+line.Late, atRisk+line.AtRisk, missed+line.Missed
	}
	return standing(late, atRisk, missed)
}

func standing(late, atRisk, missed int) string {
	return fmt.Sprintf("%s late now, %s at risk, %s missed before", Count(late), Count(atRisk), Count(missed))
}

// More speaks of the standards that a message has no room for.
func More(n int) string {
	noun := "standards"
	if n == 1 {
		noun = "standard"
	}
	return fmt.Sprintf("… and %s more %s; yardstick check shows them all.", Count(n), noun)
}

// MoreLines speaks of the lines of a notice that a message has no room for.
func MoreLines(n int) string {
	if n == 1 {
		return "… and 1 more line."
	}
	return "… and " + Count(n) + " more lines."
}

// Quiet speaks of the standards of which there is nothing to tell, beside told others.
func Quiet(quiet, told int) string {
	noun := "standards have"
	if quiet == 1 {
		noun = "standard has"
	}
	other := ""
	if told > 0 {
		other = "other "
	}
	return fmt.Sprintf("%s %s%s nothing late, at risk or missed.", Count(quiet), other, noun)
}

// Count writes a number with commas: 1,204.
func Count(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
