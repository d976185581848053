package digest

import (
	"fmt"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// Headline gives the one number and its trend: "94.4 % of promises kept, no clear change from the week before; 2 standards short".
// It holds nothing out of a ticket.
func Headline(r *compliance.Report) string {
	text := headlineNumber(r)
	if r.Overall.Attainment != nil {
		text += headlineTrend(r)
	}
	if short := len(fallen(r)); short > 0 {
		text += "; " + counted(short, "standard") + " short"
	}
	if !r.Complete {
		return "So far: " + strings.ToLower(text[:1]) + text[1:]
	}
	return text
}

func headlineNumber(r *compliance.Report) string {
	f := &r.Overall
	switch {
	case f.N == 0:
		return "No promise fell due"
	case f.Missed == 0 && f.N == 1:
		return "The one promise was kept"
	case f.Missed == 0:
		return "All " + count(f.N) + " promises kept"
	case f.Attainment == nil:
		return fmt.Sprintf("%s of %s kept", count(f.N-f.Missed), counted(f.N, "promise"))
	}
	return percent(*f.Attainment) + " of promises kept"
}

func headlineTrend(r *compliance.Report) string {
	c := r.Overall.Previous
	before := " the " + periodNoun(r.Period.Name) + " before"
	switch {
	case c == nil:
		return ""
	case c.Points == 0:
		return ", as" + before
	case c.Chance:
		return ", no clear change from" + before
	case c.Points < 0:
		return ", down " + inPoints(c) + " from" + before
	}
	return ", up " + inPoints(c) + " from" + before
}

// Lead gives the first paragraph: how well promises were kept in all, what slipped or falls short and where it comes from, and what
// got better. It holds names out of tickets, each made one harmless line.
func Lead(r *compliance.Report) string {
	var sentences []string
	if !r.Complete {
		sentences = append(sentences, "These figures are provisional: "+unfinished(r)+".")
	}
	sentences = append(sentences, inAll(r)...)
	if r.Overall.N > 0 {
		sentences = append(sentences, standardsSentences(r)...)
	}
	return strings.Join(sentences, " ")
}

// unfinished says why figures are provisional.
func unfinished(r *compliance.Report) string {
	noun := periodNoun(r.Period.Name)
	if zone, err := time.LoadLocation(r.Period.Zone); err == nil {
		if asOf, err := time.Parse(time.RFC3339, r.AsOf); err == nil {
			if asOf.In(zone).Format(time.DateOnly) <= r.Period.To {
				return "the " + noun + " is not over yet"
			}
			return "not everything was read to the end of the " + noun
		}
	}
	return "the " + noun + " is not over, or not everything was read to its end"
}

func inAll(r *compliance.Report) []string {
	f, noun := &r.Overall, periodNoun(r.Period.Name)
	switch {
	case len(r.Standards) == 0:
		return []string{"There is no standard to report on."}
	case f.N == 0:
		return []string{"No promise was kept or missed in this " + noun + ", so there is nothing to judge."}
	case f.N == 1:
		return []string{"Only one promise fell due, and it was " + map[bool]string{true: "missed", false: "kept"}[f.Missed == 1] + "."}
	case f.Attainment == nil:
		return []string{fmt.Sprintf("Only %s fell due, too few for a percentage: %s kept, %s missed.",
			counted(f.N, "promise"), count(f.N-f.Missed), count(f.Missed))}
	}
	first := fmt.Sprintf("Of %s %s were kept and %s missed", counted(f.N, "promise"), percent(*f.Attainment), count(f.Missed))
	if f.Missed == 0 {
		first = "All " + counted(f.N, "promise") + " were kept"
	}
	sentences := []string{first + compared(f.Previous, "the "+noun+" before") + "."}
	if f.Benchmark != nil && r.Baseline != nil {
		sentences = append(sentences, against(f.Benchmark, line(r.Baseline.Name, nameWidth)))
	}
	return sentences
}

// compared adds a change to a sentence.
func compared(c *compliance.Change, before string) string {
	switch {
	case c == nil:
		return ""
	case c.Points == 0:
		return ", just as " + before
	case c.Chance:
		return "; " + before + " it was " + percent(c.From) + ", and chance alone may explain the difference"
	case c.Points < 0:
		return ", down from " + percent(c.From) + " " + before
	}
	return ", up from " + percent(c.From) + " " + before
}

func against(c *compliance.Change, baseline string) string {
	text := "That is " + inPoints(c)
	switch {
	case c.Points == 0:
		return "The baseline " + baseline + " was the same."
	case c.Points < 0:
		text += " below"
	default:
		text += " above"
	}
	text += fmt.Sprintf(" the baseline %s (%s)", baseline, percent(c.From))
	if c.Chance {
		text += ", which may be chance"
	}
	return text + "."
}

// fallen are the standards that fall short, in the order of the report's attention, then those that it does not name.
func fallen(r *compliance.Report) []*compliance.StandardPart {
	return named(r, compliance.FallsShort, func(s *compliance.StandardPart) bool { return s.Short })
}

// slipped are those that are worse than before beyond chance, though not short.
func slipped(r *compliance.Report) []*compliance.StandardPart {
	return named(r, compliance.Slipped, func(s *compliance.StandardPart) bool { return false })
}

func named(r *compliance.Report, kind string, too func(*compliance.StandardPart) bool) []*compliance.StandardPart {
	var parts []*compliance.StandardPart
	seen := map[string]bool{}
	for i := range r.Attention {
		a := &r.Attention[i]
		if s := partOf(r, a.Standard); a.Kind == kind && s != nil && s.Figures.Attainment != nil && !seen[s.ID] {
			parts, seen[s.ID] = append(parts, s), true
		}
	}
	for i := range r.Standards {
		if s := &r.Standards[i]; too(s) && s.Figures.Attainment != nil && !seen[s.ID] {
			parts = append(parts, s)
		}
	}
	return parts
}

func partOf(r *compliance.Report, id string) *compliance.StandardPart {
	for i := range r.Standards {
		if r.Standards[i].ID == id {
			return &r.Standards[i]
		}
	}
	return nil
}
