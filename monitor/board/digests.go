package board

import (
	"bytes"
	"context"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// mostDigests is how many digests are listed: four years of weeks, or what routes have in some months.
const mostDigests = 210

// digestLine is one digest of the list.
type digestLine struct {
	Name, Title, Period, Page, Kept, N, Missed string
	Made                                       moment
}

// digestsView is what the page of digests shows.
type digestsView struct {
	Lines   []digestLine
	Several bool // they are of several names
	Full    bool // there may be more
}

// digestView is what the page of one digest shows.
type digestView struct {
	Name, Title, Page string
	Made              moment
	Content           template.HTML
}

// digests lists the digests that were made.
func (b *Board) digests(ctx context.Context, _ *http.Request) (*answer, error) {
	now, view := b.now(), &digestsView{}
	if b.Figures != nil {
		found, err := b.Figures.Digests(ctx, "", mostDigests)
		if err != nil {
			return nil, err
		}
		for i := range found {
			d := &found[i]
			view.Several = view.Several || d.Name != compliance.Executive
			line := digestLine{
				Name: d.Name, Title: d.Period.Title(), Period: d.Span, Page: digestPage(d.Name, d.Span), Kept: "–",
				N: thousands(d.N), Missed: thousands(d.Missed), Made: momentIn(d.MadeAt, now, b.Location),
			}
			if d.N >= compliance.MinN {
				kept := 1 - float64(d.Missed)/float64(d.N)
				line.Kept = digest.Share(&kept)
			}
			view.Lines = append(view.Lines, line)
		}
		view.Full = len(found) == mostDigests
	}
	return b.render("digests", &frame{Title: "Digests", Here: "digests", Now: momentIn(now, now, b.Location)}, view), nil
}

// digestPage is the address of a digest.
func digestPage(name, span string) string {
	return "/digests/" + url.PathEscape(name) + "/" + url.PathEscape(span)
}

// digest shows one digest as it was recorded, as a page or in the form that its address ends with.
func (b *Board) digest(ctx context.Context, r *http.Request) (*answer, error) {
	name, span := r.PathValue("name"), r.PathValue("period")
	form := ""
	for _, suffix := range []string{".pdf", ".json", ".csv"} {
		if cutOff, has := strings.CutSuffix(span, suffix); has {
			span, form = cutOff, suffix
		}
	}
	missing := notFound("There is no such digest", "Look among those that were made. One that was never sent can be had by `yardstick digest --period`.")
	if b.Figures == nil || !pathText(name) || !pathText(span) {
		return nil, missing
	}
	record, err := b.Figures.Digest(ctx, name, span)
	if err != nil {
		return nil, err
	}
	if record == nil {
		return nil, missing
	}
	if form == ".json" {
		return &answer{kind: "application/json", body: record.Document, file: digestFile(record, form)}, nil
	}
	report, err := digest.Read(record.Document)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	options := digest.Options{Location: b.Location}
	switch form {
	case ".pdf":
		err = digest.PDF(&out, report, options)
		return &answer{kind: "application/pdf", body: out.Bytes(), file: digestFile(record, form)}, err
	case ".csv":
		err = digest.CSV(&out, report)
		return &answer{kind: "text/csv; charset=utf-8", body: out.Bytes(), file: digestFile(record, form)}, err
	}
	if err := digest.Fragment(&out, report, options); err != nil {
		return nil, err
	}
	now := b.now()
	view := &digestView{
		Name: record.Name, Title: record.Period.Title(), Page: digestPage(name, span), Made: momentIn(record.MadeAt, now, b.Location),
		Content: template.HTML(out.String()), //nolint:gosec // the digest escapes every text of it
	}
	f := &frame{Title: "Digest, " + view.Title, Here: "digest", Now: momentIn(now, now, b.Location), Styles: []string{"digest.css"}}
	return b.render("digest", f, view), nil
}

// digestFile is the name under which a digest is saved.
func digestFile(d *monitor.DigestRecord, suffix string) string {
	name := "digest-"
	if d.Name != compliance.Executive {
		name += d.Name + "-"
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '.', r == '_':
			return r
		}
		return '-'
	}, name+d.Span) + suffix
}
