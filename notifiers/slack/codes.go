package slack

import (
	"errors"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers"
)

// later are codes of requests that were surely not carried out and may be tried again, and after how long.
var later = map[string]time.Duration{
	"ratelimited":                restless,
	"rate_limited":               restless,
	"message_limit_exceeded":     time.Minute, // the workspace posts too much
	"request_timeout":            0,           // the request arrived in part
	"external_channel_migrating": time.Minute,
	"team_added_to_org":          time.Minute,
	"file_not_found":             restless, // of an upload that did not arrive whole
}

// permanent are codes that stay until somebody changes something, with what to do, where we know better than the code itself.
var permanent = map[string]string{
	"channel_not_found":                     "no such channel, or a private one that the app is not a member of",
	"not_in_channel":                        "invite the app to the channel",
	"is_archived":                           "the channel is archived: name another one in the route",
	"invalid_auth":                          "Slack does not accept slack.token",
	"not_authed":                            "slack.token is empty",
	"account_inactive":                      "the token's account is gone: install the app again",
	"token_revoked":                         "the token was revoked: install the app again",
	"token_expired":                         "the token has expired",
	"not_allowed_token_type":                "slack.token must be a bot token, xoxb-…",
	"missing_scope":                         "the app lacks a scope",
	"no_permission":                         "the app lacks a scope, or may not post there",
	"access_denied":                         "",
	"accesslimited":                         "",
	"ekm_access_denied":                     "",
	"org_login_required":                    "",
	"two_factor_setup_required":             "",
	"enterprise_is_restricted":              "",
	"team_access_not_granted":               "",
	"user_is_restricted":                    "",
	"user_is_bot":                           "",
	"msg_too_long":                          "",
	"msg_blocks_too_long":                   "",
	"no_text":                               "",
	"too_many_attachments":                  "",
	"metadata_too_large":                    "",
	"message_not_found":                     "the message was deleted",
	"thread_not_found":                      "the message that was to be answered was deleted",
	"restricted_action_thread_locked":       "the thread takes no more answers",
	"plan_upgrade_required":                 "",
	"users_not_found":                       "",
	"user_not_found":                        "",
	"user_not_in_channel":                   "",
	"file_uploads_disabled":                 "the workspace allows no files",
	"posting_to_channel_denied":             "",
	"cant_update_message":                   "it is not the app's own message",
	"edit_window_closed":                    "the workspace allows no edits so late",
	"block_mismatch":                        "",
	"as_user_not_supported":                 "",
	"method_deprecated":                     "",
	"deprecated_endpoint":                   "",
	"unknown_method":                        "check slack.api_url",
	"method_not_supported_for_channel_type": "",
	"channel_type_not_supported":            "",
	"messages_tab_disabled":                 "",
	"cannot_reply_to_message":               "the message takes no answers",
	"is_inactive":                           "",
}

// gone are codes that say that what was to be updated or answered is not there, or takes no answers: a new message is due.
var gone = map[string]bool{
	"message_not_found":               true,
	"thread_not_found":                true,
	"cannot_reply_to_message":         true,
	"restricted_action_thread_locked": true,
}

// permanentPrefixes are families of such codes.
var permanentPrefixes = []string{"invalid_", "missing_", "restricted_action", "slack_connect_", "metadata_must_be_"}

// refusal sorts an answer with ok:false.
func refusal(answer slack.SlackErrorResponse) *notifiers.Failure {
	code := word(answer.Err)
	if after, known := later[code]; known {
		return &notifiers.Failure{Outcome: notifiers.Retry, After: after, Code: code}
	}
	advice, known := permanent[code]
	for _, prefix := range permanentPrefixes {
		known = known || strings.HasPrefix(code, prefix)
	}
	if !known {
		return &notifiers.Failure{Outcome: notifiers.Ambiguous, Code: code}
	}
	if code == "missing_scope" && word(answer.Needed) != unreadable {
		advice += ": " + word(answer.Needed)
	}
	f := &notifiers.Failure{Outcome: notifiers.Permanent, Code: code, Gone: gone[code]}
	if advice != "" {
		f.Err = errors.New(advice)
	}
	return f
}

// unreadable stands for a code that is none.
const unreadable = "unreadable_code"

// word is a code, or a list of scopes, if it looks like one: lower case, so
// that no server can make us repeat a token, which has capitals or a dash.
func word(code string) string {
	ok := code != "" && len(code) <= 100 && strings.IndexFunc(code, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && !strings.ContainsRune("_:.,", r)
	}) < 0
	if !ok {
		return unreadable
	}
	return code
}
