package slack

import (
	"testing"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// Who comes to the workspace later is called as soon as the old answer is no longer believed.
func TestWhatIsKnownOfPeopleGrowsOld(t *testing.T) {
	fake := notifierstest.NewSlack(t)
	s, err := New(Options{Token: fake.Token(), APIURL: fake.URL()})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC)
	s.book = newBook(func() time.Time { return now })
	message := notifiers.Message{Alert: &notifiers.Alert{Mention: []notifiers.Mention{{Group: "oncall"}, {Email: "ada@example.com"}}}}
	var group, ada string
	for _, step := range []struct {
		name  string
		after time.Duration
		do    func()
		want  func() string
	}{
		{"nobody there", 0, func() {}, func() string { return "@oncall ada@example.com" }},
		{"just come", unknownFor - time.Second, func() { group, ada = fake.AddGroup("oncall"), fake.AddPerson("Ada", "ada@example.com") }, func() string {
			return "@oncall ada@example.com"
		}},
		{"asked again", time.Second, func() {}, func() string { return "<!subteam^" + group + "> <@" + ada + ">" }},
		{"when nobody answers, those known are called", foundFor, func() {
			for _, method := range []string{"usergroups.list", "users.lookupByEmail"} {
				fake.Misbehave(notifierstest.Fault{Kind: notifierstest.Status, Method: method})
			}
		}, func() string { return "<!subteam^" + group + "> <@" + ada + ">" }},
	} {
		now = now.Add(step.after)
		step.do()
		if got := s.call(t.Context(), message); got != step.want() {
			t.Errorf("%s: %q, want %q", step.name, got, step.want())
		}
	}
}

// The book does not grow with every address that tickets bring.
func TestTheBookIsBounded(t *testing.T) {
	b := newBook(time.Now)
	for i := range 3 * maxPeople {
		b.learnPerson(time.Duration(i).String(), "U1", time.Hour)
	}
	if n := len(b.people); n > maxPeople {
		t.Errorf("%d people are remembered", n)
	}
}
