package slack_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

func TestIdentify(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	who, err := connect(t, fake).Identify(t.Context())
	if err != nil || who.Team != "Acme" || who.User != "yardstick" || who.Lacks("chat:write") != nil {
		t.Errorf("%+v, %v", who, err)
	}
	fake.Grant("chat:write", "channels:history")
	if who, err = connect(t, fake).Identify(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"groups:history"}, who.Lacks("chat:write", "groups:history")); diff != "" {
		t.Error(diff)
	}
}

func TestReach(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	id := fake.AddChannel("support")
	fake.AddChannel("closed")
	fake.Leave("closed")
	s := connect(t, fake)
	for place, want := range map[notifiers.Place]string{
		"#support": "", notifiers.Place(id): "", "#nowhere": "channel_not_found", "#closed": "not_in_channel",
	} {
		if err := s.Reach(t.Context(), place); want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %s", place, err, want)
		}
	}
	for method, scope := range map[string]string{"conversations.history": "channels:history", "conversations.replies": "channels:history"} {
		fake.Unscoped(method, scope)
		if err := s.Reach(t.Context(), "#support"); err == nil || !strings.Contains(err.Error(), "missing_scope") || !strings.Contains(err.Error(), scope) {
			t.Errorf("without %s: %v", method, err)
		}
		fake.Unscoped(method, "")
	}
	if n := len(fake.Messages("support")); n > 0 {
		t.Errorf("looking posted %d messages", n)
	}
}
