package board

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/explain"
)

// The words of a time line cover each other at no width, stay within it, and the stretches fill it.
func TestTimelines(t *testing.T) {
	for name, events := range map[string][]happened{
		"running": {{"2026-03-30 09:30", "callback_requested", rules.Customer}},
		"late":    {{"2026-03-20 15:30", "callback_requested", rules.Customer}},
		"paused":  {{"2026-03-27 15:30", "callback_requested", rules.Customer}, {"2026-03-27 16:00", "waiting", rules.Agent}},
		"met":     {{"2026-03-27 15:30", "callback_requested", rules.Customer}, {"2026-03-27 15:31", "called_back", rules.Agent}},
		"reopened": {
			{"2026-03-25 09:00", "callback_requested", rules.Customer},
			{"2026-03-25 09:50", "called_back", rules.Agent},
			{"2026-03-26 09:00", "reopened", rules.Customer},
			{"2026-03-26 09:05", "waiting", rules.Agent},
			{"2026-03-26 11:00", "replied", rules.Customer},
			{"2026-03-27 16:00", "called_back", rules.Agent},
		},
	} {
		one := explained(testNow, "T1", "Printer", events...)
		if len(one.Standards) != 1 || len(one.Standards[0].Clocks) != 1 {
			t.Fatalf("%s: %+v", name, one.Standards)
		}
		c := &one.Standards[0].Clocks[0]
		lines, legend := timelines(c, "t", "Time line", testNow, berlin)
		if len(lines) != 2 || len(legend) == 0 {
			t.Fatalf("%s: %d pictures, %d kinds", name, len(lines), len(legend))
		}
		for i, width := range []float64{wideScreen, narrowScreen} {
			checkWords(t, name+" "+lines[i].Class, &lines[i], width)
		}
		for _, want := range []string{c.Headline, "start ", "due "} {
			if !strings.Contains(lines[0].Desc, want) && !(want == "due " && name == "paused") {
				t.Errorf("%s: %q is not in %q", name, want, lines[0].Desc)
			}
		}
		if name == "reopened" && !slices.ContainsFunc(lines[0].Marks, func(m markView) bool { return m.Kind == "reopened" }) {
			t.Errorf("%s: it does not say so", name)
		}
	}
}

func checkWords(t *testing.T, name string, line *timeline, width float64) {
	t.Helper()
	type box struct {
		from, to float64
		y        int
		text     string
	}
	var boxes []box
	for _, m := range line.Marks {
		part, err := strconv.ParseFloat(strings.TrimSuffix(m.X, "%"), 64)
		if err != nil {
			t.Fatal(err)
		}
		x, wide := part/100*width+float64(m.Shift), letter*float64(max(len([]rune(m.Text)), len([]rune(m.When))))
		from := map[string]float64{"start": x, "middle": x - wide/2, "end": x - wide}[m.Anchor]
		b := box{from, from + wide, m.TextY, m.Text}
		if b.from < -1 || b.to > width+1 {
			t.Errorf("%s: %q stands from %.0f to %.0f of %.0f", name, b.text, b.from, b.to, width)
		}
		for _, o := range boxes {
			if o.y == b.y && b.from < o.to-1 && o.from < b.to-1 {
				t.Errorf("%s: %q covers %q", name, b.text, o.text)
			}
		}
		if m.WhenY > line.Height {
			t.Errorf("%s: %q is cut off", name, m.Text)
		}
		boxes = append(boxes, b)
	}
	var end float64
	for _, s := range line.Stretches {
		at, _ := strconv.ParseFloat(strings.TrimSuffix(s.X, "%"), 64)
		wide, _ := strconv.ParseFloat(strings.TrimSuffix(s.Width, "%"), 64)
		if at > end+0.01 {
			t.Errorf("%s: nothing between %.2f and %.2f", name, end, at)
		}
		end = at + wide
	}
	if end < 99.9 {
		t.Errorf("%s: it ends at %.2f", name, end)
	}
}

// Alerts that went out are shown where they did, and a picture of nothing is none.
func TestToldIsShown(t *testing.T) {
	one := explained(testNow, "T1", "Printer", happened{"2026-03-30 08:30", "callback_requested", rules.Customer})
	said := explain.Unsaid(explain.SaidStage, testNow)
	said.Stage, said.Place, said.ToldAt = "50%", "#support", explain.Instant(local("2026-03-30 09:31"))
	c := &one.Standards[0].Clocks[0]
	one.Add("callback", rules.CycleKey{Start: local("2026-03-30 08:30")}, said)
	lines, _ := timelines(c, "t", "Time line", testNow, berlin)
	if len(lines[0].Told) != 1 || !strings.Contains(lines[0].Told[0].Title, "#support") {
		t.Errorf("told: %+v", lines[0].Told)
	}
	if !strings.Contains(lines[0].Desc, "told #support") {
		t.Error("the description does not say who was told")
	}
	empty := explained(testNow, "T2", "Printer")
	if len(empty.Standards[0].Clocks) != 0 {
		t.Errorf("%+v", empty.Standards[0].Clocks)
	}
}
