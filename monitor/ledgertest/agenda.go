package ledgertest

import (
	"slices"
	"testing"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// plan are clocks of some tickets, some to be looked at in minutes from at(0), some open, some not.
func plan() *monitor.Change {
	c := &monitor.Change{Source: source, AsOf: at(5)}
	add := func(ticket, standard string, next calendar.Instant, state rules.State) {
		r := row(ticket)
		r.Key.Standard, r.NextAt, r.State = standard, next, state
		c.Clocks = append(c.Clocks, r)
	}
	add("a", "callback", at(30), rules.Running)
	add("a", "resolution", at(10), rules.Running)
	add("b", "callback", at(20), rules.Running)
	add("b", "resolution", at(20), rules.Running)
	add("c", "callback", at(40), rules.Running)
	add("d", "callback", calendar.None, rules.Paused)
	add("e", "callback", calendar.None, rules.Stopped)
	add("f", "callback", calendar.None, rules.Cancelled)
	add("é", "callback", at(11), rules.Running)
	return c
}

// elsewhere is a clock of another source that is due and open before all others.
func elsewhere() *monitor.Change {
	c := &monitor.Change{Source: "other", AsOf: at(1), Clocks: []monitor.ClockRow{row("0")}}
	c.Clocks[0].NextAt = at(1)
	return c
}

func due(t *testing.T, f *fixture) {
	f.commit(plan())
	f.commit(elsewhere())
	for _, c := range []struct {
		what    string
		by      calendar.Instant
		without []string
		limit   int
		want    []string
	}{
		{"none yet", at(10) - 1, nil, 10, nil},
		{"at the instant", at(10), nil, 10, []string{"a"}},
		{"each ticket once", at(39), nil, 10, []string{"a", "é", "b"}},
		{"with a limit", at(99), nil, 3, []string{"a", "é", "b"}},
		{"without some", at(99), []string{"a", "b"}, 3, []string{"é", "c"}},
		{"by no instant", calendar.None, nil, 10, nil},
	} {
		got, err := f.Due(t.Context(), source, c.by, c.without, c.limit)
		if err != nil {
			t.Fatal(err)
		}
		f.want(got, c.want, c.what)
	}
}

func next(t *testing.T, f *fixture) {
	of := func(after calendar.Instant) calendar.Instant {
		got, err := f.Next(t.Context(), source, after)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	f.want(of(calendar.None), calendar.None, "of an empty ledger")
	f.commit(plan())
	f.commit(elsewhere())
	f.want(of(calendar.None), at(10), "the first")
	f.want(of(at(10)-1), at(10), "just before")
	f.want(of(at(11)), at(20), "after it")
	f.want(of(at(40)), calendar.None, "after all")
}

func open(t *testing.T, f *fixture) {
	f.commit(plan())
	f.commit(elsewhere())
	f.commit(&monitor.Change{Source: source, AsOf: at(50), Clocks: []monitor.ClockRow{row("z")}})
	of := func(after string, judged calendar.Instant, limit int) []string {
		got, err := f.Open(t.Context(), source, after, judged, limit)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	var all []string
	for after := ""; ; {
		page := of(after, at(49), 2)
		all = append(all, page...)
		if len(page) < 2 {
			break
		}
		after = page[1]
	}
	f.want(all, []string{"a", "b", "c", "d", "é"}, "page by page")
	f.want(of("", at(50), 10), append(slices.Clone(all[:4]), "z", "é"), "with what was judged later")
	f.want(of("", at(5)-1, 10), []string(nil), "before any was judged")
}
