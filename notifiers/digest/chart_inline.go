package digest

import (
	"io"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// Inline writes the chart as SVG for a page that has ChartStyle: laid out for a wide page (class wide) and for a phone (narrow), of
// which the page shows one.
func (c *Chart) Inline(w io.Writer) error {
	_, err := io.WriteString(w, c.inline())
	return err
}

// ChartStyle is the style of charts alone.
func ChartStyle() string { return chartStyle }

// Expectation says what customers expect of a standard beside what is promised and delivered; "" where they said nothing that can be
// compared.
func Expectation(s *compliance.StandardPart) string { return expectation(s) }
