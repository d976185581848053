package config

import (
	"regexp"
	"strings"
)

// slack reads the workspace; served says that the daemon answers over HTTP.
func (o *operator) slack(v value, served bool) {
	f, ok := v.fields("slack", "token", "app_token", "signing_secret", "api_url", "may_excuse")
	if !ok {
		return
	}
	s := &o.config.Slack
	if v, ok := f.get("token"); ok {
		s.Token = o.token(v, "SLACK_BOT_TOKEN")
		v.refuseBeginning(s.Token, "xapp-", "an app-level token", "token wants the bot token (xoxb-…); this one is for app_token")
	}
	if v, ok := f.get("app_token"); ok {
		s.AppToken = o.token(v, "SLACK_APP_TOKEN")
		v.refuseBeginning(s.AppToken, "xox", "no app-level token", "app_token wants the one that begins with xapp-; this one is for token")
	}
	if v, ok := f.get("signing_secret"); ok {
		s.SigningSecret = o.token(v, "SLACK_SIGNING_SECRET")
	}
	if v, ok := f.get("api_url"); ok {
		s.APIURL = v.apiURL()
	}
	if v, ok := f.get("may_excuse"); ok {
		s.MayExcuse = v.mayExcuse()
		if !f.hasOrMeant("app_token", "signing_secret") {
			v.hint("no-buttons", "without app_token or signing_secret messages have no buttons, so nobody can excuse there")
		}
	}
	if e, written := f.byKey["signing_secret"]; written && !served && !f.hasOrMeant("app_token") {
		e.key.hint("no-server", "nobody answers when a button is clicked: Slack's requests come to server.listen").Hint = "add server:, or use app_token"
	}
	for _, key := range []string{"app_token", "signing_secret"} {
		if e, written := f.byKey[key]; written && !f.hasOrMeant("token") {
			e.key.fail("missing", "%s means nothing without token", key).Hint = "messages with buttons are posted with the bot token: add token: \"${env:SLACK_BOT_TOKEN}\""
		}
	}
}

// refuseBeginning reports a secret that was taken for another one, by how it begins.
func (v value) refuseBeginning(secret Secret, beginning, what, advice string) {
	if strings.HasPrefix(secret.Reveal(), beginning) {
		v.fail("secret", "what this refers to is %s", what).Hint = advice
	}
}

// userPattern is the id of a person in Slack.
const userPattern = `[UW][A-Z0-9]{6,20}`

var userForm = regexp.MustCompile(`^` + userPattern + `$`)

// mayExcuse reads who may excuse a miss: ids of Slack and e-mail addresses, these in lower case.
func (v value) mayExcuse() []string {
	items, _ := v.items("people, by their Slack id or e-mail address")
	var all []string
	first := map[string]value{}
	for _, item := range items {
		text, ok := item.filled("a Slack id or an e-mail address")
		if !ok {
			continue
		}
		who := text
		if !userForm.MatchString(text) {
			if !addressForm.MatchString(text) || len(text) > maxAddress {
				item.fail("person", "%s is neither a person's Slack id nor an e-mail address", quoted(text)).
					Hint = "write U0123456789 (in Slack: a person's profile, Copy member ID) or jane@example.com"
				continue
			}
			who = strings.ToLower(text)
		}
		if before, twice := first[who]; twice {
			item.fail("duplicate", "%s is here twice", quoted(text)).Hint = "the first one is at " + before.place()
			continue
		}
		first[who] = item
		all = append(all, who)
	}
	return all
}
