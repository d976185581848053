package explain

import (
	"github.com/yardstickd/yardstick/rules/calendar"
)

// said shows what the ledger has said, and of which clock where there may be several.
func (p *page) said(all []Said, zone *calendar.Zone, whose bool) {
	for i := range all {
		text := all[i].sentence(zone)
		if whose {
			text = "of the one that started " + stamp(calendar.Instant(all[i].Cycle), zone, true) + ": " + text
		}
		p.hang(piece{indent + pad(stamp(calendar.Instant(all[i].At), zone, true), len("Mon 2006-01-02 15:04:05 -07:00")) + "  ", plain}, piece{text, plain})
	}
}

func (s *Said) sentence(zone *calendar.Zone) string {
	switch s.What {
	case SaidVerdict:
		text := "verdict " + s.Verdict
		switch s.Previous {
		case "":
		case s.Verdict:
			text = "verdict still " + s.Verdict
		default:
			text += " instead of " + s.Previous
		}
		if s.Reason != "" {
			text += ", since " + s.why()
		}
		if !s.DueAt.none() {
			text += "; due " + stamp(calendar.Instant(s.DueAt), zone, true)
		}
		return text
	case SaidExcuse:
		if s.Undo {
			return "excuse taken back by " + s.By
		}
		return "excused by " + s.By + ": " + s.Why
	case SaidCare:
		return s.care(zone)
	}
	text := "stage " + s.Stage + " of " + stamp(calendar.Instant(s.StageAt), zone, true)
	if !s.ToldAt.none() {
		return text + ", sent to " + s.Place
	}
	if s.Reason != "" {
		return text + ", not sent: " + s.why()
	}
	return text
}

// care says who looks after the clock, or wants no warnings of it, until when.
func (s *Said) care(zone *calendar.Zone) string {
	what := "acknowledged by "
	if s.Care == "snooze" {
		what = "warnings snoozed by "
	}
	return what + s.By + " until " + stamp(calendar.Instant(s.Until), zone, true)
}
