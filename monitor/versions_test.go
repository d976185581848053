package monitor_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// versioned is a standard in a set: its hash, and its effective_from.
type versioned struct {
	id, hash string
	from     calendar.Instant
}

// always is versioned without effective_from.
func always(id, hash string) versioned { return versioned{id, hash, calendar.None} }

// loads keeps the rows of a ledger over several loads.
type loads struct{ rows []monitor.VersionRow }

// load adds what a set changes and gives its histories and how many rows were new.
func (l *loads) load(t *testing.T, at calendar.Instant, set ...versioned) ([]rules.History, int) {
	t.Helper()
	var live []rules.History
	for _, v := range set {
		live = append(live, rules.History{{
			LiveFrom: v.from, LiveUntil: calendar.None, RetiredAt: calendar.None, Hash: v.hash,
			Standard: &rules.Standard{ID: v.id, Promise: "as of " + at.String(), Route: "route " + v.hash},
		}})
	}
	define := func(s *rules.Standard) string { return "kept " + strings.TrimPrefix(s.Route, "route ") }
	changed := monitor.Changed(l.rows, live, define, at)
	for _, row := range changed {
		row.Serial = int64(len(l.rows) + 1)
		l.rows = append(l.rows, row)
	}
	histories, err := monitor.Histories(l.rows, live, recallKept)
	if err != nil {
		t.Fatal(err)
	}
	return histories, len(changed)
}

func recallKept(id, definition string) (*rules.Standard, error) {
	if !strings.HasPrefix(definition, "kept ") {
		return nil, fmt.Errorf("%q was never kept", definition)
	}
	return &rules.Standard{ID: id, Promise: "of then", Route: "of then", WarnAt: make([]rules.Warning, 1), Escalate: make([]rules.Escalation, 1), Objective: 0.5}, nil
}

// spans shows a history: "hash [from, until)", and when it was retired.
func spans(h rules.History) []string {
	var all []string
	for _, v := range h {
		text := fmt.Sprintf("%s [%s, %s)", v.Hash, minute(v.LiveFrom), minute(v.LiveUntil))
		if v.RetiredAt != calendar.None {
			text += " retired " + minute(v.RetiredAt)
		}
		all = append(all, text)
	}
	return all
}

func minute(i calendar.Instant) string {
	if i == calendar.None {
		return "-"
	}
	return fmt.Sprint(int64(i))
}

