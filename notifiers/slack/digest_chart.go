package slack

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// The limits of Slack's own charts (https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block): how many a message
// takes, how many points a series, and how long texts may be.
const (
	maxCharts     = 2
	maxPoints     = 20
	maxChartTitle = 50
	maxChartLabel = 20
)

// chartsOf gives the charts of a report that a message shows. A line needs two points to be seen.
func chartsOf(r *compliance.Report) []digest.Chart {
	var shown []digest.Chart
	for _, c := range digest.Charts(r) {
		if len(c.Series) > 0 && (c.Kind != digest.Line || counted(c.Series[0].Values) > 1) && len(shown) < maxCharts {
			shown = append(shown, c)
		}
	}
	return shown
}

func counted(values []*float64) int {
	n := 0
	for _, v := range values {
		if v != nil {
			n++
		}
	}
	return n
}

// native gives charts as Slack draws them.
func native(charts []digest.Chart) []slack.Block {
	blocks := make([]slack.Block, 0, len(charts))
	for i := range charts {
		blocks = append(blocks, nativeChart(&charts[i]))
	}
	return blocks
}

// nativeChart is a chart of values by label, and beside them what they are held against, where all of them are. A label that has no
// value is left out: Slack wants one for each. Of too many the last are shown, which of periods are the latest.
func nativeChart(c *digest.Chart) slack.Block {
	values := c.Series[0].Values
	var shown []int
	for i := range c.Labels {
		if values[i] != nil {
			shown = append(shown, i)
		}
	}
	if extra := len(shown) - maxPoints; extra > 0 && c.Kind == digest.Line {
		shown = shown[extra:]
	}
	shown = shown[:min(len(shown), maxPoints)]
	var labels []string
	kept, against := []slack.DataVisualizationDataPoint{}, []slack.DataVisualizationDataPoint{}
	taken := map[string]bool{}
	for _, i := range shown {
		label := chartLabel(c.Labels[i], taken)
		labels = append(labels, label)
		kept = append(kept, slack.NewDataVisualizationDataPoint(label, oneDecimal(*values[i])))
		if objective := objectiveAt(c, i); objective != nil {
			against = append(against, slack.NewDataVisualizationDataPoint(label, *objective))
		}
	}
	series := []slack.DataVisualizationDataSeries{slack.NewDataVisualizationDataSeries("Kept", kept...)}
	if len(against) == len(kept) {
		series = append(series, slack.NewDataVisualizationDataSeries("Objective", against...))
	}
	axis := slack.NewDataVisualizationAxisConfig(labels...).WithYLabel("Kept, in " + c.Unit)
	title := chartText(c.Title, maxChartTitle)
	if c.Kind == digest.Line {
		return slack.NewDataVisualizationBlock(title, slack.NewDataVisualizationLineChart(axis, series...))
	}
	return slack.NewDataVisualizationBlock(title, slack.NewDataVisualizationBarChart(axis, series...))
}

func objectiveAt(c *digest.Chart, i int) *float64 {
	if c.Objectives != nil {
		return c.Objectives[i]
	}
	return c.Objective
}

// oneDecimal cuts a percentage as the words do: 99.96 is not all.
func oneDecimal(value float64) float64 { return math.Floor(10*value+1e-7) / 10 }

// chartLabel makes a label that fits and that no other one of the chart has. A range of dates goes without its years.
func chartLabel(text string, taken map[string]bool) string {
	if from, to, is := strings.Cut(text, ".."); is && utf8.RuneCountInString(text) > maxChartLabel && len(from) == len(to) && len(from) > 5 {
		text = from[5:] + ".." + to[5:]
	}
	label := chartText(text, maxChartLabel)
	for n := 2; taken[label]; n++ {
		end := fmt.Sprintf(" %d", n)
		label = chartText(text, maxChartLabel-len(end)) + end
	}
	taken[label] = true
	return label
}

// chartText makes a text of a chart harmless. How Slack reads those it does not say: nothing that formats elsewhere does here.
func chartText(text string, limit int) string {
	if text = strings.TrimSpace(notifiers.Line(text, limit, units)); text == "" {
		return "–"
	}
	return lookAlikes.Replace(text)
}

// maxAlt is how long the text may be that stands for a picture.
const maxAlt = 1_000

// pictured gives charts as pictures that were uploaded.
func pictured(charts []digest.Chart, files []string) []slack.Block {
	blocks := make([]slack.Block, 0, len(charts))
	for i := range charts {
		alt := plainLine(charts[i].Title+". "+charts[i].Summary, maxAlt)
		blocks = append(blocks, slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: files[i]}, alt, "", nil))
	}
	return blocks
}
