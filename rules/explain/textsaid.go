package explain

import (
	"strings"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// said shows what the ledger has said.
func (p *page) said(all []Said, zone *calendar.Zone) {
	for i := range all {
		p.hang(piece{indent + stamp(calendar.Instant(all[i].At), zone, true) + "  ", plain}, piece{all[i].sentence(zone), plain})
	}
}

func (s *Said) sentence(zone *calendar.Zone) string {
	switch s.What {
	case SaidVerdict:
		text := "verdict " + s.Verdict
		if s.Previous != "" {
			text += " instead of " + s.Previous
		}
		if s.Reason != "" {
			text += ", since " + strings.ReplaceAll(s.Reason, "_", " ")
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
	}
	text := "stage " + s.Stage + " of " + stamp(calendar.Instant(s.StageAt), zone, true)
	if !s.ToldAt.none() {
		return text + ", sent to " + s.Place
	}
	if s.Reason != "" {
		return text + ", not sent: " + strings.ReplaceAll(s.Reason, "_", " ")
	}
	return text
}
