package config

import (
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

var sourceKeys = []string{"name", "url", "timezone", "link", "tickets", "milestones", "events", "events_since", "kinds", "overlap", "stale_after"}

// What is committed late is read once more for so long; see Source.Overlap.
const (
	defaultOverlap = 5 * time.Minute
	maxOverlap     = 24 * time.Hour
	// What is known of a source may be so old before operators are told; see Source.StaleAfter.
	defaultStaleAfter = 5 * time.Minute
	leastStaleAfter   = time.Second
	mostStaleAfter    = 24 * time.Hour
)

func (o *operator) sources(v value) {
	items, _ := v.items("sources")
	named := map[string]value{}
	for _, item := range items {
		f, ok := item.fields("a source", sourceKeys...)
		if !ok {
			continue
		}
		source := o.source(f)
		if at, ok := f.get("name"); ok && source.Name != "" {
			if before, twice := named[source.Name]; twice {
				at.fail("duplicate", "source %s is defined twice", quoted(source.Name)).Hint = "the first one is at " + before.place()
			}
			named[source.Name] = at
		}
		o.config.Sources = append(o.config.Sources, source)
	}
}

func (o *operator) source(f fields) Source {
	source := Source{Location: time.UTC, EventsSince: calendar.None, Overlap: defaultOverlap, StaleAfter: defaultStaleAfter}
	if v, ok := f.need("name"); ok {
		source.Name, _ = v.identifier()
	}
	if v, ok := f.get("url"); ok {
		source.URL = o.databaseURL(v)
	}
	if v, ok := f.get("timezone"); ok {
		if loc, ok := v.zone(); ok {
			source.Location = loc
		}
	}
	if v, ok := f.get("link"); ok {
		source.Link = v.link()
	}
	if v, ok := f.need("tickets"); ok {
		source.Tickets = v.query()
	}
	if v, ok := f.get("events"); ok {
		source.Events = v.query()
	}
	if v, ok := f.get("events_since"); ok {
		source.EventsSince, _ = v.stamp(calendar.NewZone(source.Location), "a date such as 2024-01-01")
		if !f.has("events") && !f.meant["events"] {
			f.byKey["events_since"].key.fail("conflict", "events_since means nothing without events").
				Hint = "it says where the history of the events query begins"
		}
	}
	if v, ok := f.get("overlap"); ok {
		source.Overlap = v.between("an overlap", time.Second, maxOverlap)
	}
	if v, ok := f.get("stale_after"); ok {
		source.StaleAfter = v.between("stale_after", leastStaleAfter, mostStaleAfter)
	}
	if v, ok := f.get("milestones"); ok {
		source.Milestones = v.milestones()
	}
	if v, ok := f.get("kinds"); ok {
		source.Kinds = v.kinds()
	}
	return source
}

// query reads SQL that will be wrapped, so that it must be one statement without an end mark.
func (v value) query() string {
	text, ok := v.filled("a SELECT statement")
	if !ok {
		return ""
	}
	if strings.HasSuffix(text, ";") {
		v.fail("sql", "the query ends with a semicolon").Hint = "leave it out: the query is used inside another one"
		return ""
	}
	return text
}

// link reads the URL of a ticket's page.
func (v value) link() string {
	text, ok := v.filled("a URL with {id}")
	if !ok {
		return ""
	}
	u, err := url.Parse(strings.ReplaceAll(text, "{id}", "1"))
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		v.fail("link", "%s is not a web address", quoted(text)).Hint = "write one such as https://helpdesk.example.com/tickets/{id}"
	case !strings.Contains(text, "{id}"):
		v.fail("link", "the link has no {id}").Hint = "{id} stands where the ticket's id goes"
	default:
		return text
	}
	return ""
}

// milestones reads which columns are events, in the order written.
func (v value) milestones() []Milestone {
	entries, _ := v.entries("a block of events with their columns")
	var milestones []Milestone
	for _, e := range entries {
		kind, ok := e.key.filled("the name of an event")
		column, good := e.value.filled("the column of the tickets query that holds its time")
		if ok && good {
			milestones = append(milestones, Milestone{Kind: kind, Column: column})
		}
	}
	return milestones
}

// kinds reads names of events that may come though none has yet.
func (v value) kinds() []string {
	items, _ := v.items("event names")
	var kinds []string
	seen := map[string]value{}
	for _, item := range items {
		kind, ok := item.filled("the name of an event")
		if !ok {
			continue
		}
		if before, twice := seen[kind]; twice {
			item.fail("duplicate", "event %s is here twice", quoted(kind)).Hint = "first at " + before.place()
			continue
		}
		seen[kind] = item
		kinds = append(kinds, kind)
	}
	return kinds
}

// schemaPattern is a Postgres schema that needs no quoting anywhere.
const schemaPattern = `^[a-z_][a-z0-9_]{0,62}$`

var schemaForm = regexp.MustCompile(schemaPattern)

func (v value) schema() string {
	text, ok := v.filled("the name of a schema")
	if !ok {
		return ""
	}
	if !schemaForm.MatchString(text) || strings.HasPrefix(text, "pg_") {
		v.fail("name", "%s can't be a schema of ours", quoted(text)).
			Hint = "use up to 63 lower-case letters, digits and _; names with pg_ belong to Postgres"
	}
	return text
}
