package compliance

import (
	"cmp"
	"slices"

	"github.com/yardstickd/yardstick/rules"
)

// audiencesOf gives the figures by audience; nil where there is but one.
func audiencesOf(m *Material, p *past) []AudiencePart {
	var parts []AudiencePart
	for _, audience := range []rules.Audience{rules.External, rules.Internal} {
		others := func(s *rules.Standard) bool { return cmp.Or(s.About.Audience, rules.External) != audience }
		if theirs := slices.DeleteFunc(slices.Clone(m.Standards), others); len(theirs) > 0 {
			parts = append(parts, AudiencePart{string(audience), overallOf(m, p, theirs)})
		}
	}
	if len(parts) < 2 {
		return nil
	}
	return parts
}
