package digest

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// Picture is a chart as a letter has it: an image that comes with it.
type Picture struct {
	CID  string // its Content-ID, without < and >
	Name string // of its file
	Alt  string
	PNG  []byte
	// Wide and High are in pixels of the screen; the image has twice as many.
	Wide, High int
}

// sharp is how many pixels of the image a pixel of the layout has.
const sharp = 2

// mailWide is how wide charts are laid out for a letter, in pixels: so that their letters can be read on a phone, which shows them
// smaller.
const mailWide = 520

// Pictures draws a report's charts for a letter. domain makes their Content-IDs those of one sender.
func Pictures(r *compliance.Report, domain string) ([]Picture, error) {
	var all []Picture
	for _, c := range Charts(r) {
		d := c.drawWide(mailWide)
		drawn, err := d.png(sharp)
		if err != nil {
			return nil, fmt.Errorf("draw the chart %s: %w", c.Name, err)
		}
		all = append(all, Picture{
			CID: attribute(c.Name) + "@" + domain, Name: attribute(c.Name) + ".png", Alt: c.Title + ". " + c.Summary, PNG: drawn,
			Wide: int(d.width), High: int(d.height),
		})
	}
	return all, nil
}

// How much of each list a letter has, so that no mail program cuts it off (Gmail does at 102 kB).
const (
	mailPoints    = 10
	mailStandards = 20
	mailCauses    = 6
	mailCustomers = 6
	mailExpected  = 6
	mailNames     = 12
)

// letter is a report as the letter's template has it.
type letter struct {
	Subject, Title, State, Number, Kept, Lead string

	Compared      []string
	Trend, Others *Picture
	Points        []string
	Standards     []standardView
	Causes        []letterCause
	Customers     []customerView
	Expected      []string
	Coverage      []string
	LeftOut       []string
	Before        string // "week before"
	MorePoints    string
	MoreStandards string
	MoreCauses    string
	MoreCustomers string
	MoreExpected  string
	Link, Foot    string
}

type letterCause struct{ Where, Promise, Missed, Fewer, Then string }

//go:embed mail.html
var mailHTML string

var mailTemplate = template.Must(template.New("mail").Funcs(template.FuncMap{
	"inc": func(i int) int { return i + 1 }, "glued": glued,
}).Parse(mailHTML))

// Mail writes a report as HTML for mail programs: tables and inline styles, nothing fetched, the pictures by their Content-ID. Lists
// that are long are cut, and say so; the PDF that comes with it and the board have more.
func Mail(w io.Writer, r *compliance.Report, o Options, pictures []Picture) error {
	f := &r.Overall
	l := letter{
		Subject: Headline(r), Title: Title(r), Number: numberOf(f), Kept: keptOf(f), Lead: Lead(r), Compared: comparisons(r),
		LeftOut: leftOut(r, o), Before: periodNoun(r.Period.Name) + " before", Foot: originOf(r, o),
	}
	if address, ok := notifiers.WebAddress(o.Link); ok {
		l.Link = address
	}
	if !r.Complete {
		l.State = provisional
	}
	for i := range pictures {
		if l.Trend == nil && i == 0 {
			l.Trend = &pictures[i]
		} else if l.Others == nil {
			l.Others = &pictures[i]
		}
	}
	l.Points, l.MorePoints = cutTo(Points(r), mailPoints, "of these")
	l.standards(r)
	l.causes(r)
	l.customers(r)
	l.Expected, l.MoreExpected = cutTo(expectations(r), mailExpected, "standards")
	l.Coverage = coverageLines(&r.Coverage, mailNames, "see the PDF")
	return mailTemplate.Execute(w, l)
}

// cutTo gives as much of a list as is shown, and says what is left out; "" for nothing.
func cutTo[T any](all []T, most int, what string) ([]T, string) {
	if len(all) <= most {
		return all, ""
	}
	return all[:most], fmt.Sprintf("and %s more %s", count(len(all)-most), what)
}

func (l *letter) standards(r *compliance.Report) {
	shown, more := cutTo(gravestFirst(r, mailStandards), mailStandards, "standards")
	l.MoreStandards = more
	for _, s := range shown {
		row := standardRow(s)
		row.Promise = line(promiseOf(s), promiseWidth)
		l.Standards = append(l.Standards, row)
	}
}

func (l *letter) causes(r *compliance.Report) {
	shown, more := cutTo(allCauses(r), mailCauses, "places")
	l.MoreCauses = more
	for _, c := range shown {
		l.Causes = append(l.Causes, letterCause{
			Where: capital(where(c.Cause)), Promise: standardName(c.of.ID), Missed: count(c.Missed) + " of " + count(c.N),
			Fewer: whole(c.Excess), Then: thenKept(&c),
		})
	}
}

func (l *letter) customers(r *compliance.Report) {
	shown, more := cutTo(r.Customers, mailCustomers, "customers")
	l.MoreCustomers = more
	for i := range shown {
		l.Customers = append(l.Customers, customerRow(&shown[i]))
	}
}

// Title names a report: its period, and whose it is where it is not the one on everything. It is one harmless line.
func Title(r *compliance.Report) string {
	title := line(r.Period.Title, promiseWidth)
	if r.Name == compliance.Executive || r.Name == "" {
		return title
	}
	return line(r.Name, nameWidth) + ": " + title
}

// provisional says why figures may still change.
const provisional = "Provisional: the period is not over, or not all of it was read yet"

// originOf says of when and of what a report is.
func originOf(r *compliance.Report, o Options) string {
	text := line(r.Period.Title, promiseWidth)
	if r.Period.Zone != "" {
		text += " (dates in " + line(r.Period.Zone, nameWidth) + ")"
	}
	if !r.Ledger {
		text += " · from files alone" // before what may be cut off
	}
	return text + " · as of " + instantWords(r.AsOf, o.Location)
}
