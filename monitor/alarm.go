package monitor

import (
	"context"
	"log/slog"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Alarm tells the operators of alerts that failed for good: somebody has to change something before what goes to that
// place is told again. They are told once a day of each place: reasons may differ each time, by a number that a server made up.
type Alarm struct {
	// Notify keeps a notice: one of the same key once for ever.
	Notify    func(context.Context, NoticeIntent) error
	Operators notifiers.Place // "" for that it is only logged
	// Now gives the time, by which days are counted in Location; nil for UTC.
	Now      func() time.Time
	Location *time.Location
	Log      *slog.Logger
}

// alarmPatience is how long keeping the notice may take.
const alarmPatience = 5 * time.Second

// Heed looks at how an attempt ended. What failed in the operators' own place can't be told there, and is in the log.
func (a *Alarm) Heed(c *Claim, s *Settlement) {
	if s.State != Failed || a.Operators == "" || c.Place == a.Operators {
		return
	}
	location := a.Location
	if location == nil {
		location = time.UTC
	}
	now := a.Now()
	ctx, cancel := context.WithTimeout(context.Background(), alarmPatience)
	defer cancel()
	err := a.Notify(ctx, NoticeIntent{Place: a.Operators, Notice: notifiers.Notice{
		Key:   key("failed", string(c.Place), now.In(location).Format(time.DateOnly)),
		Title: "Alerts to " + string(c.Place) + " fail for good",
		Lines: []string{
			s.Reason,
			"They stay in the ledger and are not tried again. `yardstick doctor` says what to do; the metric yardstick_alerts_total counts them.",
		},
		AsOf: calendar.FromTime(now), Location: a.Location,
	}})
	if err != nil {
		a.Log.ErrorContext(ctx, "keeping a notice of failed alerts failed", slog.Any("error", err))
	}
}
