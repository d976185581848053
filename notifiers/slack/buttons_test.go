package slack_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/notifiers/slack"
)

func TestButtons(t *testing.T) {
	const acknowledge, snooze, excuse, explain = "yardstick_acknowledge", "yardstick_snooze", "yardstick_excuse", "yardstick_explain"
	alert := func(stage notifiers.Stage, change func(*notifiers.Alert)) *notifiers.Alert {
		a := notifierstest.Sample(stage, "4711")
		a.Ref = "ref-1"
		change(a)
		return a
	}
	asIs := func(*notifiers.Alert) {}
	for _, c := range []struct {
		name  string
		alert *notifiers.Alert
		want  []string
	}{
		{"a warning", alert(notifiers.Warn, asIs), []string{acknowledge, snooze, explain}},
		{"the last warning", alert(notifiers.Warn, func(a *notifiers.Alert) { a.Left = 0 }), []string{acknowledge, explain}},
		{"a miss", alert(notifiers.Missed, asIs), []string{acknowledge, excuse, explain}},
		{"an escalation", alert(notifiers.Escalated, asIs), []string{acknowledge, excuse, explain}},
		{"a reminder", alert(notifiers.Reminder, asIs), []string{acknowledge, excuse, explain}},
		{"a miss that was found when it was done", alert(notifiers.Missed, func(a *notifiers.Alert) { a.StoppedAt = a.AsOf }), nil},
		{"a miss that is excused", alert(notifiers.Missed, func(a *notifiers.Alert) { a.Care.Excused.By = "Ada" }), []string{acknowledge, explain}},
		{"recovered", alert(notifiers.Recovered, asIs), nil},
		{"kept", alert(notifiers.Kept, asIs), nil},
		{"withdrawn", alert(notifiers.Withdrawn, asIs), nil},
		{"nothing to refer to", alert(notifiers.Missed, func(a *notifiers.Alert) { a.Ref = "" }), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake := notifierstest.NewSlack(t)
			fake.AddChannel("support")
			s, err := slack.New(slack.Options{Token: fake.Token(), APIURL: fake.URL(), Buttons: true})
			if err != nil {
				t.Fatal(err)
			}
			m := notifiers.Message{Alert: c.alert}
			opening := send(t, s, notifiers.Post{Message: m})
			send(t, s, notifiers.Post{Message: m, Thread: opening})
			mute := send(t, connect(t, fake), notifiers.Post{Message: m})
			for i, want := range [][]string{c.want, nil, nil} {
				if diff := cmp.Diff(want, clickable(t, fake.Messages("support")[i])); diff != "" {
					t.Errorf("%s (-want +got):\n%s", []string{"the opening", "an answer", "where nobody would answer"}[i], diff)
				}
			}
			if err := s.Update(t.Context(), "#support", mute, m); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, clickable(t, fake.Messages("support")[2])); diff != "" {
				t.Errorf("after an update (-want +got):\n%s", diff)
			}
		})
	}
}

// clickable gives the actions of a message's buttons, which all refer to its clock.
func clickable(t *testing.T, m notifierstest.Stored) []string {
	t.Helper()
	var blocks []struct {
		Type     string
		Elements []struct {
			ActionID string `json:"action_id"`
			Value    string
		}
	}
	if err := json.Unmarshal(m.Blocks, &blocks); err != nil {
		t.Fatal(err)
	}
	var actions []string
	for _, b := range blocks {
		for _, e := range b.Elements {
			if b.Type != "actions" {
				continue
			}
			actions = append(actions, e.ActionID)
			if e.Value != "ref-1" {
				t.Errorf("%s refers to %q", e.ActionID, e.Value)
			}
		}
	}
	return actions
}
