package simulate

import (
	"math/rand/v2"
	"time"
)

// rushes are, by weeks before the last full one, how many more customers want to be called on a Friday afternoon than the team
// in Hamburg can call: since its early shift ends at noon it is behind, and last week it was bad.
var rushes = []int{20, 3, 2}

// regulars are those who call then. One of them does so every time, and is let down again and again.
var regulars = []struct {
	name  string
	share float64
}{{"Stadtwerke Lindenau", 5}, {"Tidewater & Sons", 2}, {"Möbelhaus Krag", 2}, {"Kowalski i Syn", 2}, {"Fjordlys AS", 1}, {"Nordwind Logistik GmbH", 1}}

// rush gives the stories of a Friday afternoon in Hamburg; none on other days, and none before the trouble began. end is the last
// day of the history, from which the weeks are counted.
func rush(seed uint64, midnight, end time.Time) []story {
	if midnight.Weekday() != time.Friday {
		return nil
	}
	weeks := int(mondayOf(end).Sub(mondayOf(midnight)).Hours()+12) / (7 * 24) // a change of the hour is no week
	n := rushes[0]
	switch {
	case weeks > len(rushes):
		return nil
	case weeks > 0:
		n = rushes[weeks-1]
	}
	dice := rand.New(rand.NewPCG(seed, uint64(midnight.Unix()/3600)^0xf71da))
	stories := make([]story, n)
	shares := make([]float64, len(regulars))
	for i, r := range regulars {
		shares[i] = r.share
	}
	for i := range stories {
		// From noon on, and so that they could all be called before four, when many an office closes on a Friday.
		at := midnight.Add(12*time.Hour + time.Duration(dice.IntN(100*60))*time.Second)
		stories[i] = behind(dice, at.UTC(), pick(dice, regulars, shares).name)
	}
	return stories
}

// mondayOf is the midnight with which the week of an instant begins in Berlin.
func mondayOf(at time.Time) time.Time {
	day := at.In(berlin)
	return time.Date(day.Year(), day.Month(), day.Day()-(int(day.Weekday())+6)%7, 0, 0, 0, 0, berlin)
}

// behind is the story of somebody who is called back when those before have been: most of them after two hours and more.
func behind(dice *rand.Rand, at time.Time, name string) story {
	t := teller{dice: dice}
	t.story.ticket = t.arrive(at)
	t.story.customer, t.story.tier = name, tierOf(name)
	t.story.team, t.story.channel = "hamburg", "phone"
	t.add(at, "opened", "customer", true)
	asked := at.Add(t.minutes(0, 3))
	t.add(asked, "callback_requested", "customer", true)
	replied := asked.Add(t.minutes(4, 25))
	t.add(replied, "first_reply", "agent", true)
	called := asked.Add(t.minutes(105, 175))
	t.add(called, "called_back", "agent", true)
	t.add(onDuty(called, time.Duration(t.dice.IntN(150)+10)*time.Minute), "resolved", "agent", true)
	return t.finish()
}

func tierOf(name string) string {
	for _, c := range customers {
		if c.name == name {
			return c.tier
		}
	}
	return "standard"
}
