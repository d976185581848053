package slack

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers"
)

// How many people and groups a message calls, and how long the name of one may be that is not known.
const (
	maxCalled     = 10
	maxCalledName = 80
)

// maxEmail is how long an e-mail address can be.
const maxEmail = 254

// call gives who a message calls, as it is sent: groups and people by their ids. Who is not known, or can't be looked up
// now, is shown as text: a message goes out whoever can be called.
func (s *Slack) call(ctx context.Context, m notifiers.Message) string {
	var mentions []notifiers.Mention
	switch {
	case m.Alert != nil:
		mentions = m.Alert.Mention
	case m.Group != nil:
		mentions = m.Group.Mention
	}
	if len(mentions) == 0 {
		return ""
	}
	// Half of what a request may take, so that looking people up can't use up the claim.
	ctx, cancel := context.WithTimeout(ctx, s.timeout/2)
	defer cancel()
	var names []string
	seen := map[string]bool{}
	for _, mention := range mentions {
		if name := s.mention(ctx, mention); name != "" && !seen[name] && len(names) < maxCalled {
			names = append(names, name)
			seen[name] = true
		}
	}
	return strings.Join(names, " ")
}

// mention gives one who is called.
func (s *Slack) mention(ctx context.Context, m notifiers.Mention) string {
	switch group, email := strings.TrimPrefix(m.Group, "@"), strings.TrimSpace(m.Email); {
	case group == "here", group == "channel":
		return "<!" + group + ">"
	case group != "":
		if id := s.group(ctx, group); id != "" {
			return "<!subteam^" + id + ">"
		}
		return mrkdwn("@"+group, maxCalledName)
	case email == "":
		return ""
	case isEmail(email):
		if id := s.person(ctx, strings.ToLower(email)); id != "" {
			return "<@" + id + ">"
		}
	}
	return mrkdwn(m.Email, maxCalledName)
}

// isEmail tells whether a text may be an address: what comes out of a ticket need not be.
func isEmail(text string) bool {
	name, host, found := strings.Cut(text, "@")
	return found && name != "" && host != "" && len(text) <= maxEmail &&
		strings.IndexFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) < 0
}

// How long an answer about who there is holds: one that found them, one that did not, and none.
const (
	foundFor   = time.Hour
	unknownFor = 10 * time.Minute
	silentFor  = time.Minute
)

// maxPeople bounds the book: it begins anew when it is full.
const maxPeople = 10_000

// book remembers who there is in the workspace.
type book struct {
	now func() time.Time

	mu          sync.Mutex
	people      map[string]entry // by e-mail
	groups      map[string]string
	groupsUntil time.Time
}

type entry struct {
	id    string // "" for nobody
	until time.Time
}

func newBook(now func() time.Time) *book { return &book{now: now, people: map[string]entry{}} }

// group gives the id of a user group by its handle; "" where there is none, or nobody says. Where it can't be asked, what
// was known before holds on.
func (s *Slack) group(ctx context.Context, handle string) string {
	if id, fresh := s.book.group(handle); fresh {
		return id
	}
	ctx, _, cancel := s.begin(ctx)
	defer cancel()
	groups, err := s.api.GetUserGroupsContext(ctx)
	s.book.learnGroups(groups, holds(err))
	id, _ := s.book.group(handle)
	return id
}

// holds is how long an answer of which only the error counts is believed.
func holds(err error) time.Duration {
	var limited *slack.RateLimitedError
	switch {
	case err == nil:
		return unknownFor
	case errors.As(err, &limited):
		return max(limited.RetryAfter, silentFor)
	}
	return silentFor
}

func (b *book) group(handle string) (id string, fresh bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.groups[strings.ToLower(handle)], b.now().Before(b.groupsUntil)
}

// learnGroups takes what there is, or nil where nobody said.
func (b *book) learnGroups(groups []slack.UserGroup, until time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.groupsUntil = b.now().Add(until)
	if groups == nil {
		return
	}
	b.groups = map[string]string{}
	for i := range groups {
		if id := groups[i].ID; userID.MatchString(id) {
			b.groups[strings.ToLower(groups[i].Handle)] = id
		}
	}
}

// person gives the id of a member by e-mail; "" where there is none, or nobody says.
func (s *Slack) person(ctx context.Context, email string) string {
	known, fresh := s.book.person(email)
	if fresh {
		return known
	}
	ctx, _, cancel := s.begin(ctx)
	defer cancel()
	user, err := s.api.GetUserByEmailContext(ctx, email)
	var refused slack.SlackErrorResponse
	switch {
	case err == nil && userID.MatchString(user.ID) && !user.Deleted:
		s.book.learnPerson(email, user.ID, foundFor)
		return user.ID
	case err == nil, errors.As(err, &refused) && refused.Err == "users_not_found":
		s.book.learnPerson(email, "", unknownFor)
		return ""
	}
	s.book.learnPerson(email, known, holds(err))
	return known
}

func (b *book) person(email string) (id string, fresh bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e := b.people[email]
	return e.id, b.now().Before(e.until)
}

func (b *book) learnPerson(email, id string, until time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.people) >= maxPeople {
		clear(b.people)
	}
	b.people[email] = entry{id, b.now().Add(until)}
}
