package notifierstest

import (
	"time"
	_ "time/tzdata" // the samples are in zones as the product has them

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// berlin changed to summer time on the night before the samples are due.
var berlin = func() *time.Location {
	location, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err) // the zones are in the binary
	}
	return location
}()

// Sample gives a believable alert of a stage, with all its parts, due on Mon 30
// Mar 2026 at 09:30 CEST. The key is unique for the stage and the ticket.
func Sample(stage notifiers.Stage, ticket string) *notifiers.Alert {
	due := calendar.FromTime(time.Date(2026, 3, 30, 9, 30, 0, 0, berlin))
	a := &notifiers.Alert{
		Key:   "helpdesk/" + ticket + "/callback/1774621800000000.0/" + string(stage) + "/0",
		Stage: stage, Source: "helpdesk", Ticket: ticket,
		Subject: "Printer on fire, third floor", Customer: "ACME, Inc.", Team: "frontline",
		Link: "https://helpdesk.example.com/tickets/" + ticket, Standard: "callback",
		Promise:   "We call you back within two working hours.",
		StartedAt: calendar.FromTime(time.Date(2026, 3, 27, 15, 30, 0, 0, berlin)),
		DueAt:     due, StoppedAt: calendar.None, AsOf: due, Location: berlin,
	}
	switch stage {
	case notifiers.Warn:
		a.Warning, a.Left, a.AsOf = "80%", 24*time.Minute, due.Add(-24*time.Minute)
	case notifiers.Missed:
		a.Late, a.AsOf = 65*time.Minute, due.Add(65*time.Minute)
	case notifiers.Escalated:
		a.Step, a.Late, a.AsOf = "30m", 35*time.Minute, due.Add(35*time.Minute)
	case notifiers.Reminder:
		a.Late, a.AsOf = 95*time.Minute, due.Add(95*time.Minute)
		a.Care.Acknowledged = notifiers.Said{By: "Ada", Until: due.Add(95 * time.Minute)}
	case notifiers.Recovered:
		a.Late, a.StoppedAt, a.AsOf = 80*time.Minute, due.Add(80*time.Minute), due.Add(81*time.Minute)
	default:
		a.StoppedAt, a.AsOf = due.Add(-12*time.Minute), due.Add(-11*time.Minute)
	}
	return a
}

// SampleSummary gives a believable summary of a first connection.
func SampleSummary() *notifiers.Summary {
	return &notifiers.Summary{
		Key: "helpdesk/summary/1", Source: "helpdesk", Location: berlin,
		AsOf: calendar.FromTime(time.Date(2026, 3, 30, 8, 0, 0, 0, berlin)),
		Standards: []notifiers.SummaryLine{
			{Standard: "callback", Promise: "We call you back within two working hours.", Late: 12, AtRisk: 3, Missed: 1204},
			{Standard: "first-reply", Promise: "You get a first reply within 30 minutes.", AtRisk: 1},
			{Standard: "onsite-next-day", Promise: "An engineer is with you by noon on the next working day."},
		},
	}
}

// SampleNotice gives a believable notice: standards that were refused.
func SampleNotice() *notifiers.Notice {
	return &notifiers.Notice{
		Key: "standards/refused/1", Location: berlin,
		Title: "The standards were changed and can't be used",
		Lines: []string{
			"The standards of before stay live until this is put right.",
			`standards/support.yaml:14:12: there is no measure "callbacks"; did you mean "callback"?`,
		},
		AsOf: calendar.FromTime(time.Date(2026, 3, 30, 8, 0, 0, 0, berlin)),
	}
}
