//go:build faults

package faults

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
)

var (
	full   = flag.Bool("full", false, "the full numbers instead of a few trials of each")
	record = flag.Bool("record", false, "add the results to "+resultsFile)
	report = flag.Bool("report", false, "write docs/reliability.md from the recorded results, and do nothing else")
)

func TestMain(m *testing.M) {
	flag.Parse()
	if *report {
		if err := writeReport(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	// Worlds mostly wait: there may be more of them than cores.
	worlds := "8"
	if !*full {
		worlds = "6" // of different tests: a crowd that leaves no time for leases of a second shows nothing
	}
	if err := flag.Set("test.parallel", worlds); err != nil {
		panic(err)
	}
	code := pgtest.Run(m)
	if program.dir != "" {
		_ = os.RemoveAll(program.dir)
	}
	os.Exit(code)
}

// trials is how many there are: few in short, all in full.
func trials(few, all int) int {
	if *full {
		return all
	}
	return few
}

// beside lets a test run beside the others in short, where all of them mostly wait. Full numbers are taken one by one.
func beside(t *testing.T) {
	t.Helper()
	if !*full {
		t.Parallel()
	}
}
