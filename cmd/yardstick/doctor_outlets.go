package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/email"
	"github.com/yardstickd/yardstick/notifiers/slack"
	"github.com/yardstickd/yardstick/notifiers/webhook"
)

// destinations gives where the digest goes and the routes lead, each way that they differ.
func (d *doctor) destinations() []*config.Destination {
	all := []*config.Destination{&d.config.Digest.To}
	if d.set == nil {
		return all
	}
	for i := range d.set.Routes {
		r := &d.set.Routes[i]
		all = append(all, &r.Destination)
		for j := range r.Per {
			all = append(all, &r.Per[j].Destination)
		}
	}
	return all
}

// slack looks at the token, what it may, and each channel that is named.
func (d *doctor) slack(ctx context.Context) {
	channels, groups, people := d.named()
	if d.config.Slack.Token.Empty() {
		if len(channels) > 0 {
			d.find(warning, "slack", "slack.token is not set: what goes to "+listed(channels)+" is shown in the terminal",
				`slack: { token: "${env:SLACK_BOT_TOKEN}" }`)
		}
		return
	}
	s, err := slack.New(slack.Options{Token: d.config.Slack.Token.Reveal(), APIURL: d.config.Slack.APIURL})
	if err != nil {
		d.find(problem, "slack", oneLine(err), "put slack.api_url right, or leave it out")
		return
	}
	who, err := s.Identify(ctx)
	if err != nil {
		d.find(problem, "slack", "auth.test: "+oneLine(err), "look at slack.token (a bot token, xoxb-…) and whether this machine reaches Slack")
		return
	}
	d.fine("slack", "the token is that of %s in %s", who.User, who.Team)
	wanted := []string{"chat:write", "channels:history", "groups:history", "channels:read", "groups:read", "files:write"}
	if len(groups) > 0 {
		wanted = append(wanted, "usergroups:read")
	}
	if people {
		wanted = append(wanted, "users:read", "users:read.email")
	}
	if lacking := who.Lacks(wanted...); len(lacking) > 0 {
		d.find(problem, "slack", "the app lacks "+strings.Join(lacking, ", "), "add the scopes under OAuth & Permissions and install the app again")
	}
	for _, channel := range channels {
		d.channel(ctx, s, channel)
	}
	d.groups(ctx, s, groups)
}

// named gives the channels and user groups that routes, digest.to and alerts.operators name, and whether people are called.
func (d *doctor) named() (channels, groups []string, people bool) {
	if operators := notifiers.Place(d.config.Alerts.Operators); operators != "" && operators.Chat() {
		channels = append(channels, string(operators))
	}
	for _, at := range d.destinations() {
		if at.Slack != "" {
			channels = append(channels, at.Slack)
		}
		for _, m := range at.Mention {
			people = people || m.Attribute != ""
			if m.Group != "" && m.Group != "here" && m.Group != "channel" {
				groups = append(groups, strings.ToLower(m.Group))
			}
		}
	}
	slices.Sort(channels)
	slices.Sort(groups)
	return slices.Compact(channels), slices.Compact(groups), people
}

func (d *doctor) channel(ctx context.Context, s *slack.Slack, channel string) {
	err := s.Reach(ctx, notifiers.Place(channel))
	if err == nil {
		d.fine("slack "+channel, "it is there, and its messages and threads can be read")
		return
	}
	remedy := "look whether this machine reaches Slack"
	var f *notifiers.Failure
	if errors.As(err, &f) {
		switch f.Code {
		case "channel_not_found":
			remedy = "look at the name in the route (or in alerts or digest); into a private channel invite the app, or give its id: /invite @yardstick"
		case "not_in_channel":
			remedy = "invite the app there: /invite @yardstick"
		case "missing_scope":
			remedy = "add the scope under OAuth & Permissions and install the app again: without it what may have been sent can't be looked for"
		case "is_archived":
			remedy = "name another channel in the route (or in alerts or digest)"
		}
	}
	d.find(problem, "slack "+channel, oneLine(err), remedy)
}

func (d *doctor) groups(ctx context.Context, s *slack.Slack, wanted []string) {
	if len(wanted) == 0 {
		return
	}
	known, err := s.Groups(ctx)
	if err != nil {
		d.find(problem, "slack", "user groups: "+oneLine(err), "add the scope usergroups:read, or call nobody")
		return
	}
	for _, g := range wanted {
		if slices.Contains(known, g) {
			d.fine("slack @"+g, "the user group is there")
			continue
		}
		d.find(problem, "slack @"+g, "there is no such user group"+advice(g, known), "look at the handle in mention")
	}
}

// mail says hello to the mail server, and nothing more.
func (d *doctor) mail(ctx context.Context) {
	wanted := slices.ContainsFunc(d.destinations(), func(at *config.Destination) bool { return len(at.Email) > 0 })
	if d.config.Email.SMTP.Empty() {
		if wanted {
			d.find(problem, "email", "routes or digest.to name addresses, and email.smtp is not set", `email: { smtp: "${env:SMTP_URL}", from: "yardstick@example.com" }`)
		}
		return
	}
	e, err := email.New(d.mailOptions())
	if err == nil {
		err = e.Reach(ctx)
	}
	if err != nil {
		d.find(problem, "email", oneLine(err), "look at email.smtp (host, port, user, password; smtps:// for port 465), and whether this machine may connect there")
		return
	}
	d.fine("email", "the mail server answers and lets us in; no mail was sent")
}

// hooks looks whether the hosts of webhooks have addresses. Nothing is posted.
func (d *doctor) hooks(ctx context.Context) {
	if len(d.config.Webhooks) == 0 {
		return
	}
	w, err := webhook.New(d.hookOptions())
	if err != nil {
		d.find(problem, "webhooks", oneLine(err), "put webhooks.to and webhooks.allow right")
		return
	}
	hosts := w.Hosts()
	for _, name := range slices.Sorted(maps.Keys(hosts)) {
		about := "webhook " + name
		host := hosts[name]
		if bare, _, err := net.SplitHostPort(host); err == nil {
			host = bare
		}
		addresses, err := net.DefaultResolver.LookupHost(ctx, strings.Trim(host, "[]"))
		if err != nil {
			d.find(problem, about, fmt.Sprintf("%s has no address: %v", host, err), "look at the name, and at the name servers of this machine")
			continue
		}
		d.fine(about, "%s is at %s; nothing was posted", host, listed(addresses))
	}
}
