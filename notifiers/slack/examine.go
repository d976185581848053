package slack

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Identity is who a token is for.
type Identity struct {
	Team, User string
	// Scopes are what the app was granted; nil where Slack does not say.
	Scopes []string
}

// Lacks gives those of the scopes that were not granted; none where Slack does not say.
func (i *Identity) Lacks(scopes ...string) []string {
	if i.Scopes == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return slices.Contains(i.Scopes, s) })
}

// Identify asks Slack who the token is for. It posts nothing.
func (s *Slack) Identify(ctx context.Context) (*Identity, error) {
	ctx, wire, cancel := s.begin(ctx)
	defer cancel()
	answer, err := s.api.AuthTestContext(ctx)
	if err != nil {
		return nil, s.failure(ctx, err, wire)
	}
	who := &Identity{Team: answer.Team, User: answer.User}
	for scope := range strings.SplitSeq(answer.Header.Get("X-Oauth-Scopes"), ",") {
		if scope = strings.TrimSpace(scope); scope != "" {
			who.Scopes = append(who.Scopes, scope)
		}
	}
	return who, nil
}

// noThread is the ts of a message that is in no channel.
const noThread = "1000000000.000000"

// Reach looks whether a channel is there, and whether its history and its threads can be read, without which nothing that
// may have been posted can be looked for. It posts nothing. Slack's pages disagree on what reading threads takes, so it is tried.
func (s *Slack) Reach(ctx context.Context, to notifiers.Place) error {
	id, err := s.resolve(ctx, to)
	if err != nil {
		return err
	}
	if _, _, err := s.page(ctx, id, "", calendar.None, "", 1); err != nil {
		return err
	}
	_, _, err = s.page(ctx, id, noThread, calendar.None, "", 1)
	var failure *notifiers.Failure
	if errors.As(err, &failure) && failure.Code == "thread_not_found" {
		return nil // which is what was to be heard
	}
	return err
}

// Groups gives the handles of all user groups.
func (s *Slack) Groups(ctx context.Context) ([]string, error) {
	ctx, wire, cancel := s.begin(ctx)
	defer cancel()
	groups, err := s.api.GetUserGroupsContext(ctx)
	if err != nil {
		return nil, s.failure(ctx, err, wire)
	}
	var handles []string
	for i := range groups {
		handles = append(handles, strings.ToLower(groups[i].Handle))
	}
	return handles, nil
}
