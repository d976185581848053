package board

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

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
