package digest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/rules/compliance"
)

var berlin = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return zone
}()

func printPDF(t *testing.T, r *compliance.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := PDF(&b, r, Options{Location: berlin, Link: "https://yardstick.example.com/digests/executive/2026-W46"}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// printedReports are the sample reports, and others that are hard to print.
func printedReports() map[string]*compliance.Report {
	all := notifierstest.Reports()
	all["languages"], all["huge"] = languages(), huge()
	return all
}

// languages is a report with names of many scripts.
func languages() *compliance.Report {
	r := notifierstest.Reports()["rich"]
	for i, name := range []string{"شركة الاختبار (لندن) 2026 ACME", "חברת בדיקה בע\"מ (תל אביב)", "Łódź, Ωμέγα, Прывітанне, Dvořák e\u0301t Đặng"} {
		r.Customers[i].Customer = name
	}
	r.Standards[0].Causes[0].Value = "支援デスク 👩‍👩‍👧‍👦 desk"
	r.Standards[0].Promise, r.Standards[1].Promise = "نرد عليكم خلال ساعتين", "“Quotes” — and ½ 10 € ≥ 5 ✓."
	return r
}

// huge is a report in which every list is far too long, and every name too.
func huge() *compliance.Report {
	r := notifierstest.Reports()["hostile"]
	few := r.Standards
	for i := range 500 {
		s := few[i%len(few)]
		s.ID = fmt.Sprintf("standard-%03d-%s", i, strings.Repeat("wwww-", 30))
		s.Promise = strings.Repeat("WWWW", 80)
		r.Standards = append(r.Standards, s)
	}
	for i := range 300 {
		r.Customers = append(r.Customers, compliance.CustomerLine{Customer: fmt.Sprint(i, strings.Repeat(" Wide & Sons", 30)), N: 1_000_000, Missed: 999_999})
		r.Attention = append(r.Attention, compliance.Attention{Kind: compliance.NoStandard, Subject: fmt.Sprint(strings.Repeat("journey/", 40), i)})
		r.Coverage.Journey = append(r.Coverage.Journey, compliance.Covered{Name: fmt.Sprint(strings.Repeat("place ", 40), i)})
		r.Coverage.Unplaced = append(r.Coverage.Unplaced, fmt.Sprint(strings.Repeat("place-", 40), i))
		r.Restated = append(r.Restated, compliance.Restated{Period: "2026-W01"})
	}
	return r
}

func TestPDFSays(t *testing.T) {
	pages := readPDF(t, printPDF(t, notifierstest.Reports()["rich"]))
	if len(pages) != 2 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, wants := range [][]string{
		{
			"Week 46, 9–15 November 2026", "94.6 %", "of 1,563 promises kept, 84 missed", "−0.6 points on the week before (95.2 %): chance",
			"+2.1 points on the baseline spring 2026", "true share lies between 93.3 % and", "What needs attention", "Callback is 4.1 points short of its objective",
			"We call you back within two", "exceeded 29.0 %", "1 excused", "▼ 90.9 %", "95 %", "220", "−6.1", "≈ +0.9", "−8 of 11", "promised 2h, taken: median 49 min",
			"dates in Europe/Berlin", "as of Mon 16 Nov 2026 08:00 CET (UTC+01:00)", "Page 1 of 2", "Promises kept, by week", "W46",
		},
		{
			"Promises kept, by standard", "Team hamburg on Friday afternoons", "14 of 31", "90.9 % → 96.8 %", "ACME, Inc.", "6 of 41",
			"3 of 4 touchpoints of the journey have a standard; none: awareness/website.", "8 cases can't be judged", "1 is excused",
			"12 tickets and 31 events", "2026-W44: 68 of 1,503 missed", "Page 2 of 2",
		},
	} {
		text := textOf(pages[i])
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("page %d does not say %q:\n%s", i+1, want, text)
			}
		}
	}
}

// Nothing runs off a page, nothing is of a size that nobody can read, and there are never more than two pages.
func TestPDFStaysOnItsPages(t *testing.T) {
	sets := map[bool]*typesetter{false: newTypesetter(false), true: newTypesetter(true)}
	for name, r := range printedReports() {
		file := printPDF(t, r)
		pages := readPDF(t, file)
		if len(pages) == 0 || len(pages) > mostPages || len(file) > 200<<10 {
			t.Errorf("%s: %d pages of %d bytes", name, len(pages), len(file))
		}
		for i, page := range pages {
			for _, w := range page {
				right := w.x + sets[w.bold].width(w.text)*w.size*pt/1000
				if w.x < pageEdge-0.1 || right > pageEdge+bodyWide+0.1 || w.y < topEdge || w.y > lowEdge+9 || w.size < 6 {
					t.Errorf("%s, page %d: %q of %g points stands at %.1f to %.1f, %.1f down", name, i+1, w.text, w.size, w.x, right, w.y)
				}
			}
			if want := fmt.Sprintf("Page %d of %d", i+1, len(pages)); !strings.Contains(textOf(page), want) {
				t.Errorf("%s does not say %s", name, want)
			}
		}
	}
}

