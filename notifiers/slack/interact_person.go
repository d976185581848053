package slack

import (
	"cmp"
	"context"
	"strings"
	"sync"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
)

// allowance is how somebody is named among those who may: ids as they are, addresses in lower case.
func allowance(who string) string {
	who = strings.TrimSpace(who)
	if strings.Contains(who, "@") {
		return strings.ToLower(who)
	}
	return who
}

// byEmail tells whether anybody may by their address.
func (x *Interactions) byEmail() bool {
	for who := range x.mayExcuse {
		if strings.Contains(who, "@") {
			return true
		}
	}
	return false
}

// crowd remembers who has clicked.
type crowd struct {
	now func() time.Time

	mu     sync.Mutex
	people map[string]clicker // by id
}

type clicker struct {
	notifiers.Person
	until time.Time
}

func newCrowd(now func() time.Time) *crowd { return &crowd{now: now, people: map[string]clicker{}} }

func (c *crowd) known(id string) (notifiers.Person, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	one := c.people[id]
	return one.Person, c.now().Before(one.until)
}

func (c *crowd) learn(p notifiers.Person) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.people) >= maxPeople {
		clear(c.people)
	}
	c.people[p.ID] = clicker{p, c.now().Add(unknownFor)}
}

// person gives who somebody is: by users.info, and with its error by what the click says, without an address.
func (x *Interactions) person(ctx context.Context, u user) (notifiers.Person, error) {
	if known, fresh := x.crowd.known(u.ID); fresh {
		return known, nil
	}
	ctx, cancelled := context.WithTimeout(ctx, answerWithin/2) // the other half is for what they want done
	defer cancelled()
	ctx, wire, cancel := x.slack.begin(ctx)
	defer cancel()
	said := notifiers.Person{ID: u.ID, Name: cmp.Or(u.Name, u.Username, u.ID)}
	info, err := x.slack.api.GetUserInfoContext(ctx, u.ID)
	if err != nil {
		return said, x.slack.failure(ctx, err, wire)
	}
	said.Name = cmp.Or(strings.TrimSpace(info.Profile.DisplayName), strings.TrimSpace(info.RealName), said.Name)
	if !info.Deleted && !info.IsBot && !info.IsStranger {
		said.Email = info.Profile.Email
	}
	x.crowd.learn(said)
	return said, nil
}
