package notifierstest_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// line is a chart of so many series and points, whose first label is as long as said.
func line(title string, series, points, label int) *slack.DataVisualizationBlock {
	var all []slack.DataVisualizationDataSeries
	var labels []string
	for i := range points {
		labels = append(labels, fmt.Sprint(i))
	}
	if points > 0 {
		labels[0] = strings.Repeat("x", label)
	}
	for s := range series {
		var data []slack.DataVisualizationDataPoint
		for i := range points {
			data = append(data, slack.NewDataVisualizationDataPoint(labels[i], float64(i-s)))
		}
		all = append(all, slack.NewDataVisualizationDataSeries(fmt.Sprint("series ", s), data...))
	}
	return slack.NewDataVisualizationBlock(title, slack.NewDataVisualizationLineChart(slack.NewDataVisualizationAxisConfig(labels...), all...))
}

// The fake takes of charts what Slack takes: what it accepts, the library finds valid, and the other way round.
func TestChartsHaveLimits(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	id := fake.AddChannel("executives")
	odd := line("t", 1, 3, 1).Chart.(*slack.DataVisualizationLineChart)
	odd.Series[0].Data[1].Label = "elsewhere"
	twice := line("t", 2, 3, 1).Chart.(*slack.DataVisualizationLineChart)
	twice.Series[1].Name = twice.Series[0].Name
	axis := line("t", 1, 3, 1).Chart.(*slack.DataVisualizationLineChart)
	axis.AxisConfig.YLabel = strings.Repeat("y", 51)
	for name, c := range map[string]struct {
		blocks []slack.Block
		want   string
	}{
		"as large as can be": {[]slack.Block{line(strings.Repeat("t", 50), 6, 20, 20)}, "<nil>"},
		"two":                {[]slack.Block{line("a", 1, 2, 1), line("b", 1, 2, 1)}, "<nil>"},
		"three":              {[]slack.Block{line("a", 1, 2, 1), line("b", 1, 2, 1), line("c", 1, 2, 1)}, "invalid_blocks"},
		"a long title":       {[]slack.Block{line(strings.Repeat("t", 51), 1, 2, 1)}, "invalid_blocks"},
		"no title":           {[]slack.Block{line("", 1, 2, 1)}, "invalid_blocks"},
		"seven series":       {[]slack.Block{line("t", 7, 2, 1)}, "invalid_blocks"},
		"no series":          {[]slack.Block{line("t", 0, 2, 1)}, "invalid_blocks"},
		"21 points":          {[]slack.Block{line("t", 1, 21, 1)}, "invalid_blocks"},
		"no points":          {[]slack.Block{line("t", 1, 0, 1)}, "invalid_blocks"},
		"a long label":       {[]slack.Block{line("t", 1, 2, 21)}, "invalid_blocks"},
		"an odd label":       {[]slack.Block{slack.NewDataVisualizationBlock("t", odd)}, "invalid_blocks"},
		"a name twice":       {[]slack.Block{slack.NewDataVisualizationBlock("t", twice)}, "invalid_blocks"},
		"a long axis":        {[]slack.Block{slack.NewDataVisualizationBlock("t", axis)}, "invalid_blocks"},
	} {
		_, _, err := post(fake, id, "k", slack.MsgOptionBlocks(c.blocks...))
		if fmt.Sprint(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if chart := c.blocks[0].(*slack.DataVisualizationBlock); len(c.blocks) == 1 && (chart.Validate() == nil) != (err == nil) {
			t.Errorf("%s: the library says %v", name, chart.Validate())
		}
	}
	fake.TakeCharts(false)
	if _, _, err := post(fake, id, "k", slack.MsgOptionBlocks(line("t", 1, 2, 1))); fmt.Sprint(err) != "invalid_blocks" {
		t.Errorf("a workspace that takes none: %v", err)
	}
}

// A picture is a file that was uploaded whole and, where Slack is slow, looked at.
func TestPicturesAreFiles(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	id := fake.AddChannel("executives")
	fake.SlowFiles(1)
	var content bytes.Buffer
	if err := png.Encode(&content, image.NewRGBA(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	upload := func(content string) string {
		file, err := client(fake).UploadFile(slack.UploadFileParameters{
			Reader: strings.NewReader(content), FileSize: len(content), Filename: "chart.png", Title: "a chart",
		})
		if err != nil {
			t.Fatal(err)
		}
		return file.ID
	}
	picture, words := upload(content.String()), upload("no picture")
	if len(fake.Messages("")) != 0 || len(fake.Uploaded()) != 2 || fake.Uploaded()[picture].Title != "a chart" {
		t.Errorf("uploaded without a channel: %d messages, %+v", len(fake.Messages("")), fake.Uploaded())
	}
	show := func(file, alt string) string {
		_, _, err := post(fake, id, "k", slack.MsgOptionBlocks(slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: file}, alt, "", nil)))
		return fmt.Sprint(err)
	}
	for i, got := range []string{
		show(picture, "a chart"), show(picture, ""), show(words, "a text"), show("F404", "nothing"), show(picture, strings.Repeat("x", 2001)),
	} {
		if got != "invalid_blocks" {
			t.Errorf("picture %d: %s", i, got)
		}
	}
	if got := show(picture, "a chart"); got != "<nil>" {
		t.Errorf("once it is ready: %s", got)
	}
	elsewhere := slack.NewImageBlock("https://example.com/x.png", "x", "", nil)
	if _, _, err := post(fake, id, "k", slack.MsgOptionBlocks(elsewhere)); fmt.Sprint(err) != "invalid_blocks" {
		t.Errorf("a picture on somebody else's server: %v", err)
	}
}
