package notifiers_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

func TestHeadline(t *testing.T) {
	const none, due = calendar.None, calendar.Instant(1e15)
	for _, c := range []struct {
		alert notifiers.Alert
		want  string
	}{
		{notifiers.Alert{Stage: notifiers.Warn, Left: 15 * time.Minute, StoppedAt: none}, "15 min of open time left"},
		{notifiers.Alert{Stage: notifiers.Warn, Left: 30 * time.Hour, StoppedAt: none}, "30 h 00 min of open time left"},
		{notifiers.Alert{Stage: notifiers.Warn, StoppedAt: none}, "Due now"},
		{notifiers.Alert{Stage: notifiers.Missed, Late: time.Microsecond, StoppedAt: none}, "Late now"},
		{notifiers.Alert{Stage: notifiers.Missed, Late: 30 * time.Hour, StoppedAt: none}, "1 day 6 h late"},
		{notifiers.Alert{Stage: notifiers.Missed, Late: time.Hour, StoppedAt: due}, "Missed: done 1 h 00 min late"},
		{notifiers.Alert{Stage: notifiers.Escalated, Late: 35 * time.Minute, StoppedAt: none}, "Escalated: 35 min late"},
		{notifiers.Alert{Stage: notifiers.Reminder, Late: time.Hour, StoppedAt: none}, "Still late: 1 h 00 min by now"},
		{notifiers.Alert{Stage: notifiers.Recovered, Late: time.Hour, StoppedAt: due}, "Done, 1 h 00 min late"},
		{notifiers.Alert{Stage: notifiers.Kept, DueAt: due, StoppedAt: due.Add(-time.Hour)}, "Done in time, 1 h 00 min before it was due"},
		{notifiers.Alert{Stage: notifiers.Kept, DueAt: due, StoppedAt: due}, "Done in time"},
		{notifiers.Alert{Stage: notifiers.Kept, DueAt: none, StoppedAt: due}, "Done in time"},
		{notifiers.Alert{Stage: notifiers.Withdrawn, DueAt: due}, "Withdrawn: nothing is due any more"},
	} {
		if got := notifiers.Headline(&c.alert); got != c.want {
			t.Errorf("%s: %q, want %q", c.alert.Stage, got, c.want)
		}
	}
}

func TestFacts(t *testing.T) {
	open := notifiers.Alert{Customer: "ACME", Team: " ", DueAt: 60e6, StartedAt: 0, StoppedAt: calendar.None}
	done := notifiers.Alert{Team: "a", DueAt: calendar.None, StoppedAt: 60e6}
	gone := notifiers.Alert{Stage: notifiers.Withdrawn, DueAt: calendar.None, StoppedAt: 60e6}
	const minute, epoch = "Thu 1 Jan 1970 00:01 UTC (UTC+00:00)", "Thu 1 Jan 1970 00:00 UTC (UTC+00:00)"
	for _, c := range []struct {
		alert *notifiers.Alert
		want  []notifiers.Fact
	}{
		{&open, []notifiers.Fact{{"Customer", "ACME"}, {"Due", minute}, {"Started", epoch}}},
		{&done, []notifiers.Fact{{"Team", "a"}, {"Due", "–"}, {"Done", minute}}},
		{&gone, []notifiers.Fact{{"Due", "–"}, {"Ended", minute}}},
	} {
		if diff := cmp.Diff(c.want, notifiers.Facts(c.alert)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestSummaryWords(t *testing.T) {
	s := &notifiers.Summary{Standards: []notifiers.SummaryLine{{Standard: "a", Late: 1}, {Standard: "b"}, {Standard: "c", Missed: 1_234_567}}}
	told, quiet := notifiers.Split(s)
	if len(told) != 2 || told[1].Standard != "c" || quiet != 1 {
		t.Errorf("Split = %v, %d", told, quiet)
	}
	for got, want := range map[string]string{
		notifiers.Overall(s):        "1 late now, 0 at risk, 1,234,567 missed before",
		notifiers.Standing(told[1]): "0 late now, 0 at risk, 1,234,567 missed before",
		notifiers.Quiet(1, 2):       "1 other standard has nothing late, at risk or missed.",
		notifiers.Quiet(1000, 0):    "1,000 standards have nothing late, at risk or missed.",
		notifiers.More(1):           "… and 1 more standard; yardstick check shows them all.",
		notifiers.More(30):          "… and 30 more standards; yardstick check shows them all.",
		notifiers.MoreLines(1):      "… and 1 more line.",
		notifiers.MoreLines(1000):   "… and 1,000 more lines.",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestFailure(t *testing.T) {
	f := &notifiers.Failure{Outcome: notifiers.Ambiguous, Code: "no_answer", Err: fmt.Errorf("cut: %w", context.Canceled)}
	var found *notifiers.Failure
	if err := fmt.Errorf("posting: %w", f); !errors.As(err, &found) || !errors.Is(err, context.Canceled) {
		t.Error("a wrapped failure is not found")
	}
	if got := f.Error(); got != "ambiguous: no_answer: cut: context canceled" {
		t.Error(got)
	}
	if got := (&notifiers.Failure{Outcome: notifiers.Permanent, Code: "is_archived"}).Error(); got != "permanent: is_archived" {
		t.Error(got)
	}
	a, s := &notifiers.Alert{Key: "a"}, &notifiers.Summary{Key: "s"}
	if (notifiers.Message{Alert: a}).Key() != "a" || (notifiers.Message{Summary: s}).Key() != "s" ||
		(notifiers.Message{Notice: &notifiers.Notice{Key: "n"}}).Key() != "n" {
		t.Error("Message.Key")
	}
}
