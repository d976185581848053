package monitor_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// crowd is a desk with twenty tickets that were asked at nine; told is what was told of how many at last.
func crowd(t *testing.T) (d *helpdesk, told func() []string) {
	t.Helper()
	d = newHelpdesk(t, first())
	for i := range 20 {
		d.ask(fmt.Sprintf("T%02d", i), "", 0)
	}
	d.at(50 * time.Minute)
	d.round()
	return d, func() []string {
		return d.query(`SELECT stage || ': ' || reason || ' ' || count(*) FROM yardstick.transition
			WHERE reason <> 'overtaken_by_miss' GROUP BY stage, reason ORDER BY stage, count(*)`)
	}
}

// Whatever is edited in the standards, a place hears of five clocks and how many more there are.
func TestAnEditTellsOfAFew(t *testing.T) {
	warned, stricter, both := callback(), callback(), callback()
	warned.WarnAt = []rules.Warning{{Text: "40%", Share: 40_000}}
	stricter.Targets = []rules.Target{{Within: within(90 * time.Minute)}}
	both.Targets = []rules.Target{{When: tier("gold"), Within: within(30 * time.Minute)}, {Within: within(90 * time.Minute)}}
	for name, c := range map[string]struct {
		edited *rules.Standard
		want   []string
		notice string
	}{
		"an earlier warning": {
			warned, []string{"40%: risk_attached 5", "40%: late_summed 15"}, "15 more tickets are at risk since their data, or the standards, were changed",
		},
		"a stricter target": {
			stricter, []string{"50%: risk_attached 5", "50%: late_summed 15"}, "15 more tickets are at risk since their data, or the standards, were changed",
		},
		"targets of which some are past": {
			both,
			[]string{"50%: risk_attached 5", "50%: late_summed 11", "missed: late_summed 4"},
			"4 more tickets are late, and 11 at risk since their data, or the standards, were changed",
		},
	} {
		t.Run(name, func(t *testing.T) {
			d, told := crowd(t)
			for i := range 4 {
				d.ticket(fmt.Sprintf("T%02d", 19-i), "gold")
			}
			if name != "targets of which some are past" {
				d.sql("UPDATE desk.tickets SET tier = ''")
			}
			d.rounds.Use(standing("2", rules.History{version(c.edited, "v2")}))
			d.round()
			d.want(c.want, told(), "told")
			d.want([]string{"#frontline: " + c.notice}, d.notices(), "notices")
			d.at(51 * time.Minute)
			d.round()
			d.want(c.want, told(), "told after another round")
		})
	}
}

// A warning that comes by itself is no edit, though the standards are edited when it does.
func TestAWarningByItselfIsNoEdit(t *testing.T) {
	d, told := crowd(t)
	later := callback()
	later.Promise = "We call you back."
	d.at(61 * time.Minute)
	d.rounds.Use(standing("2", rules.History{version(later, "v1")}))
	d.round()
	d.want([]string{"50%: tell 20"}, told(), "told")
}

// Clocks that were not judged for a while, by what was written, and are long late once they are again.
func TestClocksThatComeBackAreToldOfAsAFew(t *testing.T) {
	live := version(callback(), "v1")
	retired := live
	retired.RetiredAt = calendar.FromTime(nine.Add(51 * time.Minute))
	retired.LiveUntil = retired.RetiredAt
	superseded, back := retired, live
	back.LiveFrom = calendar.FromTime(nine)
	superseded.LiveFrom, superseded.LiveUntil = back.LiveFrom, back.LiveFrom
	nowhere := callback()
	nowhere.Calendar, nowhere.CalendarGone = nil, "always"
	nobody := callback()
	nobody.AppliesTo = tier("vip")
	for name, c := range map[string]struct{ without, with rules.History }{
		"retired, and added again for the past": {rules.History{retired}, rules.History{superseded, back}},
		"without its calendar":                  {rules.History{version(nowhere, "v1")}, rules.History{live}},
		"of other customers":                    {rules.History{version(nobody, "v1")}, rules.History{live}},
	} {
		t.Run(name, func(t *testing.T) {
			d, told := crowd(t)
			d.at(51 * time.Minute)
			d.rounds.Use(standing("2", c.without))
			d.round()
			d.at(5 * time.Hour)
			d.round()
			d.at(5*time.Hour + 11*time.Minute)
			d.round()
			d.rounds.Use(standing("3", c.with))
			if s := d.round(); s.LateAttached != 20 {
				t.Errorf("%d late attached", s.LateAttached)
			}
			d.want([]string{"missed: late_attached 5", "missed: late_summed 15"}, told(), "told")
		})
	}
}

// A calendar that is corrected makes misses of what was met: they are restated, and a few are told.
func TestVerdictsThatBecomeMissesAreToldOfAsAFew(t *testing.T) {
	d, told := crowd(t)
	d.sql(`INSERT INTO desk.events SELECT id, $1, 'called', $1 FROM desk.tickets`, nine.Add(55*time.Minute))
	d.at(56 * time.Minute)
	d.round()
	short := callback()
	short.Targets = []rules.Target{{Within: within(50 * time.Minute)}} // under the same hash: as if it were the calendar
	d.at(5 * time.Hour)
	d.rounds.Use(standing("2", rules.History{version(short, "v1")}))
	if s := d.round(); s.Restated != 20 || s.LateAttached != 20 {
		t.Errorf("%+v", s)
	}
	d.want([]string{"missed: late_attached 5", "missed: late_summed 15", "recovered: merged 20"}, told(), "told")
}
