package monitor_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
)

// keptNotices are the notices that there were, by key.
type keptNotices struct {
	keys []string
	err  error
}

func (k *keptNotices) notify(_ context.Context, n monitor.NoticeIntent) error {
	k.keys = append(k.keys, string(n.Place)+" "+n.Notice.Key)
	return k.err
}

// What fails for good is told to the operators under one key a day and place; what fails in their own place, or may yet
// be told, is not.
func TestAlarmOfWhatFailedForGood(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	kept := &keptNotices{}
	now := time.Date(2026, 3, 30, 21, 30, 0, 0, time.UTC)
	alarm := monitor.Alarm{Notify: kept.notify, Operators: "#ops", Now: func() time.Time { return now }, Location: berlin, Log: quietLog}
	heed := func(place notifiers.Place, state monitor.AlertState) {
		alarm.Heed(&monitor.Claim{Place: place}, &monitor.Settlement{State: state, Reason: "permanent: is_archived " + now.String()})
	}
	for _, state := range []monitor.AlertState{monitor.Sent, monitor.Pending, monitor.Unsure, monitor.Dropped} {
		heed("#support", state)
	}
	heed("#ops", monitor.Failed)
	heed("#support", monitor.Failed)
	now = now.Add(time.Hour) // the next day in Berlin, not in UTC
	kept.err = errors.New("the ledger is away")
	heed("mailto:lead@example.com", monitor.Failed)
	want := []string{"#ops failed/%23support/2026-03-30", "#ops failed/mailto:lead@example.com/2026-03-31"}
	if diff := cmp.Diff(want, kept.keys); diff != "" {
		t.Errorf("notices (-want +got):\n%s", diff)
	}
	alarm.Operators = ""
	heed("#support", monitor.Failed)
	if len(kept.keys) != 2 {
		t.Errorf("with nobody to tell: %v", kept.keys)
	}
}
