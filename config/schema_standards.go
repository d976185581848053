package config

import (
	"github.com/invopop/jsonschema"
)

// The forms of a time as the schema writes them. Times that a longer text only
// begins with, zeros and leading zeros are left out, as parseSpan refuses them.
const (
	openPattern    = `[1-9]\d{0,5}h(?:\d{1,6}m)?(?:\d{1,6}s)?|[1-9]\d{0,5}m(?:\d{1,6}s)?|[1-9]\d{0,5}s`
	workingPattern = `[1-9]\d{0,3} working days?|next working day|same working day`
	datesPattern   = `[1-9]\d{0,3} calendar days?`
	dayPattern     = `(?:mon|tue|wed|thu|fri|sat|sun)`
	dayRange       = dayPattern + `(?:-` + dayPattern + `)?`
	windowPattern  = `^(?:[01]\d|2[0-3]):[0-5]\d-(?:` + clockPattern + `)$`
	datePattern    = `^` + stampDate + `$`
	// stampPattern is a date, or a time of a date, with an offset or without.
	stampDate       = `(?:199\d|20[0-5]\d|2060)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`
	stampTime       = `[ T](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?`
	stampOffset     = `(?:Z|[+-](?:0\d|1[0-5])(?::?[0-5]\d)?)`
	stampPattern    = `^` + stampDate + `(?:` + stampTime + `(?: ?` + stampOffset + `)?)?$`
	warnPattern     = `^(?:[1-9]\d?(?:\.\d{1,3})?%|0\.\d{1,3}%|(?:` + openPattern + `) left)$`
	objectiveForm   = `^(?:[1-9]\d?(?:\.\d{1,3})?%|0\.\d{1,3}%|100(?:\.0{1,3})?%)$`
	standardsAbout  = "The standards that customers were promised, and how they are measured."
	attributesAbout = "Ticket attributes and what they must be; all must hold."
)

func standardsSchema() *jsonschema.Schema {
	s := object(standardsAbout, nil,
		property{"calendars", named("When time counts.", calendarSchema())},
		property{"measures", named("How a clock runs.", measureSchema())},
		property{"standards", list("The promises.", standardSchema())},
		property{"routes", named("Where alerts go, and who is called.", routeSchema())},
		property{"journey", list("The touchpoints there should be, from the first that customers hear of the house to what comes after the sale.",
			touchpointSchema("", "awareness", "consideration", "decision", "after-sale/support"))},
		property{"tests", list(testsAbout, testCaseSchema())},
	)
	s.Title = "Yardstick standards"
	s.Definitions = jsonschema.Definitions{
		"windows": windowsSchema(), "condition": conditionSchema(), "test": testSchema(),
		"value": valueSchema(), "span": spanSchema(), "events": eventsSchema(), "selector": selectorSchema(),
		"pause": pauseSchema(),
	}
	return s
}

func calendarSchema() *jsonschema.Schema {
	s := object("Open hours in a time zone. Every calendar names a zone and hours, or is like another one.", nil,
		property{"timezone", phrase("The zone, by its IANA name.", "Europe/Berlin", "UTC")},
		property{"hours", hoursSchema()},
		property{"holidays", &jsonschema.Schema{
			Type: "array", Description: "Dates that are closed: named sets of public holidays, and iCalendar files.",
			Items: either("", holidaySetSchema(), object("", []string{"file"},
				property{"file", formed("An iCalendar file, beside this one.", `\.[iI][cC][sS]$`, "company-days.ics")})),
		}},
		property{"exceptions", &jsonschema.Schema{
			Type: "object", Description: "Dates with hours of their own; they win over holidays.",
			PatternProperties:    map[string]*jsonschema.Schema{datePattern: definition("windows")},
			AdditionalProperties: jsonschema.FalseSchema,
		}},
		property{"like", name("The calendar to start from; keys written here replace that one's.")},
	)
	s.AnyOf = []*jsonschema.Schema{{Required: []string{"like"}}, {Required: []string{"timezone", "hours"}}}
	return s
}

func holidaySetSchema() *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string", Description: "A set of public holidays by country and region; observed dates."}
	for _, id := range HolidaySets() {
		s.Enum = append(s.Enum, id)
	}
	return s
}

func hoursSchema() *jsonschema.Schema {
	return either("24x7, or the windows of each day of the week.",
		&jsonschema.Schema{Const: "24x7"},
		&jsonschema.Schema{
			Type: "object", MinProperties: one(), AdditionalProperties: jsonschema.FalseSchema,
			PatternProperties: map[string]*jsonschema.Schema{
				`^` + dayRange + `(?:, *` + dayRange + `)*$`: definition("windows"),
			},
		})
}

func windowsSchema() *jsonschema.Schema {
	window := formed("A window; one that ends before it begins runs over midnight.", windowPattern, "08:00-17:00", "22:00-06:00")
	return either("A window, a list of windows, or closed.", &jsonschema.Schema{Const: "closed"}, window, list("", window))
}

