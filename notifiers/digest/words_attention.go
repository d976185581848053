package digest

import (
	"fmt"
	"strings"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// Points gives what needs attention in words, the gravest first, one sentence or two each. They hold names out of tickets, each made
// one harmless line.
func Points(r *compliance.Report) []string {
	texts := make([]string, 0, len(r.Attention))
	for rest := r.Attention; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].Kind == rest[0].Kind {
			n++
		}
		told := min(n, mostAlike)
		if words := moreAlike[rest[0].Kind]; words != "" && n > told+1 { // instead of one more there may as well be that one
			texts = append(texts, pointsOf(r, rest[:told])...)
			texts = append(texts, further(rest[told:n], words))
		} else {
			texts = append(texts, pointsOf(r, rest[:n])...)
		}
		rest = rest[n:]
	}
	return texts
}

// mostAlike is how much of one kind is told one by one; the rest is one line.
const mostAlike = 5

// moreAlike says of the rest of one kind what is so, after how many standards it is.
var moreAlike = map[string]string{
	compliance.FallsShort:    "are short of their objective",
	compliance.Slipped:       "slipped, more than chance explains",
	compliance.NearMisses:    "were often kept only just",
	compliance.UnknownClocks: "have cases that can't be judged",
	compliance.LooserPromise: "are looser than what customers expect",
	compliance.ReviewDue:     "are past the day by which they were to be reviewed",
	compliance.NeverMet:      "had no case either",
}

// further names a few of the rest.
func further(rest []compliance.Attention, words string) string {
	const most = 3
	names := make([]string, 0, most+1)
	for i := range rest[:min(most, len(rest))] {
		names = append(names, standardName(rest[i].Standard))
	}
	if more := len(rest) - most; more > 0 {
		names = append(names, count(more)+" more")
	}
	return fmt.Sprintf("%s %s: %s.", counted(len(rest), "more standard"), words, list(names))
}

func pointsOf(r *compliance.Report, all []compliance.Attention) []string {
	texts := make([]string, 0, len(all))
	for i := range all {
		if text := point(r, &all[i]); text != "" {
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
		return fmt.Sprintf("%s was let down under %s in %s.", subject, name, allCases(a.Missed))
	case compliance.NearMisses:
		return fmt.Sprintf("%s was kept only just %s: less than a tenth of the time was left.", name, times(a.N))
	case compliance.UnknownClocks:
		if a.N == 1 {
			return fmt.Sprintf("1 case of %s can't be judged: its data lack something. “yardstick explain” says what.", name)
		}
		return fmt.Sprintf("%s cases of %s can't be judged: their data lack something. “yardstick explain” says what.", count(a.N), name)
	case compliance.LooserPromise:
		return pointLooser(partOf(r, a.Standard), name)
	case compliance.ReviewDue:
		return fmt.Sprintf("%s was to be reviewed by %s: ask customers whether it still is what they expect.", name, dateWords(a.Date)) + ownerOf(partOf(r, a.Standard))
	case compliance.NeverMet:
		return fmt.Sprintf("%s had no case %s: is it still needed, or is its condition wrong?", name, seenFor(r))
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
		text += "; so small a gap may be chance"
	}
	return text + "." + cure(s) + ownerOf(s)
}

// pointLooser says how far a promise is from what customers said.
func pointLooser(s *compliance.StandardPart, name string) string {
	if s == nil || s.Expected == nil {
		return name + " is looser than what customers expect."
	}
	e := s.Expected
	who := "customers"
	if e.Share > 0 {
		who = exact(e.Share) + " of customers"
	}
	return fmt.Sprintf("%s promises %s, which is looser than the %s that %s expect.", name, line(e.Promised, nameWidth), line(e.Within, nameWidth), who) + ownerOf(s)
}

// ownerOf says who answers for a standard.
func ownerOf(s *compliance.StandardPart) string {
	if s == nil {
		return ""
	}
	owner := line(s.Owner, nameWidth)
	if owner == "" {
		return ""
	}
	return " Owner: " + strings.TrimSuffix(owner, ".") + "."
}

// seenFor says how long a report looks back: "in 13 weeks".
func seenFor(r *compliance.Report) string {
	noun := periodNoun(r.Period.Name)
	if len(r.Trend) < 2 {
		return "this " + noun
	}
	return "in " + counted(len(r.Trend), noun)
}

// enoughToSpread is how many misses there must be for it to be told that they are spread.
const enoughToSpread = 10

// cure says what to do first, and what it would bring; of many misses that are spread over all places, that they are.
func cure(s *compliance.StandardPart) string {
	if len(s.Causes) == 0 {
		if s.Figures.Missed < enoughToSpread || byChance(s) {
			return ""
		}
		return " Its misses are spread: no place or time stands out."
	}
	c := &s.Causes[0]
	return fmt.Sprintf(" Look first at %s (%s): kept as well there as elsewhere, the standard would be at %s.",
		where(c), ofMisses(c.Missed, s.Figures.Missed), percent(c.Would))
}

func pointSlipped(r *compliance.Report, a *compliance.Attention, name string) string {
	s := partOf(r, a.Standard)
	by := points(a.Points)
	if s == nil || s.Figures.Attainment == nil {
		return fmt.Sprintf("%s slipped by %s, more than chance explains.", name, by)
	}
	if s.Figures.Previous != nil {
		by = inPoints(s.Figures.Previous)
	}
	return fmt.Sprintf("%s slipped by %s to %s, more than chance explains.", name, by, shareOf(s)) + cure(s) + ownerOf(s)
}

func allCases(n int) string {
	switch n {
	case 1:
		return "the one case"
	case 2:
		return "both cases"
	}
	return "all " + count(n) + " cases"
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
