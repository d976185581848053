// Package simulate is a believable service desk that writes tickets to
// Postgres, for the demo, for benchmarks and for trials: months of history at
// once, then a live trickle that follows a clock given by the caller.
//
//	arrivals (a day's tickets) ──► story (a ticket and all that will happen to it)
//	                                  ├─ what lies before now ──► Seed, by COPY
//	                                  └─ what lies ahead ───────► Step, as its time comes
//
// A story is told whole when its ticket arrives, and comes from the seed and
// the instant alone: the same seed and the same now give the same desk. It has
// quiet nights and weekends, busy Mondays, a bad week, a team that falls behind, another that can't call back
// all who call on a Friday afternoon any more, a customer who is let down there again and again, customers
// who take their time to answer, and subjects of the kind that break whoever does not escape them.
//
// The package knows nothing of standards, targets or clocks.
package simulate
