package digest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// TestPointsAlike wants no page full of one kind: five, and a line for the rest.
func TestPointsAlike(t *testing.T) {
	for kind, words := range moreAlike {
		r := callbacks()
		r.Attention = nil
		for i := range 100 {
			r.Attention = append(r.Attention, compliance.Attention{Kind: kind, Standard: fmt.Sprintf("of-%02d", i), N: 7, Date: "2026-10-31"})
		}
		got := Points(r)
		want := "95 more standards " + words + ": Of 05, Of 06, Of 07 and 92 more."
		if len(got) != mostAlike+1 || got[mostAlike] != want {
			t.Errorf("%s: %d points, the last %q", kind, len(got), got[len(got)-1])
		}
		r.Attention = r.Attention[:mostAlike+1]
		if got := Points(r); len(got) != mostAlike+1 || strings.Contains(got[mostAlike], "more standard") {
			t.Errorf("%s: one alone is not told: %q", kind, got)
		}
	}
}

// TestPointsKeepOrder wants other kinds before and after those that are told in a line.
func TestPointsKeepOrder(t *testing.T) {
	r := callbacks()
	for i := range 9 {
		r.Attention = append(r.Attention, compliance.Attention{Kind: compliance.NeverMet, Standard: fmt.Sprintf("of-%d", i)})
	}
	r.Attention = append(r.Attention, compliance.Attention{Kind: compliance.NoStandard, Subject: "sale"})
	got := Points(r)
	if len(got) != 1+mostAlike+1+1 || !strings.HasPrefix(got[0], "Callback is") || !strings.HasPrefix(got[6], "4 more standards had no case either") ||
		!strings.HasPrefix(got[7], "Nothing is promised at sale") {
		t.Errorf("%q", got)
	}
}

// TestSpread says of many misses without a cause that they are spread, and of few, or where all may be chance, nothing.
func TestSpread(t *testing.T) {
	for missed, want := range map[int]bool{9: false, 10: true} {
		s := &compliance.StandardPart{Figures: compliance.Figures{Missed: missed}}
		if got := cure(s) != ""; got != want {
			t.Errorf("%d misses: %q", missed, cure(s))
		}
	}
	s := &compliance.StandardPart{Objective: new(0.95), Figures: compliance.Figures{Missed: 20, Interval: &compliance.Interval{Low: 0.9, High: 0.96}}}
	if text := cure(s); text != "" {
		t.Errorf("a gap that may be chance: %q", text)
	}
}

func TestUnfinished(t *testing.T) {
	r := callbacks()
	r.Period = compliance.Span{Name: "2026-W46", From: "2026-11-09", To: "2026-11-15", Zone: "Europe/Berlin"}
	for asOf, want := range map[string]string{
		"2026-11-12T09:00:00Z": "the week is not over yet",
		"2026-11-15T22:59:59Z": "the week is not over yet", // a minute before midnight there
		"2026-11-15T23:00:00Z": "not everything was read to the end of the week",
		"":                     "the week is not over, or not everything was read to its end",
	} {
		r.AsOf = asOf
		if got := unfinished(r); got != want {
			t.Errorf("%q: %q, want %q", asOf, got, want)
		}
	}
}

func TestTargetWords(t *testing.T) {
	for target, want := range map[string]string{"2h": "2h", "due promised_at": "the date on the ticket (promised_at)", "next working day by 12:00": "next working day by 12:00"} {
		if diff := cmp.Diff(want, targetWords(target)); diff != "" {
			t.Error(diff)
		}
	}
}
