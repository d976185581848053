package config

import (
	"encoding/json"
	"strconv"

	"github.com/invopop/jsonschema"
)

// reference is a secret that stands elsewhere.
func reference(about, variable string) *jsonschema.Schema {
	return formed(about, secretPattern, "${env:"+variable+"}")
}

func slackSchema() *jsonschema.Schema {
	s := object("The Slack workspace. Without a token alerts go to the console.", nil,
		property{"token", reference("A reference to the bot token, never the token itself.", "SLACK_BOT_TOKEN")},
		property{"app_token", reference("A reference to the app-level token of Socket Mode, by which clicks come.", "SLACK_APP_TOKEN")},
		property{"signing_secret", reference("A reference to what Slack signs its requests with, where clicks come over HTTP.", "SLACK_SIGNING_SECRET")},
		property{"api_url", formed("Where Slack is reached, for a proxy or a test server.", `^(?:https?://.+)?$`)},
		property{"may_excuse", list("Who may excuse a miss from a message: Slack ids and e-mail addresses.",
			formed("", `^(?:`+userPattern+`|`+addressPattern+`)$`, "U0123456789", "jane@example.com"))},
	)
	s.DependentRequired = map[string][]string{"app_token": {"token"}, "signing_secret": {"token"}}
	return s
}

func groupOverSchema() *jsonschema.Schema {
	return &jsonschema.Schema{
		Type: "integer", Minimum: "0", Maximum: json.Number(strconv.Itoa(mostGrouped)), Default: defaultGroupOver,
		Description: "How many alerts may wait in a place before they are told in one; 0 is any number.",
	}
}

func emailSchema() *jsonschema.Schema {
	return object("How e-mail leaves.", []string{"smtp", "from"},
		property{"smtp", formed("The mail server: a reference, or an address without user and password.",
			`^(?:\$\{(?:env:[A-Za-z_][A-Za-z0-9_]*|file:[^{}]+)\}|smtps?://[^@/?#\s]+/?)$`, "${env:SMTP_URL}", "smtp://mail.example.com:25")},
		property{"from", formed("Who the mails are from: an address, or a name and an address.", `^`+senderPattern+`$`,
			"yardstick@example.com", "Yardstick <yardstick@example.com>")})
}

func webhooksSchema() *jsonschema.Schema {
	to := named("Webhooks by the names that routes know them by.", object("", []string{"url", "key"},
		property{"url", reference("A reference to its address, which is a secret.", "PAGER_URL")},
		property{"key", reference("A reference to what is sent is signed with.", "PAGER_KEY")}))
	to.MinProperties = one()
	return object("Addresses that are told of alerts, signed.", []string{"allow", "to"},
		property{"allow", list("The hosts that may be told.", formed("", `^(?:`+hostPattern+`)$`, "hooks.example.com"))},
		property{"to", to})
}

// serverSchema wants a token for an address that other machines reach.
func serverSchema() *jsonschema.Schema {
	s := object("What the daemon answers over HTTP: the board, healthz, readyz, metrics.", []string{"listen"},
		property{"listen", formed("The address to listen at.", `:(?:0|[1-9]\d{0,4})$`, "127.0.0.1:8080")},
		property{"token", reference("A reference to what is asked of who comes; needed where other machines reach the address.", "YARDSTICK_TOKEN")},
		property{"url", formed("How people reach the board from outside, for links in messages; left out: no links.", `^https?://[^@/?#\s]+(?:/[^?#\s]*)?$`,
			"https://yardstick.example.com")})
	local := &jsonschema.Schema{Properties: jsonschema.NewProperties()}
	local.Properties.Set("listen", formed("", `^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]):`))
	s.If, s.Else = local, &jsonschema.Schema{Required: []string{"token"}}
	return s
}
