package monitor

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/yardstickd/yardstick/rules"
)

// Standing is what clocks are judged by, and where what is found is told. It does not change once it is in use: a
// changed set of standards is another Standing.
type Standing struct {
	Histories []rules.History
	// Route gives the route of a name; "" for standards that name none. False if there is none, or it leads nowhere.
	Route func(name string) (Route, bool)
	// Lacks gives the names in routes that a source does not have; nil where routes name none.
	Lacks func(v *rules.Vocabulary) []rules.UnknownName
	// Fingerprint identifies all that is written in the standards: with another one every ticket is judged anew.
	Fingerprint string
}

// standing is a Standing in use, with what is looked up again and again. By the place of the standard in Histories.
type standing struct {
	Standing
	ids    []string
	live   []*rules.Standard // the version of each whose texts and route count
	routes []Route
	routed []bool
	// named are the routes that lead somewhere, also those of escalations, by name; nowhere the others of those.
	named   map[string]*Route
	nowhere map[string]bool
}

// bind binds the standards to a vocabulary, and gives the names in them and in the routes that it does not have.
func (s *standing) bind(v *rules.Vocabulary) (*rules.Rulebook, []rules.UnknownName) {
	book, unknown := rules.Bind(s.Histories, v)
	if s.Lacks != nil {
		unknown = append(unknown, s.Lacks(v)...)
	}
	return book, unknown
}

func newStanding(s Standing) *standing {
	made := &standing{Standing: s, named: map[string]*Route{}}
	for _, history := range s.Histories {
		live := history.Live().Standard
		route, routed := s.Route(live.Route)
		made.live, made.ids = append(made.live, live), append(made.ids, live.ID)
		made.routes, made.routed = append(made.routes, route), append(made.routed, routed)
		if routed {
			made.named[live.Route] = &route
		}
		for i := range live.Escalate {
			made.escalation(live.Escalate[i].To)
		}
	}
	return made
}

// escalation notes where the route of an escalation leads.
func (s *standing) escalation(name string) {
	if route, routed := s.Route(name); routed {
		s.named[name] = &route
		return
	}
	if s.nowhere == nil {
		s.nowhere = map[string]bool{}
	}
	s.nowhere[name] = true
}

// basis identifies what the clocks of a source are judged by.
func (s *standing) basis(mapping string) string {
	sum := sha256.Sum256([]byte(s.Fingerprint + "\x00" + mapping))
	return hex.EncodeToString(sum[:16])
}
