package ledgertest

import (
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

func versions(t *testing.T, f *fixture) {
	first := []monitor.VersionRow{
		{Standard: "b", Hash: "h1", EffectiveFrom: calendar.None, LoadedAt: at(1), Definition: `{"text": "<é>",  "n": 1.0}`},
		{Standard: "a", Hash: "h2", EffectiveFrom: at(0), LoadedAt: at(1), Definition: "{}"},
	}
	load := func([]monitor.VersionRow) []monitor.VersionRow { return first }
	got, err := f.Activate(t.Context(), load)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Serial >= got[1].Serial {
		t.Fatalf("rows %+v, want two in the order they were given", got)
	}
	want := slices.Clone(first)
	for i := range want {
		want[i].Serial = got[i].Serial
	}
	f.want(got, want, "what was added")

	var replicas sync.WaitGroup
	gone := monitor.VersionRow{Standard: "a", EffectiveFrom: calendar.None, LoadedAt: at(2)}
	for range 8 {
		replicas.Go(func() {
			all, err := f.Activate(t.Context(), func(have []monitor.VersionRow) []monitor.VersionRow {
				for range 10 { // while the others come
					if _, err := f.Versions(t.Context()); err != nil {
						t.Error(err)
					}
				}
				if len(have) == 2 {
					return []monitor.VersionRow{gone}
				}
				return nil
			})
			if err != nil || len(all) != 3 {
				t.Errorf("a replica sees %d rows, %v", len(all), err)
			}
		})
	}
	replicas.Wait()
	all, err := f.Versions(t.Context())
	if err != nil || len(all) != 3 {
		t.Fatalf("%d rows, %v", len(all), err)
	}
	gone.Serial = all[2].Serial
	f.want(all, append(want, gone), "all versions")
}

func excuses(t *testing.T, f *fixture) {
	say := func(e monitor.Excuse) {
		if err := f.Excuse(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	of := func(source string) []monitor.Excuse {
		got, err := f.Excuses(t.Context(), source)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	one := monitor.Excuse{Source: source, Clock: row("1").Key, By: "jane@example.com", Why: "power cut 'é'", At: at(1)}
	two := one
	two.Clock.Cycle.N = 1
	other := one
	other.Source = "other"
	say(one)
	say(two)
	say(other)
	f.want(of(source), []monitor.Excuse{one, two}, "two clocks")
	undone := one
	undone.Undo, undone.At, undone.Why = true, at(2), "there was none"
	say(undone)
	f.want(of(source), []monitor.Excuse{two}, "one taken back")
	f.want(of("other"), []monitor.Excuse{other}, "of another source")
	again := one
	again.By, again.At = "joe", at(0) // what was said last counts, not what is dated last
	say(again)
	f.want(of(source), []monitor.Excuse{again, two}, "and excused again")
}

func statements(t *testing.T, f *fixture) {
	change := missed("1", at(150))
	f.commit(change)
	excuse := monitor.Excuse{Source: source, Clock: row("1").Key, By: "jane", Why: "power cut", At: at(1)}
	if err := f.Excuse(t.Context(), excuse); err != nil {
		t.Fatal(err)
	}
	f.settle(t, f.claimOne(t, "#a"), monitor.Settlement{State: monitor.Sent, Receipt: notifiers.Receipt{Channel: "C1", ID: "1.0"}})
	end := told("1", notifiers.Recovered, "recovered", "#b")
	end.AsOf = at(160)
	f.commit(end)
	f.commit(missed("2", at(150)))

	got, err := f.Statements(t.Context(), source, "1")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(got, func(a, b monitor.Statement) int { return int(a.At - b.At) }) || len(got) != 4 {
		t.Fatalf("%d statements, or not in order: %+v", len(got), got)
	}
	if sent := got[1].ToldAt; sent < got[1].At || sent > calendar.FromTime(time.Now().Add(time.Hour)) {
		t.Errorf("the miss was recorded at %v and told at %v", got[1].At, sent)
	}
	recovered := monitor.RecordedStage{Transition: end.Transitions[0], Alert: monitor.Pending}
	want := []monitor.Statement{
		{Verdict: &change.Verdicts[0], ToldAt: calendar.None},
		{
			Stage:  &monitor.RecordedStage{Transition: change.Transitions[0], Alert: monitor.Sent},
			Place:  "#a",
			ToldAt: got[1].ToldAt,
		},
		{Excuse: &excuse, ToldAt: calendar.None},
		{Stage: &recovered, ToldAt: calendar.None},
	}
	for i := range want {
		want[i].At = got[i].At
	}
	f.want(got, want, "statements")

	for _, nobody := range [][2]string{{source, "3"}, {"other", "1"}} {
		none, err := f.Statements(t.Context(), nobody[0], nobody[1])
		if err != nil || len(none) != 0 {
			t.Errorf("%v: %+v, %v", nobody, none, err)
		}
		clocks, err := f.Clocks(t.Context(), nobody[0], nobody[1])
		if err != nil || len(clocks) != 0 {
			t.Errorf("%v: %+v, %v", nobody, clocks, err)
		}
	}
	clocksOf(t, f)
}

func clocksOf(t *testing.T, f *fixture) {
	var want []monitor.Recorded
	change := &monitor.Change{Source: source, AsOf: at(7)}
	for n := range int32(12) {
		r := row("many")
		r.Key.Standard, r.Key.Cycle.N = "s"+strconv.Itoa(int(n/6)), n%6
		change.Clocks = append(change.Clocks, r)
		want = append(want, monitor.Recorded{Known: true, Row: r, AsOf: at(7)})
	}
	slices.Reverse(change.Clocks)
	f.commit(change)
	clocks, err := f.Clocks(t.Context(), source, "many")
	if err != nil {
		t.Fatal(err)
	}
	f.want(clocks, want, "clocks in order")
}

func notices(t *testing.T, f *fixture) {
	notice := notifiers.Notice{
		Key: "refused/1", Title: "2 problems in the standards", Lines: []string{"a.yaml:3:1: <!channel>", "\"é\" \\"},
		AsOf: at(1), Location: atlantis,
	}
	for _, place := range []notifiers.Place{"#ops", "#ops", "#elsewhere"} {
		if err := f.Notify(t.Context(), monitor.NoticeIntent{Place: place, Notice: notice}); err != nil {
			t.Fatal(err)
		}
	}
	claim := f.claimOne(t, "#ops")
	f.want(claim.Message, notifiers.Message{Notice: &notice}, "notice")
	f.want(claim.Action, monitor.Post, "action")
	f.settle(t, claim, monitor.Settlement{State: monitor.Sent})
	if err := f.Notify(t.Context(), monitor.NoticeIntent{Place: "#ops", Notice: notice}); err != nil {
		t.Fatal(err)
	}
	if _, waits, err := f.Wait(t.Context(), terms(lease, 1)); waits || err != nil {
		t.Errorf("a notice that was sent waits again: %v", err)
	}
	odd := notifiers.Notice{Key: "odd", Title: "a\x00b\xff", Lines: []string{"\x00"}, AsOf: at(1)}
	if err := f.Notify(t.Context(), monitor.NoticeIntent{Place: "#ops", Notice: odd}); err != nil {
		t.Fatal(err)
	}
	f.want(f.await(t).Message.Notice, &notifiers.Notice{
		Key: "odd", Title: "a\ufffdb\ufffd", Lines: []string{"\ufffd"}, AsOf: at(1), Location: time.UTC,
	}, "a notice with what is no text")
	last := func(want string, begins ...string) {
		t.Helper()
		got, err := f.LastNotice(t.Context(), begins...)
		if err != nil {
			t.Fatal(err)
		}
		f.want(got, want, "the last notice")
	}
	for _, key := range []string{"stale/a%/1", "stale/ab/3", "over/a%/1", "stale/a%/2"} {
		again := notifiers.Notice{Key: key, Title: key, AsOf: at(1)}
		if err := f.Notify(t.Context(), monitor.NoticeIntent{Place: "#ops", Notice: again}); err != nil {
			t.Fatal(err)
		}
	}
	last("stale/a%/2", "stale/a%/", "over/a%/")
	last("over/a%/1", "over/a%/")
	last("stale/ab/3", "stale/ab/", "over/ab/")
	last("", "stale/a/", "tale")
}
