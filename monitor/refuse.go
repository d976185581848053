package monitor

import (
	"slices"

	"github.com/yardstickd/yardstick/rules"
)

// longestID is how many bytes a ticket's id may have. It is indexed by the
// ledger, where a row of an index has room for 2.7 kB: one longer id would keep all others from being written.
const longestID = 1000

// reasonLongID is why a ticket is set aside by a round, while its source can read it.
const reasonLongID = "id longer than 1000 bytes"

// refuse takes tickets out of a batch that the ledger can't keep.
func (p *pass) refuse(b *Batch) {
	before := len(b.Tickets)
	b.Tickets = slices.DeleteFunc(b.Tickets, func(t rules.Ticket) bool { return len(t.ID) > longestID })
	p.refused += before - len(b.Tickets)
}

// setAside counts as set aside what was used as far as its source knew.
func (t *Tally) setAside(n int, reason string) {
	if n == 0 {
		return
	}
	t.Rows.Used -= n
	t.Rows.SetAside += n
	if t.Reasons == nil {
		t.Reasons = map[string]int{}
	}
	t.Reasons[reason] += n
}
