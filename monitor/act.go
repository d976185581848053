package monitor

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Desk is what acting from a message needs of the ledger.
type Desk interface {
	Memory
	// Alerted gives the clock that the message of an alert speaks of; false where there is no such alert.
	Alerted(ctx context.Context, alert int64) (Alerted, bool, error)
	// Say records a word, once for each request, and has what stands for the clock updated.
	Say(ctx context.Context, s CareSaying) (CareSaid, error)
	// ExcuseOnce does the same with an excuse; true says that it had been recorded before.
	ExcuseOnce(ctx context.Context, request string, e Excuse) (again bool, err error)
	// Late and AtRisk give up to limit clocks as of an instant, the most pressing first, and how many there are.
	Late(ctx context.Context, at calendar.Instant, limit int) ([]Pressed, int, error)
	AtRisk(ctx context.Context, at calendar.Instant, limit int) ([]Pressed, int, error)
}

// How long a reason and a name may be, in bytes.
const (
	MaxReason = 2000
	MaxBy     = 200
)

// mostCare is the longest time that a word may hold: who acknowledges for ever has not looked.
const mostCare = 7 * 24 * time.Hour

// Acts carries out what people do from messages. Any replica may: all that counts is in the ledger. It is safe for use by
// several goroutines.
type Acts struct {
	Desk Desk
	// Rounds are those of this process, whose sources are asked for an explanation.
	Rounds *Rounds
	// Told is called after each word that has messages updated; nil for nobody.
	Told func()
}

var _ notifiers.Actions = (*Acts)(nil)

// Ready is notifiers.Actions's.
func (a *Acts) Ready(ctx context.Context, do notifiers.Deed, ref string) (notifiers.Alert, error) {
	about, err := a.about(ctx, ref)
	if err != nil {
		return notifiers.Alert{}, err
	}
	row, err := a.clock(ctx, about)
	if err != nil {
		return about.Alert, err
	}
	switch do {
	case notifiers.Acknowledging, notifiers.Snoozing:
		if row.State != rules.Running && row.State != rules.Paused {
			return about.Alert, notifiers.ErrEnded
		}
	case notifiers.Excusing:
		if row.Verdict != rules.Missed {
			return about.Alert, notifiers.ErrNotMissed
		}
	}
	return about.Alert, nil
}

// about gives the clock that a reference stands for.
func (a *Acts) about(ctx context.Context, ref string) (Alerted, error) {
	id, err := strconv.ParseInt(ref, 10, 64)
	if err != nil {
		return Alerted{}, notifiers.ErrNoSuch
	}
	about, found, err := a.Desk.Alerted(ctx, id)
	if err == nil && !found {
		err = notifiers.ErrNoSuch
	}
	return about, err
}

// clock gives the clock as the ledger has it now.
func (a *Acts) clock(ctx context.Context, about Alerted) (*ClockRow, error) {
	all, err := a.Desk.Clocks(ctx, about.Source, about.Clock.Ticket)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Known && all[i].Row.Key == about.Clock {
			return &all[i].Row, nil
		}
	}
	return nil, notifiers.ErrNoSuch
}

// Acknowledge is notifiers.Actions's.
func (a *Acts) Acknowledge(ctx context.Context, act notifiers.Act) (notifiers.Done, error) {
	return a.say(ctx, Acknowledging, act)
}

// Snooze is notifiers.Actions's.
func (a *Acts) Snooze(ctx context.Context, act notifiers.Act) (notifiers.Done, error) {
	return a.say(ctx, Snoozing, act)
}

func (a *Acts) say(ctx context.Context, kind CareKind, act notifiers.Act) (notifiers.Done, error) {
	about, err := a.about(ctx, act.Ref)
	if err != nil {
		return notifiers.Done{}, err
	}
	at := a.Rounds.now()
	until := at.Add(act.For)
	if act.Morning {
		until = morning(at, about.Alert.Location)
	}
	if hold := until.Sub(at); hold <= 0 || hold > mostCare {
		return notifiers.Done{}, fmt.Errorf("%s for %v", kind, hold)
	}
	said, err := a.Desk.Say(ctx, CareSaying{
		Source: about.Source, Clock: about.Clock, Kind: kind, By: nameOf(act.By), ByID: clip(act.By.ID, MaxBy),
		At: at, Until: until, Request: act.ID,
	})
	switch {
	case err != nil:
		return notifiers.Done{}, err
	case !said.Known:
		return notifiers.Done{}, notifiers.ErrNoSuch
	case said.Word.N == 0:
		return notifiers.Done{}, notifiers.ErrEnded
	}
	a.told()
	return notifiers.Done{Alert: about.Alert, Until: said.Word.Until, Again: said.Again}, nil
}

func (a *Acts) told() {
	if a.Told != nil {
		a.Told()
	}
}

// Excuse is notifiers.Actions's.
func (a *Acts) Excuse(ctx context.Context, act notifiers.Act) (notifiers.Done, error) {
	why := clip(strings.TrimSpace(act.Reason), MaxReason)
	if why == "" {
		return notifiers.Done{}, notifiers.ErrNoReason
	}
	about, err := a.about(ctx, act.Ref)
	if err != nil {
		return notifiers.Done{}, err
	}
	row, err := a.clock(ctx, about)
	if err != nil {
		return notifiers.Done{}, err
	}
	if row.Verdict != rules.Missed {
		return notifiers.Done{}, notifiers.ErrNotMissed
	}
	by := clip(nameOf(act.By), MaxBy-len(act.By.ID)-3) + " (" + act.By.ID + ")"
	again, err := a.Desk.ExcuseOnce(ctx, act.ID, Excuse{Source: about.Source, Clock: about.Clock, By: by, Why: why, At: a.Rounds.now()})
	if err != nil {
		return notifiers.Done{}, err
	}
	a.told()
	return notifiers.Done{Alert: about.Alert, Until: calendar.None, Again: again}, nil
}

// nameOf is who somebody is, as shown.
func nameOf(p notifiers.Person) string {
	if name := strings.TrimSpace(p.Name); name != "" {
		return clip(name, MaxBy)
	}
	return clip(p.ID, MaxBy)
}

// clip cuts a text at a number of bytes, between two characters.
func clip(text string, most int) string {
	text = strings.ToValidUTF8(text, "\ufffd")
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:max(most, 0)], "")
}

// Explain is notifiers.Actions's: it tells of the standard of the clock alone.
func (a *Acts) Explain(ctx context.Context, act notifiers.Act) (string, error) {
	about, err := a.about(ctx, act.Ref)
	if err != nil {
		return "", err
	}
	text, found, err := a.explain(ctx, about.Source, about.Clock.Ticket, about.Clock.Standard)
	if err == nil && !found {
		err = notifiers.Refusal("the ticket is no longer in its source: `yardstick history` shows what was said of it")
	}
	return text, err
}

// ExplainTicket is notifiers.Actions's: each source is asked for it.
func (a *Acts) ExplainTicket(ctx context.Context, ticket string) (string, error) {
	var texts []string
	var failed []error
	for _, w := range a.Rounds.sources {
		text, found, err := a.explain(ctx, w.Source.Name(), ticket, "")
		if found {
			texts = append(texts, text)
		}
		failed = append(failed, err)
	}
	switch err := errors.Join(failed...); {
	case len(texts) > 0: // what one source has needs no other
		return strings.Join(texts, "\n"), nil
	case err != nil:
		return "", err
	}
	return "", notifiers.Refusal("there is no such ticket in any source")
}
