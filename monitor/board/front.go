package board

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
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

// filterView is one filter.
type filterView struct {
	Name, Label, Value string
	Values             []option // suggested
	Choice             bool     // nothing else can be chosen
}

type option struct{ Value, Text string }

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

// The filters by attributes, as parameters of the address.
const (
	teamFilter     = "team"
	customerFilter = "customer"
)

// teamAttribute is the reported attribute that names who does the work.
const teamAttribute = "team"

// asked is what the address of the first page asks for.
type asked struct {
	filter Filter
	query  url.Values // the filters alone
	list   List       // "" for both
	after  *Key
}

func (a *asked) filtered() bool { return len(a.query) > 0 }

// asked reads an address. What it does not know it leaves alone.
func (b *Board) asked(q url.Values) (*asked, error) {
	a, odd := &asked{query: url.Values{}}, false
	take := func(name string) string {
		value := strings.TrimSpace(q.Get(name))
		if !pathText(value) {
			odd = odd || value != ""
			return ""
		}
		a.query.Set(name, value)
		return value
	}
	a.filter.Standard = take("standard")
	for name, into := range map[string]*string{teamFilter: &a.filter.Team, customerFilter: &a.filter.Customer} {
		if _, there := b.filterable()[name]; there {
			*into = take(name)
		}
	}
	if odd { // without it, all would be taken for what it leaves
		return nil, &failure{status: http.StatusBadRequest, what: "This filter can't be read", todo: "Nothing is called so: it holds a NUL, or is not UTF-8."}
	}
	switch which := List(q.Get("list")); which {
	case "", Late, AtRisk:
		a.list = which
	default:
		return nil, notFound("There is no such list", "The lists are “late” and “risk”.")
	}
	if text := q.Get("after"); text != "" && a.list != "" {
		key, ok := parseKey(text)
		if !ok {
			return nil, notFound("This place in the list can't be found", "Begin at the first page of the list.")
		}
		a.after = &key
	}
	return a, nil
}

// filterable gives the attributes that lists can be filtered by, by the name of the parameter.
func (b *Board) filterable() map[string]string {
	names := map[string]string{}
	if slices.Contains(b.By, teamAttribute) {
		names[teamFilter] = teamAttribute
	}
	if b.Customer != "" {
		names[customerFilter] = b.Customer
	}
	return names
}

// filters gives the filters with what they are set to.
func (b *Board) filters(ctx context.Context, a *asked, standing *Standing) []filterView {
	var filters []filterView
	suggested := b.suggest(ctx)
	for _, one := range []struct {
		name   string
		values []string
	}{{teamFilter, suggested.Teams}, {customerFilter, suggested.Customers}} {
		attribute, there := b.filterable()[one.name]
		if !there || len(one.values) == 0 && a.query.Get(one.name) == "" { // no ticket has it
			continue
		}
		f := filterView{Name: one.name, Label: label(attribute), Value: a.query.Get(one.name)}
		for _, value := range one.values {
			f.Values = append(f.Values, option{Value: value})
		}
		filters = append(filters, f)
	}
	f := filterView{Name: "standard", Label: "Standard", Value: a.query.Get("standard"), Choice: true}
	for _, s := range standing.Standards {
		f.Values = append(f.Values, option{Value: s.ID, Text: cut(s.ID+" – "+s.Promise, 70)})
	}
	known := slices.ContainsFunc(f.Values, func(o option) bool { return o.Value == f.Value })
	if f.Value != "" && !known { // one that was taken away, or is wrong: what is set is shown
		f.Values = append(f.Values, option{Value: f.Value, Text: f.Value})
	}
	return append(filters, f)
}

// label makes a heading of an attribute's name.
func label(attribute string) string {
	text := strings.ReplaceAll(attribute, "_", " ")
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
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

// address gives that of a list, after a clock (nil for from the first), with the filters as they are.
func (a *asked) address(which List, after *Clock) string {
	q := url.Values{"list": {string(which)}}
	for name, values := range a.query {
		q[name] = values
	}
	if after != nil {
		q.Set("after", KeyOf(after).text())
	}
	return "/?" + q.Encode()
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

// ticketPage is the address of a ticket's page. What browsers take for a folder above stands behind the ?.
func ticketPage(source, ticket string) string {
	if ticket == "." || ticket == ".." {
		return "/tickets/" + url.PathEscape(source) + "?" + url.Values{"id": {ticket}}.Encode()
	}
	return "/tickets/" + url.PathEscape(source) + "/" + url.PathEscape(ticket)
}

// standardPage is the address of a standard's page.
func standardPage(id string) string { return "/standards/" + url.PathEscape(id) }

// keyForm is a Key in an address.
type keyForm struct {
	Due                      int64
	Source, Ticket, Standard string
	Start                    int64
	N                        int32
}

// text writes a place for an address.
func (k Key) text() string {
	written, _ := json.Marshal(keyForm{ // it holds nothing that can't be written
		int64(k.DueAt), k.Source, k.Ticket, k.Standard, int64(k.Cycle.Start), k.Cycle.N,
	})
	return base64.RawURLEncoding.EncodeToString(written)
}

// parseKey reads what text wrote.
func parseKey(text string) (Key, bool) {
	written, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return Key{}, false
	}
	var f keyForm
	if json.Unmarshal(written, &f) != nil || !pathText(f.Source) || !pathText(f.Ticket) || !pathText(f.Standard) {
		return Key{}, false
	}
	due := calendar.Instant(f.Due)
	if year := due.Time().Year(); due == calendar.None || year < 1 || year > 9999 {
		return Key{}, false
	}
	return Key{
		DueAt: due, Source: f.Source, Ticket: f.Ticket, Standard: f.Standard,
		Cycle: rules.CycleKey{Start: calendar.Instant(f.Start), N: f.N},
	}, true
}
