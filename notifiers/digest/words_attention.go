package digest

import (
	"fmt"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// Points gives what needs attention in words, the gravest first, one sentence or two each. They hold names out of tickets, each made
// one harmless line.
func Points(r *compliance.Report) []string {
	texts := make([]string, 0, len(r.Attention))
	for i := range r.Attention {
		if text := point(r, &r.Attention[i]); text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

func point(r *compliance.Report, a *compliance.Attention) string {
	name, subject := standardName(a.Standard), orEmpty(line(a.Subject, nameWidth))
	switch a.Kind {
	case compliance.FallsShort:
		return pointShort(r, a, name)
	case compliance.Slipped:
		return pointSlipped(r, a, name)
	case compliance.RepeatedMiss:
		if a.N > a.Missed {
			return fmt.Sprintf("%s was let down under %s in %s of %s cases.", subject, name, count(a.Missed), count(a.N))
		}
		return fmt.Sprintf("%s was let down under %s %s.", subject, name, times(a.Missed))
	case compliance.NearMisses:
		return fmt.Sprintf("%s was kept only just %s: less than a tenth of the time was left.", name, times(a.N))
	case compliance.UnknownClocks:
		if a.N == 1 {
			return fmt.Sprintf("1 case of %s can't be judged: its data lack something. “yardstick explain” says what.", name)
		}
		return fmt.Sprintf("%s cases of %s can't be judged: their data lack something. “yardstick explain” says what.", count(a.N), name)
	case compliance.ReviewDue:
		return fmt.Sprintf("%s was to be reviewed by %s: ask customers whether it still is what they expect.", name, dateWords(a.Date))
	case compliance.NeverMet:
		return fmt.Sprintf("%s applies to nobody's ticket: is it still needed, or is its condition wrong?", name)
	case compliance.NoStandard:
		return fmt.Sprintf("Nothing is promised at %s, which is on the customers' journey.", subject)
	case compliance.NoDimension:
		return fmt.Sprintf("No standard is about %s, one of the five things by which customers judge a service.", subject)
	}
	return "" // of a later schema
}

func pointShort(r *compliance.Report, a *compliance.Attention, name string) string {
	text := fmt.Sprintf("%s is %s short of its objective", name, gap(a.Points))
	s := partOf(r, a.Standard)
	if s == nil || s.Figures.Attainment == nil || s.Objective == nil {
		return text + "."
	}
	text += fmt.Sprintf(": %s of %s, not %s", shareOf(s), count(s.Figures.N), exact(*s.Objective))
	if byChance(s) {
		text += "; a gap of so few may be chance"
	}
	return text + "." + cure(s)
}

// cure says what to do first, and what it would bring.
func cure(s *compliance.StandardPart) string {
	if len(s.Causes) == 0 {
		return ""
	}
	c := &s.Causes[0]
	return fmt.Sprintf(" Look first at %s (%s): kept as well there as elsewhere, the standard would be at %s.",
		where(c), ofMisses(c.Missed, s.Figures.Missed), percent(c.Would))
}

func pointSlipped(r *compliance.Report, a *compliance.Attention, name string) string {
	text := fmt.Sprintf("%s slipped by %s", name, points(a.Points))
	s := partOf(r, a.Standard)
	if s == nil || s.Figures.Attainment == nil {
		return text + ", more than chance explains."
	}
	return text + fmt.Sprintf(" to %s, more than chance explains.", shareOf(s)) + cure(s)
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return count(n) + " times"
}
