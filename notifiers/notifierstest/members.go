package notifierstest

import (
	"fmt"
	"net/url"
	"strings"
)

var userMethods = map[string]method{
	"usergroups.list":     (*Slack).listGroups,
	"users.lookupByEmail": (*Slack).lookupByEmail,
	"users.info":          (*Slack).userInfo,
}

// directory is who there is in a workspace.
type directory struct {
	people []*member
	groups []*userGroup
}

type member struct{ id, name, email string }

type userGroup struct {
	id, handle string
	disabled   bool
}

// AddPerson adds a member and gives their id. The name is as it is shown.
func (s *Slack) AddPerson(name, email string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := &member{id: fmt.Sprintf("U%08d", len(s.members.people)+1), name: name, email: email}
	s.members.people = append(s.members.people, m)
	return m.id
}

// AddGroup adds a user group by its handle, without "@", and gives its id.
func (s *Slack) AddGroup(handle string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := &userGroup{id: fmt.Sprintf("S%08d", len(s.members.groups)+1), handle: handle}
	s.members.groups = append(s.members.groups, g)
	return g.id
}

func (d *directory) byID(id string) *member {
	for _, m := range d.people {
		if m.id == id {
			return m
		}
	}
	return nil
}

func (m *member) object() map[string]any {
	return map[string]any{
		"id": m.id, "team_id": teamID, "name": strings.ToLower(strings.ReplaceAll(m.name, " ", ".")), "real_name": m.name,
		"profile": map[string]any{"real_name": m.name, "display_name": m.name, "email": m.email},
	}
}

// listGroups shows the user groups; those that are switched off only on request.
func (s *Slack) listGroups(form url.Values) answer {
	groups := []any{}
	for _, g := range s.members.groups {
		if g.disabled && !isTrue(form.Get("include_disabled")) {
			continue
		}
		groups = append(groups, map[string]any{"id": g.id, "team_id": teamID, "is_usergroup": true, "handle": g.handle, "name": g.handle})
	}
	return answer{"usergroups": groups}
}

func (s *Slack) lookupByEmail(form url.Values) answer {
	for _, m := range s.members.people {
		if m.email != "" && strings.EqualFold(m.email, form.Get("email")) {
			return answer{"user": m.object()}
		}
	}
	return refusal("users_not_found")
}

func (s *Slack) userInfo(form url.Values) answer {
	m := s.members.byID(form.Get("user"))
	if m == nil {
		return refusal("user_not_found")
	}
	return answer{"user": m.object()}
}
