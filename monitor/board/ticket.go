package board

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/explain"
)

const (
	// deskPatience is how long a source may take to give a ticket. Then it is shown as the ledger has it.
	deskPatience = 5 * time.Second
	// mostClocks is how many clocks of a standard are shown with a picture, the last ones; mostBrief how many before them in a line each.
	mostClocks = 5
	mostBrief  = 50
	// mostOthers is how many standards without a clock are in sight.
	mostOthers = 12
	// traceWidth is how many columns the trace in words has.
	traceWidth = 100
)

// ticketView is what the page of a ticket shows.
type ticketView struct {
	Source, Ticket, Subject, Desk string
	Attributes                    []explain.Attribute
	Standards                     []standardClocks
	// Others are standards that have no clock of it, and why.
	Others []standardClocks
	// Many says that there are more of these than one wants to scroll past.
	Many bool
	// Aside is why rows and events of it can't be used.
	Aside []string
	Trace string
	// Remembered says that it is shown as the ledger has it, and Why.
	Remembered bool
	Why        string
	Said       []saidView
}

// standardClocks is one standard and its clocks.
type standardClocks struct {
	ID, Promise, Page, Outcome, Why string
	Earlier                         []clockLine
	More                            int // clocks that are not shown
	Clocks                          []clockView
	Said                            []saidView
}

// clockLine is a clock in a line.
type clockLine struct{ Started, Headline string }

// clockView is a clock in full.
type clockView struct {
	Title, Headline, Standing, Zone string
	Open                            bool
	Excused, Differs                string
	Timelines                       []timeline
	Legend                          []stretchView
	Facts                           []explain.Fact
	Lines                           []explain.Line
	Total                           string
	Said                            []saidView
}

// saidView is one thing that the ledger has said.
type saidView struct{ When, About, Text string }

// lookup leads to the page of a ticket that somebody asks for by its id.
func (b *Board) lookup(ctx context.Context, r *http.Request) (*answer, error) {
	source, id := r.PathValue("source"), strings.TrimSpace(r.URL.Query().Get("id"))
	if source == "" {
		source = r.URL.Query().Get("source")
	}
	if source == "" && len(b.Sources) > 0 {
		source = b.Sources[0].Name
	}
	if !pathText(id) {
		return nil, notFound("Which ticket?", "Give its id, as the help desk writes it.")
	}
	if page := ticketPage(source, id); strings.Contains(page, "?") {
		return b.ticketOf(ctx, source, id)
	}
	return &answer{to: ticketPage(source, id)}, nil
}

// ticket shows how a ticket came to its verdicts.
func (b *Board) ticket(ctx context.Context, r *http.Request) (*answer, error) {
	return b.ticketOf(ctx, r.PathValue("source"), r.PathValue("id"))
}

func (b *Board) ticketOf(ctx context.Context, source, id string) (*answer, error) {
	if !slices.ContainsFunc(b.Sources, func(s Source) bool { return s.Name == source }) {
		return nil, notFound("There is no help desk of this name", "Those there are stand in yardstick.yaml under sources.")
	}
	if !pathText(id) {
		return nil, notFound("There is no such ticket", "Give its id, as the help desk writes it.")
	}
	now := b.now()
	view := &ticketView{Source: source, Ticket: id, Desk: b.desk(source, id)}
	one, aside, err := b.explained(ctx, source, id)
	view.Aside = aside
	switch {
	case err != nil:
		b.Log.WarnContext(ctx, "the board can't read a ticket's source", slog.String("source", source), slog.Any("error", err))
		view.Why = "The help desk does not answer at this moment. This is how the ticket was last judged, and what was said of it."
	case one != nil:
		b.fill(view, one, now)
	case len(aside) > 0:
		view.Why = "What the help desk has of this ticket can't be used. This is how it was last judged, and what was said of it."
	default:
		view.Why = "The help desk does not have this ticket any more. This is how it was last judged, and what was said of it."
	}
	if one == nil {
		if err := b.remembered(ctx, view, now, err != nil); err != nil {
			return nil, err
		}
	}
	title := id
	if view.Subject != "" {
		title += " " + cut(view.Subject, 60)
	}
	return b.render("ticket", &frame{Title: title, Here: "ticket", Now: momentIn(now, now, b.Location)}, view), nil
}

