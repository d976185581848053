package notifiers_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/notifiers"
)

func TestOrigin(t *testing.T) {
	for want, a := range map[string]notifiers.Alert{
		"warning at 80%":       {Stage: notifiers.Warn, Warning: "80%"},
		"escalation after 30m": {Stage: notifiers.Escalated, Step: "30m"},
		"":                     {Stage: notifiers.Missed, Warning: "80%", Step: "30m"},
	} {
		if got := notifiers.Origin(&a); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestCareLines(t *testing.T) {
	const minute = 60e6
	said := func(by string) notifiers.Care {
		return notifiers.Care{Acknowledged: notifiers.Said{By: by, Until: 2 * minute}, Snoozed: notifiers.Said{By: "Grace", Until: minute}}
	}
	const at1, at2 = "Thu 1 Jan 1970 00:01 UTC (UTC+00:00)", "Thu 1 Jan 1970 00:02 UTC (UTC+00:00)"
	for _, c := range []struct {
		name  string
		alert notifiers.Alert
		want  []string
	}{
		{"nobody said anything", notifiers.Alert{Stage: notifiers.Warn}, nil},
		{"both hold", notifiers.Alert{Stage: notifiers.Warn, Care: said("Ada")}, []string{
			"👀 Ada looks after it until " + at2, "💤 No warnings until " + at1 + ", says Grace",
		}},
		{"a snooze says nothing of a miss", notifiers.Alert{Stage: notifiers.Missed, Care: said("Ada")}, []string{
			"👀 Ada looks after it until " + at2,
		}},
		{"a snooze ends", notifiers.Alert{Stage: notifiers.Warn, AsOf: minute, Care: said("")}, nil},
		{"an acknowledgement ends", notifiers.Alert{Stage: notifiers.Escalated, AsOf: 2 * minute, Care: said("Ada")}, nil},
		{"a reminder says whose time is over", notifiers.Alert{Stage: notifiers.Reminder, AsOf: 2 * minute, Care: said("Ada")}, []string{
			"👀 The time for which Ada looked after it is over: it ended at " + at2,
		}},
		{"at rest", notifiers.Alert{Stage: notifiers.Kept, Care: said("Ada")}, []string{"👀 Ada looked after it"}},
		{"withdrawn", notifiers.Alert{Stage: notifiers.Withdrawn, Care: said("Ada")}, nil},
		{"an excuse stays", notifiers.Alert{Stage: notifiers.Recovered, Care: notifiers.Care{
			Excused: notifiers.Excused{By: "Ada", Why: "the line was down"},
		}}, []string{"🤝 Excused by Ada: the line was down"}},
		{"a long name leaves room for what matters", notifiers.Alert{Stage: notifiers.Missed, Care: said(strings.Repeat("é", 100))}, []string{
			"👀 " + strings.Repeat("é", 57) + "… looks after it until " + at2,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, notifiers.CareLines(&c.alert, func(raw string) string { return notifiers.Line(raw, 60, utf8.RuneCountInString) })); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
