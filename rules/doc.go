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
//	            ┌── pause ──► paused ─ open ──┐
//	            │ ◄── resume ─────────────────┘
//	            ▼             as of > due
//	start ──► running ─ open ───────────────► running ─ missed ◄──► paused ─ missed
//	            │  ▲ │                            │  ▲ │
//	            │  │ └─stop─► stopped             │  │ └─stop──► stopped ─ missed
//	            │  │           exceeded | met     │  │              │
//	            │  └──reopen─────┘                │  └──reopen──────┘
//	            └─cancel─► cancelled              └─cancel─► cancelled ─ cancelled_late
//
// A paused clock is stopped and cancelled like a running one. While it is paused its due instant is not known, unless
// nothing can move it: it was past due already, or the instant is promised on the ticket. Reopening acts on the last cycle and
// resumes it or starts another, as the measure says. Taking a standard away cancels the clocks that are open then.
//
// A ticket has as many clocks under a standard as its measure finds cycles (walk); each is judged by the version that
// was live at its start, or the one its verdict was given by (Pin).
//
// The package is pure: it asks no clock, reads no file and starts nothing. How
// standards are written is package config's concern, where tickets come from
// package monitor's.
package rules
