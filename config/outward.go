package config

import (
	"slices"

	"github.com/yardstickd/yardstick/config/diag"
)

// outward is the first place in the standards that leads to what yardstick.yaml must name, and the problem that it is where that does not.
type outward struct {
	webhook string // its name; "" for e-mail
	problem diag.Problem
}

// leads notes the first place that leads to a webhook of a name ("" for e-mail), with the problem that it may turn out to
// be. The lines of more than anybody reads are not shown, which would take a while.
func (s *reading) leads(at value, webhook string, p diag.Problem) {
	if s.led[webhook] {
		return
	}
	if s.led == nil {
		s.led = map[string]bool{}
	}
	s.led[webhook] = true
	p.File, p.Pos, p.Severity = at.doc.path, at.pos(), diag.Error
	if len(s.outward) < maxProblems {
		p = at.doc.problem(p.Pos, at.doc.width(at.node), p.Kind, p.Message)
	}
	s.outward = append(s.outward, outward{webhook: webhook, problem: p})
}

// ReadStandards is the function of that name for standards of this configuration: a webhook that it does not name is an
// error, and so is e-mail where it has none, unless slack.token is not set either: then alerts are shown in the terminal.
func (c *Config) ReadStandards(path string) Reading {
	r := ReadStandards(path)
	if r.Set == nil {
		return r
	}
	if missing := c.lacks(r.Set); len(missing) > 0 {
		r.Set, r.Problems = nil, diag.Sort(append(r.Problems, missing...))
	}
	return r
}

// LoadStandards is ReadStandards for who reads once.
func (c *Config) LoadStandards(path string) (*Set, []diag.Problem) {
	r := c.ReadStandards(path)
	return r.Set, r.Problems
}

// lacks gives what the set leads to and the configuration does not name.
func (c *Config) lacks(s *Set) []diag.Problem {
	var names []string
	for _, w := range c.Webhooks {
		names = append(names, w.Name)
	}
	var missing []diag.Problem
	for _, o := range s.outward {
		switch {
		case o.webhook == "" && c.Email.SMTP.Empty() && !c.Slack.Token.Empty():
			o.problem.Hint = "add email: { smtp: …, from: … } to " + c.Path
		case o.webhook != "" && !slices.Contains(names, o.webhook):
			if o.problem.Hint = didYouMean(o.webhook, names); len(names) == 0 {
				o.problem.Hint = "add it to " + c.Path + ", under webhooks: to:"
			}
		default:
			continue
		}
		missing = append(missing, o.problem)
	}
	return missing
}
