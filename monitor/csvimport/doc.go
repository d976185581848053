// Package csvimport loads a CSV export of a help desk into tables of a schema
// of its own, so that Yardstick can be tried on real tickets before it is
// connected to the desk.
//
// A config.ImportMap says what the rows mean. The import runs in one
// transaction, in two passes:
//
//	file ─► rows, checked ─► staging table ─► sorted by ticket ─► folded ─► tickets, events
//	             │                                                         (swapped in at the end)
//	             └─► rejects
//
// Rows of one ticket may lie anywhere in the file: Postgres sorts them, on
// disk if need be, so that the memory used here does not grow with the file.
// A second import of the same schema replaces the first at the commit; until
// then readers see the old rows, and a failure leaves them.
//
// Nothing is dropped silently: rows read = loaded + rejected. A row with one
// unreadable time is loaded all the same and counted as damaged; the time is
// stored as 'infinity', which a ticket source sets aside, so that a clock
// that needs it says "unknown" rather than judge by what is left.
//
// It is not a ticket source: the tables it makes are read back by SQL, like
// any other help desk's.
package csvimport
