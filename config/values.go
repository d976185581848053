package config

import (
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Config is yardstick.yaml, with every reference to a secret resolved.
type Config struct {
	Path     string // the file, as given
	Database Database
	Sources  []Source
	// Standards is the folder (or file) of the standards, made absolute against the file's folder.
	Standards string
	Schedule  Schedule
	Slack     Slack
	Alerts    Alerts
}

// Database is where the ledger lives. With neither URL nor Embedded the command
// uses DATABASE_URL, or else a private Postgres in ./.yardstick.
type Database struct {
	URL      Secret
	Schema   string // default "yardstick"
	Embedded string // folder of a private Postgres; "" for none named
}

// Source is one help desk.
type Source struct {
	Name string
	URL  Secret // default: the ledger's database
	// Location is how timestamps without zone are read; default UTC.
	Location *time.Location
	Link     string // URL with {id}, or ""
	Tickets  string // SQL
	// Milestones are columns of the tickets query that are events, in the order written.
	Milestones []Milestone
	Events     string // SQL, or "" for none
	// Kinds are event kinds that may come though none has yet.
	Kinds []string
}

// Milestone says that a column of the tickets query is an event.
type Milestone struct{ Kind, Column string }

// Schedule says when the daemon works.
type Schedule struct {
	Location *time.Location // default UTC
	Round    string         // cron or @every; default "* * * * *"
}

// Slack is the Slack workspace. Without a token alerts go to the console.
type Slack struct {
	Token  Secret
	APIURL string // for a proxy or a test server; "" for Slack's own
}

// Alerts says how alerts are delivered.
type Alerts struct {
	Lease time.Duration // how long a claim is held; default 30 s
}

// Set is a folder of standards.
type Set struct {
	Standards []*rules.Standard
	Routes    []Route
	Calendars []*calendar.Calendar
}

// Route is where the alerts of a standard go.
type Route struct {
	Name  string
	Slack string // "#channel", or an id
}

// Secret is a value that must not be seen: every way of printing it gives "[secret]".
type Secret struct{ value string }

// NewSecret hides a value.
func NewSecret(value string) Secret { return Secret{value} }

// Reveal gives the value, for the one call that needs it.
func (s Secret) Reveal() string { return s.value }

// Empty tells whether there is no value.
func (s Secret) Empty() bool { return s.value == "" }

// String keeps the value out of fmt's output; GoString out of %#v; MarshalText out of JSON and slog.
func (s Secret) String() string { return "[secret]" }

// GoString is String for %#v.
func (s Secret) GoString() string { return "[secret]" }

// MarshalText is String for encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte("[secret]"), nil }