// explained reads the ticket in its source; nil where that does not have it, or nobody was asked.
func (b *Board) explained(ctx context.Context, source, id string) (*explain.Explanation, []string, error) {
	if b.Explain == nil {
		return nil, nil, errors.New("no source is read")
	}
	limited, cancel := context.WithTimeout(ctx, deskPatience)
	defer cancel()
	return b.Explain(limited, source, id)
}

// fill shows an explanation.
func (b *Board) fill(view *ticketView, one *explain.Explanation, now calendar.Instant) {
	view.Trace = one.Text(explain.Options{Width: traceWidth})
	for _, a := range one.Attributes {
		if a.Name == "subject" && a.Value != nil {
			view.Subject = *a.Value
			continue
		}
		view.Attributes = append(view.Attributes, a)
	}
	for i := range one.Standards {
		s := &one.Standards[i]
		shown := standardClocks{ID: s.ID, Promise: s.Promise, Page: standardPage(s.ID), Outcome: strings.ReplaceAll(s.Outcome, "_", " "), Why: s.Why}
		for k := range s.Said {
			shown.Said = append(shown.Said, b.said(&s.Said[k], now, ""))
		}
		if len(s.Clocks) == 0 {
			view.Others = append(view.Others, shown)
			continue
		}
		whole := max(0, len(s.Clocks)-mostClocks)
		for k := max(0, whole-mostBrief); k < whole; k++ {
			c := &s.Clocks[k]
			shown.Earlier = append(shown.Earlier, clockLine{c.Moment(c.StartedAt), c.Headline})
		}
		shown.More = max(0, whole-mostBrief)
		for k := whole; k < len(s.Clocks); k++ {
			title := ""
			if len(s.Clocks) > 1 {
				title = fmt.Sprintf("Clock %d of %d", k+1, len(s.Clocks))
			}
			shown.Clocks = append(shown.Clocks, b.clock(&s.Clocks[k], title, "t"+strconv.Itoa(i)+"-"+strconv.Itoa(k), s.ID, now))
		}
		view.Standards = append(view.Standards, shown)
	}
	view.Many = len(view.Others) > mostOthers
	slices.SortStableFunc(view.Standards, func(a, b standardClocks) int { return a.rank() - b.rank() })
}

// rank puts first what can still be done something about.
func (s *standardClocks) rank() int {
	if last := &s.Clocks[len(s.Clocks)-1]; last.Open {
		return slices.Index([]string{"late", "risk", "running"}, last.Standing)
	}
	return 3
}

// clock shows one clock in full.
func (b *Board) clock(c *explain.Clock, title, id, standard string, now calendar.Instant) clockView {
	_, state := c.Judged()
	v := clockView{
		Title: title, Headline: c.Headline, Standing: standingOf(c), Open: state == rules.Running || state == rules.Paused,
		Zone: c.Location().String(), Facts: c.Facts(),
	}
	v.Timelines, v.Legend = timelines(c, id, "Time line of "+standard, now, c.Location())
	v.Lines, v.Total = c.Lines()
	if excuse, excused := c.Excused(); excused {
		v.Excused = "Excused by " + excuse.By + ": " + excuse.Why
	}
	if said, differs := c.Differs(); differs {
		v.Differs = "The ledger has said " + strings.ReplaceAll(said.Verdict, "_", " ") + ". Today's data say otherwise: the next round restates it."
	}
	for i := range c.Said {
		said := &c.Said[i]
		v.Said = append(v.Said, saidView{When: c.Moment(said.At), Text: c.Sentence(said)})
	}
	return v
}

