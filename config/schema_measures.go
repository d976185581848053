package config

import (
	"github.com/invopop/jsonschema"
)

func measureSchema() *jsonschema.Schema {
	pauses, most := list("", definition("pause")), uint64(maxPauses)
	pauses.MaxItems = &most
	return object("How a clock runs: the events that start, stop, pause, reopen and cancel it.", []string{"start", "stop"},
		property{"start", events("The events that start a clock.")},
		property{"stop", events("The events that stop it: the promise is kept or missed.")},
		property{"cancel", events("The events after which nothing is owed any more.")},
		property{"pause", either("When the clock stands still: one pause, or several that together are a union.",
			definition("pause"), pauses)},
		property{"repeat", words("How many clocks a ticket has; default first: one.", repeatWords)},
		property{"reopen", object("What makes a stopped clock go on.", []string{"event", "then"},
			property{"event", events("The events that reopen it.")},
			property{"then", words("resume: the clock goes on. restart: a new one begins. ignore: nothing.", thenWords)})},
		property{"calendar_from", phrase("The ticket attribute that names the calendar, e.g. of the site.", "site_calendar")},
	)
}

// events refers to one or more selectors, with words of its own.
func events(about string) *jsonschema.Schema {
	return &jsonschema.Schema{Ref: definition("events").Ref, Description: about}
}

func eventsSchema() *jsonschema.Schema {
	return either("An event, or a list of events.", definition("selector"), list("", definition("selector")))
}

func selectorSchema() *jsonschema.Schema {
	return either("The name of an event, or an event with conditions.", phrase(""),
		object("", []string{"event"},
			property{"event", phrase("The name of the event.")},
			property{"author", words("Who caused it.", authorWords)},
			property{"public", &jsonschema.Schema{Type: "boolean", Description: "Whether the customer could see it."}}))
}

func pauseSchema() *jsonschema.Schema {
	statuses := either("For sources whose events are statuses: it stands still until the next status that is not listed.",
		phrase(""), list("", phrase("")))
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{
		object("Between events.", []string{"when", "until"},
			property{"when", events("The events that begin the pause.")},
			property{"until", events("The events that end it.")}),
		object("While the ticket has a status.", []string{"while"}, property{"while", statuses}),
	}}
}

// words is a choice of a few.
func words(about string, choice []string) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string", Description: about}
	for _, w := range choice {
		if w != "" {
			s.Enum = append(s.Enum, w)
		}
	}
	return s
}