func TestVersions(t *testing.T) {
	type step struct {
		at  calendar.Instant
		set []versioned
	}
	for _, c := range []struct {
		name  string
		steps []step
		want  []string // of the standard a
	}{
		{
			"the first without effective_from reaches back for ever",
			[]step{{10, []versioned{always("a", "A")}}},
			[]string{"A [-, -)"},
		},
		{
			"the first with effective_from: earlier starts have no clock",
			[]step{{10, []versioned{{"a", "A", 5}}}},
			[]string{"A [5, -)"},
		},
		{
			"a later one is live from when it was loaded",
			[]step{{10, []versioned{always("a", "A")}}, {20, []versioned{always("a", "B")}}},
			[]string{"A [-, 20)", "B [20, -)"},
		},
		{
			"or from its effective_from: in the past",
			[]step{{10, []versioned{always("a", "A")}}, {20, []versioned{{"a", "B", 15}}}},
			[]string{"A [-, 15)", "B [15, -)"},
		},
		{
			"or in the future",
			[]step{{10, []versioned{always("a", "A")}}, {20, []versioned{{"a", "B", 30}}}},
			[]string{"A [-, 30)", "B [30, -)"},
		},
		{
			"which is over when another is loaded before it has come",
			[]step{{10, []versioned{always("a", "A")}}, {20, []versioned{{"a", "B", 30}}}, {25, []versioned{always("a", "C")}}},
			[]string{"A [-, 25)", "B [25, 25)", "C [25, -)"},
		},
		{
			"a plan that is put off before it has come",
			[]step{{10, []versioned{always("a", "A")}}, {20, []versioned{{"a", "B", 30}}}, {25, []versioned{{"a", "B", 50}}}},
			[]string{"A [-, 50)", "B [30, 30)", "B [50, -)"},
		},
		{
			"and put off twice, for something else at last",
			[]step{
				{10, []versioned{always("a", "A")}},
				{20, []versioned{{"a", "B", 30}}},
				{25, []versioned{{"a", "B", 50}}},
				{28, []versioned{{"a", "C", 40}}},
				{45, []versioned{{"a", "D", 60}}},
			},
			[]string{"A [-, 40)", "B [30, 30)", "B [40, 40)", "C [40, 60)", "D [60, -)"},
		},
		{
			"plans one after the other",
			[]step{{10, []versioned{always("a", "A")}}, {20, []versioned{{"a", "B", 30}}}, {25, []versioned{{"a", "C", 50}}}},
			[]string{"A [-, 30)", "B [30, 50)", "C [50, -)"},
		},
		{
			"what has begun is not put off",
			[]step{{10, []versioned{always("a", "A")}}, {20, []versioned{{"a", "B", 30}}}, {40, []versioned{{"a", "B", 50}}}},
			[]string{"A [-, 30)", "B [30, 50)", "B [50, -)"},
		},
		{
			"a plan that is put off after the standard was taken away",
			[]step{{10, []versioned{always("a", "A")}}, {15, nil}, {20, []versioned{{"a", "B", 30}}}, {25, []versioned{{"a", "B", 50}}}},
			[]string{"A [-, 15) retired 15", "B [30, 30)", "B [50, -)"},
		},
		{
			"what is superseded whole stays, with an empty range",
			[]step{
				{10, []versioned{always("a", "A")}},
				{20, []versioned{always("a", "B")}},
				{30, []versioned{always("a", "C")}},
				{40, []versioned{{"a", "D", 15}}},
			},
			[]string{"A [-, 15)", "B [15, 15)", "C [15, 15)", "D [15, -)"},
		},
		{
			"an effective_from before all others",
			[]step{{10, []versioned{{"a", "A", 8}}}, {20, []versioned{{"a", "B", 5}}}},
			[]string{"A [5, 5)", "B [5, -)"},
		},
		{
			"the same again is nothing new",
			[]step{{10, []versioned{always("a", "A")}}, {20, []versioned{always("a", "A")}}, {30, []versioned{always("a", "A")}}},
			[]string{"A [-, -)"},
		},
		{
			"unless its effective_from differs",
			[]step{{10, []versioned{{"a", "A", 30}}}, {20, []versioned{{"a", "A", 25}}}},
			[]string{"A [25, 25)", "A [25, -)"},
		},
		{
			"taking effective_from away changes nothing that has begun",
			[]step{{10, []versioned{{"a", "A", 5}}}, {20, []versioned{always("a", "A")}}},
			[]string{"A [5, 20)", "A [20, -)"},
		},
		{
			"one that was before is live again from when it was loaded again",
			[]step{{10, []versioned{always("a", "A")}}, {20, []versioned{always("a", "B")}}, {30, []versioned{always("a", "A")}}},
			[]string{"A [-, 20)", "B [20, 30)", "A [30, -)"},
		},
		{
			"one that is taken away is retired",
			[]step{{10, []versioned{always("a", "A")}}, {20, nil}},
			[]string{"A [-, 20) retired 20"},
		},
		{
			"and its versions of before, once",
			[]step{
				{10, []versioned{always("a", "A")}},
				{20, []versioned{always("a", "B")}},
				{30, nil},
				{35, nil},
				{40, []versioned{always("a", "B")}},
				{50, nil},
			},
			[]string{"A [-, 20) retired 30", "B [20, 30) retired 30", "B [40, 50) retired 50"},
		},
		{
			"added again it is live from then on",
			[]step{{10, []versioned{always("a", "A")}}, {20, nil}, {30, []versioned{always("a", "A")}}},
			[]string{"A [-, 20) retired 20", "A [30, -)"},
		},
		{
			"one that had not begun is retired too",
			[]step{{10, []versioned{{"a", "A", 30}}}, {20, nil}},
			[]string{"A [20, 20) retired 20"},
		},
		{
			"other standards come and go beside it",
			[]step{
				{10, []versioned{always("b", "X"), always("a", "A")}},
				{20, []versioned{always("a", "A"), always("c", "Y")}},
				{30, []versioned{always("a", "A")}},
			},
			[]string{"A [-, -)"},
		},
		{
			"a machine's clock that goes back makes no row of before the last",
			[]step{{10, []versioned{always("a", "A")}}, {20, []versioned{always("a", "B")}}, {5, []versioned{always("a", "C")}}},
			[]string{"A [-, 20)", "B [20, 20)", "C [20, -)"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var l loads
			var got []string
			for _, s := range c.steps {
				histories, _ := l.load(t, s.at, s.set...)
				got = nil
				for _, h := range histories {
					if h.Live().Standard.ID == "a" {
						got = spans(h)
					}
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Histories are in the order of the set, then those of standards that were taken away.
func TestVersionsOrder(t *testing.T) {
	var l loads
	l.load(t, 10, always("z", "1"), always("m", "1"), always("a", "1"), always("b", "1"))
	histories, added := l.load(t, 20, always("n", "1"), always("m", "1"))
	var ids []string
	for _, h := range histories {
		ids = append(ids, h.Live().Standard.ID)
	}
	if diff := cmp.Diff([]string{"n", "m", "a", "b", "z"}, ids); diff != "" || added != 4 {
		t.Errorf("%d rows (-want +got):\n%s", added, diff)
	}
}

// Texts, warnings, objective and route are the live set's; those of one that was taken away are empty.
func TestVersionsTexts(t *testing.T) {
	var l loads
	l.load(t, 10, always("a", "A"), always("b", "A"))
	histories, _ := l.load(t, 20, always("a", "B"))
	old, gone := histories[0][0].Standard, histories[1][0].Standard
	if old.Promise != "as of "+calendar.Instant(20).String() || old.Route != "route B" || old.WarnAt != nil || old.Escalate != nil || old.Objective != 0 {
		t.Errorf("a version of before has %+v", old)
	}
	if gone.Promise != "" || gone.Route != "" || gone.WarnAt != nil || gone.Escalate != nil || gone.Objective != 0 {
		t.Errorf("a standard that was taken away has %+v", gone)
	}
}

func TestVersionsRefuse(t *testing.T) {
	live := []rules.History{{{Hash: "A", LiveFrom: calendar.None, Standard: &rules.Standard{ID: "a"}}}}
	row := monitor.VersionRow{Standard: "a", Hash: "A", EffectiveFrom: calendar.None}
	other := monitor.VersionRow{Standard: "a", Hash: "Z", EffectiveFrom: calendar.None}
	unreadable := errors.New("unreadable")
	broken := func(string, string) (*rules.Standard, error) { return nil, unreadable }
	for _, c := range []struct {
		name string
		rows []monitor.VersionRow
		live []rules.History
		want string // "" for none
	}{
		{"a live version that is not recorded", []monitor.VersionRow{row, other}, live, "standard a: its live version is not recorded"},
		{"no row at all", nil, live, "standard a: its live version is not recorded"},
		{"a removal that is not recorded", []monitor.VersionRow{row}, nil, "standard a: that it was taken away is not recorded"},
		{"a version that can't be read", []monitor.VersionRow{other, row}, live, "standard a, version Z of the ledger: unreadable"},
		{"the live version is not read from the ledger", []monitor.VersionRow{row}, live, ""},
	} {
		_, err := monitor.Histories(c.rows, c.live, broken)
		if got := fmt.Sprint(err); got != c.want && (err != nil || c.want != "") {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// Over any loads: each start has the version that the last row reaching it says, and just one; a load without
// effective_from changes no start of before it.
func TestVersionsProperty(t *testing.T) {
	const seeds, horizon = 300, 60
	for seed := range uint64(seeds) {
		random := rand.New(rand.NewPCG(seed, 7))
		var l loads
		var before [horizon]string
		at := calendar.Instant(0)
		for range 12 {
			at += calendar.Instant(random.IntN(5))
			var set []versioned
			if random.IntN(5) > 0 {
				v := always("a", string(rune('A'+random.IntN(3))))
				if random.IntN(3) == 0 {
					v.from = calendar.Instant(random.IntN(horizon))
				}
				set = append(set, v)
			}
			rows := len(l.rows)
			histories, _ := l.load(t, at, set...)
			if len(histories) == 0 {
				continue // it was never there
			}
			after := liveAt(t, histories[0], horizon)
			if want := said(l.rows, horizon); after != want {
				t.Fatalf("seed %d: live %v, want %v; rows %+v", seed, after, want, l.rows)
			}
			moved := len(l.rows) > rows && l.rows[rows].EffectiveFrom != calendar.None
			for start := range horizon {
				if rows > 0 && !moved && calendar.Instant(start) < at && after[start] != before[start] {
					t.Fatalf("seed %d: start %d was judged by %q and is by %q; rows %+v", seed, start, before[start], after[start], l.rows)
				}
			}
			before = after
		}
	}
}

// liveAt gives for each start the version of a history, of which there must not be two, and tests the order.
func liveAt(t *testing.T, h rules.History, horizon int) (live [60]string) {
	t.Helper()
	for i, v := range h {
		if i > 0 && v.LiveFrom < h[i-1].LiveFrom {
			t.Fatalf("not in the order of LiveFrom: %v", spans(h))
		}
		for start := range horizon {
			s := calendar.Instant(start)
			if s < v.LiveFrom || v.LiveUntil != calendar.None && s >= v.LiveUntil {
				continue
			}
			if live[start] != "" {
				t.Fatalf("start %d has two versions: %v", start, spans(h))
			}
			live[start] = v.Hash
		}
	}
	return live
}

// said is the same by the rows alone: the last that reaches a start counts, but for plans that were put off.
func said(rows []monitor.VersionRow, horizon int) (live [60]string) {
	for i, row := range rows {
		later := slices.IndexFunc(rows[i+1:], func(r monitor.VersionRow) bool { return r.Hash == row.Hash })
		if row.Hash != "" && later >= 0 && row.EffectiveFrom > rows[i+1+later].LoadedAt {
			continue
		}
		for start := range horizon {
			from := row.LoadedAt
			if row.EffectiveFrom != calendar.None {
				from = row.EffectiveFrom
			} else if i == 0 {
				from = calendar.None
			}
			if calendar.Instant(start) >= from {
				live[start] = row.Hash
			}
		}
	}
	return live
}
