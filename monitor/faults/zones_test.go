//go:build faults

package faults

import (
	"fmt"
	"os/exec"
	"regexp"
	"testing"
)

// Fault 11: every change of every zone's clocks. The daemon's own loop is run in virtual time, in a test of package monitor;
// no process can be taken through seven years from outside.
func TestFault11EveryChangeOfTheClocks(t *testing.T) {
	beside(t)
	r := &result{Fault: "11", Name: "every change of the clocks of every zone, 2024 to 2030"}
	conclude(t, r)
	args := []string{"test", "-count=1", "-v", "-run", "^TestJobsRunOnceOverEveryChangeOfTheClocks$", "../../monitor"}
	if *full {
		args = append(args, "-args", "-zones")
	}
	out, err := exec.Command("go", args...).CombinedOutput()
	said := regexp.MustCompile(`(\d+) runs over (\d+) changes`).FindSubmatch(out)
	if err != nil || said == nil {
		t.Fatalf("%v\n%s", err, out[max(0, len(out)-4000):])
	}
	_, _ = fmt.Sscan(string(said[2]), &r.Trials)
	r.Notes = fmt.Sprintf("%s runs of daily and weekly jobs, each once on its date; virtual time, zones that change alike taken as one", said[1])
}
