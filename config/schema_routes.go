package config

import (
	"slices"

	"github.com/invopop/jsonschema"
)

func escalationSchema() *jsonschema.Schema {
	return object("A step.", []string{"after", "to"},
		property{"after", formed("Open time past due, outside pauses.", `^(?:`+openPattern+`)$`, "30m")},
		property{"to", name("The route of those who are told.")})
}

func routeSchema() *jsonschema.Schema {
	per := object("What differs from the route.", nil, destinationProperties()...)
	per.MinProperties = one()
	s := object("Where alerts go: to at least one of slack, email and webhook.", nil, slices.Insert(destinationProperties(), 4,
		property{"per", &jsonschema.Schema{
			Type: "object", Description: "What differs by ticket attribute: attribute, value, and what is otherwise. The first that fits counts.",
			MinProperties: one(), PropertyNames: &jsonschema.Schema{MinLength: one()},
			AdditionalProperties: &jsonschema.Schema{Type: "object", MinProperties: one(), AdditionalProperties: per},
		}}, property{"digest", &jsonschema.Schema{
			Const: dailyWords[0], Description: "A digest each day of the standards that lead here, to the places of the route.",
		}})...)
	s.DependentRequired = map[string][]string{"mention": {"slack"}}
	s.AnyOf = []*jsonschema.Schema{{Required: []string{"slack"}}, {Required: []string{"email"}}, {Required: []string{"webhook"}}}
	return s
}

// destinationProperties are the keys by which a route, or an entry of its per, says where it leads.
func destinationProperties() []property {
	limit := uint64(maxAddress)
	address := formed("", `^`+addressPattern+`$`, "leads@example.com")
	address.MaxLength = &limit
	mention := formed("", `^(?:`+groupPatternSchema+`|`+personPatternSchema+`)$`, "@frontline-oncall", "{assignee_email}")
	mention.Not = &jsonschema.Schema{Const: "@everyone"}
	return []property{
		{"slack", channelSchema("A Slack channel with its #, in quotes, or its id.")},
		{"email", oneOrList("E-mail addresses.", address)},
		{"webhook", oneOrList("Webhooks by their names in yardstick.yaml.", name(""))},
		{"mention", oneOrList("Who is called in Slack: a user group, or a ticket attribute that holds a person's address.", mention)},
		{"quiet", object("Hours in which alerts are held back.", []string{"outside"},
			property{"outside", name("The calendar outside whose hours it is quiet.")},
			property{"except", definition("condition")})},
	}
}

func channelSchema(about string) *jsonschema.Schema {
	return formed(about, `^(?:`+channelPatternSchema+`|`+channelIDPattern+`)$`, "#support")
}
