package config

import (
	"errors"
	"regexp"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

func (o *operator) schedule(v value) {
	f, ok := v.fields("schedule", "timezone", "round", "reconcile", "digest", "daily")
	if !ok {
		return
	}
	if v, ok := f.get("timezone"); ok {
		if loc, ok := v.zone(); ok {
			o.config.Schedule.Location = loc
		}
	}
	s := &o.config.Schedule
	for key, into := range map[string]*string{"round": &s.Round, "reconcile": &s.Reconcile, "digest": &s.Digest, "daily": &s.Daily} {
		if v, ok := f.get(key); ok {
			if text, ok := v.cron(); ok {
				*into = text
			}
		}
	}
}

// The shapes of a schedule. The library panics on some texts that are none, so the shape comes first.
var (
	cronShape  = regexp.MustCompile(`^[0-9A-Za-z*/,?-]+(?: +[0-9A-Za-z*/,?-]+){4}$`)
	everyShape = regexp.MustCompile(`^@every ((?:\d{1,6}[hms])+)$`)
	namedShape = regexp.MustCompile(`^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$`)
)

// cron reads five fields of cron, @every 30s, or a name such as @hourly.
func (v value) cron() (string, bool) {
	text, ok := v.filled("a schedule such as \"* * * * *\"")
	if !ok {
		return "", false
	}
	text = strings.Join(strings.Fields(text), " ")
	switch {
	case strings.Contains(text, "TZ="):
		v.fail("cron", "a time zone can't stand in a schedule").Hint = "name it in schedule: timezone"
		return "", false
	case everyShape.MatchString(text):
		every, err := time.ParseDuration(strings.TrimPrefix(text, "@every "))
		if err != nil || every < time.Second {
			v.fail("cron", "%s is shorter than a second", quoted(text))
			return "", false
		}
		return text, true
	case !cronShape.MatchString(text) && !namedShape.MatchString(text):
		v.fail("cron", "%s is not a schedule", quoted(text)).
			Hint = "write minute, hour, day, month and weekday (\"*/5 * * * *\"), @hourly, or @every 30s"
		return "", false
	}
	schedule, err := parseCron(text)
	if err != nil {
		v.fail("cron", "%s is not a schedule: %v", quoted(text), err)
		return "", false
	}
	// A fixed day: whether a schedule ever fires must not depend on when one asks.
	if schedule.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		v.fail("cron", "%s never comes", quoted(text)).Hint = "no date meets its day and month"
		return "", false
	}
	return text, true
}

// parseCron keeps a panic of the library from ending the program.
func parseCron(text string) (schedule cron.Schedule, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("it can't be read")
		}
	}()
	return cron.ParseStandard(text)
}
