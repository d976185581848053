package compliance

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/rules"
)

// fridayAfternoon and others are hours of the week.
const (
	tuesdayMorning  = 1*24 + 9
	fridayMorning   = 4*24 + 9
	fridayAfternoon = 4*24 + 15
)

// some is a number of clocks alike.
type some struct {
	n, missed int
	hour      int16
	team      string
	customer  string
}

// added adds clocks up.
func added(all ...some) *Sum {
	sum := (&Sums{}).Of("callback")
	for _, s := range all {
		text := fmt.Sprintf(`{"team":%q,"customer":%q}`, s.team, s.customer)
		attributes := []Attribute{{"team", s.team}, {"customer", s.customer}}
		for i := range s.n {
			j := Judged{Verdict: rules.Met, Fact: Fact{Hour: s.hour, Target: "2h", Took: -1, Late: -1, Attributes: text}}
			if i < s.missed {
				j.Verdict = rules.Missed
			}
			sum.add(&j, attributes)
		}
		if s.missed > 0 {
			sum.Misses = append(sum.Misses, MissGroup{text, s.hour, s.missed})
		}
	}
	return sum
}

// brief gives causes in one line each.
func brief(causes []Cause) []string {
	lines := []string{}
	for _, c := range causes {
		lines = append(lines, fmt.Sprintf("%s %s %s: %d of %d, excess %.2f, would be %.4f", c.Facet, c.Value, c.Part, c.Missed, c.N, c.Excess, c.Would))
	}
	return lines
}

