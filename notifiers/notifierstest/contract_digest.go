package notifierstest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// testDigest posts a period's report, which is sent once and never changed, and finds it; then reports of every kind.
func testDigest(t *testing.T, s Subject) {
	d := SampleDigest()
	message := notifiers.Message{Digest: d}
	receipt := s.send(t, notifiers.Post{Message: message})
	s.wants(t, "the digest", "94.6 % of promises kept", "Week 46, 9–15 November 2026", "Callback", "Friday afternoon", "https://yardstick.example.com/", "08:00 CET (UTC+01:00)")
	for range 2 {
		s.update(t, receipt, message)
	}
	if s.Standing != nil && s.Standing(d.Key) != 1 {
		t.Errorf("%d messages carry the key", s.Standing(d.Key))
	}
	if finder, ok := s.finder(t); ok {
		if got, err := finder.Find(t.Context(), s.search(d.Key)); got[d.Key] != receipt || err != nil {
			t.Errorf("Find = %+v, %v; want %+v", got, err, receipt)
		}
	}
	for name, r := range Reports() {
		s.send(t, notifiers.Post{Message: notifiers.Message{Digest: &notifiers.Digest{Key: "digest/" + name, Report: r}}})
	}
}

// testHostileDigest posts reports in which everything that comes out of tickets and files is hostile.
func testHostileDigest(t *testing.T, s Subject) {
	for i, text := range Hostile() {
		d := SampleDigest()
		d.Key += fmt.Sprint("/hostile/", i)
		d.Link = "https://yardstick.example.com/" + text
		spoil(d.Report, text)
		s.send(t, notifiers.Post{Message: notifiers.Message{Digest: d}})
	}
}

// spoil says a text wherever somebody else than the program may have written it. What a ledger keeps is valid UTF-8, and not as long as a
// ticket's texts may be.
func spoil(r *compliance.Report, text string) {
	text = strings.ToValidUTF8(text[:min(len(text), 10_000)], "")
	r.Name, r.Period.Title, r.Period.Name = text, text, text
	if r.Baseline != nil {
		r.Baseline.Name = text
	}
	for i := range r.Standards {
		p := &r.Standards[i]
		p.Promise, p.Owner, p.Touchpoint, p.Route = text, text, text, text
		for j := range p.Causes {
			p.Causes[j].Value = text
		}
		for j := range p.Worst {
			m := &p.Worst[j]
			m.Ticket, m.Subject, m.Customer, m.Team, m.Link = text, text, text, text, "https://helpdesk.example.com/"+text
		}
		for j := range p.Trend {
			p.Trend[j].Period = text
		}
		if p.Expected != nil {
			p.Expected.Source = text
		}
	}
	for i := range r.Attention {
		if a := &r.Attention[i]; a.Subject != "" {
			a.Subject = text
		}
	}
	for i := range r.Customers {
		r.Customers[i].Customer = text
	}
	for i := range r.Coverage.Journey {
		r.Coverage.Journey[i].Name = text
	}
	for i := range r.Trend {
		r.Trend[i].Period = text
	}
	for i := range r.Restated {
		r.Restated[i].Period = text
	}
}
