package board

import (
	"context"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
	"github.com/yardstickd/yardstick/rules/explain"
)

// standardView is what the page of one standard shows.
type standardView struct {
	standardRow
	Title      string // of the period
	Periods    []periodView
	Gone       string // since when it is no longer a standard; "" for that it is
	About      []explain.Fact
	Targets    []explain.Row
	Definition []explain.Fact
	Chart      template.HTML
	Figures    *compliance.StandardPart
	Measured   []measuredView
	Causes     []causeView
	Worst      []missView
	Expected   string
	Versions   []versionView
	Open       string // address of its open clocks
}

// measuredView is how one target was kept.
type measuredView struct{ Target, N, Missed, Median, P90, Worst, LateMedian string }

// causeView is where misses concentrate.
type causeView struct{ Where, N, Missed, Excess, Would string }

// missView is one that took longest.
type missView struct {
	Ticket, Subject, Page, Customer, Late, Standing string
	Due                                             moment
}

// versionView is a version as it was loaded.
type versionView struct {
	Loaded, From, Until string
	Gone                bool // the standard was taken away then
	Live                bool
	Hash                string
	Targets             []explain.Row
	Definition          []explain.Fact
	Lost                bool // what it said can't be shown
}

// standard shows what is promised, what came of it, and what was promised before.
func (b *Board) standard(ctx context.Context, r *http.Request) (*answer, error) {
	now, id := b.now(), r.PathValue("id")
	standing := b.Standing()
	live, history := standing.find(id)
	if live == nil && history == nil {
		return nil, notFound("There is no such standard", "Look among all of them: it may be written otherwise.")
	}
	p, err := b.period(r.URL.Query(), now)
	if err != nil {
		return nil, err
	}
	view := &standardView{Title: p.Title(), Open: "/?" + url.Values{"standard": {id}}.Encode()}
	rows, err := b.Ledger.Versions(ctx)
	if err != nil {
		return nil, err
	}
	view.Versions = b.versions(id, rows, history, live)
	if live == nil {
		view.standardRow = standardRow{ID: id, Page: standardPage(id)}
		for _, v := range view.Versions {
			if v.Gone {
				view.Gone = v.Loaded
				break
			}
		}
		return b.render("standard", b.standardFrame(id, now), view), nil
	}
	report, err := b.report(ctx, p)
	if err != nil {
		return nil, err
	}
	part := partOf(report, id)
	view.standardRow = b.standardRow(live, part, now)
	view.Periods = b.periods(standardPage(id), p, now)
	view.About, view.Targets, view.Definition = b.about(live), explain.Targets(live), explain.Definition(live)
	if part != nil {
		b.measured(view, part, now)
	}
	return b.render("standard", b.standardFrame(id, now), view), nil
}

func (b *Board) standardFrame(id string, now calendar.Instant) *frame {
	return &frame{Title: id, Here: "standard", Now: momentIn(now, now, b.Location)}
}

// find gives the live standard of an id and its history; nil for none.
func (s *Standing) find(id string) (live *rules.Standard, history rules.History) {
	for _, one := range s.Standards {
		if one.ID == id {
			live = one
		}
	}
	for _, h := range s.Histories {
		if len(h) > 0 && h.Live().Standard.ID == id {
			history = h
		}
	}
	return live, history
}

// about says what a standard is about.
func (b *Board) about(s *rules.Standard) []explain.Fact {
	a := &s.About
	var facts []explain.Fact
	add := func(name, text string, more ...string) {
		if text != "" {
			facts = append(facts, explain.Fact{Name: name, Text: text, More: more})
		}
	}
	add("For", map[rules.Audience]string{rules.External: "customers", rules.Internal: "colleagues (internal customers)"}[a.Audience])
	add("Touchpoint", a.Touchpoint)
	add("Dimension", string(a.Dimension))
	add("Owner", a.Owner)
	if a.ReviewBy != rules.NoDate {
		add("Review by", a.ReviewBy.String())
	}
	add("Alerts go by", s.Route)
	var warnings []string
	for _, w := range s.WarnAt {
		warnings = append(warnings, w.Text)
	}
	add("Warns at", strings.Join(warnings, ", "))
	for _, e := range s.Escalate {
		add("Escalates", notifiers.OpenTime(e.After)+" of open time after it was due, to "+e.To)
	}
	if e := a.Evidence; e != nil {
		text := e.Source
		if e.Asked != rules.NoDate {
			text += ", asked " + e.Asked.String()
		}
		if e.Respondents > 0 {
			text += ", " + thousands(e.Respondents) + " answered"
		}
		var expected []string
		if e.Within != nil {
			said := "They expect it within " + e.Within.String()
			if e.Share > 0 {
				said = digest.Exact(e.Share) + " expect it within " + e.Within.String()
			}
			expected = append(expected, said)
		}
		add("Evidence", text, expected...)
	}
	return facts
}

