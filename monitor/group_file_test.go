package monitor

import "testing"

// A spreadsheet takes what begins like this for a formula, or for what belongs to the cell before.
func TestCellsAreNoFormulas(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1",
		"": "", "a=1": "a=1", "Printer": "Printer", "'=1": "'=1", "ünï": "ünï", "\xff": "\xff",
	} {
		if got := cell(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
