package config

import (
	"time"
	"unique"

	"github.com/yardstickd/yardstick/config/diag"
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
	Email     Email
	Webhooks  []Webhook
	Digest    Digest
	Server    Server
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
	// EventsSince is where the history of the events query begins; calendar.None where it is not said.
	EventsSince calendar.Instant
	// Overlap is how long before the last round changes are read once more, for what was committed late; default 5 m.
	Overlap time.Duration
	// StaleAfter is how long the source may not answer, or how far a replica may be behind, before operators are told
	// that alerts wait; default 5 m.
	StaleAfter time.Duration
}

// Milestone says that a column of the tickets query is an event.
type Milestone struct{ Kind, Column string }

// Schedule says when the daemon works.
type Schedule struct {
	Location *time.Location // default UTC
	Round    string         // cron or @every; default "* * * * *"
	// Reconcile is when everything is read, for what a round can't see (deletions, back-dated rows); default "0 3 * * *".
	Reconcile string
	// Digest is when the last full week is reported on to Digest.To; default "0 8 * * MON".
	Digest string
	// Daily is when routes that ask for a daily digest get theirs; default "30 7 * * *".
	Daily string
}

// Digest says who is told how promises were kept, and by what misses are looked at.
type Digest struct {
	// To is where the weekly digest goes, as a route leads: Slack, Email and Webhooks; none for that it is made, but sent to nobody.
	To Destination
	// By are the ticket attributes by which reports are broken down, at most eight; default team, category, channel, customer, those
	// of them that a source has. Unlike in a standard, one that no source has is no error where it is the default.
	By []string
	// Customer is the one of By that names the customer; default customer where that is one of them, else "".
	Customer string
	// Named says that By was written rather than the default.
	Named bool
}

// Slack is the Slack workspace. Without a token alerts go to the console.
type Slack struct {
	Token  Secret
	APIURL string // for a proxy or a test server; "" for Slack's own
	// AppToken opens Socket Mode, by which clicks come without a public address; empty for none.
	AppToken Secret
	// SigningSecret is what requests to the HTTP endpoint are signed with; empty where there is no such endpoint.
	SigningSecret Secret
	// MayExcuse are those who may excuse a miss from a message: Slack user ids (U0123…) and e-mail addresses in lower case.
	MayExcuse []string
}

// Alerts says how alerts are delivered.
type Alerts struct {
	Lease time.Duration // how long a claim is held; default 30 s
	// Operators is the Slack place that is told what operators must know: refused standards, an alarm; "" for none.
	Operators string
	// GroupOver is how many posts may wait in a place before they are told in one; default 5.
	GroupOver int
}

// Email is how e-mail leaves.
type Email struct {
	// SMTP is the address of the server, smtp://user:password@host:587 or smtps://…:465; empty for no e-mail.
	// Where slack.token is empty, too, what goes to addresses is shown in the terminal.
	SMTP Secret
	From string
}

// Webhook is an address that is told everything, signed.
type Webhook struct {
	Name string
	URL  Secret
	// Key signs what is sent.
	Key Secret
	// Allowed are the hosts that any webhook may lead to, in lower case.
	Allowed []string
}

// Server is what the daemon answers over HTTP.
type Server struct {
	Listen string // host:port; "" for nothing
	// Token is asked of who comes from another machine; empty where only this machine can come.
	Token Secret
	// URL is how people reach the board from outside, for links in messages, without a slash at its end; "" for no links.
	URL string
}

// Set is a folder of standards.
type Set struct {
	Standards []*rules.Standard
	Routes    []Route
	Calendars []*calendar.Calendar
	Tests     []Test
	// Journey are the touchpoints there should be, in the order written; nil where none are named.
	Journey []string
	// Fingerprint identifies all that was read, byte by byte: with another one every ticket has to be judged anew.
	Fingerprint string
	// effectiveFrom is from which start on a standard judges, by its id, where it is said.
	effectiveFrom map[string]calendar.Instant
	outward       []outward
}

// Test is a service manager's own unit test: a ticket, what happened to it, and what is expected of one standard.
type Test struct {
	Name     string
	Standard string
	// Ticket is its attributes, in the order written.
	Ticket   []TestAttribute
	Timeline []TestEvent
	// AsOf is when the clock is looked at; calendar.None for the instant of the last event.
	AsOf   calendar.Instant
	Expect TestExpectation
	Place  diag.Pos // of the test in its file
	File   string
}

// TestAttribute is one attribute of a test's ticket. Attributes that are not there are missing (null).
type TestAttribute struct{ Name, Value string }

// TestEvent is one event of a test's timeline.
type TestEvent struct {
	At     calendar.Instant // written local to the standard's calendar
	Event  string
	Author rules.Author
	Public rules.Visibility
	Seq    int64
	HasSeq bool
}

// TestExpectation is what a test expects; what is not said is not looked at.
type TestExpectation struct {
	Due     calendar.Instant // None where it is not said
	NoDue   bool             // due: none, of a paused clock
	Verdict string           // the word of a verdict, or no_clock, not_applied, not_covered, exempt; "" where it is not said
	// Alerts are the stages passed, without kept; nil where it is not said.
	Alerts []string
	// Place of each key, for what is shown when it fails.
	DueAt, VerdictAt, AlertsAt diag.Pos
}

// Secret is a value that must not be seen: every way of printing it gives "[secret]", or, where fmt may not ask it since it is in
// a field that is not exported, an address. Two of the same value are equal.
type Secret struct{ value unique.Handle[string] }

// NewSecret hides a value.
func NewSecret(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{unique.Make(value)}
}

// Reveal gives the value, for the one call that needs it.
func (s Secret) Reveal() string {
	if s.Empty() {
		return ""
	}
	return s.value.Value()
}

// Empty tells whether there is no value.
func (s Secret) Empty() bool { return s == Secret{} }

// String keeps the value out of fmt's output; GoString out of %#v; MarshalText out of JSON and slog.
func (s Secret) String() string { return "[secret]" }

// GoString is String for %#v.
func (s Secret) GoString() string { return "[secret]" }

// MarshalText is String for encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte("[secret]"), nil }