// standingOf gives the class by which a clock is coloured.
func standingOf(c *explain.Clock) string {
	verdict, state := c.Judged()
	switch {
	case verdict == rules.Exceeded, verdict == rules.Met:
		return "kept"
	case verdict == rules.Missed, verdict == rules.CancelledLate:
		return "late"
	case verdict == rules.Open && (c.AtRisk || state == rules.Paused), verdict == rules.Unknown:
		return "risk"
	}
	return "running"
}

// said shows one thing that the ledger has said.
func (b *Board) said(said *explain.Said, now calendar.Instant, about string) saidView {
	return saidView{
		When: momentIn(calendar.Instant(said.At), now, b.Location).Full, About: about, Text: said.Sentence(calendar.NewZone(b.Location)),
	}
}

// remembered shows a ticket as the ledger has it. One of which it knows nothing is not found, unless nobody can tell.
func (b *Board) remembered(ctx context.Context, view *ticketView, now calendar.Instant, silent bool) error {
	view.Remembered = true
	clocks, err := b.Ledger.Clocks(ctx, view.Source, view.Ticket)
	if err != nil {
		return err
	}
	statements, err := b.Ledger.Statements(ctx, view.Source, view.Ticket)
	if err != nil {
		return err
	}
	if len(clocks) == 0 && len(statements) == 0 && len(view.Aside) == 0 {
		if silent {
			return busy("The help desk does not answer, and nothing was judged of this ticket yet")
		}
		return b.unknown(ctx, view.Source, view.Ticket)
	}
	for i := range clocks {
		row := &clocks[i].Row
		if view.Subject == "" {
			view.Subject = row.Subject
		}
		place := slices.IndexFunc(view.Standards, func(s standardClocks) bool { return s.ID == row.Key.Standard })
		if place < 0 {
			place = len(view.Standards)
			view.Standards = append(view.Standards, standardClocks{ID: row.Key.Standard, Page: standardPage(row.Key.Standard), Promise: b.promise(row.Key.Standard)})
		}
		view.Standards[place].Earlier = append(view.Standards[place].Earlier, clockLine{
			momentIn(row.StartedAt, now, b.Location).Full, b.lastStanding(row, now),
		})
	}
	several := len(view.Standards) > 1
	for i := range statements {
		clock, said := statements[i].InWords()
		about := ""
		if several {
			about = clock.Standard
		}
		view.Said = append(view.Said, b.said(&said, now, about))
	}
	return nil
}

// lastStanding says how a clock was last judged.
func (b *Board) lastStanding(row *monitor.ClockRow, now calendar.Instant) string {
	text := label(row.Verdict.String())
	if row.Verdict == rules.Open {
		text = label(row.State.String())
	}
	if row.DueAt != calendar.None {
		text += ", due " + momentIn(row.DueAt, now, b.Location).Full
	}
	if row.StoppedAt != calendar.None {
		text += ", ended " + momentIn(row.StoppedAt, now, b.Location).Full
	}
	if row.Reason != "" {
		text += " (" + row.Reason + ")"
	}
	return text
}

// promise gives the live promise of a standard; "" where there is none.
func (b *Board) promise(id string) string {
	for _, s := range b.Standing().Standards {
		if s.ID == id {
			return s.Promise
		}
	}
	return ""
}

// unknown is the failure of a ticket that is not known, with the help desk that does know it.
func (b *Board) unknown(ctx context.Context, source, id string) error {
	for _, s := range b.Sources {
		if s.Name == source {
			continue
		}
		if clocks, err := b.Ledger.Clocks(ctx, s.Name, id); err == nil && len(clocks) > 0 {
			return notFound("There is no such ticket in "+source, "There is one of this id in "+s.Name+": its page is "+ticketPage(s.Name, id)+".")
		}
	}
	return notFound("There is no such ticket in "+source, "Look whether its id is written as the help desk writes it.")
}