// A number is never cut, however large.
func TestPDFCutsNoNumber(t *testing.T) {
	r := notifierstest.Reports()["rich"]
	for i := range r.Standards {
		s := &r.Standards[i]
		f := &s.Figures
		f.N, f.Missed = 8_888_888, 888_888
		f.Attainment, s.Objective, s.Short = new(0.99996), new(0.99995), true
		f.Previous = &compliance.Change{From: 1, N: 8_888_888, Points: -100, Chance: true}
		f.Benchmark = f.Previous
		s.Budget = &compliance.Budget{Allowed: 88_888.8, Used: 888_888, Left: 88_888.8 - 888_888}
		for j := range s.Causes {
			s.Causes[j].N, s.Causes[j].Missed, s.Causes[j].Excess = 8_888_888, 888_888, 88_888.8
		}
	}
	for i := range r.Customers {
		r.Customers[i].N, r.Customers[i].Missed = 8_888_888, 888_888
	}
	digits := regexp.MustCompile(`[0-9][,.]?…`)
	pages := readPDF(t, printPDF(t, r))
	for _, want := range []string{"≈ −100.0", "▼ 99.996 %", "99.995 %", "8,888,888", "888,888 of 8,888,888"} {
		if !strings.Contains(textOf(pages[0])+textOf(pages[1]), want) {
			t.Errorf("it does not say %q:\n%s", want, textOf(pages[0]))
		}
	}
	for _, page := range pages {
		for _, w := range page {
			if digits.MatchString(w.text) {
				t.Errorf("%q is cut", w.text)
			}
		}
	}
}

// What is cut is counted: what is shown and what is left out is all there is. Those that are short are shown first.
func TestPDFSaysWhatItCuts(t *testing.T) {
	r := notifierstest.Reports()["many"]
	r.Standards = append(r.Standards, r.Standards...)
	var text strings.Builder
	for _, page := range readPDF(t, printPDF(t, r)) {
		text.WriteString(textOf(page) + "\n")
	}
	shown := strings.Count(text.String(), "What we promise in matter ")
	if want := fmt.Sprintf("and %d more standards: see the HTML", len(r.Standards)-shown); shown >= len(r.Standards) || !strings.Contains(text.String(), want) {
		t.Errorf("%d standards are shown, and it does not say %q", shown, want)
	}
	short := 0
	for i := range r.Standards {
		if r.Standards[i].Short {
			short++
		}
	}
	if got := strings.Count(text.String(), "▼ ") - 1; got != short { // one is in the legend
		t.Errorf("%d of %d standards that are short are shown", got, short)
	}
}

func TestPDFHasTheSameBytesAlways(t *testing.T) {
	for name := range printedReports() {
		first := printPDF(t, printedReports()[name])
		if again := printPDF(t, printedReports()[name]); !bytes.Equal(first, again) {
			t.Errorf("%s: two printouts differ", name)
		}
	}
}

func TestPDFNamesItself(t *testing.T) {
	file := printPDF(t, notifierstest.Reports()["rich"])
	title := "\xfe\xff"
	for _, r := range "How promises were kept: Week 46, 9" {
		title += "\x00" + string(r)
	}
	for _, want := range []string{"/Title (" + title, "/Lang (en)", "/CreationDate (D:20261116070000", "%PDF-1."} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("the file has no %q", want)
		}
	}
}

// Names of other scripts are written; what no face has is marked, one mark a character.
func TestPDFScripts(t *testing.T) {
	var text strings.Builder
	for _, page := range readPDF(t, printPDF(t, languages())) {
		text.WriteString(strings.ReplaceAll(textOf(page), "\n", " ") + " ")
	}
	for _, want := range []string{
		"Łódź, Ωμέγα, Прывітанне, Dvořák ét Đặng", "(ביבא לת) מ\"עב הקידב תרבח", "2026 (\ufee5\ufeaa\ufee8\ufedf)", "Team ����� � desk", "½ 10 € ≥ 5 ✓.",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, text.String())
		}
	}
}

// Whatever a report's texts are, a page comes of them, and no control character is in it.
func TestPDFOfHostileText(t *testing.T) {
	for _, text := range notifierstest.Hostile() {
		r := notifierstest.Reports()["rich"]
		r.Name, r.Period.Title, r.Baseline.Name = text, text, text
		for i := range r.Standards {
			r.Standards[i].Promise = text
		}
		for i := range r.Customers {
			r.Customers[i].Customer = text
		}
		for i := range r.Coverage.Journey {
			r.Coverage.Journey[i].Name = text
		}
		for _, page := range readPDF(t, printPDF(t, r)) {
			if got := textOf(page); strings.ContainsAny(strings.ReplaceAll(got, "\n", ""), "\x00\x07\x08\x1b\t\r\u202e\u2066\u2028\u200b") {
				t.Errorf("%.40q: a control character is in %q", text, got)
			}
		}
	}
}

// TestPDFPreview writes each sample into the folder named by YARDSTICK_PREVIEW, to be looked at.
func TestPDFPreview(t *testing.T) {
	folder := os.Getenv("YARDSTICK_PREVIEW")
	if folder == "" {
		t.Skip("YARDSTICK_PREVIEW names no folder to write to")
	}
	for name, r := range printedReports() {
		if err := os.WriteFile(filepath.Join(folder, name+".pdf"), printPDF(t, r), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
