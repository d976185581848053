package config

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOutward holds the routes of standards to what yardstick.yaml names.
func TestOutward(t *testing.T) {
	dir := write(t, map[string]string{"a.yaml": `
routes:
  a: { webhook: [pager, pgr], per: { team: { x: { webhook: tv } } } }
  b: { slack: "#b", per: { team: { x: { email: a@example.com } } } }
`})
	named := func(names ...string) (c Config) {
		for _, name := range names {
			c.Webhooks = append(c.Webhooks, Webhook{Name: name})
		}
		c.Path = "yardstick.yaml"
		return c
	}
	token, mail := named("pager", "pgr", "tv"), named("pager", "pgr", "tv")
	token.Slack.Token = NewSecret("xoxb-1")
	mail.Slack.Token, mail.Email.SMTP = NewSecret("xoxb-1"), NewSecret("smtp://mail")
	for name, c := range map[string]struct {
		config Config
		want   []string
	}{
		"all":      {mail, nil},
		"terminal": {named("tv", "pgr", "pager"), nil},
		"misspelt": {named("pager", "tv"), []string{`3:25: there is no webhook "pgr" in yardstick.yaml; did you mean "pager"?`}},
		"no email": {token, []string{`4:48: yardstick.yaml does not say how e-mail leaves; add email: { smtp: …, from: … } to yardstick.yaml`}},
		"none": {named(), []string{
			`3:18: there is no webhook "pager" in yardstick.yaml; add it to yardstick.yaml, under webhooks: to:`,
			`3:25: there is no webhook "pgr" in yardstick.yaml; add it to yardstick.yaml, under webhooks: to:`,
			`3:60: there is no webhook "tv" in yardstick.yaml; add it to yardstick.yaml, under webhooks: to:`,
		}},
	} {
		set, problems := c.config.LoadStandards(dir)
		var got []string
		for _, p := range problems {
			if p.Kind == "no-standards" || p.Kind == "unused" {
				continue
			}
			got = append(got, fmt.Sprintf("%d:%d: %s; %s", p.Line, p.Col, p.Message, p.Hint))
		}
		if diff := cmp.Diff(c.want, got); diff != "" || (set == nil) != (c.want != nil) {
			t.Errorf("%s: %v\n%s", name, set, diff)
		}
	}
	if set, problems := LoadStandards(dir); set == nil {
		t.Error("without a configuration nothing is missing:", problems)
	}
}
