package config

import (
	"encoding/json"
	"strconv"

	"github.com/invopop/jsonschema"
)

// aboutProperties are the keys of a standard that reports and boards go by, and no verdict.
func aboutProperties() []property {
	return []property{
		{"audience", among("Whose customers it is promised to: external (as if not written), or internal, where one team serves another.", audienceWords)},
		{"dimension", among("Which dimension of service it is about.", dimensionWords())},
		{"touchpoint", touchpointSchema("Where on the customer's journey the promise is kept.", "after-sale/support")},
		{"evidence", evidenceSchema()},
		{"review_by", formed("The last day on which it counts as reviewed.", datePattern, "2027-06-01")},
		{"owner", either("Who answers for it: an e-mail address or a name.",
			formed("", `^`+addressPattern+`$`, "jane@example.com"), formed("", `^[^@]+$`, "Jane Doe"))},
	}
}

func evidenceSchema() *jsonschema.Schema {
	return object("What customers said that it comes from.", []string{"source"},
		property{"source", phrase("Where that is written down.", "survey-2026-06")},
		property{"asked", formed("When they were asked.", datePattern, "2026-06-12")},
		property{"respondents", &jsonschema.Schema{
			Type: "integer", Description: "How many answered.", Minimum: "1", Maximum: json.Number(strconv.Itoa(maxRespondents)),
		}},
		property{"expected", object("What they expect, to be compared with what is promised and delivered.", []string{"within"},
			property{"within", definition("span")},
			property{"share", formed("How many of them expect it.", objectiveForm, "80%")})})
}

func touchpointSchema(about string, examples ...any) *jsonschema.Schema {
	limit := uint64(maxTouchpoint)
	s := phrase(about, examples...)
	s.MaxLength = &limit
	return s
}

// among is one of a few words.
func among(about string, words []string) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string", Description: about}
	for _, word := range words {
		s.Enum = append(s.Enum, word)
	}
	return s
}

func digestSchema() *jsonschema.Schema {
	limit, most := uint64(maxAddress), uint64(maxDigestBy)
	address := formed("", `^`+addressPattern+`$`, "ceo@example.com")
	address.MaxLength = &limit
	to := object("Where the weekly digest goes: at least one of slack, email and webhook.", nil,
		property{"slack", channelSchema("A Slack channel with its #, in quotes, or its id.")},
		property{"email", oneOrList("E-mail addresses.", address)},
		property{"webhook", oneOrList("Webhooks by their names above.", name(""))})
	to.MinProperties = one()
	by := list("", phrase(""))
	by.MaxItems = &most
	return object("Who is told how promises were kept, and by what misses are looked at.", nil,
		property{"to", to},
		property{"by", either("Ticket attributes by which reports are broken down; default team, category, channel, customer.", phrase("", "team"), by)},
		property{"customer", phrase("The one of them that names the customer; default customer.", "customer")})
}
