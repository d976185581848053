// Package monitor is the daemon: rounds that find what clocks have passed, and
// the delivery that tells people of it.
//
//	source ──► replay ──► Plan(before, after) ──► clocks + transitions + intents, one transaction ──► ledger
//	                                                                                                    │
//	                             people ◄── notifier ◄── claim ── post ── mark ◄── delivery ◄───────────┘
//
// A round decides what is told: Plan is pure, and each stage of a clock is
// recorded once for ever, with the reason why it is told or not. Delivery
// decides when, and whether again; notifiers only send and classify answers.
//
// The package knows neither configuration nor any adapter: sources, ledger and
// notifiers come in through the small interfaces it owns.
package monitor
