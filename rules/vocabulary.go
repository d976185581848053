package rules

import (
	"slices"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// Vocabulary is what one source can say: the names of its ticket attributes,
// in the order a Ticket carries them, and of its event kinds. Standards are
// bound to it once, so that a replay compares numbers instead of names. It
// never changes after it is made.
type Vocabulary struct {
	source     string
	attributes []string
	kinds      []string // kinds[0] is "", any other kind
	zone       *calendar.Zone
	byName     map[string]Kind
	// columns is how many kinds, from 1 on, are columns of the ticket and come from no events query.
	columns     int
	eventsSince calendar.Instant
}

// EventsSince says where the history of the events query begins, and which of the kinds need none of it: the first n that
// NewVocabulary was given, columns of the ticket row. A cycle that starts before it and needs events is unknown.
// It changes v, and is to be called before v is used.
func (v *Vocabulary) EventsSince(since calendar.Instant, n int) {
	v.eventsSince, v.columns = since, n
}

// NewVocabulary makes the vocabulary of a source. The zone is how its naive
// stamps are read. Kinds given twice count once; order is kept.
func NewVocabulary(source string, zone *calendar.Zone, attributes, kinds []string) *Vocabulary {
	v := &Vocabulary{
		source: source, zone: zone, attributes: slices.Clone(attributes), eventsSince: calendar.None,
		kinds: []string{""}, byName: map[string]Kind{},
	}
	for _, name := range kinds {
		if _, known := v.byName[name]; known || name == "" {
			continue
		}
		v.byName[name] = Kind(len(v.kinds))
		v.kinds = append(v.kinds, name)
	}
	return v
}

// Source gives the name of the source.
func (v *Vocabulary) Source() string { return v.source }

// Zone gives how naive stamps of the source are read.
func (v *Vocabulary) Zone() *calendar.Zone { return v.zone }

// Attributes gives the attribute names in the order of Ticket.Attributes. The caller must not change it.
func (v *Vocabulary) Attributes() []string { return v.attributes }

// Kinds gives the event kinds by number; the first is "", which stands for
// every kind not named. The caller must not change it.
func (v *Vocabulary) Kinds() []string { return v.kinds }

// Attribute gives the place of a named attribute in Ticket.Attributes.
func (v *Vocabulary) Attribute(name string) (int, bool) {
	i := slices.Index(v.attributes, name)
	return i, i >= 0
}

// Kind gives the number of a named event kind.
func (v *Vocabulary) Kind(name string) (Kind, bool) {
	k, known := v.byName[name]
	return k, known
}

// KindOf is Kind for a name that is still bytes; it gives 0 where the name is
// not known and never allocates.
func (v *Vocabulary) KindOf(name []byte) Kind { return v.byName[string(name)] }

// KindName gives the name of k, "" where k is any other kind.
func (v *Vocabulary) KindName(k Kind) string {
	if int(k) >= len(v.kinds) {
		return ""
	}
	return v.kinds[k]
}
