// Package postgres reads tickets from a help desk's Postgres and keeps
// Yardstick's ledger in one. It alone knows SQL, sqlx and lib/pq.
//
// A Source wraps the operator's two mapping queries, never edits them, and
// streams what they give: one read-only statement, one snapshot, and memory that does not
// grow with the number of tickets. A row that can't be used is set aside with
// a reason and counted, so that used + set aside = read.
//
// Tickets and events come in one statement, a union ordered by ticket, rather than through two cursors that would be
// merged here: it is one snapshot and one connection whatever stands between (a transaction pooler, a standby), there
// is nothing to interleave, and it took as long as the two queries one after the other. Each row comes as one
// composite value, since the driver allocates for every column it hands over.
//
// The statements stand in queries/*.sql.
package postgres
