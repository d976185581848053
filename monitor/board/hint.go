package board

import (
	"net/url"
	"slices"
	"strings"
)

// mostMeant is how many values are offered in place of one.
const mostMeant = 5

// hintView is a filter whose value is not among those suggested. That is no mistake by itself, for any can be typed; where nothing is
// left it may be why, and whoever reads that nothing is late should know.
type hintView struct {
	Label, Value string
	Meant        []meantView
}

// meantView is a value that may have been meant.
type meantView struct{ Value, Address string }

// hints looks for what may be wrong with filters that leave nothing.
func (a *asked) hints(filters []filterView, lists []listView) []hintView {
	if a.after != nil || slices.ContainsFunc(lists, func(l listView) bool { return l.Shown > 0 }) {
		return nil
	}
	var hints []hintView
	for i := range filters {
		f := &filters[i]
		if f.Value == "" || f.suggests() {
			continue
		}
		hint := hintView{Label: f.Label, Value: f.Value}
		for _, o := range f.Values {
			if len(hint.Meant) < mostMeant && o.Value != f.Value && alike(o.Value, f.Value) {
				hint.Meant = append(hint.Meant, meantView{o.Value, a.with(f.Name, o.Value)})
			}
		}
		hints = append(hints, hint)
	}
	return hints
}

// suggests tells whether a filter's value is one of those suggested. A choice holds what is set in any case, at its end and without
// a promise.
func (f *filterView) suggests() bool {
	return slices.ContainsFunc(f.Values, func(o option) bool { return o.Value == f.Value && (!f.Choice || o.Text != o.Value) })
}

// alike tells whether somebody who wrote one may have meant the other: case aside it is the other, or a part of it.
func alike(value, written string) bool {
	value, written = strings.ToLower(value), strings.ToLower(written)
	return written != "" && value != "" && (strings.Contains(value, written) || strings.Contains(written, value))
}

// with gives the address of the same filters with one of them changed.
func (a *asked) with(name, value string) string {
	q := url.Values{}
	for other, values := range a.query {
		q[other] = values
	}
	q.Set(name, value)
	if a.list != "" {
		q.Set("list", string(a.list))
	}
	return "/?" + q.Encode()
}
