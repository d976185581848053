package config

import (
	"github.com/invopop/jsonschema"
)

const testsAbout = "What is expected of the standards: tickets, what happened to them, and what comes of it."

// testsSchema is of a file that holds tests and nothing else.
func testsSchema() *jsonschema.Schema {
	s := object(testsAbout, []string{"tests"}, property{"tests", list(testsAbout, testCaseSchema())})
	s.Title = "Yardstick tests"
	s.Definitions = jsonschema.Definitions{"value": valueSchema()}
	return s
}

func testCaseSchema() *jsonschema.Schema {
	expect := object("What comes of it; what is not written is not looked at.", nil,
		property{"due", either("When the last clock is due; none while it is paused.",
			&jsonschema.Schema{Const: "none"}, formed("", stampPattern, "2026-03-30 09:30"))},
		property{"verdict", words("The verdict of the last clock, or why there is none.", verdictWords())},
		property{"alerts", &jsonschema.Schema{
			Type: "array", Description: "The alerts given, in order: entries of warn_at, missed, escalate 30m, recovered. [] is none.",
			Items: formed("", `^(?:missed|recovered|.*%|.* left|escalate (?:`+openPattern+`))$`),
		}},
	)
	expect.MinProperties = one()
	return object("A test of one standard.", []string{"name", "standard", "timeline", "expect"},
		property{"name", phrase("What it shows.", "Friday evening callback is due on Monday morning")},
		property{"standard", name("The standard's id.")},
		property{"ticket", &jsonschema.Schema{
			Type: "object", Description: "The ticket's attributes.", AdditionalProperties: definition("value"),
			PropertyNames: &jsonschema.Schema{MinLength: one()},
		}},
		property{"timeline", list("What happened to it, in the zone of the standard's calendar.", testEventSchema())},
		property{"as_of", formed("When the clock is looked at; left out: at the last event.", stampPattern, "2026-03-30 12:00")},
		property{"expect", expect},
	)
}

func testEventSchema() *jsonschema.Schema {
	return either("",
		formed("A time and an event.", `^`+stampDate+stampTime+stampOffset+`?\s+\S`, "2026-03-27 15:30 callback_requested"),
		object("", []string{"at", "event"},
			property{"at", formed("When.", stampPattern, "2026-03-27 15:30")},
			property{"event", phrase("What.")},
			property{"author", words("Who caused it.", authorWords)},
			property{"public", &jsonschema.Schema{Type: "boolean", Description: "Whether the customer could see it."}},
			property{"seq", &jsonschema.Schema{Type: "integer", Description: "Which of the events at one instant came first."}}))
}