func standardSchema() *jsonschema.Schema {
	return object("A promise to customers.", []string{"id", "promise", "measure", "calendar", "targets"}, append([]property{
		{"id", name("The standard's name, for ever.")},
		{"promise", phrase("The promise in the customer's words.", "We call you back within two working hours.")},
		{"measure", name("The measure that its clocks run by.")},
		{"calendar", name("The calendar that its time is counted in.")},
		{"effective_from", formed("From which start on this version judges, in the calendar's zone; left out: from when it is first loaded.",
			stampPattern, "2027-01-01", "2027-01-01 08:00")},
		{"applies_to", definition("condition")},
		{"targets", list("What is promised to whom: the first row that matches.", targetSchema())},
		{"warn_at", list("When to warn: shares of the time (80%), or what is left of it (15m left).",
			formed("", warnPattern, "80%", "15m left"))},
		{"escalate", list("Who is told once a clock is late for some open time past its due instant.", escalationSchema())},
		{"objective", formed("The share to be kept in each period.", objectiveForm, "95%")},
		{"route", name("Where alerts go.")},
	}, aboutProperties()...)...)
}

func targetSchema() *jsonschema.Schema {
	s := object("A row: for which tickets, and what is promised to them.", nil,
		property{"when", definition("condition")},
		property{"within", definition("span")},
		property{"by", either("With days: the time of day on the day found.", &jsonschema.Schema{Const: "close"},
			formed("", `^(?:`+clockPattern+`)$`, "12:00"))},
		property{"cutoff", formed("With working days: a later start counts for the next working day.", `^(?:`+clockPattern+`)$`, "15:00")},
		property{"due", phrase("Instead of within: the ticket attribute that holds the promised instant.", "promised_at")},
		property{"exempt", phrase("Instead of within: why such tickets have no promise.")},
		property{"desired", definition("span")},
		property{"calendar", name("The row's own calendar.")},
	)
	without := func(beside string, keys ...string) *jsonschema.Schema {
		none := &jsonschema.Schema{Properties: jsonschema.NewProperties()}
		for _, key := range keys {
			none.Properties.Set(key, jsonschema.FalseSchema)
		}
		return &jsonschema.Schema{If: &jsonschema.Schema{Required: []string{beside}}, Then: none}
	}
	s.OneOf = []*jsonschema.Schema{{Required: []string{"within"}}, {Required: []string{"due"}}, {Required: []string{"exempt"}}}
	s.AllOf = []*jsonschema.Schema{
		without("due", "by", "cutoff"), without("exempt", "by", "cutoff", "desired", "calendar"),
		daysOnly(`^(?:`+openPattern+`)$`, "by", "cutoff"), daysOnly(`calendar day`, "cutoff"), noCloseOnDates(),
	}
	return s
}

// daysOnly refuses keys beside a within of the given form.
func daysOnly(form string, keys ...string) *jsonschema.Schema {
	s := whenWithin(form)
	for _, key := range keys {
		s.Then.Properties.Set(key, jsonschema.FalseSchema)
	}
	return s
}

// noCloseOnDates refuses by: close beside calendar days.
func noCloseOnDates() *jsonschema.Schema {
	s := whenWithin(`calendar day`)
	s.Then.Properties.Set("by", &jsonschema.Schema{Not: &jsonschema.Schema{Const: "close"}})
	return s
}

func whenWithin(form string) *jsonschema.Schema {
	s := &jsonschema.Schema{
		If:   &jsonschema.Schema{Required: []string{"within"}, Properties: jsonschema.NewProperties()},
		Then: &jsonschema.Schema{Properties: jsonschema.NewProperties()},
	}
	s.If.Properties.Set("within", &jsonschema.Schema{Pattern: form})
	return s
}

func spanSchema() *jsonschema.Schema {
	return formed("Open time (1h30m), working days, next working day, same working day, or calendar days.",
		`^(?:`+openPattern+`|`+workingPattern+`|`+datesPattern+`)$`,
		"2h", "1h30m", "next working day", "3 working days", "30 calendar days")
}

func conditionSchema() *jsonschema.Schema {
	return &jsonschema.Schema{
		Type: "object", Description: attributesAbout, MinProperties: one(),
		PropertyNames: &jsonschema.Schema{MinLength: one()}, AdditionalProperties: definition("test"),
	}
}

func testSchema() *jsonschema.Schema {
	bound := either("", &jsonschema.Schema{Type: "number"}, formed("", `^`+numberPattern+`$`))
	operators := object("", nil,
		property{"not", definition("test")},
		property{"gt", bound}, property{"gte", bound}, property{"lt", bound}, property{"lte", bound},
		property{"exists", &jsonschema.Schema{Type: "boolean", Description: "Whether the ticket has the attribute."}},
	)
	operators.MinProperties = one()
	operators.AllOf = []*jsonschema.Schema{
		{Not: &jsonschema.Schema{Required: []string{"gt", "gte"}}}, {Not: &jsonschema.Schema{Required: []string{"lt", "lte"}}},
	}
	return either("A value, a list of values, a pattern with *, or operators.",
		definition("value"), list("", definition("value")), operators)
}

func valueSchema() *jsonschema.Schema {
	return either("The text is compared as it is written, without regard to case.",
		&jsonschema.Schema{Type: "string"}, &jsonschema.Schema{Type: "number"}, &jsonschema.Schema{Type: "boolean"})
}
