package monitor

import (
	"encoding/json"
	"fmt"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// Report reads a recorded digest. What a later program added to it is left out.
func (d *DigestRecord) Report() (*compliance.Report, error) {
	var report compliance.Report
	if err := json.Unmarshal(d.Document, &report); err != nil {
		return nil, fmt.Errorf("digest %s of %s: %w", d.Name, d.Span, err)
	}
	return &report, nil
}
