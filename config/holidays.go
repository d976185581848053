package config

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rickar/cal/v2"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// inUTC makes the library count dates without the zone of this machine, which
// has days without a midnight in some places.
var inUTC = sync.OnceFunc(func() { cal.DefaultLoc = time.UTC })

// publicHolidays gives the observed dates of a named set with their names, for
// all years of a calendar; false where there is no such set.
func publicHolidays(id string) (map[calendar.Date]string, bool) {
	set, ok := holidaySets()[strings.ToLower(id)]
	if !ok {
		return nil, false
	}
	inUTC()
	dates := map[calendar.Date]string{}
	// A holiday of one year may be observed in the next one or the last.
	for year := calendar.FirstYear - 1; year <= calendar.LastYear+1; year++ {
		for _, holiday := range set {
			if _, observed := holiday.Calc(year); !observed.IsZero() {
				dates[calendar.DateOf(observed.Date())] = holiday.Name
			}
		}
	}
	return dates, true
}

// HolidaySets gives the ids of all named sets of public holidays, sorted.
func HolidaySets() []string {
	sets := holidaySets()
	ids := make([]string, 0, len(sets))
	for id := range sets {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// holidayAdvice names the set that was meant, or the regions of the country.
func holidayAdvice(id string) string {
	country, _, _ := strings.Cut(strings.ToLower(id), "-")
	var regions []string
	for _, known := range HolidaySets() {
		if strings.HasPrefix(known, country+"-") || known == country {
			regions = append(regions, known)
		}
	}
	if len(regions) > 0 {
		return "there are: " + strings.Join(regions, ", ")
	}
	if near := suggest(id, HolidaySets()); near != "" {
		return "did you mean \"" + near + "\"?"
	}
	return "sets are named by country and region: de, de-be, us, gb-eng, fr, …"
}
