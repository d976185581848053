package monitor_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// silent is a source without tickets that has one event kind, or that does not answer.
type silent struct {
	name, kind string
	away       bool
}

func (s silent) Name() string { return s.name }

func (s silent) Vocabulary(context.Context) (*rules.Vocabulary, error) {
	if s.away {
		return nil, errors.New("nobody is there")
	}
	return rules.NewVocabulary(s.name, calendar.NewZone(time.UTC), []string{"id"}, []string{"opened", s.kind}), nil
}

func (silent) Read(context.Context, monitor.Query, func(*monitor.Batch) error) (monitor.Reading, error) {
	return monitor.Reading{}, nil
}

func TestANameThatNoSourceHas(t *testing.T) {
	standard := &rules.Standard{ID: "s", Measure: rules.Measure{Start: rules.Kinds("opened"), Stop: rules.Kinds("solved")}}
	for _, c := range []struct {
		name    string
		sources []silent
		want    string // "" for no error
	}{
		{"the only source lacks it", []silent{{"a", "resolved", false}}, `standard s: source a has no event "solved"; there are: opened, resolved`},
		{"both lack it", []silent{{"a", "resolved", false}, {"b", "closed", false}}, `standard s: none of the sources has event "solved"; there are: closed, opened, resolved`},
		{"one of them has it", []silent{{"a", "resolved", false}, {"b", "solved", false}}, ""},
		{"one that is away may have it", []silent{{"a", "resolved", false}, {"b", "", true}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := monitor.Options{
				Ledger: unwritten{}, Now: time.Now, Log: quietLog, Standing: monitor.Standing{
					Histories: rules.Since(standard), Route: func(string) (monitor.Route, bool) { return monitor.Route{}, false },
				},
			}
			for _, s := range c.sources {
				o.Sources = append(o.Sources, monitor.Watch{Source: s})
			}
			rounds := monitor.NewRounds(o)
			err := rounds.Connect(t.Context())
			var unknown *monitor.UnknownNamesError
			if errors.As(err, &unknown) != (c.want != "") || err != nil && !strings.HasPrefix(err.Error(), c.want+" (a kind") {
				t.Errorf("%v, want %s", err, c.want)
			}
			for _, s := range rounds.Round(t.Context()).Sources {
				if away := s.Source == "b" && c.sources[1].away; (s.Err != nil) != (c.want != "" || away) {
					t.Errorf("round of %s: %v", s.Source, s.Err)
				}
			}
		})
	}
}
