package digest

import (
	"fmt"
	"html/template"
	"math"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// view is a report with all of its figures in words, as the text and the page show it. What comes out of tickets and files is one
// harmless line each, not yet escaped.
type view struct {
	Title, Name, Zone, Made, Link, Generator string
	Headline, Lead                           string
	Points                                   []string
	Charts                                   []template.HTML // ours alone: see inline
	Before                                   string          // "the week before"
	Baseline                                 string          // its name; "" for none
	Standards                                []standardView
	Totals                                   []standardView // by audience, where there are several, and of all
	Details                                  []detailView
	Targets                                  []targetView
	Expectations, Aside, Restated            []string
	Journey, Dimensions                      *coverageView
	Unplaced                                 string
	Customers                                []customerView
	Guide                                    []guideView
}

// standardView is a row of the table of standards.
type standardView struct {
	Anchor, Name, ID, Promise, About string
	Kept, Of, Range, Objective       string
	Short                            bool
	Change, Benchmark                changeView
	Left, Allowed                    string
	Over                             bool // more was missed than the objective allows
	Exceeded, Near, Unknown          string
	Excused, Adjusted                string
	Missed, StillOpen                string
	Besides                          []string // what of it has no column where there is little room
}

// changeView is a change in points, what it changed from, and whether that may be chance.
type changeView struct {
	Points, From string
	Chance       bool
}

// detailView is why a standard falls short.
type detailView struct {
	Anchor, Name, Promise, Standing string
	Chart                           template.HTML
	Causes                          []causeView
	Worst                           []missView
	Customers, Teams                bool // of the worst misses some are known
}

type causeView struct{ Where, Missed, Of, Excess, Would string }

type missView struct{ Ticket, Link, Subject, Customer, Team, Due, Late, State string }

type targetView struct {
	Standard, Target, Kept, Of string
	Median, P90, Worst         string // of the open time it took
	Late, LateWorst            string // the median of the real time past due, and the worst
}

type customerView struct{ Name, Missed, Of, Standards string }

// coverageView is places, and which standards there are for each.
type coverageView struct {
	Title, None string // None says of a place that it has none
	Places      []placeView
}

type placeView struct{ Name, Standards string }

type guideView struct{ Term, Meaning string }

func viewOf(r *compliance.Report, o Options) *view {
	v := &view{
		Title: line(r.Period.Title, promiseWidth), Zone: line(r.Period.Zone, nameWidth), Made: instantWords(r.AsOf, o.Location), Link: webLink(o.Link),
		Generator: o.Generator, Headline: Headline(r), Lead: Lead(r), Points: Points(r), Before: "the " + periodNoun(r.Period.Name) + " before",
		Aside: asideWords(r, o), Restated: restatedWords(r.Restated), Guide: guide(r),
	}
	if r.Name != compliance.Executive {
		v.Name = line(r.Name, nameWidth)
	}
	if r.Baseline != nil {
		v.Baseline = line(r.Baseline.Name, nameWidth)
	}
	for i := range r.Audiences {
		a := &r.Audiences[i]
		row := totalRow("For "+audienceWords(a.Audience), &a.Figures)
		row.Besides = nil // it stands with each standard, and with all
		v.Totals = append(v.Totals, row)
	}
	v.Totals = append(v.Totals, totalRow("All standards", &r.Overall))
	v.cover(&r.Coverage)
	for _, c := range Charts(r) {
		v.Charts = append(v.Charts, template.HTML(c.inline())) //nolint:gosec // inline escapes all texts
	}
	for i := range r.Standards {
		s := &r.Standards[i]
		v.Standards = append(v.Standards, standardRow(s))
		v.Targets = append(v.Targets, targetRows(s)...)
		if text := expectation(s); text != "" {
			v.Expectations = append(v.Expectations, text)
		}
	}
	for _, s := range append(fallen(r), slipped(r)...) {
		d := detail(s, o)
		if c, ok := StandardTrend(s); ok && len(r.Standards) > 1 { // of one alone it stands above
			d.Chart = template.HTML(c.inline()) //nolint:gosec // inline escapes all texts
		}
		v.Details = append(v.Details, d)
	}
	for i := range r.Customers {
		v.Customers = append(v.Customers, customerRow(&r.Customers[i]))
	}
	return v
}

// totalRow gives the figures of several standards together.
func totalRow(name string, f *compliance.Figures) standardView {
	v := standardRow(&compliance.StandardPart{Figures: *f})
	v.Name = name
	return v
}

// audienceWords says whose customers they are.
func audienceWords(audience string) string { return audience + " customers" }

func standardRow(s *compliance.StandardPart) standardView {
	f := &s.Figures
	v := standardView{
		Anchor: "why-" + attribute(s.ID), Name: standardName(s.ID), ID: line(s.ID, nameWidth), Promise: line(s.Promise, promiseWidth), About: aboutWords(s),
		Kept: decimalPlace(shareOf(s)), Of: count(f.N), Objective: "–", Short: s.Short, Left: "–", Exceeded: decimalPlace(Percent(f.ExceededShare)),
		Near: count(f.Near), Unknown: count(f.Unknown), Excused: count(f.Excused), Missed: count(f.Missed), StillOpen: count(f.StillOpen),
		Change: changeRow(f.Previous), Benchmark: changeRow(f.Benchmark),
	}
	if s.Objective != nil {
		v.Objective = exact(*s.Objective)
	}
	if f.Interval != nil {
		v.Range = strings.TrimSuffix(percent(f.Interval.Low), " %") + "–" + percent(f.Interval.High)
	}
	if f.Excused > 0 && f.Adjusted != nil {
		v.Adjusted = percent(*f.Adjusted)
	}
	v.Besides = besides(s, &v)
	if s.Budget != nil {
		v.Left, v.Allowed, v.Over = leftWords(s.Budget.Left), count(int(math.Floor(s.Budget.Allowed+1e-9))), s.Budget.Left < -1e-9
	}
	return v
}

func changeRow(c *compliance.Change) changeView {
	if c == nil {
		return changeView{Points: "–"}
	}
	return changeView{Points: decimalPlace(signedPoints(shift(c))), From: percent(c.From), Chance: c.Chance && c.Points != 0}
}

// leftWords gives how many misses more an objective allows, whole ones: a part of a miss can't be had. Below 0 it is overspent.
func leftWords(left float64) string {
	if left < -1e-9 {
		return "−" + count(int(math.Ceil(-left-1e-9)))
	}
	return count(int(math.Floor(left + 1e-9)))
}

// besides say who a standard is for where that is not customers, and what of its figures there is.
func besides(s *compliance.StandardPart, v *standardView) []string {
	var parts []string
	if s.Audience == "internal" {
		parts = append(parts, "internal")
	}
	if v.Adjusted != "" {
		parts = append(parts, v.Adjusted+" without the "+v.Excused+" excused")
	} else if s.Figures.Excused > 0 {
		parts = append(parts, v.Excused+" excused")
	}
	if s.Figures.Near > 0 {
		parts = append(parts, v.Near+" only just")
	}
	if s.Figures.Unknown > 0 {
		parts = append(parts, v.Unknown+" not judged")
	}
	return parts
}

func aboutWords(s *compliance.StandardPart) string {
	var parts []string
	if s.Audience == "internal" {
		parts = append(parts, "internal")
	}
	for _, part := range []struct{ label, text string }{{"owner ", s.Owner}, {"route ", s.Route}} {
		if text := line(part.text, nameWidth); text != "" {
			parts = append(parts, part.label+text)
		}
	}
	return strings.Join(parts, ", ")
}

func targetRows(s *compliance.StandardPart) []targetView {
	var rows []targetView
	for i := range s.Targets {
		t := &s.Targets[i]
		if t.N == 0 {
			continue
		}
		v := targetView{
			Standard: standardName(s.ID), Target: targetWords(t.Target), Kept: "–", Of: count(t.N), Median: "–", P90: "–", Worst: "–", Late: "–", LateWorst: "–",
		}
		if t.N >= compliance.MinN {
			v.Kept = decimalPlace(percent(float64(t.N-t.Missed) / float64(t.N)))
		}
		if t.Took != nil {
			v.Median, v.P90, v.Worst = openTime(t.Took.Median), openTime(t.Took.P90), openTime(t.Took.Worst)
		}
		if t.Late != nil {
			v.Late, v.LateWorst = realTime(t.Late.Median), realTime(t.Late.Worst)
		}
		rows = append(rows, v)
	}
	return rows
}

// targetWords says what was promised: a time, or "the date on the ticket (target_dt)" where each ticket carries its own.
func targetWords(target string) string {
	target = line(target, nameWidth)
	if attribute, ok := strings.CutPrefix(target, "due "); ok {
		return "the date on the ticket (" + attribute + ")"
	}
	return target
}

// long is from how many hours, or days, on a length of time is given in them alone: minutes, or hours, say nothing any more.
const long = 100

func openTime(seconds int64) string {
	if hours := (seconds + 1800) / 3600; hours >= long {
		return count(int(hours)) + " h"
	}
	return notifiers.OpenTime(time.Duration(seconds) * time.Second)
}

func realTime(seconds int64) string {
	days := (seconds + 43200) / 86400
	if days >= 3*365 {
		return oneDecimal(float64(days)/365.25) + " years"
	}
	if days >= long {
		return count(int(days)) + " days"
	}
	return notifiers.RealTime(time.Duration(seconds) * time.Second)
}

func detail(s *compliance.StandardPart, o Options) detailView {
	f := &s.Figures
	d := detailView{Anchor: "why-" + attribute(s.ID), Name: standardName(s.ID), Promise: line(s.Promise, promiseWidth)}
	d.Standing = fmt.Sprintf("%s of %s kept", shareOf(s), count(f.N))
	if s.Objective != nil {
		d.Standing += ", objective " + exact(*s.Objective)
	}
	d.Standing += fmt.Sprintf("; %s missed", count(f.Missed))
	if f.StillOpen > 0 {
		d.Standing += fmt.Sprintf(", %s of them not done yet", count(f.StillOpen))
	}
	d.Standing += "."
	for i := range s.Causes {
		c := &s.Causes[i]
		d.Causes = append(d.Causes, causeView{
			Where: capital(where(c)), Missed: count(c.Missed), Of: count(c.N), Excess: whole(c.Excess), Would: decimalPlace(percent(c.Would)),
		})
	}
	for i := range s.Worst {
		m := missRow(&s.Worst[i], o)
		d.Worst = append(d.Worst, m)
		d.Customers, d.Teams = d.Customers || m.Customer != "", d.Teams || m.Team != ""
	}
	return d
}

func missRow(m *compliance.Miss, o Options) missView {
	v := missView{
		Ticket: line(m.Ticket, nameWidth), Link: webLink(m.Link), Subject: line(m.Subject, promiseWidth/2), Customer: line(m.Customer, nameWidth),
		Team: line(m.Team, nameWidth), Due: shortInstant(m.DueAt, o.Location), Late: realTime(m.LateS), State: "done",
	}
	if m.DoneAt == "" {
		v.State = "not done yet"
	}
	if m.Excused {
		v.State += ", excused"
	}
	return v
}

func customerRow(c *compliance.CustomerLine) customerView {
	v := customerView{Name: orEmpty(line(c.Customer, nameWidth)), Missed: count(c.Missed), Of: count(c.N)}
	names := make([]string, 0, len(c.Standards))
	for _, s := range c.Standards {
		names = append(names, fmt.Sprintf("%s (%s)", standardName(s.Standard), count(s.Missed)))
	}
	v.Standards = strings.Join(names, ", ")
	return v
}

func orEmpty(text string) string {
	if text == "" {
		return "(empty)"
	}
	return text
}

// webLink lets only links to the web through.
func webLink(link string) string {
	address, ok := notifiers.WebAddress(link)
	if !ok {
		return ""
	}
	return address
}

func instantWords(at string, zone *time.Location) string {
	instant, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return line(at, nameWidth)
	}
	return notifiers.Moment(calendar.FromTime(instant), zone)
}

// shortInstant leaves out what stands elsewhere on the page: the year and the zone.
func shortInstant(at string, zone *time.Location) string {
	instant, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return line(at, nameWidth)
	}
	if zone == nil {
		zone = time.UTC
	}
	return instant.In(zone).Format("Mon 2 Jan 15:04")
}
