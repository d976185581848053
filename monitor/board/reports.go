package board

// reports are figures of periods, kept for a while.
type reports struct{}
