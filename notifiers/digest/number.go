package digest

import (
	"math"
	"strconv"
	"strings"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// Percent gives a share as "91.3 %": one decimal, cut rather than rounded, so that 99.99 % does not look like all. "–" for nil: a
// share of too few.
func Percent(share *float64) string {
	if share == nil {
		return "–"
	}
	return percent(*share)
}

// percent takes more decimals for what would else look like nothing.
func percent(share float64) string {
	return decimals(share, func(cut float64) bool { return share <= 0 || cut > 0 })
}

// percentBeside takes more decimals where the cut share would else stand on the other side of an objective.
func percentBeside(share, objective float64) string {
	return decimals(share, func(cut float64) bool {
		return (cut < objective) == (share < objective) && (share <= 0 || cut > 0)
	})
}

// decimals cuts a share to as few decimals of a percentage, at least one and at most four, as are fair.
func decimals(share float64, fair func(cut float64) bool) string {
	const most = 4
	for places := 1; ; places++ {
		scale := math.Pow10(places + 2)
		whole := math.Floor(share*scale + 1e-7)
		if places == most || fair(whole/scale) {
			return trimZeros(strconv.FormatFloat(whole/math.Pow10(places), 'f', places, 64)) + " %"
		}
	}
}

// exact gives a share that somebody wrote, such as an objective: "99.95 %".
func exact(share float64) string {
	return trimZeros(strconv.FormatFloat(100*share, 'f', 3, 64)) + " %"
}

func trimZeros(digits string) string {
	if !strings.Contains(digits, ".") {
		return digits
	}
	return strings.TrimSuffix(strings.TrimRight(digits, "0"), ".")
}

// points gives a difference of percentages without its sign: "4.1 points".
func points(difference float64) string {
	size := oneDecimal(math.Abs(difference))
	switch {
	case size == "1":
		return "1 point"
	case size == "0" && difference != 0:
		return "less than 0.1 points"
	}
	return size + " points"
}

// shift gives a change as the difference of the shares that stand beside it, which are cut: "79.2 %" to "83.2 %" is 4 points, not 4.1.
func shift(c *compliance.Change) float64 {
	tenths := func(share float64) float64 { return math.Floor(1000*share + 1e-5) } // both are rounded to nine decimals
	return (tenths(c.From+c.Points/100) - tenths(c.From)) / 10
}

// inPoints gives a change without its sign: "4.1 points".
func inPoints(c *compliance.Change) string {
	if by := shift(c); by != 0 {
		return points(by)
	}
	return points(math.Copysign(min(math.Abs(c.Points), 0.01), c.Points))
}

// whole rounds to a whole number: no part of a promise can be missed.
func whole(x float64) string {
	text := count(int(math.Round(math.Abs(x))))
	if x < 0 && text != "0" {
		return "−" + text
	}
	return text
}

// gap gives how far a cut share is from an objective: rounded up, so that the two add up as they are shown.
func gap(difference float64) string { return points(math.Ceil(10*difference-1e-7) / 10) }

// signedPoints is for tables: "+1.2", "−0.4", "0".
func signedPoints(difference float64) string {
	size := oneDecimal(math.Abs(difference))
	switch {
	case size == "0":
		return "0"
	case difference < 0:
		return "−" + size
	}
	return "+" + size
}

// oneDecimal rounds, and sets the thousands apart: "1,433.5".
func oneDecimal(x float64) string {
	whole, rest, _ := strings.Cut(strconv.FormatFloat(math.Abs(x), 'f', 1, 64), ".")
	n, err := strconv.Atoi(whole)
	if err == nil {
		whole = count(n)
	}
	text := trimZeros(whole + "." + rest)
	if x < 0 && text != "0" {
		return "-" + text
	}
	return text
}

// count writes a number with commas: 1,204.
func count(n int) string { return notifiers.Count(n) }

// counted gives a number and its noun: "1 promise", "1,204 promises".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return count(n) + " " + noun + "s"
}

// decimalPlace gives a whole number a decimal, so that the numbers of a column stand below each other: "100 %" is "100.0 %".
func decimalPlace(number string) string {
	if number == "–" || strings.Contains(number, ".") {
		return number
	}
	if digits, ok := strings.CutSuffix(number, " %"); ok {
		return digits + ".0 %"
	}
	return number + ".0"
}
