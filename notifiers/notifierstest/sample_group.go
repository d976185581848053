package notifierstest

import (
	"fmt"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// groupAsOf is when the samples of groups were looked at.
var groupAsOf = calendar.FromTime(time.Date(2026, 3, 30, 10, 35, 0, 0, berlin))

// SampleGroup gives a believable group: a morning after an outage of the telephone.
func SampleGroup() *notifiers.Group {
	g := &notifiers.Group{
		Key: "group/support/1", AsOf: groupAsOf, Location: berlin,
		Tickets: 140, Clocks: 152, Late: 120, AtRisk: 27, Rested: 5,
		Standards: []notifiers.GroupLine{
			{Standard: "callback", Promise: "We call you back within two working hours.", Late: 118, AtRisk: 20, Rested: 5},
			{Standard: "first-reply", Promise: "You get a first reply within 30 minutes.", Late: 2, AtRisk: 7},
		},
	}
	for i := range 5 {
		a := Sample(notifiers.Missed, fmt.Sprint(4711+i))
		a.Late += time.Duration(5-i) * 10 * time.Minute
		a.DueAt -= calendar.Instant((5 - i) * 10 * 60 * 1e6)
		g.Worst = append(g.Worst, *a)
	}
	return g
}

// SamplePage gives the last of three pages of SampleGroup.
func SamplePage() *notifiers.Page {
	p := &notifiers.Page{
		Key: "group/support/1/page/3", Group: "group/support/1", Number: 3, Of: 3, AsOf: groupAsOf, Location: berlin, More: 2,
	}
	for i := range 50 {
		stage := notifiers.Missed
		if i >= 20 {
			stage = notifiers.Warn
		}
		p.Alerts = append(p.Alerts, *Sample(stage, fmt.Sprint(4811+i)))
	}
	return p
}

// SampleFile gives the file of SampleGroup, with two of its rows.
func SampleFile() *notifiers.File {
	return &notifiers.File{
		Key: "group/support/1/file", Group: "group/support/1", Name: "late-2026-03-30.csv", Title: "152 clocks, Mon 30 Mar 2026 10:35",
		Content: []byte(strings.Join([]string{
			"ticket,subject,standard,due_at", "4711,Printer on fire,callback,2026-03-30T09:30:00+02:00",
			"4712,'=1+1,callback,2026-03-30T09:30:00+02:00", "",
		}, "\r\n")),
	}
}
