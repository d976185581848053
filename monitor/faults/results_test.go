//go:build faults

package faults

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

const (
	resultsFile = "testdata/results.jsonl"
	reportFile  = "../../docs/reliability.md"
)

// result is what came of the trials of one fault.
type result struct {
	Fault   string `json:"fault"` // its number in docs/reliability.md, with a letter where it has several parts
	Name    string `json:"name"`
	Trials  int    `json:"trials"`
	Told    int    `json:"told"` // stages that reached people
	Lost    int    `json:"lost"`
	Doubled int    `json:"doubled"`
	Notes   string `json:"notes"`
	Seconds int    `json:"seconds"`
	Full    bool   `json:"full"`
	Failed  bool   `json:"failed"` // something was not as promised, beside what was lost or doubled
	Date    string `json:"date"`   // of the run, in UTC
	Machine string `json:"machine"`
	Commit  string `json:"commit"`
}

// conclude writes down what came of a fault, when its test ends.
func conclude(t *testing.T, r *result) {
	t.Helper()
	begun := time.Now()
	r.Machine, r.Commit = machine(), commit()
	t.Cleanup(func() {
		r.Seconds = int(time.Since(begun).Seconds())
		r.Full, r.Failed, r.Date = *full, t.Failed(), begun.UTC().Format(time.DateOnly)
		line, err := json.Marshal(r)
		if err != nil {
			t.Error(err)
			return
		}
		t.Logf("%s", line)
		if !*record {
			return
		}
		file, err := os.OpenFile(resultsFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
		if err == nil {
			_, err = file.Write(append(line, '\n'))
			err = errors.Join(err, file.Close())
		}
		if err != nil {
			t.Error(err)
		}
	})
}

func (r *result) take(v verdict) {
	r.Told += v.told
	r.Lost += v.lost
	r.Doubled += v.doubled
}

// machine is what kind of machine it was, without its name.
func machine() string {
	memory := ""
	if text, err := os.ReadFile("/proc/meminfo"); err == nil {
		var kilobytes int
		if _, err := fmt.Sscanf(string(text), "MemTotal: %d kB", &kilobytes); err == nil {
			memory = fmt.Sprintf(", %d GB", (kilobytes+1<<19)>>20)
		}
	}
	return fmt.Sprintf("%d cores%s, %s/%s, %s", runtime.NumCPU(), memory, runtime.GOOS, runtime.GOARCH, runtime.Version())
}

func commit() string {
	out, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// The table stands between these lines; the rest of the page is written by hand.
const (
	tableBegins = "<!-- results: written by `go test -tags faults ./monitor/faults -args -report` -->\n"
	tableEnds   = "<!-- end of results -->\n"
)

// writeReport puts the last full result of each fault into the page.
func writeReport() error {
	results, err := readResults()
	if err != nil {
		return err
	}
	page, err := os.ReadFile(reportFile)
	if err != nil {
		return err
	}
	written, err := withTable(page, results)
	if err != nil {
		return err
	}
	return os.WriteFile(reportFile, written, 0o644)
}

func readResults() ([]result, error) {
	text, err := os.ReadFile(resultsFile)
	if err != nil {
		return nil, err
	}
	var all []result
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		var r result
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, lines.Err()
}

func withTable(page []byte, results []result) ([]byte, error) {
	before, rest, begins := strings.Cut(string(page), tableBegins)
	_, after, ends := strings.Cut(rest, tableEnds)
	if !begins || !ends {
		return nil, fmt.Errorf("%s has no place for the results", reportFile)
	}
	return []byte(before + tableBegins + table(results) + tableEnds + after), nil
}

// table shows the last full result of each fault, in the order of their numbers.
func table(results []result) string {
	last := map[string]result{}
	for _, r := range results {
		if r.Full {
			last[r.Fault] = r
		}
	}
	var rows strings.Builder
	rows.WriteString("| # | fault | trials | told | lost | doubled | notes | run |\n| --- | --- | ---: | ---: | ---: | ---: | --- | --- |\n")
	for _, fault := range sortedFaults(last) {
		r := last[fault]
		verdict := ""
		if r.Failed {
			verdict = "**not as promised**; "
		}
		fmt.Fprintf(&rows, "| %s | %s | %d | %d | %d | %d | %s%s | %s, %s |\n",
			r.Fault, r.Name, r.Trials, r.Told, r.Lost, r.Doubled, verdict, r.Notes, r.Date, r.Machine)
	}
	return rows.String()
}

// The page has the numbers that were recorded, and no others.
func TestThePageSaysWhatWasRecorded(t *testing.T) {
	results, err := readResults()
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(reportFile)
	if err != nil {
		t.Fatal(err)
	}
	want, err := withTable(page, results)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(page, want) && !*record {
		t.Error("docs/reliability.md is not what -report writes")
	}
}

func sortedFaults(all map[string]result) []string {
	var order []string
	for n := range 20 {
		for _, letter := range []string{"", "a", "b", "c", "d", "e", "f"} {
			if name := fmt.Sprintf("%d%s", n, letter); all[name].Fault != "" {
				order = append(order, name)
			}
		}
	}
	return order
}
