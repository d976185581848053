package digest_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/rivo/uniseg"

	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// samples are the sample reports, and rich weeks all of whose names are one text that a ticket or a file may bring.
func samples() map[string]*compliance.Report {
	reports := notifierstest.Reports()
	texts := append(notifierstest.Hostile(), "=1+1", "\t=1+1", "＝1", "-2", "@x", "+49 40 1234", "'quoted", `"><script>`)
	for i, text := range texts {
		reports[fmt.Sprintf("hostile text %d", i)] = namedAll(text)
	}
	return reports
}

// namedAll is a rich week with one text in place of each that is not ours.
func namedAll(text string) *compliance.Report {
	r := notifierstest.Reports()["rich"]
	r.Period.Title, r.Period.Zone, r.Baseline.Name, r.Name, r.AsOf = text, text, text, text, text
	for i := range r.Standards {
		s := &r.Standards[i]
		s.Promise, s.Owner, s.Route, s.Touchpoint, s.Dimension = text, text, text, text, text
		for j := range s.Targets {
			s.Targets[j].Target = text
		}
		for j := range s.Causes {
			s.Causes[j].Facet, s.Causes[j].Value = text, text
		}
		for j := range s.Worst {
			m := &s.Worst[j]
			m.Ticket, m.Subject, m.Customer, m.Team, m.Link, m.DueAt = text, text, text, text, text, text
		}
		if s.Expected != nil {
			s.Expected.Source, s.Expected.Within, s.Expected.Promised = text, text, text
		}
	}
	for i := range r.Attention {
		r.Attention[i].Subject, r.Attention[i].Date = text, text
	}
	for i := range r.Customers {
		r.Customers[i].Customer = text
	}
	for i := range r.Coverage.Journey {
		r.Coverage.Journey[i].Name = text
	}
	r.Restated[0].Period = text
	return r
}

// TestTextFits wants no line of more than 80 columns.
func TestTextFits(t *testing.T) {
	for name, r := range samples() {
		var b bytes.Buffer
		if err := digest.Text(&b, r, options(t)); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			line = strings.TrimSuffix(line, "\n")
			if wide := uniseg.StringWidth(line); wide > 80 {
				t.Errorf("%s: %d columns: %s", name, wide, line)
			}
			if strings.HasSuffix(line, " ") || strings.HasPrefix(line, "%") {
				t.Errorf("%s: %q ends in a space, or begins with a unit", name, line)
			}
		}
	}
}

var number = regexp.MustCompile(`^-?[0-9.]+$`)

// TestCSV wants rows of one length, no cell that a spreadsheet works out, and each column named once.
func TestCSV(t *testing.T) {
	for name, r := range samples() {
		var b bytes.Buffer
		if err := digest.CSV(&b, r); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll() // wants as many cells in each
		if err != nil {
			t.Fatal(err)
		}
		want := 2 + len(r.Audiences) // the header, and all standards
		for i := range r.Standards {
			want += 1 + len(r.Standards[i].Targets)
		}
		if len(rows) != want {
			t.Errorf("%s has %d rows, want %d", name, len(rows), want)
		}
		names := map[string]bool{}
		for _, column := range rows[0] {
			if names[column] {
				t.Errorf("two columns are named %s", column)
			}
			names[column] = true
		}
		for _, row := range rows[1:] {
			for i, cell := range row {
				if cell != "" && !number.MatchString(cell) && strings.ContainsAny(cell[:1], "=+-@\t\r|%") {
					t.Errorf("%s: %s is %q", name, rows[0][i], cell)
				}
			}
		}
	}
}

var (
	tag       = regexp.MustCompile(`<[a-zA-Z!/][^>]*>`)
	identity  = regexp.MustCompile(` id="([^"]*)"`)
	refers    = regexp.MustCompile(` (?:href|aria-labelledby)="([^"]*)"`)
	forbidden = regexp.MustCompile(`(?i)^<(script|img|link|iframe|object|embed|base|form|b>much)|\son[a-z]+=|\ssrc=|\sstyle=`)
)

// TestPage wants a page that loads nothing and runs nothing, whatever its names are, in which no id is twice and each reference leads
// somewhere.
func TestPage(t *testing.T) {
	for name, r := range samples() {
		var b bytes.Buffer
		if err := digest.HTML(&b, r, options(t)); err != nil {
			t.Fatal(err)
		}
		page := b.String()
		ids := map[string]bool{}
		for _, found := range identity.FindAllStringSubmatch(page, -1) {
			if ids[found[1]] {
				t.Errorf("%s: two elements are %q", name, found[1])
			}
			ids[found[1]] = true
		}
		for _, element := range tag.FindAllString(page, -1) {
			if forbidden.MatchString(element) {
				t.Errorf("%s has %s", name, element)
			}
		}
		for _, found := range refers.FindAllStringSubmatch(page, -1) {
			for target := range strings.FieldsSeq(found[1]) {
				if !strings.HasPrefix(target, "https://") && !ids[strings.TrimPrefix(target, "#")] {
					t.Errorf("%s refers to %q", name, target)
				}
			}
		}
		for _, bad := range []string{"url(", "@import", "javascript:", "\u202e", "http://evil", "ZgotmplZ"} {
			if strings.Contains(page, bad) {
				t.Errorf("%s has %q", name, bad)
			}
		}
	}
}

// TestFragment is what the page has in its main element, alone.
func TestFragment(t *testing.T) {
	r := notifierstest.Reports()["rich"]
	var page, fragment bytes.Buffer
	if err := digest.HTML(&page, r, options(t)); err != nil {
		t.Fatal(err)
	}
	if err := digest.Fragment(&fragment, r, options(t)); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(page.String(), "<main class=\"digest\">\n"+fragment.String()+"\n</main>") {
		t.Error("the page has another digest than the fragment")
	}
	if strings.Contains(fragment.String(), "<style") {
		t.Error("the fragment brings a style of its own, which a strict policy would refuse")
	}
	if !strings.Contains(page.String(), digest.Style()) {
		t.Error("the page has another style than Style")
	}
}
