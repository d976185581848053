package webhook

import (
	"encoding/json"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/digest"
)

// report is a period's report: in words, and with all its figures.
type report struct {
	Name      string   `json:"name"` // executive, or the name of the route that it is made for
	Period    string   `json:"period"`
	Title     string   `json:"title"`
	Headline  string   `json:"headline"`
	Lead      string   `json:"lead"`
	Attention []string `json:"attention"`
	Link      string   `json:"link,omitempty"`
	// Report is the document that the ledger keeps (docs/digest.md).
	Report json.RawMessage `json:"report"`
}

func digestOf(d *notifiers.Digest) *report {
	r := d.Report
	shown := &report{
		Name: text(r.Name), Period: text(r.Period.Name), Title: text(r.Period.Title),
		Headline: digest.Headline(r), Lead: digest.Lead(r), Attention: digest.Points(r),
	}
	if link, ok := notifiers.WebAddress(d.Link); ok {
		shown.Link = link
	}
	// It is made of numbers and texts, so that it can't fail; what has no document would say so by null.
	shown.Report, _ = digest.JSON(r)
	return shown
}

func digestText(d *notifiers.Digest) string {
	r := d.Report
	link, _ := notifiers.WebAddress(d.Link)
	all := []string{digest.Headline(r), line(r.Period.Title), digest.Lead(r)}
	for i, p := range digest.Points(r) {
		if i == maxLines {
			all = append(all, notifiers.MoreLines(len(r.Attention)-i))
			break
		}
		all = append(all, "• "+p)
	}
	return lines(append(all, link, "as of "+notifiers.Moment(d.AsOf(), d.Location))...)
}
