// Package faults shows by trial what docs/reliability.md promises: no alert is lost and none is doubled, whatever is
// killed, cut off, filled up or started twice.
//
// It holds tests alone, behind the build tag faults, since in full they take the better part of an hour:
//
//	go test -tags faults ./monitor/faults                                   # a few trials of each fault
//	go test -tags faults ./monitor/faults -run Fault04 -args -full          # one fault in full numbers
//	go test -tags faults ./monitor/faults -timeout 2h -args -full -record   # all of them, into testdata/results.jsonl
//	go test -tags faults ./monitor/faults -args -report                     # docs/reliability.md from what is recorded
//
// What is tried is the real program, as a process; nothing in it knows of the trials. Everything goes wrong outside of it:
//
//	                 ┌──────┐            ┌──────┐
//	Postgres ◄──────►│ wire │◄── daemon ─►│ gate │◄──────► the fake Slack
//	   ▲             └──────┘   process  └──────┘                ▲
//	   │          holds, cuts, counts  holds, delays, counts     │
//	   └─────────────── the oracle compares the two ─────────────┘
//
// The wire is a proxy that knows Postgres's protocol: each request, and each answer, is a step at which something may be
// done: kill the daemon, stop it, cut the line. The gate does the same before Slack carries a request out, after it has,
// and after it has answered. The oracle is written from the promises, not from the code: what the tickets demand, what the
// ledger says was told, and what Slack really has must agree, message by message.
package faults
