// Package rules says what a promise to customers means: it replays the
// timeline of a ticket against standards and gives clocks with verdicts.
//
//	Ticket ──► Rulebook.Replay ──► Clocks, Outcomes, Trace
//	              ▲
//	   Bind(histories, Vocabulary)
//
// A verdict is a function of the ticket's timeline, the version of the
// standard, the calendar and the instant asked about. Nothing is counted up
// or patched: running late, twice or on another machine gives the same verdict,
// and the trace that explains it comes from the same replay.
//
//	                 as of > due
//	running ─ open ───────────────► running ─ missed
//	   │  │                            │         │
//	   │  └─stop─► stopped             │         └─stop──► stopped ─ missed
//	   │            exceeded | met     │
//	   └─cancel─► cancelled            └─cancel─► cancelled ─ cancelled_late
//
// The package is pure: it asks no clock, reads no file and starts nothing. How
// standards are written is package config's concern, where tickets come from
// package monitor's.
package rules
