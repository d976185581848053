package digest

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/rules/compliance"
)

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		share float64
		want  string
	}{
		{1, "100 %"},
		{0, "0 %"},
		{0.9, "90 %"},
		{0.29, "29 %"},
		{0.57, "57 %"},
		{200.0 / 220, "90.9 %"},
		{0.9999, "99.9 %"}, // cut, not rounded: it is not all
		{0.999999, "99.9 %"},
		{0.0004, "0.04 %"}, // nor is this nothing
		{0.000001, "0.0001 %"},
		{1.0 / 3, "33.3 %"},
	} {
		if got := percent(c.share); got != c.want {
			t.Errorf("percent(%v) = %q, want %q", c.share, got, c.want)
		}
	}
	if got := Percent(nil); got != "–" {
		t.Errorf("a share of too few is %q", got)
	}
}

func TestPercentBeside(t *testing.T) {
	for _, c := range []struct {
		share, objective float64
		want             string
	}{
		{0.9496, 0.95, "94.9 %"},
		{0.95, 0.95, "95 %"},
		{0.99996, 0.9999, "99.99 %"}, // 99.9 % would look short of 99.99 %
		{0.99991, 0.9995, "99.99 %"},
		{0.99949, 0.9995, "99.9 %"},
		{0.9995, 0.9995, "99.95 %"},
	} {
		if got := percentBeside(c.share, c.objective); got != c.want {
			t.Errorf("percentBeside(%v, %v) = %q, want %q", c.share, c.objective, got, c.want)
		}
	}
}

func TestPoints(t *testing.T) {
	for _, c := range []struct {
		difference    float64
		words, signed string
	}{
		{-6.17, "6.2 points", "−6.2"},
		{1, "1 point", "+1"},
		{-1.04, "1 point", "−1"},
		{0.04, "less than 0.1 points", "0"},
		{0, "0 points", "0"},
		{12, "12 points", "+12"},
		{1433.54, "1,433.5 points", "+1,433.5"},
	} {
		if got := points(c.difference); got != c.words {
			t.Errorf("points(%v) = %q, want %q", c.difference, got, c.words)
		}
		if got := signedPoints(c.difference); got != c.signed {
			t.Errorf("signedPoints(%v) = %q, want %q", c.difference, got, c.signed)
		}
	}
	if got := gap(1.25); got != "1.3 points" { // 93.75 % is shown as 93.7 %, so that 95 % is 1.3 away
		t.Errorf("gap(1.25) = %q", got)
	}
}

func TestLeftWords(t *testing.T) {
	for left, want := range map[float64]string{0.88: "0", 3.99: "3", -0.6: "−1", -8: "−8", 1204.2: "1,204", 0: "0", -1e-12: "0"} {
		if got := leftWords(left); got != want {
			t.Errorf("leftWords(%v) = %q, want %q", left, got, want)
		}
	}
}

func TestWrapped(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  []string
	}{
		{"one two three", 7, []string{"one two", "three"}},
		{"kept 95 %, yes", 7, []string{"kept", "95 %,", "yes"}}, // a number keeps its unit
		{"abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"支援デスク", 4, []string{"支援", "デス", "ク"}},
		{"👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2, []string{"👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"}},
		{"", 4, nil},
	} {
		got := wrapped(c.text, c.width)
		if len(got) != len(c.want) {
			t.Errorf("wrapped(%q, %d) = %q, want %q", c.text, c.width, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("wrapped(%q, %d) = %q, want %q", c.text, c.width, got, c.want)
			}
		}
	}
}

func TestLongTimes(t *testing.T) {
	const hour, day = 3600, 86400
	for _, c := range []struct {
		seconds    int64
		open, real string
	}{
		{0, "less than 1 s", "less than 1 s"},
		{90, "1 min 30 s", "1 min 30 s"},
		{99*hour + 1740, "99 h 29 min", "4 days 3 h"},
		{99*hour + 1800, "100 h", "4 days 4 h"},
		{1705*hour + 2820, "1,706 h", "71 days 2 h"},
		{1094 * day, "26,256 h", "1,094 days"},
		{5494 * day, "131,856 h", "15 years"},
	} {
		if got := openTime(c.seconds); got != c.open {
			t.Errorf("openTime(%d) = %q, want %q", c.seconds, got, c.open)
		}
		if got := realTime(c.seconds); got != c.real {
			t.Errorf("realTime(%d) = %q, want %q", c.seconds, got, c.real)
		}
	}
}

// TestChangesAddUp wants each change to be the difference of the shares beside it, as they are shown.
func TestChangesAddUp(t *testing.T) {
	shown := func(share float64) float64 {
		value, err := strconv.ParseFloat(strings.TrimSuffix(percent(share), " %"), 64)
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
	for before := 10; before <= 200; before += 7 {
		for now := 10; now <= 200; now += 3 {
			from, to := math.Round(float64(before)/203*1e9)/1e9, math.Round(float64(now)/203*1e9)/1e9
			c := &compliance.Change{From: from, Points: math.Round(1e11*(float64(now)-float64(before))/203) / 1e9}
			if got, want := shift(c), shown(to)-shown(from); math.Abs(got-want) > 1e-9 {
				t.Errorf("%v to %v: %v, want %v", from, to, got, want)
			}
		}
	}
	if got := inPoints(&compliance.Change{From: 0.79181, Points: 0.004}); got != "less than 0.1 points" {
		t.Errorf("a change that is not seen: %q", got)
	}
}

func TestWhole(t *testing.T) {
	for x, want := range map[float64]string{0: "0", 0.4: "0", 7.85: "8", 1433.6: "1,434", -0.2: "0", -3.5: "−4"} {
		if got := whole(x); got != want {
			t.Errorf("%v: %q, want %q", x, got, want)
		}
	}
}
