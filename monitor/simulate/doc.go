// Package simulate is a believable service desk that writes tickets to
// Postgres: months of history at once, then a live trickle, for the demo, for
// benchmarks and for trials. It knows nothing of standards or clocks.
package simulate
