package digest

import "github.com/yardstickd/yardstick/rules/compliance"

// The figures of a standard in words, for other pages that show them: so that the same figure is the same words everywhere.

// Kept gives how a standard was kept, by as many decimals as tell on which side of its objective that is: "91.3 %"; "–" of too few.
func Kept(s *compliance.StandardPart) string { return decimalPlace(shareOf(s)) }

// Share gives a share for a column, always with a decimal: "100.0 %"; "–" for nil.
func Share(share *float64) string { return decimalPlace(Percent(share)) }

// Exact gives a share that somebody wrote, such as an objective: "99.95 %".
func Exact(share float64) string { return exact(share) }

// ChangePoints gives a change in percentage points, as the difference of the shares beside it: "−4.1"; "–" for nil.
func ChangePoints(c *compliance.Change) string { return changeRow(c).Points }

// MissesLeft gives how many misses more a budget allows, whole ones, below 0 where it is overspent; "–" for nil.
func MissesLeft(b *compliance.Budget) string {
	if b == nil {
		return "–"
	}
	return leftWords(b.Left)
}

// OpenTime gives a number of seconds of a calendar's open time: "7 h 30 min".
func OpenTime(seconds int64) string { return openTime(seconds) }

// RealTime gives a number of seconds by any clock: "2 days 3 h".
func RealTime(seconds int64) string { return realTime(seconds) }

// Place names where misses concentrate: "Team hamburg on Friday afternoons". It is one harmless line, not escaped.
func Place(c *compliance.Cause) string { return capital(where(c)) }

// Misses gives a difference in misses, whole ones: "14".
func Misses(excess float64) string { return whole(excess) }

// Target says what was promised: "2h", or "the date on the ticket (target_dt)". It is one harmless line, not escaped.
func Target(target string) string { return targetWords(target) }
