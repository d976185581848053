package digest

import (
	"fmt"
	"strings"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// standardsSentences speak of the standards one by one: the gravest in full, the others shortly, the one that got better most.
func standardsSentences(r *compliance.Report) []string {
	var sentences []string
	before := "the " + periodNoun(r.Period.Name) + " before"
	short := fallen(r)
	for i, s := range short {
		if i == 0 && alone(r) {
			sentences = append(sentences, aloneShort(s))
			continue
		}
		if i == 0 {
			sentences = append(sentences, gravest(s, before))
			continue
		}
		if len(short) > 3 {
			sentences = append(sentences, others(short[1:]))
			break
		}
		sentences = append(sentences, fellShortToo(s))
	}
	for _, s := range slipped(r)[:min(1, len(slipped(r)))] {
		sentences = append(sentences, movement(s, before)+origin(s)+".")
	}
	if len(short) == 0 {
		sentences = append(sentences, objectives(r))
	}
	if s := risen(r); s != nil {
		sentences = append(sentences, fmt.Sprintf("%s rose to %s from %s.", standardName(s.ID), shareOf(s), percent(s.Figures.Previous.From)))
	}
	if len(r.Attention) == 0 && r.Overall.Attainment != nil {
		sentences = append(sentences, "Nothing needs attention.")
	}
	return sentences
}

// alone tells whether one standard is all there is, so that its figures were said already.
func alone(r *compliance.Report) bool {
	n := 0
	for i := range r.Standards {
		if r.Standards[i].Figures.N > 0 {
			n++
		}
	}
	return n == 1
}

func aloneShort(s *compliance.StandardPart) string {
	text := "The objective of " + standardName(s.ID)
	if s.Objective != nil {
		text += ", " + exact(*s.Objective) + ","
	}
	text += " was not reached" + origin(s)
	if byChance(s) {
		text += "; so small a gap may be chance"
	}
	return text + "."
}

func shareOf(s *compliance.StandardPart) string {
	if s.Figures.Attainment == nil {
		return Percent(nil)
	}
	if s.Objective != nil {
		return percentBeside(*s.Figures.Attainment, *s.Objective)
	}
	return percent(*s.Figures.Attainment)
}

// gravest says it all of one standard: "Callback slipped to 90.9 % (97 % the week before, objective 95 %), mostly team hamburg on
// Friday afternoons: 14 of 20 misses."
func gravest(s *compliance.StandardPart, before string) string {
	c := s.Figures.Previous
	if c == nil || c.Chance || c.Points >= 0 {
		text := fmt.Sprintf("%s fell short: %s", standardName(s.ID), shareOf(s))
		if c != nil && !c.Chance && c.Points > 0 {
			text = fmt.Sprintf("%s rose but is still short: %s", standardName(s.ID), shareOf(s))
		}
		return text + ofObjective(s) + origin(s) + "."
	}
	return movement(s, before) + origin(s) + "."
}

// movement says whence and whither.
func movement(s *compliance.StandardPart, before string) string {
	name, c := standardName(s.ID), s.Figures.Previous
	objective := ""
	if s.Objective != nil {
		objective = ", objective " + exact(*s.Objective)
	}
	if c == nil {
		return fmt.Sprintf("%s slipped to %s", name, shareOf(s))
	}
	return fmt.Sprintf("%s slipped to %s (%s %s%s)", name, shareOf(s), percent(c.From), before, objective)
}

// ofObjective says of how many, what was aimed at, and whether so few cases say it surely.
func ofObjective(s *compliance.StandardPart) string {
	text := " of " + count(s.Figures.N)
	if s.Objective == nil {
		return text
	}
	text += ", objective " + exact(*s.Objective)
	if byChance(s) {
		text += ", a gap that may be chance"
	}
	return text
}

// byChance tells whether the attainment is short by no more than chance explains: its interval holds the objective.
func byChance(s *compliance.StandardPart) bool {
	return s.Objective != nil && s.Figures.Interval != nil && s.Figures.Interval.High >= *s.Objective
}

func fellShortToo(s *compliance.StandardPart) string {
	return fmt.Sprintf("%s fell short too: %s%s%s.", standardName(s.ID), shareOf(s), ofObjective(s), origin(s))
}

func others(short []*compliance.StandardPart) string {
	const most = 3
	names := make([]string, 0, most+1)
	for _, s := range short[:min(most, len(short))] {
		names = append(names, fmt.Sprintf("%s (%s)", standardName(s.ID), shareOf(s)))
	}
	if rest := len(short) - most; rest > 0 {
		names = append(names, count(rest)+" more")
	}
	return "Short as well: " + list(names) + "."
}

// objectives says of standards none of which is short what they were held against.
func objectives(r *compliance.Report) string {
	var set, judged int
	for i := range r.Standards {
		s := &r.Standards[i]
		if s.Objective == nil {
			continue
		}
		set++
		if s.Figures.Attainment != nil {
			judged++
		}
	}
	switch {
	case set == 0:
		return "No standard has an objective to be held against."
	case judged == 0:
		return "No standard with an objective had enough cases to be held against it."
	case judged < set:
		return fmt.Sprintf("Every standard that had enough cases reached its objective; %s had too few.", count(set-judged))
	case set == 1:
		return "The one standard with an objective reached it."
	}
	return fmt.Sprintf("All %s standards with an objective reached it.", count(set))
}

// risen is the standard that got better most, beyond chance, and is not short; nil where none did.
func risen(r *compliance.Report) *compliance.StandardPart {
	var best *compliance.StandardPart
	for i := range r.Standards {
		s := &r.Standards[i]
		c := s.Figures.Previous
		if s.Short || c == nil || c.Chance || c.Points <= 0 {
			continue
		}
		if best == nil || c.Points > best.Figures.Previous.Points {
			best = s
		}
	}
	return best
}

// origin says where misses concentrate most: ", mostly team hamburg on Friday afternoons: 14 of 20 misses".
func origin(s *compliance.StandardPart) string {
	if len(s.Causes) == 0 {
		return ""
	}
	c := &s.Causes[0]
	if 2*c.Missed > s.Figures.Missed {
		return ", mostly " + where(c) + ": " + ofMisses(c.Missed, s.Figures.Missed)
	}
	return ", with " + where(c) + " standing out: " + ofMisses(c.Missed, s.Figures.Missed)
}

func ofMisses(n, all int) string {
	if all == 1 {
		return "the one miss"
	}
	return fmt.Sprintf("%s of %s misses", count(n), count(all))
}

// where names the place of a cause.
func where(c *compliance.Cause) string {
	switch c.Facet {
	case "weekday":
		if c.Part != "" {
			return "what began " + partWords(line(c.Part, nameWidth))
		}
		return "what began on " + line(c.Value, nameWidth) + "s"
	case "hour":
		return "what began " + hourWords(c.Value)
	}
	text := attributeWords(c.Facet, c.Value)
	if c.Part != "" {
		text += " " + partWords(line(c.Part, nameWidth))
	}
	return text
}

// attributeWords names a value of an attribute: "team hamburg"; "Group 25" alone where the value says what it is itself.
func attributeWords(name, value string) string {
	name, value = line(strings.ReplaceAll(name, "_", " "), nameWidth), orEmpty(line(value, nameWidth))
	last := name[strings.LastIndexByte(name, ' ')+1:]
	if first, _, found := strings.Cut(value, " "); found && strings.EqualFold(first, last) {
		return value
	}
	return name + " " + value
}

// hourWords says an hour of the day: "15" is "from 15:00 to 16:00".
func hourWords(hour string) string {
	var from int
	if _, err := fmt.Sscanf(hour, "%d", &from); err != nil || from < 0 || from > 23 {
		return "at " + line(hour, nameWidth)
	}
	return fmt.Sprintf("from %02d:00 to %02d:00", from, from+1)
}

// partWords says a part of the week: "Friday afternoon" is "on Friday afternoons", "Friday night" (0 to 6 o'clock) "in the small
// hours of Fridays".
func partWords(part string) string {
	if day, ok := strings.CutSuffix(part, " night"); ok {
		return "in the small hours of " + day + "s"
	}
	return "on " + part + "s"
}
