package notifiers

import (
	"fmt"
	"strings"
)

// GroupHeadline says in a few words how the clocks of a group stand. It holds nothing out of a ticket.
func GroupHeadline(g *Group) string {
	if g.Late+g.AtRisk == 0 {
		return "Come to rest: " + noun(g.Clocks, "clock", "clocks")
	}
	var parts []string
	if g.Late > 0 {
		parts = append(parts, Count(g.Late)+" late")
	}
	if g.AtRisk > 0 {
		parts = append(parts, Count(g.AtRisk)+" at risk")
	}
	return strings.Join(parts, ", ")
}

// GroupScope says what a group speaks of, and why it is one message.
func GroupScope(g *Group) string {
	text := noun(g.Clocks, "clock", "clocks") + " of " + noun(g.Tickets, "ticket", "tickets") + " in one message"
	if g.Held {
		text += ", held back in quiet hours"
	}
	if g.Rested > 0 {
		text += fmt.Sprintf("; %s of them at rest by now", Count(g.Rested))
	}
	return text + "."
}

// LineStanding says how the clocks of one standard of a group stand, e.g. "12 late, 3 at risk, 1 at rest".
func LineStanding(l GroupLine) string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{l.Late, "late"}, {l.AtRisk, "at risk"}, {l.Rested, "at rest"}} {
		if p.n > 0 {
			parts = append(parts, Count(p.n)+" "+p.what)
		}
	}
	return strings.Join(parts, ", ")
}

// PageHeadline says which page of a group it is.
func PageHeadline(p *Page) string { return fmt.Sprintf("Page %d of %d", p.Number, p.Of) }

// MoreClocks speaks of the clocks that the pages of a group have no room for.
func MoreClocks(n int) string {
	return "… and " + noun(n, "more clock", "more clocks") + ": the file has them all."
}

// noun writes a number with what is counted.
func noun(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}
