// Package postgres reads tickets from a help desk's Postgres and keeps
// Yardstick's ledger in one. It alone knows SQL, sqlx and lib/pq.
//
// A Source wraps the operator's two mapping queries, never edits them, and
// streams what they give: one read-only statement, one snapshot, and memory that does not
// grow with the number of tickets. A row that can't be used is set aside with
// a reason and counted, so that used + set aside = read.
//
// The statements stand in queries/*.sql.
package postgres
