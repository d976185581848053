package config

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// hookNames are the names of the webhooks that there are; unsure says that some could not be read.
type hookNames struct {
	all    []string
	unsure bool
}

// webhooks reads which webhooks there are, and to which hosts they may lead.
func (o *operator) webhooks(v value) {
	o.hooks.unsure = true
	f, ok := v.fields("webhooks", "allow", "to")
	if !ok {
		return
	}
	var allowed hosts
	if at, written := f.needElse("allow", "name the hosts that may be told, each on purpose: allow: [hooks.example.com]"); written {
		allowed = at.hosts()
	}
	to, ok := f.need("to")
	if !ok {
		return
	}
	none := true
	complete := f.block("to", "webhooks by name", func(name string, e entry) {
		none = false
		o.hooks.all = append(o.hooks.all, name)
		o.webhook(name, e.value, allowed)
	})
	o.hooks.unsure = !complete
	if complete && none {
		to.fail("empty", "no webhook is named").Hint = `write { pager: { url: "${env:PAGER_URL}", key: "${env:PAGER_KEY}" } }`
	}
}

// hosts are the names of hosts in lower case.
type hosts struct {
	names    []string
	complete bool // all that is written could be read, so that another is not among them
}

// webhook reads one of them. Its address is a secret, which no message shows.
func (o *operator) webhook(name string, v value, allowed hosts) {
	f, ok := v.fields("webhook "+quoted(name), "url", "key")
	if !ok {
		return
	}
	w := Webhook{Name: name, Allowed: allowed.names}
	if at, ok := f.need("url"); ok {
		if w.URL = o.token(at, "WEBHOOK_URL"); !w.URL.Empty() {
			at.webhookURL(w.URL.Reveal(), allowed)
		}
	}
	if at, ok := f.needElse("key", `what is sent is signed with it: "${env:WEBHOOK_KEY}"`); ok {
		w.Key = o.token(at, "WEBHOOK_KEY")
	}
	o.config.Webhooks = append(o.config.Webhooks, w)
}

// webhookURL reports an address that must not be told anything: v is the reference to it.
func (v value) webhookURL(text string, allowed hosts) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		v.fail("url", "what this refers to is not a web address").Hint = "it begins with https://"
	case u.Scheme == "http" && !loopback(u.Hostname()):
		v.fail("url", "alerts would travel unencrypted").Hint = "use an address with https; http is for this machine alone (localhost)"
	case allowed.complete && !slices.Contains(allowed.names, strings.ToLower(u.Hostname())):
		v.fail("host", "the host of what this refers to is not among those of allow").
			Hint = "add it to webhooks: allow:, by its name alone, if it may be told what alerts say"
	}
}

// hostPattern is the name of a host, or an IP address.
const hostPattern = `[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]+`

var hostForm = regexp.MustCompile(`^(?:` + hostPattern + `)$`)

// hosts reads a list of hosts.
func (v value) hosts() (all hosts) {
	items, listed := v.items("hosts such as hooks.example.com")
	all.complete = listed
	for _, item := range items {
		text, ok := item.filled("the name of a host")
		if ok && !hostForm.MatchString(text) {
			item.noHost(text)
			ok = false
		}
		if all.complete = all.complete && ok; ok {
			all.names = append(all.names, strings.ToLower(text))
		}
	}
	return all
}

// noHost reports what is no host's name. It may be the secret address itself.
func (v value) noHost(text string) {
	p := v.hide("host", "this is not the name of a host")
	p.Hint = "write the name alone: hooks.example.com"
	u, err := url.Parse(text)
	if err == nil && u.Host == "" {
		u, err = url.Parse("//" + text)
	}
	if err == nil && hostForm.MatchString(u.Hostname()) {
		p.Hint = `did you mean "` + clip(u.Hostname()) + `"?`
	}
}
