package compliance

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

var (
	berlinZone     = sync.OnceValues(func() (*time.Location, error) { return time.LoadLocation("Europe/Berlin") })
	officeCalendar = sync.OnceValues(func() (*calendar.Calendar, error) {
		zone, err := berlinZone()
		if err != nil {
			return nil, err
		}
		spec := calendar.Spec{Name: "office", Location: zone}
		for day := time.Monday; day <= time.Friday; day++ {
			spec.Week[day] = []calendar.Window{{Open: 8 * 60, Close: 18 * 60}}
		}
		return calendar.Compile(spec)
	})
)

func must[T any](t testing.TB, once func() (T, error)) T {
	t.Helper()
	made, err := once()
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func open(d time.Duration) *calendar.Span {
	return &calendar.Span{Unit: calendar.OpenTime, Open: d, By: calendar.NoClock, Cutoff: calendar.NoClock}
}

// deskStandards are promises of each form.
func deskStandards(t testing.TB) []*rules.Standard {
	t.Helper()
	office := must(t, officeCalendar)
	about := rules.About{ReviewBy: rules.NoDate}
	callback := &rules.Standard{
		ID: "callback", Promise: "We call you back within two working hours.", Calendar: office, Objective: 0.95, Route: "support",
		Measure: rules.Measure{Name: "callback", Start: rules.Kinds("requested"), Stop: rules.Kinds("called"), Cancel: rules.Kinds("withdrawn")},
		Targets: []rules.Target{
			{When: match.Condition{{Attribute: "tier", Test: match.Test{AnyOf: []match.Pattern{match.NewPattern("gold")}}}}, Within: open(time.Hour)},
			{Within: open(2 * time.Hour), Desired: open(20 * time.Minute)},
		},
		About: rules.About{
			Audience: rules.External, Dimension: rules.Responsiveness, Touchpoint: "after-sale/support", Owner: "jane@example.com",
			ReviewBy: calendar.DateOf(2026, 10, 31),
			Evidence: &rules.Evidence{Source: "survey-2026-06", Asked: rules.NoDate, Within: open(90 * time.Minute), Share: 0.8},
		},
	}
	onsite := &rules.Standard{
		ID: "onsite", Promise: "An engineer is with you by noon on the next working day.", Calendar: office, Objective: 0.5,
		Measure: rules.Measure{Name: "onsite", Start: rules.Kinds("visit requested"), Stop: rules.Kinds("arrived"), Cancel: rules.Kinds("withdrawn")},
		Targets: []rules.Target{{Within: &calendar.Span{Unit: calendar.WorkingDays, Days: 1, By: 12 * 60, Cutoff: 15 * 60}}},
		About:   about,
	}
	promised := &rules.Standard{
		ID: "promised", Promise: "You get it when we said.", Calendar: office,
		Measure: rules.Measure{Name: "promised", Start: rules.Kinds("ordered"), Stop: rules.Kinds("delivered")},
		Targets: []rules.Target{{Due: "promised_at"}},
		About:   about,
	}
	nobody := &rules.Standard{
		ID: "nobody", Promise: "Nobody asks for this.", Calendar: office, Objective: 0.9,
		Measure: rules.Measure{Name: "nobody", Start: rules.Kinds("moon requested"), Stop: rules.Kinds("arrived")},
		Targets: []rules.Target{{Within: open(time.Hour)}},
		About:   about,
	}
	return []*rules.Standard{callback, onsite, promised, nobody}
}

var (
	deskAttributes = []string{"team", "customer", "tier", "promised_at"}
	deskKinds      = []string{"requested", "called", "withdrawn", "visit requested", "arrived", "ordered", "delivered", "moon requested"}
)

// deskClock is a clock of the desk as a gathering takes it.
type deskClock struct {
	clock      rules.Clock
	attributes string
	excused    bool
}

// deskClocks replays some tickets from the beginning of October 2026 on, as of 16 November at 09:00 in Berlin. Hamburg is slow to
// call back on Friday afternoons from week 46 on.
func deskClocks(t testing.TB, seed uint64, tickets int) []deskClock {
	t.Helper()
	zone := must(t, berlinZone)
	vocabulary := rules.NewVocabulary("desk", calendar.NewZone(zone), deskAttributes, deskKinds)
	book, unknown := rules.Bind(rules.Since(deskStandards(t)...), vocabulary)
	if len(unknown) > 0 {
		t.Fatalf("unknown names: %+v", unknown)
	}
	random := rand.New(rand.NewPCG(seed, 1))
	first, asOf := time.Date(2026, 10, 5, 0, 0, 0, 0, zone), calendar.FromTime(time.Date(2026, 11, 16, 9, 0, 0, 0, zone))
	var all []deskClock
	for i := range tickets {
		tk := deskTicket(random, i, first, vocabulary)
		var result rules.Result
		book.Replay(tk, asOf, &result)
		attributes := fmt.Sprintf(`{"team":%q,"customer":%q}`, tk.Attributes[0].Text, tk.Attributes[1].Text)
		for _, c := range result.Clocks {
			c.Ticket = tk
			all = append(all, deskClock{c, attributes, random.IntN(10) == 0})
		}
	}
	return all
}

func deskTicket(random *rand.Rand, i int, first time.Time, v *rules.Vocabulary) *rules.Ticket {
	start := first.AddDate(0, 0, random.IntN(42)).Add(time.Duration(7*3600+random.IntN(11*3600)) * time.Second)
	team, tier := []string{"berlin", "hamburg", "münchen"}[random.IntN(3)], []string{"gold", "silver", "none"}[random.IntN(3)]
	took := time.Duration(random.ExpFloat64() * 25 * float64(time.Minute))
	if team == "hamburg" && start.Weekday() == time.Friday && start.Hour() >= 12 && start.After(first.AddDate(0, 0, 35)) {
		took += 3 * time.Hour
	}
	tk := &rules.Ticket{Source: "desk", ID: "T" + strconv.Itoa(i)}
	values := []string{team, "customer " + strconv.Itoa(random.IntN(12)), tier, ""}
	add := func(kind string, after time.Duration) {
		k, _ := v.Kind(kind)
		tk.Events = append(tk.Events, rules.Event{At: calendar.FromTime(start.Add(after)), Kind: k})
	}
	switch random.IntN(10) {
	case 0, 1:
		add("visit requested", 0)
		add("arrived", time.Duration(random.IntN(40))*time.Hour)
	case 2:
		add("ordered", 0)
		values[3] = start.Add(48 * time.Hour).UTC().Format(time.RFC3339)
		add("delivered", time.Duration(random.IntN(52))*time.Hour)
		if random.IntN(4) == 0 {
			values[3] = "soon"
		}
	case 3:
		add("requested", 0)
		add("withdrawn", 4*took)
	default:
		add("requested", 0)
		if random.IntN(40) > 0 { // one in forty is never done
			add("called", took)
		}
	}
	for _, value := range values {
		tk.Attributes = append(tk.Attributes, match.Value{Text: value, Null: value == ""})
	}
	return tk
}

func gathered(t testing.TB, clocks []deskClock) *Gathering {
	t.Helper()
	g := NewGathering(must(t, berlinZone), "customer")
	for i := range clocks {
		if err := g.Add(&clocks[i].clock, clocks[i].attributes, clocks[i].excused); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

// deskMaterial is what a report on week 46 is made of.
func deskMaterial(t testing.TB, g *Gathering) *Material {
	t.Helper()
	week := Containing(calendar.DateOf(2026, 11, 15), WeekPeriod)
	asOf := calendar.FromTime(time.Date(2026, 11, 16, 9, 0, 0, 0, must(t, berlinZone)))
	m := &Material{
		Name: Executive, Period: week, Zone: must(t, berlinZone), AsOf: asOf, Complete: true, Standards: deskStandards(t),
		Journey: []string{"awareness/website", "after-sale/support"}, CustomerBy: "customer", This: g.Sums(week.Days),
		Trend: week.Before(4), Running: g.Running(), Worst: g.Worst(week.Days, asOf, 3),
		Reading: Reading{At: "2026-11-16T07:59:00Z", Rows: 900, RowsSetAside: 1, Events: 1800, NotCovered: 2},
	}
	m.Days = g.DayCounts(Days{m.Trend[0].Days.From, week.Days.To})
	return m
}