func TestCauses(t *testing.T) {
	// customers are spread over all teams alike
	elsewhere := func(missed int) []some {
		var all []some
		for i, hour := range []int16{tuesdayMorning, fridayMorning, fridayAfternoon} {
			for k, team := range []string{"berlin", "münchen", "hamburg"} {
				if team == "hamburg" && hour == fridayAfternoon {
					continue
				}
				s := some{n: 24, hour: hour, team: team, customer: fmt.Sprint("c", (i+k)%4)}
				if missed > 0 {
					s.missed = 1
					missed--
				}
				all = append(all, s)
			}
		}
		return all
	}
	for _, c := range []struct {
		name string
		sum  *Sum
		want []string
	}{
		{"a part of the week of one team, not the team, nor the day", added(append(elsewhere(6),
			some{16, 7, fridayAfternoon, "hamburg", "c0"}, some{15, 7, fridayAfternoon, "hamburg", "c1"})...), []string{
			// 14 - 31 × 6/192, and 1 - 6/192
			"team hamburg Friday afternoon: 14 of 31, excess 13.03, would be 0.9688",
		}},
		{"a whole team, where its misses are spread over the week", added(
			some{50, 8, tuesdayMorning, "hamburg", "c0"}, some{50, 9, fridayMorning, "hamburg", "c1"}, some{50, 8, fridayAfternoon, "hamburg", "c2"},
			some{50, 1, tuesdayMorning, "berlin", "c0"}, some{50, 1, fridayMorning, "berlin", "c1"}, some{50, 0, fridayAfternoon, "berlin", "c2"},
		), []string{"team hamburg : 25 of 150, excess 23.00, would be 0.9867"}},
		{"a customer and its team are the same misses: the narrower, of as many", added(append(elsewhere(3),
			some{40, 1, tuesdayMorning, "hamburg", "c1"}, some{20, 12, tuesdayMorning, "hamburg", "ACME"})...), []string{
			"customer ACME : 12 of 20, excess 11.66, would be 0.9828",
		}},
		{"two places that have nothing to do with each other", added(append(elsewhere(2),
			some{30, 12, tuesdayMorning, "berlin", "ACME"}, some{30, 10, fridayAfternoon, "hamburg", "Globex"})...), []string{
			"customer ACME : 12 of 30, excess 10.38, would be 0.9459",
			"customer Globex : 10 of 30, excess 8.11, would be 0.9369",
		}},
		{"nothing stands out", added(append(elsewhere(8), some{24, 1, fridayAfternoon, "hamburg", "c0"})...), []string{}},
		{"all missed everywhere", added(some{20, 20, tuesdayMorning, "hamburg", "c0"}, some{20, 20, fridayMorning, "berlin", "c1"}), []string{}},
		{"one team does everything", added(some{20, 9, tuesdayMorning, "hamburg", "c0"}), []string{}},
		{"hardly anything elsewhere", added(some{60, 60, tuesdayMorning, "hamburg", "c0"}, some{4, 0, tuesdayMorning, "berlin", "c0"}), []string{}},
		{"too few", added(some{4, 4, tuesdayMorning, "hamburg", "c0"}, some{60, 0, fridayMorning, "berlin", "c1"}), []string{}},
		{"none at all", added(), []string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := brief(causesOf(c.sum))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Where it is not known which misses are the same, what may be the same is left out; values of one attribute never are.
func TestCausesUnseen(t *testing.T) {
	sum := added(
		some{30, 12, tuesdayMorning, "berlin", "ACME"}, some{30, 12, fridayAfternoon, "hamburg", "Globex"},
		some{200, 2, tuesdayMorning, "münchen", "c1"}, some{200, 2, fridayAfternoon, "münchen", "c2"},
	)
	sum.Misses = nil
	want := []string{
		"customer ACME : 12 of 30, excess 10.88, would be 0.9628",
		"customer Globex : 12 of 30, excess 10.88, would be 0.9628",
	}
	if diff := cmp.Diff(want, brief(causesOf(sum))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Of standards whose misses fall by chance alone hardly one in twenty is given a cause.
func TestCausesByChance(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const trials = 400
	given := 0
	for range trials {
		var all []some
		for range 150 + random.IntN(300) {
			s := some{1, 0, int16(random.IntN(5)*24 + 8 + random.IntN(10)), fmt.Sprint("t", random.IntN(4)), fmt.Sprint("c", random.IntN(30))}
			if random.IntN(10) == 0 {
				s.missed = 1
			}
			all = append(all, s)
		}
		if len(causesOf(added(all...))) > 0 {
			given++
		}
	}
	if given > trials*7/100 { // 20 are allowed by the test, a few more by chance
		t.Errorf("%d of %d", given, trials)
	}
}

// Causes are few, their misses are mostly not the same, and fixing one promises no more than it has.
func TestCausesAreNotCountedTwice(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	most := 0
	for range 300 {
		var all []some
		bad := [3]string{fmt.Sprint("t", random.IntN(4)), fmt.Sprint("c", random.IntN(8)), fmt.Sprint(random.IntN(5))}
		for range 400 {
			s := some{1, 0, int16(random.IntN(5)*24 + 8 + random.IntN(10)), fmt.Sprint("t", random.IntN(4)), fmt.Sprint("c", random.IntN(8))}
			chance := 0.02
			for _, worse := range []bool{s.team == bad[0], s.customer == bad[1], fmt.Sprint(s.hour/24) == bad[2]} {
				if worse {
					chance += 0.25
				}
			}
			if random.Float64() < chance {
				s.missed = 1
			}
			all = append(all, s)
		}
		sum := added(all...)
		causes := causesOf(sum)
		most = max(most, len(causes))
		if len(causes) > mostCauses {
			t.Fatalf("%d causes", len(causes))
		}
		together := 0
		for _, c := range causes {
			together += c.Missed
			attainment := 1 - float64(sum.Missed)/float64(sum.N())
			if c.Excess < 1 || c.Excess > float64(c.Missed) || c.Would <= attainment || c.Would > 1 || c.N < MinN {
				t.Fatalf("%+v of %d missed of %d", c, sum.Missed, sum.N())
			}
			// one and the same gain in both words
			if gain := (c.Would - attainment) * float64(sum.N()); math.Abs(gain-c.Excess) > 1e-5 {
				t.Fatalf("%+v would bring %v", c, gain)
			}
		}
		if union := united(causes, known(sum.Misses)); together > 2*union {
			t.Fatalf("%v have %d misses, %d different ones", brief(causes), together, union)
		}
	}
	if most < 2 {
		t.Error("never two causes")
	}
}

// united counts the misses that are in any of the causes.
func united(causes []Cause, misses []knownMisses) int {
	n := 0
	for i := range misses {
		m := &misses[i]
		for _, c := range causes {
			day, hour := weekdayOf(m.hour/24), fmt.Sprintf("%02d", m.hour%24)
			value := map[string]string{"team": m.attributes["team"], "customer": m.attributes["customer"], "weekday": day, "hour": hour}[c.Facet]
			if value == c.Value && (c.Part == "" || c.Part == partName(PartOf(int16(m.hour)))) {
				n += m.n
				break
			}
		}
	}
	return n
}
