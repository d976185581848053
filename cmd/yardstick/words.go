package main

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// count gives a number with its thousands apart: 1,000,000.
func count(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func countOrBlank(n int) string {
	if n == 0 {
		return ""
	}
	return count(n)
}

// percent gives a share with one decimal, cut rather than rounded: 99.99 % must not look like all.
func percent(share float64) string {
	return strconv.FormatFloat(math.Floor(share*1000+1e-9)/10, 'f', 1, 64) + "%"
}

// lengthText gives a length of time in its two largest units: 3d4h, 2h05m, 45m, 20s.
func lengthText(d time.Duration) string {
	days, rest := d/(24*time.Hour), d%(24*time.Hour)
	hours, minutes, seconds := rest/time.Hour, rest%time.Hour/time.Minute, rest%time.Minute/time.Second
	switch {
	case days > 0:
		return fmt.Sprintf("%dd%02dh", days, hours)
	case hours > 0:
		return fmt.Sprintf("%dh%02dm", hours, minutes)
	case minutes > 0:
		return fmt.Sprintf("%dm", minutes)
	}
	return fmt.Sprintf("%ds", seconds)
}
