package board

import (
	"context"
	"slices"
	"strings"
)

// filterView is one filter.
type filterView struct {
	Name, Label, Value string
	Values             []option // suggested
	Choice             bool     // nothing else can be chosen
}

type option struct{ Value, Text string }

// The filters by attributes, as parameters of the address.
const (
	teamFilter     = "team"
	customerFilter = "customer"
)

// teamAttribute is the reported attribute that names who does the work.
const teamAttribute = "team"

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
