package digest

import (
	"errors"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// PDF writes the report as one or two pages of A4: what one hands to a board. Lists that are too long for that are cut, and say how
// much is left out; the web page has all of it.
//
// The same report gives the same bytes: the date in the file is the report's. Its letters are part of it.
func PDF(w io.Writer, r *compliance.Report, o Options) error {
	s := printout(r, o)
	p := fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "mm", Size: fpdf.SizeType{Wd: paperWide, Ht: paperHigh}})
	p.SetCatalogSort(true)
	p.SetAutoPageBreak(false, 0)
	p.SetMargins(0, 0, 0)
	at := asOf(r)
	p.SetCreationDate(at)
	p.SetModificationDate(at)
	p.SetLang("en")
	p.SetTitle("How promises were kept: "+Title(r), true)
	p.SetSubject(printed(Headline(r)), true)
	if o.Generator != "" {
		p.SetCreator(printed(o.Generator), true)
	}
	p.SetProducer("fpdf", false)
	p.SetDisplayMode("fullpage", "single")
	for _, bold := range []bool{false, true} {
		for _, f := range faces[bold]() {
			p.AddUTF8FontFromBytes(f.family, f.style, f.ttf)
		}
	}
	for _, page := range s.pages {
		p.AddPage()
		for _, draw := range page {
			draw(p)
		}
	}
	return errors.Join(p.Error(), p.Output(w))
}

// asOf gives when a report was made; the beginning of its period where that can't be read, since a PDF must have some date.
func asOf(r *compliance.Report) time.Time {
	at, err := time.Parse(time.RFC3339, r.AsOf)
	if err != nil {
		at, err = time.Parse(time.DateOnly, r.Period.From)
	}
	if err != nil {
		at = time.Unix(0, 0)
	}
	return at.UTC()
}
