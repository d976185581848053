// Package monitor is the daemon: rounds that find what clocks have passed, and
// the delivery that tells people of it.
//
//	source ──► replay ──► Plan(before, after) ──► clocks + transitions + intents, one transaction ──► ledger
//	                                                                                                    │
//	                             people ◄── notifier ◄── claim ── post ── mark ◄── delivery ◄───────────┘
//
// Three passes find what is told, each by loading what is recorded of a batch of
// tickets, replaying it, and committing the difference:
//
//	round           by the schedule: what changed in the source since the last one
//	sweep           at a clock's next instant: the tickets of which something is due
//	reconciliation  by a schedule of its own: everything, also what is no longer there
//
// Plan decides what is told and is pure: each stage of a clock is
// recorded once for ever, with the reason why it is told or not. Delivery
// decides when, and whether again; notifiers only send and classify answers.
//
// The package knows neither configuration nor any adapter: sources, ledger and
// notifiers come in through the small interfaces it owns.
package monitor
