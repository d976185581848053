// Package board is the web board of the daemon: what is late now and about to be, how each standard is kept, what is promised
// and was promised before, how a ticket came to its verdicts, and the digests of past periods.
//
// Pages are made on the server and work without JavaScript; a little of it has them refresh themselves (docs/adr/0024). By GET
// nothing is ever changed: the board reads through a connection of its own that can't write, within time-outs, and only so many
// pages at once, so that nobody who looks can hold up the daemon. All that comes from tickets is text: templates escape it, and
// the Content-Security-Policy lets nothing run that is not the board's own file.
//
// It is not where anything is done: clocks are acknowledged, snoozed and excused from their messages, or by command.
package board

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
	"github.com/yardstickd/yardstick/rules/explain"
)

// Options are what a board is made of. Only Ledger, Standing and Now must be there.
type Options struct {
	// Ledger is read, never written: best through a connection that can't.
	Ledger Ledger
	// Figures has the recorded digests, and tells how far the sources were judged; nil for that neither is shown.
	Figures Figures
	// Standing gives the standards that are live now.
	Standing func() Standing
	// Explain reads a ticket of a source anew and explains it: nil where the source does not have it, with why what there is of it
	// can't be used. It may take as long as the source does: the board gives it a deadline. nil for that tickets are shown as the
	// ledger has them.
	Explain func(ctx context.Context, source, ticket string) (*explain.Explanation, []string, error)
	// Report makes the report on all standards for a period, as of now; nil for that no figures are shown.
	Report func(ctx context.Context, period compliance.Period) (*compliance.Report, error)
	// Sources are the help desks, in the order of the configuration.
	Sources []Source
	// By are the reported attributes (digest.by); Customer is the one of them that names the customer (digest.customer). Lists can be
	// filtered by "team" where that is one of them, and by Customer.
	By       []string
	Customer string
	// Pass lets people in; nil lets everybody in who comes to a loopback name, and nobody else.
	Pass *Pass
	// URL is how people reach the board (server.url); "" where that is not said. Its host is answered to, and https there keeps
	// the cookie to https.
	URL string
	// Location is the zone in which instants are shown; nil for UTC.
	Location *time.Location
	// Now gives the time that clocks are judged by. A demo's may run fast.
	Now func() time.Time
	Log *slog.Logger
	// Observe is told of each request: the page (one of Pages), the status, and how long it took; nil for nobody.
	Observe func(page string, status int, took time.Duration)
}

// Standing is what the standards say now.
type Standing struct {
	Standards []*rules.Standard // the live ones, in the order of the files
	// Histories are all versions there were, also of standards that were taken away.
	Histories []rules.History
	Journey   []string // the touchpoints there should be; nil where none are named
}

// Source is a help desk.
type Source struct {
	Name string
	Link string // URL of a ticket, with {id}; "" for none
}

// Ledger is what the board reads. Whatever was committed counts; nothing is locked.
type Ledger interface {
	monitor.Memory
	// Pressing gives up to limit open clocks of a list as of an instant, those due soonest first, after one of them (nil for from the
	// first).
	Pressing(ctx context.Context, which List, at calendar.Instant, f Filter, after *Key, limit int) ([]Clock, error)
	// CountPressing counts the clocks of a list; it stops at most.
	CountPressing(ctx context.Context, which List, at calendar.Instant, f Filter, most int) (int, error)
	// Values gives the teams and customers of open clocks about an instant, each in order: of up to sample clocks before it, and as
	// many after it.
	Values(ctx context.Context, at calendar.Instant, sample int) (Values, error)
	// Versions are all versions of standards, in the order in which they were loaded.
	Versions(ctx context.Context) ([]monitor.VersionRow, error)
}

// Figures are what the board reads of reports: monitor.Figures has them.
type Figures interface {
	// JudgedUntil is the instant that all of the sources have been judged to, with facts of some kind ("" for any); None where one never was.
	JudgedUntil(ctx context.Context, sources []string, facts string) (calendar.Instant, error)
	// Digest gives a recorded digest; nil where there is none.
	Digest(ctx context.Context, name, period string) (*monitor.DigestRecord, error)
	// Digests lists those of a name ("" for all), the latest period first, without their documents, up to limit.
	Digests(ctx context.Context, name string, limit int) ([]monitor.DigestRecord, error)
}

// Board answers requests for its pages. It is safe for use by several goroutines.
type Board struct {
	Options
	seats   chan struct{} // who reads the ledger now
	desks   chan struct{} // who reads a source now
	reports reports
	values  suggestions
}

// New makes a board.
func New(o Options) (*Board, error) {
	switch {
	case o.Ledger == nil || o.Standing == nil || o.Now == nil:
		return nil, errors.New("board: it needs a ledger, the standing and the time")
	case o.Log == nil:
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Location == nil {
		o.Location = time.UTC
	}
	b := &Board{Options: o, seats: make(chan struct{}, mostReaders), desks: make(chan struct{}, mostDesks), reports: newReports()}
	return b, nil
}

// now is the time that clocks are judged by.
func (b *Board) now() calendar.Instant { return calendar.FromTime(b.Now()) }

// Handler answers all paths of the board; / and what it does not know among them.
func (b *Board) Handler() http.Handler { return b.routes() }
