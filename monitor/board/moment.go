package board

import (
	"fmt"
	"time"

	"github.com/yardstickd/yardstick/rules/calendar"
)

// moment is an instant as pages show it: for machines, in full for who points at it, and short beside the others.
type moment struct {
	At    string // RFC 3339; "" for none
	Full  string // Mon 30 Mar 2026 09:30 CEST
	Short string // 09:30, Thu 09:30, 30 Mar 09:30 or 30 Mar 2026, as far from now as it is
}

// moment gives now.
func (b *Board) moment() moment {
	now := b.now()
	return momentIn(now, now, b.Location)
}

// momentIn shows an instant as seen from now, in a zone.
func momentIn(at, now calendar.Instant, zone *time.Location) moment {
	if at == calendar.None {
		return moment{Short: "–", Full: "–"}
	}
	local, today := at.Time().In(zone), now.Time().In(zone)
	m := moment{At: local.Format(time.RFC3339), Full: local.Format("Mon 2 Jan 2006 15:04:05 MST")}
	days := daysBetween(today, local)
	switch {
	case days == 0:
		m.Short = local.Format("15:04")
	case days > -7 && days < 7:
		m.Short = local.Format("Mon 15:04")
	case local.Year() == today.Year() || days > -180 && days < 180:
		m.Short = local.Format("2 Jan 15:04")
	default:
		m.Short = local.Format("2 Jan 2006")
	}
	return m
}

// daysBetween counts the dates from one local time to another.
func daysBetween(from, to time.Time) int {
	date := func(t time.Time) time.Time {
		year, month, day := t.Date()
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	return int(date(to).Sub(date(from)) / (24 * time.Hour))
}

// length gives a length of time in words as coarse as a glance needs: "<1 min", "12 min", "3 h 05 min", "2 d 4 h", "40 d".
func length(d time.Duration) string {
	if d < 0 {
		d = -d
	}
	minutes := int64(d / time.Minute)
	hours, days := minutes/60, minutes/(24*60)
	switch {
	case minutes == 0:
		return "<1 min"
	case minutes < 60:
		return fmt.Sprintf("%d min", minutes)
	case hours < 24:
		return fmt.Sprintf("%d h %02d min", hours, minutes%60)
	case days < 14 && hours%24 != 0:
		return fmt.Sprintf("%d d %d h", days, hours%24)
	}
	return fmt.Sprintf("%d d", days)
}
