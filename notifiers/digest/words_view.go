package digest

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yardstickd/yardstick/rules/compliance"
)

// expectation says where what customers expect, what is promised and what was done part; "" where nothing is known of it.
func expectation(s *compliance.StandardPart) string {
	e := s.Expected
	if e == nil {
		return ""
	}
	who := "Customers expect"
	if e.Share > 0 {
		who = exact(e.Share) + " of customers expect"
	}
	text := fmt.Sprintf("%s: %s it within %s", standardName(s.ID), who, line(e.Within, nameWidth))
	if source := line(e.Source, nameWidth); source != "" {
		text += " (" + source + ")"
	}
	text += "; the promise is " + line(e.Promised, nameWidth)
	if e.Looser {
		text += ", which is looser"
	}
	if e.Delivered != nil {
		text += fmt.Sprintf("; %s was done within what they expect", percent(*e.Delivered))
	}
	return text + "."
}

// cover says what has a standard and what has none.
func (v *view) cover(c *compliance.Coverage) {
	v.Journey = covered("The customers' journey", "nothing promised", c.Journey)
	v.Dimensions = covered("By what customers judge a service", "no standard", c.Dimensions)
	if len(c.Unplaced) > 0 && len(c.Journey) > 0 {
		v.Unplaced = "Not placed on the journey: " + list(standardNames(c.Unplaced)) + "."
	}
}

func covered(title, none string, parts []compliance.Covered) *coverageView {
	if len(parts) == 0 {
		return nil
	}
	v := coverageView{Title: title, None: none}
	for _, p := range parts {
		v.Places = append(v.Places, placeView{Name: orEmpty(line(p.Name, nameWidth)), Standards: strings.Join(standardNames(p.Standards), ", ")})
	}
	return &v
}

func standardNames(ids []string) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = standardName(id)
	}
	return names
}

// asideWords say what is not in the figures.
func asideWords(r *compliance.Report, o Options) []string {
	var texts []string
	f := &r.Overall
	if f.Unknown > 0 {
		texts = append(texts, counted(f.Unknown, "case")+" can't be judged, since the data lack something; no share counts them.")
	}
	if f.Cancelled+f.CancelledLate > 0 {
		text := counted(f.Cancelled+f.CancelledLate, "promise") + " called off"
		if f.CancelledLate > 0 {
			text += ", " + count(f.CancelledLate) + " of them past due"
		}
		texts = append(texts, text+"; no share counts them.")
	}
	q := &r.Reading
	if q.At != "" || q.Rows > 0 {
		text := fmt.Sprintf("Read: %s and %s", counted(q.Rows, "ticket"), counted(q.Events, "event"))
		if q.At != "" {
			text += ", last in full " + instantWords(q.At, o.Location)
		}
		text += "."
		if q.RowsSetAside+q.EventsSetAside > 0 {
			text += fmt.Sprintf(" Set aside since they can't be read: %s and %s.", counted(q.RowsSetAside, "ticket"), counted(q.EventsSetAside, "event"))
		}
		texts = append(texts, text)
	}
	if q.NotCovered > 0 {
		texts = append(texts, "Of all tickets read, "+count(q.NotCovered)+" met a standard, but none of its targets: nothing was promised there.")
	}
	if q.Exempt > 0 {
		texts = append(texts, "Of all tickets read, "+isAre(q.Exempt)+" exempt, as the standard says.")
	}
	if !r.Ledger {
		texts = append(texts, "Judged by the files of today alone, without a ledger: earlier versions of standards and excuses are not known.")
	}
	return texts
}

func restatedWords(all []compliance.Restated) []string {
	texts := make([]string, len(all))
	for i, c := range all {
		texts[i] = fmt.Sprintf("%s: %s of %s missed by now; it was reported as %s of %s.", line(c.Period, nameWidth),
			count(c.Is.Missed), count(c.Is.N), count(c.Was.Missed), count(c.Was.N))
	}
	return texts
}

func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// guide says how to read each figure.
func guide(r *compliance.Report) []guideView {
	noun := periodNoun(r.Period.Name)
	texts := []guideView{
		{"Kept", "the share of promises kept, of those kept or missed in this " + noun + ". What is past due and not done counts as missed. Of fewer than " +
			count(compliance.MinN) + " no percentage is given. The range is where the true share lies with 95 % confidence (Wilson's score interval)."},
		{"May be chance", "the difference is no larger than chance alone makes in so few cases (Newcombe's interval of the difference, 95 %, holds 0)."},
		{"Misses left", "how many more misses the objective allows in this " + noun + "; below 0 it is overspent. Excused misses are not counted here."},
		{"Exceeded", "the share done within the desired time, which is shorter than the promised one; – where a standard names none."},
		{"Only just", "kept with less than a tenth of the time left."},
		{"Excused", "misses that somebody excused with a reason. They count as missed; the share without them stands beside."},
		{"Not judged", "cases whose data lack something. They are in no share."},
		{"Times", "open time from start to done, by the calendar of the standard; lateness is real time. Percentiles are within 1 % of the true ones."},
		{"More than elsewhere", "the misses there beyond what there would be if it were kept as well as the rest. Places overlap, so that these don't add up. " +
			"Weekdays and hours are those in which the clock started."},
	}
	return texts
}
