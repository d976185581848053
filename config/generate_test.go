package config

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/rules"
)

const calendarsOfGenerated = `
calendars:
  office: { timezone: Europe/Berlin, hours: { mon-fri: "08:00-17:00" } }
  Porto: { like: office, timezone: Europe/Lisbon }
  always: { timezone: UTC, hours: 24x7 }
routes: { front: { slack: "#front" } }
`

// generator writes standards in the words of the language: every form of measure, condition and span comes up.
type generator struct {
	*rand.Rand
	named int
}

func newGenerator(seed uint64) *generator { return &generator{Rand: rand.New(rand.NewPCG(seed, 1))} }

// set gives what the loader makes of a few standards.
func (g *generator) set(t *testing.T) *Set {
	t.Helper()
	text := calendarsOfGenerated + "measures:\n"
	standards := "standards:\n"
	for i := range 3 {
		text += fmt.Sprintf("  m%d: { %s }\n", i, g.measure())
		standards += fmt.Sprintf("  - { id: s%d, promise: P, measure: m%d, calendar: %s, warn_at: [50%%], escalate: [{ after: 30m, to: front }], objective: 90%%, route: front%s, targets: [%s] }\n",
			i, i, g.pick("office", "Porto", "always"), g.maybe(", applies_to: "+g.condition()), g.targets())
	}
	set, problems := readStandards([]*document{parseDocument("x.yaml", []byte(text+standards))})
	if set == nil {
		t.Fatalf("%v in\n%s", problems, text+standards)
	}
	return set
}

func (g *generator) pick(of ...string) string { return of[g.IntN(len(of))] }

func (g *generator) maybe(text string) string {
	if g.IntN(2) == 0 {
		return ""
	}
	return text
}

// name gives a new name, odd letters included.
func (g *generator) name() string {
	g.named++
	return fmt.Sprintf("%q", g.pick("a", "Größe <&>", "x\\\"", "ſ", "\u2028 b", "n: {", "👍")+fmt.Sprint(g.named))
}

func (g *generator) list(each func() string) string {
	items := make([]string, 1+g.IntN(3))
	for i := range items {
		items[i] = each()
	}
	return "[" + strings.Join(items, ", ") + "]"
}

func (g *generator) selector() string {
	switch name := g.name(); g.IntN(4) {
	case 0:
		return fmt.Sprintf("{ event: %s, author: %s }", name, g.pick("customer", "agent", "bot"))
	case 1:
		return fmt.Sprintf("{ event: %s, public: %s }", name, g.pick("true", "false"))
	case 2:
		return fmt.Sprintf("{ event: %s, author: %s, public: %s }", name, g.pick("customer", "agent", "bot"), g.pick("true", "false"))
	default:
		return name
	}
}

func (g *generator) events() string {
	if g.IntN(2) == 0 {
		return g.selector()
	}
	return g.list(g.selector)
}

func (g *generator) pause() string {
	if g.IntN(2) == 0 {
		return "{ while: " + g.list(g.name) + " }"
	}
	return "{ when: " + g.events() + ", until: " + g.events() + " }"
}

func (g *generator) measure() string {
	text := "start: " + g.events() + ", stop: " + g.events()
	text += g.maybe(", cancel: " + g.events())
	text += g.maybe(", pause: " + g.list(g.pause))
	text += g.maybe(", repeat: " + g.pick("each", "first"))
	text += g.maybe(", reopen: { event: " + g.events() + ", then: " + g.pick("resume", "restart", "ignore") + " }")
	return text + g.maybe(", calendar_from: "+g.name())
}

func (g *generator) condition() string {
	tests := make([]string, 1+g.IntN(3))
	for i := range tests {
		tests[i] = g.name() + ": " + g.test(2)
	}
	return "{ " + strings.Join(tests, ", ") + " }"
}

func (g *generator) test(deep int) string {
	switch g.IntN(7) {
	case 0:
		return g.pick("gold", "007", "1.10", `"ACME, Inc. <>"`, `"glob*"`, "2026-01-01", `""`, "yes")
	case 1:
		return g.list(g.name)
	case 2:
		return "{ exists: " + g.pick("true", "false") + " }"
	case 3:
		return fmt.Sprintf("{ %s: %d.5, %s: 9%d }", g.pick("gt", "gte"), g.IntN(9), g.pick("lt", "lte"), g.IntN(9))
	case 4:
		return fmt.Sprintf("{ %s: -%d }", g.pick("gt", "gte", "lt", "lte"), 1+g.IntN(1000))
	case 5:
		if deep > 0 {
			return "{ not: " + g.test(deep-1) + ", exists: true }"
		}
	}
	return "{ not: " + g.name() + " }"
}

func (g *generator) targets() string {
	rows := make([]string, g.IntN(4), 4)
	for i := range rows {
		rows[i] = "{ when: " + g.condition() + ", " + g.row() + " }"
	}
	return strings.Join(append(rows, "{ "+g.row()+" }"), ", ")
}

func (g *generator) row() string {
	calendar := g.maybe(", calendar: " + g.pick("office", "Porto", "always"))
	by := g.maybe(`, by: "12:30"`)
	if by == "" {
		by = g.maybe(", by: close")
	}
	cutoff := g.maybe(`, cutoff: "07:05"`)
	switch g.IntN(8) {
	case 0:
		return "exempt: " + g.name()
	case 1:
		return "due: " + g.name() + g.maybe(", desired: 30m") + calendar
	case 2:
		return "within: 30 calendar days" + g.maybe(`, by: "24:00"`) + g.maybe(", desired: 1 calendar day") + calendar
	case 3:
		return "within: next working day" + by + cutoff + g.maybe(", desired: same working day") + calendar
	case 4:
		return "within: 1 working day" + by + cutoff + g.maybe(", desired: 2h") + calendar
	case 5:
		return "within: 5 working days" + by + cutoff + g.maybe(", desired: "+g.pick("1 working day", "next working day", "3 working days")) + calendar
	case 6:
		return `within: same working day, cutoff: "07:05"` + g.maybe(`, by: "16:00"`) + calendar
	}
	return fmt.Sprintf("within: %dh%s", 1+g.IntN(20), g.maybe("05m10s")) + g.maybe(", desired: 20m") + calendar
}

// eachGenerated calls each with many standards.
func eachGenerated(t *testing.T, each func(t *testing.T, set *Set, s *rules.Standard)) {
	t.Helper()
	for seed := range uint64(60) {
		set := newGenerator(seed).set(t)
		for _, s := range set.Standards {
			each(t, set, s)
		}
	}
}
