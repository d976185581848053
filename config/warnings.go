package config

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var leftForm = regexp.MustCompile(`^(\S+) left$`)

// warnings reads warn_at: shares of the time, or what is left of it.
func (v value) warnings(rows []rules.Target) []rules.Warning {
	if v.isText() && !v.spoilt() && bareNumber.MatchString(strings.TrimSpace(v.node.Value)) {
		v.fail("type", "a list of warnings such as 80%% or 15m left is wanted here, not a single value").
			Hint = "did you mean [" + strings.TrimSpace(v.node.Value) + "%]?"
		return nil
	}
	items, _ := v.items("warnings such as 80% or 15m left")
	var warnings []rules.Warning
	seen := map[rules.Warning]value{}
	for _, item := range items {
		w, ok := item.warning()
		if !ok {
			continue
		}
		same := rules.Warning{Share: w.Share, Left: w.Left}
		if before, twice := seen[same]; twice {
			item.fail("duplicate", "%s warns at the same instant as %s", quoted(w.Text), quoted(before.node.Value)).
				Hint = "that one is at " + before.place()
			continue
		}
		seen[same] = item
		if shortest, ok := shortestOpen(rows); ok && w.Left >= shortest.Open {
			item.hint("too-early", "%s is at or before the start where %s are promised: it is left out there",
				quoted(w.Text), shortOpen(shortest))
		}
		warnings = append(warnings, w)
	}
	return warnings
}

// warning reads 80% or 15m left.
func (v value) warning() (w rules.Warning, ok bool) {
	text, ok := v.filled("a warning such as 80% or 15m left")
	if !ok {
		return w, false
	}
	w.Text = text
	if m := shareForm.FindStringSubmatch(text); m != nil {
		share, _ := strconv.ParseFloat(m[1], 64) // the form allows nothing else
		w.Share = int32(math.Round(share * 1000))
		if w.Share > 0 && w.Share < 100_000 {
			return w, true
		}
		v.fail("warn-at", "%s is not between the start and the due instant", quoted(text)).
			Hint = "write a share above 0% and below 100%; that it was missed is said anyway"
		return w, false
	}
	if m := leftForm.FindStringSubmatch(text); m != nil {
		var wrong *badTime
		if w.Left, wrong = parseOpen(m[1]); wrong == nil {
			return w, true
		}
		v.fail("warn-at", "%s", wrong.why).Hint = "write hours and minutes of open time: 15m left, 1h30m left"
		return w, false
	}
	v.fail("warn-at", "%s is not a warning", quoted(text)).Hint = warnAdvice(text)
	return w, false
}

func warnAdvice(text string) string {
	if _, wrong := parseOpen(text); wrong == nil {
		return fmt.Sprintf("did you mean \"%s left\"?", text)
	}
	if bareNumber.MatchString(text) {
		return fmt.Sprintf("did you mean %s%%?", clip(text))
	}
	return "write a share of the time (80%) or what is left of it (15m left)"
}

// shortOpen writes hours, minutes and seconds as the language does.
func shortOpen(s calendar.Span) string { return shortTime(s.Open) }

func shortTime(length time.Duration) string { return calendar.OpenText(length) }
