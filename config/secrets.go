package config

import (
	"net"
	"net/url"
	"os"
	"regexp"
	"strings"
)

// referenceForm is a value that stands elsewhere: ${env:NAME} or ${file:/path}.
var (
	referenceForm = regexp.MustCompile(`^\$\{(env|file):([^{}]+)\}$`)
	variableForm  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	dsnPassword   = regexp.MustCompile(`(?i)(?:^|[\s?&])(?:ssl)?password\s*=`)
)

// maxSecret is how large the file of a secret may be.
const maxSecret = 64 << 10

// resolve gives what a reference stands for. No message ever shows a value.
func (o *operator) resolve(v value, text string) Secret {
	m := referenceForm.FindStringSubmatch(text)
	if m == nil {
		v.hide("secret", "this is not a reference to a secret").
			Hint = `the whole value must be one reference: "${env:NAME}" or "${file:/path}"`
		return Secret{}
	}
	if m[1] == "env" {
		return o.variable(v, m[2])
	}
	return o.secretFile(v, m[2])
}

func (o *operator) variable(v value, name string) Secret {
	if !variableForm.MatchString(name) {
		v.fail("secret", "%s can't be the name of an environment variable", quoted(name))
		return Secret{}
	}
	text, set := o.getenv(name)
	if text = strings.TrimSpace(text); !set || text == "" {
		state := "not set"
		if set {
			state = "empty"
		}
		v.fail("secret", "the environment variable %s is %s", name, state)
		return Secret{}
	}
	return NewSecret(text)
}

func (o *operator) secretFile(v value, path string) Secret {
	data, err := os.ReadFile(o.path(path))
	switch {
	case err != nil:
		v.fail("secret", "%s: %s", quoted(path), fileError(err))
	case len(data) > maxSecret:
		v.fail("secret", "%s is too large to be a secret", quoted(path))
	case strings.TrimSpace(string(data)) == "":
		v.fail("secret", "%s is empty", quoted(path))
	default:
		return NewSecret(strings.TrimSpace(string(data)))
	}
	return Secret{}
}

// token reads a secret that may only be a reference, for instance to a variable of the given name.
func (o *operator) token(v value, variable string) Secret {
	text, ok := v.filled("a reference to a secret")
	if !ok {
		return Secret{}
	}
	if !strings.Contains(text, "${") {
		v.hide("secret", "a secret must not stand in this file").
			Hint = `put it into the environment and write "${env:` + variable + `}", or into a file: "${file:/run/secrets/` + strings.ToLower(variable) + `}"`
		return Secret{}
	}
	return o.resolve(v, text)
}

// databaseURL reads a reference, or an address that holds no password.
func (o *operator) databaseURL(v value) Secret {
	text, ok := v.filled("the address of a database")
	if !ok {
		return Secret{}
	}
	if strings.Contains(text, "${") {
		return o.resolve(v, text)
	}
	u, err := url.Parse(text)
	switch {
	case hasPassword(u) || dsnPassword.MatchString(text):
		v.hide("secret", "a password must not stand in this file").
			Hint = `put the address into the environment and write "${env:DATABASE_URL}", or into a file: "${file:/run/secrets/database}"`
	case err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql":
		v.hide("url", "this is not the address of a Postgres database").
			Hint = `write "postgres://user@host/database", or a reference to it: "${env:DATABASE_URL}"`
	default:
		return NewSecret(text)
	}
	return Secret{}
}

func hasPassword(u *url.URL) bool {
	if u == nil || u.User == nil {
		return false
	}
	_, set := u.User.Password()
	return set
}

// apiURL reads where Slack is reached; "" is Slack itself. A token goes there,
// so it must not travel in the clear beyond this machine.
func (v value) apiURL() string {
	text, ok := v.text("a URL")
	if !ok || text == "" {
		return ""
	}
	u, err := url.Parse(text)
	switch {
	case hasPassword(u):
		v.hide("secret", "a password must not stand in this file")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		v.fail("url", "%s is not a web address", quoted(text)).Hint = "write one such as https://proxy.example.com/api/"
	case u.Scheme == "http" && !loopback(u.Hostname()):
		v.fail("url", "the Slack token would travel unencrypted to %s", quoted(u.Host)).
			Hint = "use https; http is for this machine alone (localhost)"
	default:
		return text
	}
	return ""
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
