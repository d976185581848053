package config

import (
	"github.com/invopop/jsonschema"
)

const secretPattern = `^\$\{(?:env:[A-Za-z_][A-Za-z0-9_]*|file:[^{}]+)\}$`

const cronPattern = `^(?:@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)|@every (?:\d{1,6}[hms])+|\S+(?: +\S+){4})$`

func configSchema() *jsonschema.Schema {
	s := object("The operator's configuration.", nil,
		property{"database", databaseSchema()},
		property{"sources", list("The help desks.", sourceSchema())},
		property{"standards", phrase("The folder of the standards, beside this file.", "standards/")},
		property{"schedule", object("When the daemon works.", nil,
			property{"timezone", phrase("The zone of the schedule and of local times on the command line; default UTC.", "Europe/Berlin")},
			property{"round", formed("How often to look: cron (five fields), or @every 30s. Default: every minute.",
				cronPattern, "* * * * *", "@every 30s")},
			property{"reconcile", formed("When everything is read, for what a round can't see. Default: at three in the night.",
				cronPattern, "0 3 * * *")},
			property{"digest", formed("When the last full week is reported on. Default: on Mondays at eight.", cronPattern, defaultDigest)},
			property{"daily", formed("When routes with digest: daily are sent theirs. Default: at half past seven.", cronPattern, defaultDaily)})},
		property{"slack", slackSchema()},
		property{"alerts", object("How alerts are delivered.", nil,
			property{"lease", formed("How long a claim on an alert is held; default 30s.", `^(?:`+openPattern+`)$`, "30s")},
			property{"operators", channelSchema("Where operators hear of refused standards and alarms.")},
			property{"group_over", groupOverSchema()})},
		property{"email", emailSchema()},
		property{"webhooks", webhooksSchema()},
		property{"digest", digestSchema()},
		property{"server", serverSchema()},
	)
	s.Title = "yardstick.yaml"
	return s
}

func databaseSchema() *jsonschema.Schema {
	s := object("Where the ledger lives. Left out: DATABASE_URL, or else a private Postgres in ./.yardstick.", nil,
		property{"url", databaseURLSchema("The address of the database.")},
		property{"schema", formed("The schema of the ledger; default yardstick.", schemaPattern)},
		property{"embedded", phrase("The folder of a private Postgres, instead of url.")},
	)
	s.Not = &jsonschema.Schema{Required: []string{"url", "embedded"}}
	return s
}

// databaseURLSchema is a reference, or an address in which no password stands.
func databaseURLSchema(about string) *jsonschema.Schema {
	return formed(about, `^(?:\$\{(?:env:[A-Za-z_][A-Za-z0-9_]*|file:[^{}]+)\}|postgres(?:ql)?://(?:[^:/@\s]*@)?[^@\s]*)$`,
		"${env:DATABASE_URL}")
}

func sourceSchema() *jsonschema.Schema {
	s := object("A help desk.", []string{"name", "tickets"},
		property{"name", name("The source's name.")},
		property{"url", databaseURLSchema("Its database; default: the ledger's.")},
		property{"timezone", phrase("How timestamps without zone are read; default UTC.", "UTC")},
		property{"link", formed("The page of a ticket, with {id}.", `^https?://.*\{id\}`, "https://helpdesk.example.com/tickets/{id}")},
		property{"tickets", formed("A SELECT of id, changed_at (when the row was last changed) and any attributes.", `[^;\s]\s*$`)},
		property{"milestones", &jsonschema.Schema{
			Type: "object", Description: "Columns of the tickets query that are events: event to column.",
			AdditionalProperties: phrase(""), PropertyNames: &jsonschema.Schema{MinLength: one()},
		}},
		property{"events", formed("A SELECT of ticket_id, at, kind, and where known author, public, seq, changed_at.", `[^;\s]\s*$`)},
		property{"events_since", formed("Where the history of the events begins: clocks that start before it are unknown.", stampPattern, "2024-01-01")},
		property{"overlap", formed("How long before the last round changes are read once more; default 5m.", `^(?:`+openPattern+`)$`, "5m")},
		property{"stale_after", formed("How long the source may not answer, or a replica be behind, before operators are told; default 5m.",
			`^(?:`+openPattern+`)$`, "5m")},
		property{"kinds", list("Events that may come though none has yet.", phrase(""))},
	)
	s.DependentRequired = map[string][]string{"events_since": {"events"}}
	return s
}
