package digest

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// JSON gives the report as it is kept and given out: the same report has the same bytes for ever. It ends with a line break.
func JSON(r *compliance.Report) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(r); err != nil {
		return nil, fmt.Errorf("write the digest as JSON: %w", err)
	}
	return out.Bytes(), nil
}

// Read gives the report out of a document that JSON made, of this version or one before.
func Read(document []byte) (*compliance.Report, error) {
	var r compliance.Report
	if err := json.Unmarshal(document, &r); err != nil {
		return nil, fmt.Errorf("read a digest's JSON: %w", err)
	}
	if r.Schema != 1 {
		return nil, fmt.Errorf("read a digest's JSON: it has schema %d, and this version knows 1 alone", r.Schema)
	}
	return &r, nil
}
