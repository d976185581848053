package board

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

const (
	// eachList is how many clocks of a list a page has; lateFirst how many late ones, those late longest, stand before what is at risk:
	// what can still be kept must not be pushed off the screen.
	eachList  = 50
	lateFirst = 8
	// mostCounted is as far as lists are counted: more is "10,000+".
	mostCounted = 10_000
	// staleAfter is how long ago the last look may have been without a word about it.
	staleAfter = 10 * time.Minute
)

// frontView is what the first page shows.
type frontView struct {
	Zone    string
	Filters []filterView
	// Filtered says that something is left out.
	Filtered bool
	// Hints are what may be wrong with the filters, where they leave nothing.
	Hints []hintView
	Lists []listView
	// Team and Customer say whether the lists have such a column.
	Team, Customer bool
	Judged         moment
	Stale          string // how long ago the sources were last judged, where that is long; "" else
	Never          bool   // they never were
	Sources        int
}

// listView is one list.
type listView struct {
	ID, Title, Unit, None string
	Count                 string
	Rows                  []rowView
	More                  string // address of the page with those that follow; "" for none
	Shown                 int
	// Alone says that this list alone is shown, from somewhere in its middle; First leads to its beginning.
	Alone bool
	First string
}

// rowView is one clock of a list.
type rowView struct {
	Ticket, Subject, Source string
	Page, Desk              string // addresses: of the ticket's page here, and in the help desk; "" for none
	Standard, Promise       string
	StandardPage            string
	Team, Customer          string
	Due                     moment
	Left                    string // how late, or how long until it is due
	Late, Paused            bool
}

// front shows what is late now and at risk next.
func (b *Board) front(ctx context.Context, r *http.Request) (*answer, error) {
	asked, err := b.asked(r.URL.Query())
	if err != nil {
		return nil, err
	}
	now := b.now()
	standing := b.Standing()
	view := frontView{
		Zone: b.zoneName(now), Filters: b.filters(ctx, asked, &standing), Filtered: asked.filtered(), Sources: len(b.Sources),
	}
	for _, f := range view.Filters {
		view.Team, view.Customer = view.Team || f.Name == teamFilter, view.Customer || f.Name == customerFilter
	}
	for _, which := range []List{Late, AtRisk} {
		if asked.list != "" && asked.list != which {
			continue
		}
		list, err := b.list(ctx, which, now, asked, &standing)
		if err != nil {
			return nil, err
		}
		view.Lists = append(view.Lists, list)
	}
	view.Hints = asked.hints(view.Filters, view.Lists)
	if err := b.judged(ctx, &view, now); err != nil {
		return nil, err
	}
	f := &frame{Title: "Late now and at risk", Here: "front", Now: momentIn(now, now, b.Location), Fresh: true}
	return b.render("front", f, &view), nil
}

// list reads one list.
func (b *Board) list(ctx context.Context, which List, now calendar.Instant, a *asked, standing *Standing) (listView, error) {
	view := listView{ID: string(which), Alone: a.list != ""}
	if which == Late {
		view.Title, view.Unit, view.None = "Late now", "promises late now", "Nothing is late."
	} else {
		view.Title, view.Unit, view.None = "At risk next", "promises at risk", "Nothing is at risk."
	}
	if a.filtered() {
		view.None = strings.TrimSuffix(view.None, ".") + " among what the filters leave."
	}
	if a.after != nil {
		view.None = "Nothing follows."
	}
	most := eachList
	if which == Late && a.list == "" {
		most = lateFirst
	}
	clocks, err := b.Ledger.Pressing(ctx, which, now, a.filter, a.after, most+1)
	if err != nil {
		return view, err
	}
	count := len(clocks)
	if count > most || a.after != nil {
		if count, err = b.Ledger.CountPressing(ctx, which, now, a.filter, mostCounted+1); err != nil {
			return view, err
		}
	}
	view.Count = counted(count, mostCounted)
	if len(clocks) > most {
		clocks = clocks[:most]
		view.More = a.address(which, &clocks[most-1])
	}
	if a.after != nil {
		view.First = a.address(which, nil)
	}
	for i := range clocks {
		view.Rows = append(view.Rows, b.row(&clocks[i], now, standing))
	}
	view.Shown = len(view.Rows)
	return view, nil
}

// counted writes a number with its thousands apart; one that was not counted to the end as 10,000+.
func counted(n, most int) string {
	if n > most {
		return thousands(most) + "+"
	}
	return thousands(n)
}

func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// row shows one clock.
func (b *Board) row(c *Clock, now calendar.Instant, standing *Standing) rowView {
	row := rowView{
		Ticket: c.Ticket, Subject: c.Subject, Standard: c.Standard, Page: ticketPage(c.Source, c.Ticket), StandardPage: standardPage(c.Standard),
		Desk: b.desk(c.Source, c.Ticket), Due: momentIn(c.DueAt, now, b.Location), Left: length(c.DueAt.Sub(now)),
		Late: c.DueAt < now, Paused: c.State == rules.Paused, Team: c.Team, Customer: c.Customer,
	}
	if len(b.Sources) > 1 {
		row.Source = c.Source
	}
	for _, s := range standing.Standards {
		if s.ID == c.Standard {
			row.Promise = s.Promise
		}
	}
	return row
}

// desk gives the address of a ticket in its help desk; "" where there is none that may be followed.
func (b *Board) desk(source, ticket string) string {
	for _, s := range b.Sources {
		if s.Name == source && s.Link != "" {
			if address, ok := notifiers.WebAddress(strings.ReplaceAll(s.Link, "{id}", url.PathEscape(ticket))); ok {
				return address
			}
		}
	}
	return ""
}

// judged says as of when the lists are.
func (b *Board) judged(ctx context.Context, view *frontView, now calendar.Instant) error {
	if b.Figures == nil {
		return nil
	}
	names := make([]string, len(b.Sources))
	for i, s := range b.Sources {
		names[i] = s.Name
	}
	at, err := b.Figures.JudgedUntil(ctx, names, "")
	if err != nil {
		return err
	}
	view.Judged, view.Never = momentIn(at, now, b.Location), at == calendar.None
	if at != calendar.None && now.Sub(at) > staleAfter {
		view.Stale = length(now.Sub(at))
	}
	return nil
}

// zoneName names the zone in which instants are shown.
func (b *Board) zoneName(now calendar.Instant) string {
	abbreviation, _ := now.Time().In(b.Location).Zone()
	name := b.Location.String()
	if name == abbreviation || strings.HasPrefix(abbreviation, "+") || strings.HasPrefix(abbreviation, "-") {
		return name
	}
	return name + ", " + abbreviation
}
