// Package explain tells how a ticket came to its verdicts: which standards applied and why the others did not, what each
// event did, which stretches of time counted and which not, and how the due instant came about.
//
//	rules.Result with its trace ──► New ──► Explanation ──► JSON
//	what the ledger has said ──────► Add ──┘      └───────► Text, for a terminal
//
// It decides nothing: every decision is the replay's, and is only put into words here. The lengths it shows add up:
// counted + paused + closed = the wall time from the start to the end.
//
// Text out of a ticket is kept as it is in the values, and made harmless where Text shows it.
package explain
