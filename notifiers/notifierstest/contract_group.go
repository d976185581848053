package notifierstest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/notifiers"
)

// testGroup posts a group, counts it down, and posts a page and a file in its thread.
func testGroup(t *testing.T, s Subject) {
	group := SampleGroup()
	opening := s.send(t, notifiers.Post{Message: notifiers.Message{Group: group}})
	s.wants(t, "the group", "120 late, 27 at risk", "152 clocks of 140 tickets", "We call you back within two working hours.",
		"118 late, 20 at risk, 5 at rest", "4711", "1 h 55 min late", "10:35 CEST (UTC+02:00)")
	rested := *group
	rested.Late, rested.AtRisk, rested.Rested, rested.Worst = 0, 0, rested.Clocks, nil
	s.update(t, opening, notifiers.Message{Group: &rested})
	if s.Able.Update {
		s.wants(t, "the group at rest", "Come to rest: 152 clocks")
	}
	page := SamplePage()
	s.send(t, notifiers.Post{Message: notifiers.Message{Page: page}, Thread: opening})
	s.wants(t, "the page", "Page 3 of 3", "4811", "4860", "2 more clocks")
	file := SampleFile()
	s.send(t, notifiers.Post{Message: notifiers.Message{File: file}, Thread: opening})
	s.wants(t, "the file", file.Name)
	for i, text := range Hostile() {
		s.send(t, notifiers.Post{Message: notifiers.Message{Group: hostileGroup(i, text)}})
		p := SamplePage()
		p.Key += fmt.Sprint("/hostile/", i)
		p.Alerts = hostileGroup(i, text).Worst
		s.send(t, notifiers.Post{Message: notifiers.Message{Page: p}, Thread: opening})
	}
	if s.Standing != nil && (s.Standing(group.Key) != 1 || s.Standing(page.Key) != 1) {
		t.Errorf("%d messages carry the key of the group, %d that of the page", s.Standing(group.Key), s.Standing(page.Key))
	}
}

func hostileGroup(i int, text string) *notifiers.Group {
	g := SampleGroup()
	g.Key += fmt.Sprint("/hostile/", i)
	g.Standards[0].Promise, g.Standards[0].Standard = text, text
	a := &g.Worst[0]
	a.Ticket, a.Subject, a.Customer, a.Team, a.Standard, a.Promise, a.Link = text, text, text, text, text, text, "https://example.com/"+text
	return g
}

// testReply posts a later stage as the answer to the one that opened.
func testReply(t *testing.T, s Subject) {
	opening := s.post(t, Sample(notifiers.Warn, "4711"))
	missed := Sample(notifiers.Missed, "4711")
	receipt := s.send(t, notifiers.Post{Message: notifiers.Message{Alert: missed}, Thread: opening, Broadcast: true})
	s.wants(t, "the answer", "1 h 05 min late")
	if receipt == opening {
		t.Errorf("the answer stands where the opening does: %+v", receipt)
	}
	if s.Able.Reply != (s.Answers != nil) {
		t.Fatal("a subject that can reply tells with Answers what answers what")
	}
	if s.Able.Reply && !s.Answers(missed.Key, opening) {
		t.Errorf("%s does not answer %+v", missed.Key, opening)
	}
}

// send posts to the subject's place what must be taken.
func (s *Subject) send(t *testing.T, p notifiers.Post) notifiers.Receipt {
	t.Helper()
	p.To = s.Place
	receipt, err := s.Notifier.Post(t.Context(), p)
	if err != nil || receipt.Channel == "" || receipt.ID == "" {
		t.Fatalf("Post(%s) = %+v, %v", p.Message.Key(), receipt, err)
	}
	return receipt
}

func (s *Subject) wants(t *testing.T, what string, texts ...string) {
	t.Helper()
	output := s.Output()
	for _, want := range texts {
		if !strings.Contains(output, want) {
			t.Errorf("%s does not say %q:\n%.4000s", what, want, output)
		}
	}
}
