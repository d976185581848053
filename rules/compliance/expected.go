package compliance

import (
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// expectedOf compares with what customers said; nil where they said no time.
func expectedOf(s *rules.Standard, sum *Sum, targets []TargetPart) *Expected {
	said := s.About.Evidence
	if said == nil || said.Within == nil {
		return nil
	}
	promise := promiseOf(s, targets)
	e := &Expected{Source: said.Source, Within: said.Within.String(), Share: neat(said.Share), Promised: promise}
	if span := spanOf(s, promise); span != nil {
		e.Looser = looser(span, said.Within)
	}
	e.Delivered = deliveredOf(sum, said.Within, targets)
	return e
}

// promiseOf gives the target of most clocks; where there are none, the last one of the standard, which is for all others.
func promiseOf(s *rules.Standard, targets []TargetPart) string {
	most := -1
	for i := range targets {
		if targets[i].Target != "" && (most < 0 || targets[i].N > targets[most].N) {
			most = i
		}
	}
	if most >= 0 {
		return targets[most].Target
	}
	for i := len(s.Targets) - 1; i >= 0; i-- {
		if s.Targets[i].Exempt == "" {
			return s.Targets[i].String()
		}
	}
	return ""
}

// spanOf gives the length of a target by its text; nil where it has none, as one that is promised by the ticket.
func spanOf(s *rules.Standard, target string) *calendar.Span {
	for i := range s.Targets {
		if t := &s.Targets[i]; t.Within != nil && t.String() == target {
			return t.Within
		}
	}
	if open, err := time.ParseDuration(target); err == nil { // of a version before
		return &calendar.Span{Unit: calendar.OpenTime, Open: open, By: calendar.NoClock, Cutoff: calendar.NoClock}
	}
	return nil
}

// looser tells whether a promise is surely looser than what is expected. Lengths in different units are not compared.
func looser(promised, expected *calendar.Span) bool {
	if promised.Unit != expected.Unit {
		return false
	}
	if promised.Unit == calendar.OpenTime || promised.Days != expected.Days {
		return promised.Open > expected.Open || promised.Days > expected.Days
	}
	closing := func(by int) int {
		if by == calendar.ByClose {
			return 24 * 60
		}
		return by
	}
	return promised.By != calendar.NoClock && expected.By != calendar.NoClock && closing(promised.By) > closing(expected.By)
}

// deliveredOf gives the share of all that were done within what is expected. Of what is expected in days it is known only where just
// that is promised. What is not done yet counts as not done in time.
func deliveredOf(sum *Sum, within *calendar.Span, targets []TargetPart) *float64 {
	if within.Unit != calendar.OpenTime {
		if len(targets) == 1 && targets[0].Target == within.String() {
			return share(sum.Kept(), sum.N())
		}
		return nil
	}
	n := 0
	for _, target := range sum.Targets {
		n += target.Took.Within(within.Open)
	}
	return share(n, sum.N())
}