// measured shows the figures.
func (b *Board) measured(view *standardView, part *compliance.StandardPart, now calendar.Instant) {
	view.Figures, view.Chart, view.Expected = part, chart(part), digest.Expectation(part)
	for _, t := range part.Targets {
		m := measuredView{Target: digest.Target(t.Target), N: thousands(t.N), Missed: thousands(t.Missed), Median: "–", P90: "–", Worst: "–", LateMedian: "–"}
		if t.Took != nil {
			m.Median, m.P90, m.Worst = digest.OpenTime(t.Took.Median), digest.OpenTime(t.Took.P90), digest.OpenTime(t.Took.Worst)
		}
		if t.Late != nil {
			m.LateMedian = digest.RealTime(t.Late.Median)
		}
		view.Measured = append(view.Measured, m)
	}
	for i := range part.Causes {
		c := &part.Causes[i]
		view.Causes = append(view.Causes, causeView{
			Where: digest.Place(c), N: thousands(c.N), Missed: thousands(c.Missed), Excess: digest.Misses(c.Excess), Would: digest.Share(&c.Would),
		})
	}
	for _, m := range part.Worst {
		standing, due := "done", moment{Short: m.DueAt, Full: m.DueAt}
		if at, err := time.Parse(time.RFC3339, m.DueAt); err == nil {
			due = momentIn(calendar.FromTime(at), now, b.Location)
		}
		switch {
		case m.DoneAt == "":
			standing = "not done yet"
		case m.Excused:
			standing = "excused"
		}
		view.Worst = append(view.Worst, missView{
			Ticket: m.Ticket, Subject: m.Subject, Page: ticketPage(m.Source, m.Ticket), Customer: m.Customer, Due: due, Late: digest.RealTime(m.LateS), Standing: standing,
		})
	}
}

// versions shows what the ledger knows of a standard's past, the latest first; without a ledger's rows what the histories have.
func (b *Board) versions(id string, rows []monitor.VersionRow, history rules.History, live *rules.Standard) []versionView {
	said := map[string]*rules.Standard{}
	for i := range history {
		said[history[i].Hash] = history[i].Standard
	}
	rows = slices.DeleteFunc(slices.Clone(rows), func(r monitor.VersionRow) bool { return r.Standard != id })
	var views []versionView
	for i, row := range rows {
		v := versionView{Loaded: momentIn(row.LoadedAt, row.LoadedAt, b.Location).Full, Hash: cut(row.Hash, 9), Gone: row.Hash == ""}
		v.Live = i == len(rows)-1 && live != nil && !v.Gone
		if s := said[row.Hash]; s != nil && !v.Gone {
			v.Targets, v.Definition = explain.Targets(s), explain.Definition(s)
		} else {
			v.Lost = !v.Gone
		}
		v.From = "from its loading on"
		switch {
		case row.EffectiveFrom != calendar.None:
			v.From = "from " + momentIn(row.EffectiveFrom, row.LoadedAt, b.Location).Full
		case i == 0:
			v.From = "from the beginning"
		}
		if i+1 < len(rows) {
			next := &rows[i+1]
			until := next.LoadedAt
			if next.Hash != "" && next.EffectiveFrom != calendar.None {
				until = next.EffectiveFrom
			}
			v.Until = momentIn(until, until, b.Location).Full
		}
		views = append(views, v)
	}
	slices.Reverse(views)
	return views
}
