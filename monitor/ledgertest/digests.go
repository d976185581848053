package ledgertest

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// digest gives the record of some week.
func digest(t *testing.T, name string, week int) *monitor.DigestRecord {
	t.Helper()
	from := monday + calendar.Date(7*week)
	p := compliance.Period{Kind: compliance.WeekPeriod, Days: compliance.Days{From: from, To: from + 7}}
	report := compliance.Report{
		Schema: 1, Name: name, Period: compliance.Span{Name: fmt.Sprint("W", week), Title: "é \" \\ <b>", Zone: atlantis.String()},
	}
	document, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return &monitor.DigestRecord{
		Name: name, Period: p, Span: report.Period.Name, Document: append(document, '\n'), MadeAt: at(week), N: 10 + week, Missed: week,
	}
}

func (f *fixture) record(t *testing.T, d *monitor.DigestRecord, places ...notifiers.Place) bool {
	t.Helper()
	recorded, err := f.RecordDigest(t.Context(), d, places)
	if err != nil {
		t.Fatal(err)
	}
	return recorded
}

func digests(t *testing.T, f *fixture) {
	first, second, other := digest(t, "executive", 1), digest(t, "executive", 2), digest(t, "frontline", 1)
	f.want(f.record(t, first), true, "the first")
	f.want(f.record(t, second), true, "the next week")
	f.want(f.record(t, other), true, "another report")
	again := digest(t, "executive", 1)
	again.Document, again.N = []byte("{}"), 99
	f.want(f.record(t, again, "#late"), false, "the first again")
	got, err := f.Digest(t.Context(), "executive", "W1")
	if err != nil {
		t.Fatal(err)
	}
	f.want(got, first, "byte for byte")
	if got, err := f.Digest(t.Context(), "executive", "W3"); got != nil || err != nil {
		t.Errorf("one that there is not: %v, %v", got, err)
	}
	bare := func(all ...*monitor.DigestRecord) []monitor.DigestRecord {
		var records []monitor.DigestRecord
		for _, d := range all {
			record := *d
			record.Document = nil
			records = append(records, record)
		}
		return records
	}
	for name, want := range map[string][]monitor.DigestRecord{
		"": bare(second, first), "executive": bare(second, first), "frontline": bare(other),
	} {
		got, err := f.Digests(t.Context(), name, 2)
		if err != nil {
			t.Fatal(err)
		}
		f.want(got, want, "those of "+name)
	}
	if claims := f.claim(10); len(claims) != 0 {
		t.Errorf("what was recorded without a place is told: %+v", claims)
	}
}

// digestTold: a digest is told once a place, as it was recorded, and in a chat its file follows in the thread.
func digestTold(t *testing.T, f *fixture) {
	d := digest(t, "executive", 1)
	f.record(t, d, "#a", "mailto:ceo@example.com")
	f.record(t, d, "#a", "#b")
	told := map[notifiers.Place]monitor.Claim{}
	for _, c := range f.claim(10) {
		told[c.Place] = c
	}
	f.want(len(told), 2, "places that are told")
	for place, c := range told {
		f.want(c.Message.Key(), monitor.DigestKey("executive", "W1", place), "key")
		shown, err := f.DigestOf(t.Context(), &c)
		if err != nil {
			t.Fatal(err)
		}
		f.want(shown.Location == atlantis, true, "the report's zone")
		f.want(shown.Report.Period.Title, "é \" \\ <b>", "what was recorded")
		f.settle(t, c, monitor.Settlement{State: monitor.Sent, Receipt: notifiers.Receipt{Channel: "C1", ID: "17.1"}})
	}
	f.Spare(t)
	files := f.claim(10)
	if len(files) != 1 || files[0].Place != "#a" || files[0].Message.File == nil || files[0].Opening() == nil {
		t.Fatalf("what follows: %+v", files)
	}
	f.want(files[0].Opening().Receipt.ID, "17.1", "the thread of the file")
	if _, err := f.DigestOf(t.Context(), &files[0]); err != nil {
		t.Error(err)
	}
}

// digestRace: of several that record a digest at once, one does.
func digestRace(t *testing.T, f *fixture) {
	const replicas = 6
	d := digest(t, "executive", 1)
	var all sync.WaitGroup
	done := make(chan bool, replicas)
	for range replicas {
		all.Go(func() {
			recorded, err := f.RecordDigest(t.Context(), d, []notifiers.Place{"#a"})
			if err != nil {
				t.Error(err)
			}
			done <- recorded
		})
	}
	all.Wait()
	close(done)
	n := 0
	for recorded := range done {
		if recorded {
			n++
		}
	}
	f.want(n, 1, "how many recorded it")
	f.want(len(f.claim(10)), 1, "messages")
}

// digestFence: who no longer leads records no digest.
func digestFence(t *testing.T, f *fixture) {
	ctx := monitor.InTerm(t.Context(), 77) // no such term
	recorded, err := f.RecordDigest(ctx, digest(t, "executive", 1), []notifiers.Place{"#a"})
	if recorded || !errors.Is(err, monitor.ErrNotLeading) {
		t.Errorf("recorded %v, %v", recorded, err)
	}
	if got, err := f.Digest(t.Context(), "executive", "W1"); got != nil || err != nil {
		t.Errorf("a digest is there: %v, %v", got, err)
	}
	f.want(len(f.claim(10)), 0, "messages")
}
