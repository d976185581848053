package config

import (
	"regexp"
	"strings"

	"github.com/yardstickd/yardstick/config/diag"
)

// destination reads where, to whom and when a route leads.
func (s *reading) destination(f fields, d *Destination) {
	if v, ok := f.get("slack"); ok {
		d.Slack = v.channel()
	}
	if v, ok := f.get("email"); ok {
		d.Email = v.addresses()
		s.leads(v, "", diag.Problem{Kind: "email", Message: "yardstick.yaml does not say how e-mail leaves"})
	}
	if v, ok := f.get("webhook"); ok {
		d.Webhooks = s.webhooks(v)
	}
	if v, ok := f.get("mention"); ok {
		d.Mention = v.mentions()
	}
	if v, ok := f.get("quiet"); ok {
		d.Quiet = s.quiet(v)
	}
}

// addresses reads one e-mail address or several.
func (v value) addresses() []string {
	items, _ := v.oneOrMore("e-mail addresses")
	var all []string
	first := map[string]value{}
	for _, item := range items {
		address, ok := item.address()
		if !ok {
			continue
		}
		if before, twice := first[strings.ToLower(address)]; twice {
			item.fail("duplicate", "%s is here twice", quoted(address)).Hint = "the first one is at " + before.place()
			continue
		}
		first[strings.ToLower(address)] = item
		all = append(all, address)
	}
	return all
}

// webhooks reads the names of webhooks. Which there are says yardstick.yaml, see Config.ReadStandards.
func (s *reading) webhooks(v value) []string {
	return v.webhookNames(func(item value, name string) {
		s.leads(item, name, diag.Problem{Kind: "reference", Message: "there is no webhook " + quoted(name) + " in yardstick.yaml"})
	})
}

// webhookNames reads one name of a webhook or several, and calls each for every one.
func (v value) webhookNames(each func(item value, name string)) []string {
	items, _ := v.oneOrMore("names of webhooks")
	var all []string
	first := map[string]value{}
	for _, item := range items {
		if item.isText() && !item.spoilt() && strings.Contains(item.node.Value, "://") {
			item.hide("secret", "the address of a webhook must not stand in this file").
				Hint = "write the name that it has in yardstick.yaml under webhooks: to:"
			continue
		}
		name, ok := item.identifier()
		if !ok {
			continue
		}
		if before, twice := first[name]; twice {
			item.fail("duplicate", "webhook %s is here twice", quoted(name)).Hint = "the first one is at " + before.place()
			continue
		}
		first[name] = item
		all = append(all, name)
		each(item, name)
	}
	return all
}

// The forms of who is called: a user group of Slack, or the person whose address a ticket attribute holds.
const (
	groupPattern = `@[\p{Ll}\p{Lo}\p{M}\p{N}._-]{1,80}`
	// groupPatternSchema is nearly groupPattern for JSON Schema, see channelPatternSchema.
	groupPatternSchema  = `@[^\x00-,/:-\x5e\x60{-\x7f]{1,80}`
	personPattern       = `\{\s*[^{}\s](?:[^{}]*[^{}\s])?\s*\}`
	personPatternSchema = `\{[^{}]*[^{}\s][^{}]*\}`
)

var (
	groupForm  = regexp.MustCompile(`^` + groupPattern + `$`)
	personForm = regexp.MustCompile(`^` + personPattern + `$`)
)

// mentions reads who is called, one or several.
func (v value) mentions() []Mention {
	items, _ := v.oneOrMore(`"@group" or "{attribute}"`)
	var all []Mention
	first := map[Mention]value{}
	for _, item := range items {
		m, ok := item.mention()
		if !ok {
			continue
		}
		if before, twice := first[m]; twice {
			item.fail("duplicate", "%s is called twice", quoted(item.plainText())).Hint = "the first one is at " + before.place()
			continue
		}
		first[m] = item
		all = append(all, m)
	}
	return all
}

func (v value) mention() (m Mention, ok bool) {
	text, ok := v.filled(`who is called, "@group" or "{attribute}",`)
	if !ok {
		return m, false
	}
	switch {
	case text == "@everyone":
		v.fail("mention", "Slack knows @everyone in one channel alone").Hint = `write "@channel", or "@here" for those who are there now`
	case groupForm.MatchString(text):
		return Mention{Group: text[1:]}, true
	case personForm.MatchString(text):
		return Mention{Attribute: strings.TrimSpace(text[1 : len(text)-1])}, true
	default:
		v.fail("mention", "%s is neither a group nor a ticket attribute", quoted(text)).Hint = mentionAdvice(text)
	}
	return m, false
}

// mentionAdvice says what was probably meant.
func mentionAdvice(text string) string {
	if addressForm.MatchString(text) || userForm.MatchString(text) {
		return `a person is called by the ticket attribute that holds the address: "{assignee_email}"`
	}
	group := "@" + strings.ToLower(strings.ReplaceAll(strings.TrimLeft(text, "@#"), " ", "-"))
	if groupForm.MatchString(group) {
		return `did you mean "` + group + `"?`
	}
	return `write a user group ("@frontline-oncall", "@here"), or the ticket attribute that holds a person's address ("{assignee_email}")`
}

// calledNowhere reports a mention where no message goes to Slack.
func (v value) calledNowhere() {
	v.fail("mention", "a mention calls people in Slack, and this route leads to no channel").Hint = "add slack: \"#support\", or leave the mention out"
}

// quiet reads hours in which alerts are held back.
func (s *reading) quiet(v value) *Quiet {
	if name := v.plainText(); s.calendars.byName[name] != nil {
		v.fail("type", "quiet must be a block of keys, not a single value").Hint = "did you mean { outside: " + name + " }?"
		return nil
	}
	f, ok := v.fields("quiet", "outside", "except")
	if !ok {
		return nil
	}
	q := &Quiet{}
	if at, ok := f.needElse("outside", "name the calendar outside whose hours nobody is told: { outside: office }"); ok {
		if c := s.calendarAt(at); c != nil {
			q.Outside = c.calendar
		}
	}
	if at, ok := f.get("except"); ok {
		q.Except = at.condition()
	}
	return q
}
