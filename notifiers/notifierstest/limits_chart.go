package notifierstest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// The limits of pictures and charts, in UTF-16 units where they are of texts
// (https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block).
const (
	maxCharts     = 2 // a message
	maxSeries     = 6
	maxPoints     = 20
	maxChartTitle = 50
	maxAxisTitle  = 50
	maxChartLabel = 20
	maxAlt        = 2_000
)

// pictures are the types of files that an image block shows.
var pictures = []string{"image/png", "image/jpeg", "image/gif"}

// imageSize is size of a picture, which must be a file that was uploaded and is ready by now: whatever else could be shown is on
// somebody else's server.
func (s *Slack) imageSize(b *block) (int, bool) {
	size, ok := short(b.AltText, maxAlt)
	if !ok || b.File == nil || b.ImageURL != "" {
		return 0, false
	}
	f := s.files[b.File.ID]
	if f == nil || !f.complete || !slices.Contains(pictures, http.DetectContentType(f.Content)) {
		return 0, false
	}
	if f.slow > 0 {
		f.slow--
		return 0, false
	}
	return size, len(b.Title) == 0
}

// chart is a line, area or bar chart, the kinds that are known here.
type chart struct {
	Type   string   `json:"type"`
	Series []series `json:"series"`
	Axis   struct {
		Categories []string `json:"categories"`
		XLabel     string   `json:"x_label"`
		YLabel     string   `json:"y_label"`
	} `json:"axis_config"`
}

type series struct {
	Name string `json:"name"`
	Data []struct {
		Label string   `json:"label"`
		Value *float64 `json:"value"`
	} `json:"data"`
}

// chartSize is size of a chart. One point stands for each category in each series.
func (s *Slack) chartSize(b *block) (int, bool) {
	var title string
	var c chart
	decoder := json.NewDecoder(bytes.NewReader(b.Chart))
	decoder.DisallowUnknownFields()
	if s.chartless || json.Unmarshal(b.Title, &title) != nil || decoder.Decode(&c) != nil {
		return 0, false
	}
	all, ok := short(title, maxChartTitle)
	if !ok || !slices.Contains([]string{"line", "area", "bar"}, c.Type) || len(c.Series) == 0 || len(c.Series) > maxSeries ||
		len(c.Axis.Categories) == 0 || len(c.Axis.Categories) > maxPoints {
		return 0, false
	}
	for _, axis := range []string{c.Axis.XLabel, c.Axis.YLabel} {
		size, fits := short(axis, maxAxisTitle)
		if axis != "" && !fits {
			return 0, false
		}
		all += size
	}
	labels := map[string]bool{}
	for _, category := range c.Axis.Categories {
		size, fits := short(category, maxChartLabel)
		if !fits || labels[category] {
			return 0, false
		}
		labels[category] = true
		all += size
	}
	names := map[string]bool{}
	for _, line := range c.Series {
		size, fits := line.size(labels)
		if !fits || names[line.Name] {
			return 0, false
		}
		names[line.Name] = true
		all += size
	}
	return all, true
}

func (l *series) size(labels map[string]bool) (int, bool) {
	all, ok := short(l.Name, maxChartLabel)
	if !ok || len(l.Data) != len(labels) {
		return 0, false
	}
	seen := map[string]bool{}
	for _, p := range l.Data {
		if !labels[p.Label] || seen[p.Label] || p.Value == nil {
			return 0, false
		}
		seen[p.Label] = true
		all += len(p.Label)
	}
	return all, true
}

// short gives how long a text is, and whether it says something within a limit.
func short(text string, limit int) (int, bool) {
	t := textObject{Type: "plain_text", Text: strings.TrimSpace(text)}
	return t.size(limit)
}
