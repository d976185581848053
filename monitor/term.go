package monitor

import "context"

// termKey is where a context holds the epoch.
type termKey struct{}

// InTerm gives a context for what is done as the leader of an epoch. A ledger refuses, with ErrNotLeading, what is written
// under it once there is a later leader. It goes with the context, as that is what each step of a pass hands on in any case
// and what ends with the term: no write of a pass can forget it.
func InTerm(ctx context.Context, epoch int64) context.Context {
	return context.WithValue(ctx, termKey{}, epoch)
}

// TermOf gives the epoch under which something is done; false for what needs no leader: clicks, excuses, what operators
// are told by any process, and a process that is alone by construction.
func TermOf(ctx context.Context) (epoch int64, led bool) {
	epoch, led = ctx.Value(termKey{}).(int64)
	return epoch, led
}
