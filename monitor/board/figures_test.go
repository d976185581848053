package board

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/rules"
)

// textOf gives what a page says, in one line.
func textOf(page string) string {
	return strings.Join(strings.Fields(html.UnescapeString(regexp.MustCompile(`<[^>]+>`).ReplaceAllString(page, " "))), " ")
}

// A figure is the same words on the board as in the digest.
func TestFiguresAreTheDigests(t *testing.T) {
	report := notifierstest.Reports()["rich"]
	var page strings.Builder
	if err := digest.HTML(&page, report, digest.Options{Location: berlin}); err != nil {
		t.Fatal(err)
	}
	told := strings.ReplaceAll(textOf(page.String()), "\u00a0", " ")
	s := newStand(t, nil)
	_, all := s.get(t, "/standards")
	_, one := s.get(t, "/standards/callback")
	shown := strings.ReplaceAll(textOf(mainOf(t, all))+textOf(mainOf(t, one)), "\u00a0", " ")
	for _, figure := range []string{
		"−6.1", "90.9 %", "Team hamburg on Friday afternoons", "96.8 %", "2 days 17 h", "1 h 54 min", "11 h 30 min",
		"Where misses concentrate", "More than elsewhere", "Kept as well there, it would be", "Worst misses", "Median", "Nine of ten", "Late by (median)", "within 1 % of the true ones",
	} {
		if !strings.Contains(told, figure) {
			t.Errorf("the digest does not say %q", figure)
		}
		if !strings.Contains(shown, figure) {
			t.Errorf("the board does not say %q", figure)
		}
	}
}

// What has no column of its own, who answers for a standard, and what there is no standard for, stand on the page of all standards.
func TestStandardsHideNothing(t *testing.T) {
	s := newStand(t, nil)
	own := *s.Standing().Standards[0]
	own.About.Owner, own.About.Audience = hostile, rules.Internal
	s.options.Standing = func() Standing { return Standing{Standards: []*rules.Standard{&own}} }
	made, err := New(s.options)
	if err != nil {
		t.Fatal(err)
	}
	s.Board, s.handler = made, made.Handler()
	_, page := s.get(t, "/standards")
	text := textOf(mainOf(t, page))
	for _, want := range []string{
		"internal, owner " + hostile, "1 excused", "8 not judged", "−0.6 may be chance", "not done yet", "only just",
		"Touchpoints without a standard awareness/website", "Standards that are not on the journey outage-update", "Dimensions without a standard empathy",
		"Set aside at the last whole reading, since they can't be read: 12 of 48,210 tickets and 31 of 310,455 events",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q:\n%s", want, text)
		}
	}
}
