package csvimport

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules/match"
)

func FuzzPackedCells(f *testing.F) {
	f.Add("a", "", true)
	f.Add("-", "3:abc", false)
	f.Fuzz(func(t *testing.T, a, b string, null bool) {
		cells := []match.Value{{Text: a}, {Null: true}, {Text: b}, {Text: ""}}
		cells[1].Null = null
		got := make([]match.Value, len(cells))
		if err := unpackCells(string(packCells(nil, cells)), got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(cells, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestUnpackRefusesWhatWasNotPacked(t *testing.T) {
	for _, text := range []string{"", "-", "---", "3:ab", "x:ab-", "1:a1:b1:c"} {
		if err := unpackCells(text, make([]match.Value, 2)); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}
