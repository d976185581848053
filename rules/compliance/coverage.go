package compliance

import "github.com/yardstickd/yardstick/rules"

// coverageOf says for which touchpoints of the journey, and for which dimensions, there are standards.
func coverageOf(standards []*rules.Standard, journey []string) Coverage {
	c := Coverage{Journey: []Covered{}, Dimensions: []Covered{}, Unplaced: []string{}}
	placed := map[string]bool{}
	for _, touchpoint := range journey {
		here := where(standards, func(a *rules.About) bool { return a.Touchpoint == touchpoint })
		for _, id := range here {
			placed[id] = true
		}
		c.Journey = append(c.Journey, Covered{touchpoint, here})
	}
	if len(journey) > 0 {
		for _, s := range standards {
			if !placed[s.ID] {
				c.Unplaced = append(c.Unplaced, s.ID)
			}
		}
	}
	if len(where(standards, func(a *rules.About) bool { return a.Dimension != "" })) == 0 {
		return c
	}
	for _, d := range rules.Dimensions() {
		c.Dimensions = append(c.Dimensions, Covered{string(d), where(standards, func(a *rules.About) bool { return a.Dimension == d })})
	}
	return c
}

func where(standards []*rules.Standard, is func(*rules.About) bool) []string {
	ids := []string{}
	for _, s := range standards {
		if is(&s.About) {
			ids = append(ids, s.ID)
		}
	}
	return ids
}
