package match

// Value is one attribute of a ticket as its source wrote it.
type Value struct {
	Text string
	// Null says that the ticket does not have the attribute: SQL NULL, or a
	// null of an import map. An empty text is not null.
	Null bool
}
