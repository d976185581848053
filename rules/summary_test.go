package rules

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// short writes an instant as the day of March 2026 (or the date) and the wall clock in Berlin.
func short(t testing.TB, i calendar.Instant) string {
	if i == calendar.None {
		return "none"
	}
	local := i.Time().In(berlin(t))
	layout := "2006-01-02 15:04"
	if local.Year() == 2026 && local.Month() == time.March {
		layout = "02 15:04"
	}
	if local.Nanosecond() != 0 {
		layout += ":05.000000"
	} else if local.Second() != 0 {
		layout += ":05"
	}
	return local.Format(layout)
}

// span writes a length of time without the parts that are nothing.
func span(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// summary writes what a clock says in one line, so that a case reads as it is told.
func summary(t testing.TB, c *Clock) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d at %s", c.Ordinal, short(t, c.StartedAt))
	if c.Cycle.N > 0 {
		fmt.Fprintf(&b, "#%d", c.Cycle.N)
	}
	fmt.Fprintf(&b, " %v %v", c.State, c.Verdict)
	if c.StoppedAt != calendar.None {
		fmt.Fprintf(&b, " at %s", short(t, c.StoppedAt))
	}
	if c.Reason != "" {
		fmt.Fprintf(&b, " (%s)", c.Reason)
	}
	if c.Verdict == Unknown {
		return b.String()
	}
	fmt.Fprintf(&b, ", due %s", short(t, c.DueAt))
	if c.Elapsed > 0 {
		fmt.Fprintf(&b, ", elapsed %s", span(c.Elapsed))
	}
	if len(c.Pauses) > 0 {
		fmt.Fprintf(&b, ", paused %s", span(c.PausedFor))
	}
	if c.Remaining > 0 {
		fmt.Fprintf(&b, ", left %s", span(c.Remaining))
	}
	if c.AtRisk {
		b.WriteString(", at risk")
	}
	return b.String()
}

// summaries writes all clocks of a result, or the outcome of the first standard where there is none.
func summaries(t testing.TB, r *Result) []string {
	if len(r.Clocks) == 0 {
		return []string{[...]string{"not applied", "not started", "not covered", "exempt", "clocked"}[r.Outcomes[0]]}
	}
	lines := make([]string, len(r.Clocks))
	for i := range r.Clocks {
		lines[i] = summary(t, &r.Clocks[i])
	}
	return lines
}

// passedStages writes the stages that a clock has passed.
func passedStages(t testing.TB, c *Clock) string {
	var texts []string
	for _, s := range Stages(nil, c) {
		text := s.Name + " " + short(t, s.At)
		if s.Episode > 0 {
			text += fmt.Sprintf(" (again, %d)", s.Episode)
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, ", ")
}

// line makes a ticket of lines like "23 10:00 called by agent": the day of March 2026 or a date, the time, the kind, and then as
// needed: by an author, public or private, seq and a number, column, future.
func line(t testing.TB, lines ...string) *Ticket {
	t.Helper()
	events := make([]happened, len(lines))
	for i, text := range lines {
		words := strings.Fields(text)
		day := words[0]
		if len(day) == 2 {
			day = "2026-03-" + day
		}
		h := happened{at: day + " " + words[1], kind: words[2]}
		for k := 3; k < len(words); k++ {
			switch words[k] {
			case "by":
				k++
				h.author = map[string]Author{"customer": Customer, "agent": Agent, "bot": Bot}[words[k]]
			case "seq":
				k++
				_, err := fmt.Sscan(words[k], &h.seq)
				if err != nil {
					t.Fatal(err)
				}
			case "public":
				h.public = Public
			case "private":
				h.public = Private
			case "column":
				h.column = true
			case "future":
				h.future = true
			default:
				t.Fatalf("%q in %q", words[k], text)
			}
		}
		events[i] = h
	}
	return ticket(t, events...)
}

// now reads an instant as line does.
func now(t testing.TB, text string) calendar.Instant {
	t.Helper()
	if len(text) > 2 && text[2] == ' ' {
		text = "2026-03-" + text
	}
	return at(t, text)
}
