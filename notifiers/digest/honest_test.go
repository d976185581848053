package digest

import (
	"bytes"
	"encoding/json"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/rules/compliance"
)

var figure = regexp.MustCompile(`[0-9][0-9,]*(\.[0-9]+)?`)

// TestNoFigureIsMadeUp wants each figure of the words to be one of the report, as a count, as a percentage or in points; or the number
// of standards that are short, or of those beyond the ones named.
func TestNoFigureIsMadeUp(t *testing.T) {
	for name, r := range notifierstest.Reports() {
		if name == "hostile" {
			continue // its names are full of figures
		}
		known := figuresOf(t, r)
		for n := range len(r.Standards) + 1 {
			if n == len(fallen(r)) || n == len(fallen(r))-4 || name == "perfect" && n == 1 {
				known[count(n)] = true
			}
		}
		words := append(Points(r), Headline(r), Lead(r))
		for _, text := range words {
			for _, found := range figure.FindAllString(strings.ReplaceAll(text, "95 % confidence", ""), -1) {
				if !known[strings.TrimSuffix(found, ",")] {
					t.Errorf("%s: where does %s come from? %s", name, found, text)
				}
			}
		}
	}
	if known := figuresOf(t, notifierstest.Reports()["rich"]); known["90.8"] || !known["90.9"] {
		t.Error("this test finds nothing, or all")
	}
}

// figuresOf gives all that may be said of a report's numbers and names.
func figuresOf(t *testing.T, r *compliance.Report) map[string]bool {
	t.Helper()
	document, err := JSON(r)
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(document))
	known := map[string]bool{}
	for {
		token, err := decoder.Token()
		if err != nil {
			return known
		}
		switch v := token.(type) {
		case float64:
			if v == math.Trunc(v) {
				known[count(int(v))] = true
			}
			for _, text := range []string{percent(v), exact(v), points(v), gap(v)} {
				known[strings.Fields(strings.TrimPrefix(text, "less than "))[0]] = true
			}
		case string:
			for _, found := range figure.FindAllString(v+" "+dateWords(v)+" "+standardName(v), -1) {
				known[found] = true
			}
		}
	}
}
