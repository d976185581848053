package digest

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// header are the columns of the CSV. Each name says its unit; a share that is not given, since n is too small, is an empty cell.
var header = []string{
	"level", "period", "from", "to", "zone", "complete", "standard", "promise", "audience", "dimension", "touchpoint", "owner", "route",
	"objective_percent", "target", "target_seconds", "n", "exceeded", "met", "missed", "still_open", "excused", "only_just", "unknown", "cancelled", "cancelled_late",
	"kept_percent", "kept_low_percent", "kept_high_percent", "kept_adjusted_percent", "exceeded_percent",
	"before_percent", "before_n", "change_points", "change_by_chance", "baseline_percent", "baseline_n", "baseline_points", "baseline_by_chance",
	"misses_allowed", "misses_left",
	"took_n", "took_median_seconds", "took_p90_seconds", "took_worst_seconds", "late_n", "late_median_seconds", "late_p90_seconds", "late_worst_seconds",
	"tickets_read", "tickets_set_aside", "events_read", "events_set_aside", "not_covered", "exempt",
}

// CSV writes one row for all standards, one for each audience where there are two, one for each standard, and one for each of its targets; the column level says which. Text that a
// spreadsheet would take for a formula begins with an apostrophe.
func CSV(w io.Writer, r *compliance.Report) error {
	out := csv.NewWriter(w)
	rows := [][]string{header, row(r, cells{"level": "all"}, figureCells(&r.Overall), readingCells(&r.Reading))}
	for i := range r.Audiences {
		a := &r.Audiences[i]
		rows = append(rows, row(r, cells{"level": "audience", "audience": harmless(a.Audience)}, figureCells(&a.Figures)))
	}
	for i := range r.Standards {
		s := &r.Standards[i]
		rows = append(rows, row(r, standardCells(s), figureCells(&s.Figures), cells{"level": "standard"}))
		for j := range s.Targets {
			rows = append(rows, row(r, standardCells(s), targetCells(&s.Targets[j]), cells{"level": "target"}))
		}
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write the digest as CSV: %w", err)
	}
	return nil
}

// readingCells say of how much the figures are, and what of it could not be read.
func readingCells(q *compliance.Reading) cells {
	c := cells{}
	if q.At == "" && q.Rows == 0 {
		return c // it is not known
	}
	for name, n := range map[string]int{
		"tickets_read": q.Rows, "tickets_set_aside": q.RowsSetAside, "events_read": q.Events, "events_set_aside": q.EventsSetAside,
		"not_covered": q.NotCovered, "exempt": q.Exempt,
	} {
		c[name] = strconv.Itoa(n)
	}
	return c
}

// cells are by column.
type cells map[string]string

func row(r *compliance.Report, parts ...cells) []string {
	all := cells{
		"period": harmless(r.Period.Name), "from": harmless(r.Period.From), "to": harmless(r.Period.To), "zone": harmless(r.Period.Zone),
		"complete": strconv.FormatBool(r.Complete),
	}
	for _, part := range parts {
		for name, value := range part {
			all[name] = value
		}
	}
	fields := make([]string, len(header))
	for i, name := range header {
		fields[i] = all[name]
	}
	return fields
}

func standardCells(s *compliance.StandardPart) cells {
	c := cells{
		"standard": harmless(s.ID), "promise": harmless(s.Promise), "audience": harmless(s.Audience), "dimension": harmless(s.Dimension),
		"touchpoint": harmless(s.Touchpoint), "owner": harmless(s.Owner), "route": harmless(s.Route), "objective_percent": percentCell(s.Objective),
	}
	if s.Budget != nil {
		c["misses_allowed"], c["misses_left"] = decimalCell(s.Budget.Allowed), decimalCell(s.Budget.Left)
	}
	return c
}

func figureCells(f *compliance.Figures) cells {
	c := cells{
		"n": strconv.Itoa(f.N), "exceeded": strconv.Itoa(f.Exceeded), "met": strconv.Itoa(f.Met), "missed": strconv.Itoa(f.Missed),
		"still_open": strconv.Itoa(f.StillOpen), "excused": strconv.Itoa(f.Excused), "only_just": strconv.Itoa(f.Near), "unknown": strconv.Itoa(f.Unknown),
		"cancelled": strconv.Itoa(f.Cancelled), "cancelled_late": strconv.Itoa(f.CancelledLate),
		"kept_percent": percentCell(f.Attainment), "kept_adjusted_percent": percentCell(f.Adjusted), "exceeded_percent": percentCell(f.ExceededShare),
	}
	if f.Interval != nil {
		c["kept_low_percent"], c["kept_high_percent"] = percentCell(&f.Interval.Low), percentCell(&f.Interval.High)
	}
	if p := f.Previous; p != nil {
		c["before_percent"], c["before_n"] = percentCell(&p.From), strconv.Itoa(p.N)
		c["change_points"], c["change_by_chance"] = decimalCell(p.Points), strconv.FormatBool(p.Chance)
	}
	if b := f.Benchmark; b != nil {
		c["baseline_percent"], c["baseline_n"] = percentCell(&b.From), strconv.Itoa(b.N)
		c["baseline_points"], c["baseline_by_chance"] = decimalCell(b.Points), strconv.FormatBool(b.Chance)
	}
	return c
}

// targetCells have no figures of the standard, and no budget: it is one for all of its targets.
func targetCells(t *compliance.TargetPart) cells {
	c := cells{
		"target": harmless(t.Target), "n": strconv.Itoa(t.N), "missed": strconv.Itoa(t.Missed), "misses_allowed": "", "misses_left": "",
	}
	if t.Seconds != nil {
		c["target_seconds"] = strconv.FormatInt(*t.Seconds, 10)
	}
	if t.N >= compliance.MinN {
		c["kept_percent"] = percentCell(new(float64(t.N-t.Missed) / float64(t.N)))
	}
	for name, times := range map[string]*compliance.Times{"took": t.Took, "late": t.Late} {
		if times == nil {
			continue
		}
		c[name+"_n"] = strconv.Itoa(times.N)
		c[name+"_median_seconds"] = strconv.FormatInt(times.Median, 10)
		c[name+"_p90_seconds"] = strconv.FormatInt(times.P90, 10)
		c[name+"_worst_seconds"] = strconv.FormatInt(times.Worst, 10)
	}
	return c
}

func percentCell(share *float64) string {
	if share == nil {
		return ""
	}
	return decimalCell(100 * *share)
}

func decimalCell(x float64) string {
	text := trimZeros(strconv.FormatFloat(x, 'f', 4, 64))
	if text == "-0" {
		return "0"
	}
	return text
}

// harmless makes one line of a text, and has a spreadsheet show it rather than work it out (CWE-1236).
func harmless(text string) string {
	const most = 1000
	text = line(text, most)
	for _, sign := range []string{"=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(strings.TrimLeft(text, " \u2068\u00a0"), sign) {
			return "'" + text
		}
	}
	return text
}
