package slack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// The library knows Slack's rules for charts as well as our fake does.
func TestChartsAreValid(t *testing.T) {
	charts := 0
	for name, r := range notifierstest.Reports() {
		for _, b := range native(chartsOf(r)) {
			charts++
			if err := b.(*slack.DataVisualizationBlock).Validate(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if charts < 6 {
		t.Errorf("only %d charts", charts)
	}
}

// series gives what a chart says, one line for each series.
func series(t *testing.T, c *digest.Chart) []string {
	t.Helper()
	sent, err := json.Marshal(nativeChart(c))
	if err != nil {
		t.Fatal(err)
	}
	var shown struct{ Chart plot }
	if err := json.Unmarshal(sent, &shown); err != nil {
		t.Fatal(err)
	}
	lines := []string{shown.Chart.Type + " of " + strings.Join(shown.Chart.Axis.Categories, ", ")}
	for _, s := range shown.Chart.Series {
		text := s.Name + ":"
		for _, d := range s.Data {
			text += fmt.Sprintf(" %s=%g", d.Label, d.Value)
		}
		lines = append(lines, text)
	}
	return lines
}

// What Slack's charts can't say is left out, so that nothing is said wrongly.
func TestNativeCharts(t *testing.T) {
	at := func(values ...float64) []*float64 {
		var all []*float64
		for _, v := range values {
			if v < 0 {
				all = append(all, nil)
				continue
			}
			all = append(all, &v)
		}
		return all
	}
	weeks, many := []string{}, []float64{}
	for i := range 30 {
		weeks, many = append(weeks, fmt.Sprintf("W%02d", i)), append(many, float64(i))
	}
	for name, c := range map[string]struct {
		chart digest.Chart
		want  []string
	}{
		"a gap": {
			digest.Chart{Kind: digest.Line, Labels: []string{"a", "b", "c"}, Series: []digest.Series{{Values: at(90, -1, 99.97)}}, Objective: at(95)[0]},
			[]string{"line of a, c", "Kept: a=90 c=99.9", "Objective: a=95 c=95"},
		},
		"no common objective": {
			digest.Chart{Kind: digest.Bars, Labels: []string{"a", "b"}, Series: []digest.Series{{Values: at(90, 80)}}, Objectives: at(95, -1)},
			[]string{"bar of a, b", "Kept: a=90 b=80"},
		},
		"names alike once they are cut": {
			digest.Chart{
				Kind: digest.Bars, Labels: []string{"A very long standard number 1", "A very long standard number 2"},
				Series: []digest.Series{{Values: at(90, 80)}},
			},
			[]string{"bar of A very long stand…, A very long sta… 2", "Kept: A very long stand…=90 A very long sta… 2=80"},
		},
		"ranges": {
			digest.Chart{
				Kind: digest.Line, Labels: []string{"2026-11-10..2026-11-12", "2026-11-13..2026-11-15"}, Series: []digest.Series{{Values: at(90, 80)}},
			},
			[]string{"line of 11-10..11-12, 11-13..11-15", "Kept: 11-10..11-12=90 11-13..11-15=80"},
		},
	} {
		if diff := cmp.Diff(c.want, series(t, &c.chart)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	long := digest.Chart{Kind: digest.Line, Labels: weeks, Series: []digest.Series{{Values: at(many...)}}}
	if got := series(t, &long)[0]; !strings.HasPrefix(got, "line of W10,") || !strings.HasSuffix(got, ", W29") {
		t.Errorf("not the latest twenty: %s", got)
	}
}

// A line of one point can't be seen, and of nothing there is no chart.
func TestChartsThatShowSomething(t *testing.T) {
	reports := notifierstest.Reports()
	rich, empty, null := reports["rich"], reports["empty"], reports["null"]
	if n := len(chartsOf(rich)); n != 2 {
		t.Errorf("%d charts of a rich week", n)
	}
	rich.Trend = rich.Trend[len(rich.Trend)-1:]
	if charts := chartsOf(rich); len(charts) != 1 || charts[0].Kind != digest.Bars {
		t.Errorf("with one period: %+v", charts)
	}
	if n := len(chartsOf(empty)) + len(chartsOf(null)); n != 0 {
		t.Errorf("%d charts of nothing", n)
	}
}

// Of many things that need attention the gravest are shown, and how many more there are.
func TestAttentionIsShort(t *testing.T) {
	points := slices.Repeat([]string{"one thing"}, mostPoints+3)
	if got := attention(points); strings.Count(got, "• one thing") != mostPoints || !strings.HasSuffix(got, "\n_and 3 more, in the report_") {
		t.Error(got)
	}
	if got := attention(points[:mostPoints]); strings.Contains(got, "more") {
		t.Error(got)
	}
	if got := attention(slices.Repeat([]string{strings.Repeat("x ", 400)}, mostPoints)); units(got) > maxAttention+40 || !strings.Contains(got, "more") {
		t.Errorf("%d units", units(got))
	}
	if got := attention(nil); got != "" {
		t.Error(got)
	}
}
