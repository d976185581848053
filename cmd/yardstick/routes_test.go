package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/match"
)

func TestRoutesOfTheConfiguration(t *testing.T) {
	urgent := match.Condition{{Attribute: "priority", Test: match.Test{AnyOf: []match.Pattern{match.NewPattern("urgent")}}}}
	find := routes([]config.Route{
		{
			Name: "front",
			Destination: config.Destination{
				Slack: "#front", Email: []string{"a@example.com", "b@example.com"}, Webhooks: []string{"pager"},
				Mention: []config.Mention{{Group: "oncall"}, {Attribute: "assignee"}}, Quiet: &config.Quiet{Except: urgent},
			},
			Per: []config.RoutePer{
				{Attribute: "team", Value: "hamburg", Destination: config.Destination{Slack: "#hamburg"}},
				{Attribute: "team", Value: "porto", Destination: config.Destination{Mention: []config.Mention{{Group: "porto"}}}},
				{Attribute: "team", Value: "oslo", Destination: config.Destination{Email: []string{"oslo@example.com"}}},
			},
		},
		{Name: "leads", Destination: config.Destination{Email: []string{"leads@example.com"}}},
	}, false)
	got, routed := find("front")
	want := monitor.Route{
		Name:    "front",
		Places:  []notifiers.Place{"#front", "mailto:a@example.com", "mailto:b@example.com", "webhook:pager"},
		Mention: []monitor.Mention{{Group: "oncall"}, {Attribute: "assignee"}},
		Quiet:   &monitor.Quiet{Except: urgent},
		Per: []monitor.Per{
			{
				Attribute: "team", Value: "hamburg",
				Places: []notifiers.Place{"#hamburg", "mailto:a@example.com", "mailto:b@example.com", "webhook:pager"},
			},
			{Attribute: "team", Value: "porto", Mention: []monitor.Mention{{Group: "porto"}}},
			{Attribute: "team", Value: "oslo", Places: []notifiers.Place{"#front", "mailto:oslo@example.com", "webhook:pager"}},
		},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(match.Pattern{})); diff != "" || !routed {
		t.Errorf("routed %v (-want +got):\n%s", routed, diff)
	}
	if got, routed := find("leads"); !routed || got.Home() != "mailto:leads@example.com" {
		t.Errorf("%v %v", got, routed)
	}
	if _, routed := find(""); routed {
		t.Error("a standard without a route is told somewhere")
	}
	if got, routed := routes(nil, true)(""); !routed || got.Home() != "console" {
		t.Errorf("the terminal shows %v, %v", got, routed)
	}
}
