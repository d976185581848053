package notifierstest

import (
	"net/http"
	"slices"
	"strings"
)

// Scopes are what Slack's pages say that a bot token needs for a method, for public and for private channels. What a
// command needs stands under its own name.
func Scopes() map[string][]string {
	return map[string][]string{
		"auth.test":                    nil,
		"chat.postMessage":             {"chat:write"},
		"chat.postEphemeral":           {"chat:write"},
		"chat.update":                  {"chat:write"},
		"conversations.history":        {"channels:history", "groups:history"},
		"conversations.replies":        {"channels:history", "groups:history"},
		"conversations.list":           {"channels:read", "groups:read"},
		"conversations.join":           {"channels:join"},
		"usergroups.list":              {"usergroups:read"},
		"users.info":                   {"users:read", "users:read.email"}, // the address is left out without the second
		"users.lookupByEmail":          {"users:read", "users:read.email"}, // the second is not given without the first
		"files.getUploadURLExternal":   {"files:write"},
		"files.upload":                 nil, // to the address that was given for it
		"files.completeUploadExternal": {"files:write"},
		"views.open":                   nil,
		"/yardstick":                   {"commands"},
	}
}

// Grant has the bot token have just these scopes, and every answer say so: a method that needs another one is refused
// with missing_scope.
func (s *Slack) Grant(scopes ...string) {
	s.mu.Lock()
	s.granted = append([]string{}, scopes...)
	s.mu.Unlock()
	for method, needed := range Scopes() {
		lacks := ""
		for _, scope := range needed {
			if !slices.Contains(scopes, scope) {
				lacks = scope
			}
		}
		s.Unscoped(method, lacks)
	}
}

// tellScopes says in an answer what was granted, as Slack does; nothing where nobody has said.
func (s *Slack) tellScopes(w http.ResponseWriter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.granted != nil {
		w.Header().Set("X-OAuth-Scopes", strings.Join(s.granted, ","))
	}
}
