package monitor

import (
	"strings"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// overtakers remembers, while a reading of everything is under way, which tickets shorter passes have judged meanwhile.
// That the ledger remembers too, but only of clocks that had changed. It is used in turns.
type overtakers struct {
	under int // how many readings of everything are under way
	asOf  map[string]calendar.Instant
}

// readAll is for a reading of everything that begins; what it gives is for its end.
func (w *watching) readAll() (end func()) {
	w.turn.Lock()
	defer w.turn.Unlock()
	w.overtakers.under++
	return func() {
		w.turn.Lock()
		defer w.turn.Unlock()
		if w.overtakers.under--; w.overtakers.under == 0 {
			w.overtakers.asOf = nil
		}
	}
}

// judges notes that a ticket is judged as of an instant; false if it was as of a later one.
func (o *overtakers) judges(id string, asOf calendar.Instant, all bool) bool {
	if o.under == 0 {
		return true
	}
	if o.asOf[id] > asOf {
		return false
	}
	if !all {
		if o.asOf == nil {
			o.asOf = map[string]calendar.Instant{}
		}
		o.asOf[strings.Clone(id)] = asOf
	}
	return true
}
