package simulate

import (
	"math"
	"math/rand/v2"
	"time"
)

// perWeekday is how many tickets usually arrive on a day, Sunday first.
var perWeekday = [7]float64{4, 62, 47, 45, 43, 38, 8}

// perHour is how they spread over a day in Berlin: two peaks, and somebody is always awake.
var perHour = [24]float64{
	0.2, 0.1, 0.1, 0.1, 0.2, 0.4, 1, 3, 7, 10, 11, 9,
	6, 7, 9, 9, 8, 6, 3, 2, 1.5, 1, 0.6, 0.4,
}

const (
	// badWeek is how many weeks before now half as many tickets again come in, and are handled late.
	badWeek = 6
	usual   = 0.03 // the share of tickets handled late
)

// day gives the stories of one local day; end is the last day of the history,
// from which the bad week is counted.
func day(seed uint64, date, end time.Time) []story {
	date = date.In(berlin)
	midnight := time.Date(date.Year(), date.Month(), date.Day(), 0, 0, 0, 0, berlin)
	dice := rand.New(rand.NewPCG(seed, uint64(midnight.Unix()/3600)))
	mean, trouble := perWeekday[date.Weekday()], usual
	if weeks := int(end.Sub(midnight).Hours() / (7 * 24)); weeks == badWeek {
		mean, trouble = mean*1.5, 0.2
	}
	stories := make([]story, max(0, int(mean+dice.NormFloat64()*math.Sqrt(mean))))
	for i := range stories {
		hours := make([]int, len(perHour))
		for h := range hours {
			hours[h] = h
		}
		at := midnight.Add(time.Duration(pick(dice, hours, perHour[:]))*time.Hour + time.Duration(dice.IntN(3600))*time.Second)
		stories[i] = tell(seed, at.UTC(), i, trouble)
	}
	return append(stories, rush(seed, midnight, end)...)
}

// trickle gives the stories that arrive in (from, to] while somebody watches:
// about one in two minutes of a shift, and more of them in trouble than usual.
func trickle(seed uint64, from, to time.Time) []story {
	var stories []story
	for minute := from.Truncate(time.Minute); !minute.After(to); minute = minute.Add(time.Minute) {
		dice := rand.New(rand.NewPCG(seed, uint64(minute.Unix())^0x11e))
		rate := 0.05 * perHour[minute.In(berlin).Hour()]
		if !working(minute.In(berlin)) {
			rate /= 8
		}
		at := minute.Add(time.Duration(dice.IntN(60)) * time.Second)
		if dice.Float64() < rate && at.After(from) && !at.After(to) {
			stories = append(stories, tell(seed, at, 255, 0.25))
		}
	}
	return stories
}
