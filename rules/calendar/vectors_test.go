package calendar_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// vectors is where the shared working-time vectors lie, beside the module.
const vectors = "../../../shared/vectors"

var dayNames = map[string]time.Weekday{
	"sun": time.Sunday, "mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday,
	"thu": time.Thursday, "fri": time.Friday, "sat": time.Saturday,
}

type vectorCalendar struct {
	TZ       string              `json:"tz"`
	Week     map[string][]string `json:"week"`
	Holidays []string            `json:"holidays"`
}

// compile compiles a vector's calendar; one that never opens is one too.
func (v vectorCalendar) compile(t *testing.T) *calendar.Calendar {
	t.Helper()
	spec := calendar.Spec{Location: location(t, v.TZ), Holidays: map[calendar.Date]string{}}
	for name, texts := range v.Week {
		spec.Week[dayNames[name]] = windows(t, texts...)
	}
	for _, text := range v.Holidays {
		spec.Holidays[date(t, text)] = ""
	}
	c, err := calendar.Compile(spec)
	if err != nil && !errors.Is(err, calendar.ErrNeverOpen) {
		t.Fatal(err)
	}
	return c
}

// eachLine decodes every line of a vector file into a new T.
func eachLine[T any](t *testing.T, name string, use func(T)) (lines int) {
	t.Helper()
	f, err := os.Open(filepath.Join(vectors, name))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("the shared vectors are not beside the module: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	scanner := bufio.NewScanner(f)
	for scanner.Scan() {
		var v T
		if err := json.Unmarshal(scanner.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		use(v)
		lines++
	}
	if err := scanner.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestVectors(t *testing.T) {
	type vector struct {
		vectorCalendar
		ID, Op, Start, End string
		Seconds            float64
		Due                *string
	}
	compiled := map[string]*calendar.Calendar{}
	calendarOf := func(v vector) *calendar.Calendar {
		key, err := json.Marshal(v.vectorCalendar)
		if err != nil {
			t.Fatal(err)
		}
		if compiled[string(key)] == nil {
			compiled[string(key)] = v.compile(t)
		}
		return compiled[string(key)]
	}
	check := func(v vector) {
		c := calendarOf(v)
		start := stamp(t, c, v.Start)
		seconds := time.Duration(v.Seconds * float64(time.Second))
		if v.Op == "measure" {
			if got, err := c.Between(start, stamp(t, c, v.End)); err != nil || got != seconds {
				t.Errorf("%s: %v open (%v), want %v", v.ID, got, err, seconds)
			}
			return
		}
		got, err := c.Add(start, seconds)
		switch {
		case v.Due == nil:
			if !errors.Is(err, calendar.ErrNeverOpen) {
				t.Errorf("%s: due %v (%v), want ErrNeverOpen", v.ID, got, err)
			}
		case err != nil || got != stamp(t, c, *v.Due):
			t.Errorf("%s: due %v (%v), want %s", v.ID, got, err, *v.Due)
		}
	}
	lines := 0
	for _, name := range []string{"hand.jsonl", "add.jsonl", "measure.jsonl"} {
		lines += eachLine(t, name, check)
	}
	if lines != 4028 {
		t.Errorf("%d vectors, want 4028", lines)
	}
}

func TestWallClockRule(t *testing.T) {
	type policy struct {
		vectorCalendar
		ID      string
		Measure struct {
			Start, End string
			Rule       int `json:"wall_clock_rule"`
		}
		Add struct {
			Start   string
			Seconds int
			Rule    string `json:"wall_clock_rule"`
		}
	}
	lines := eachLine(t, "policy.jsonl", func(p policy) {
		c := p.compile(t)
		want := time.Duration(p.Measure.Rule) * time.Second
		got, err := c.Between(stamp(t, c, p.Measure.Start), stamp(t, c, p.Measure.End))
		if err != nil || got != want {
			t.Errorf("%s: %v open (%v), want %v", p.ID, got, err, want)
		}
		due, err := c.Add(stamp(t, c, p.Add.Start), time.Duration(p.Add.Seconds)*time.Second)
		if err != nil || due != stamp(t, c, p.Add.Rule) {
			t.Errorf("%s: due %v (%v), want %s", p.ID, due, err, p.Add.Rule)
		}
	})
	if lines != 8 {
		t.Errorf("%d policies, want 8", lines)
	}
}
