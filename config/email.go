package config

import (
	"net/url"
	"strconv"
	"strings"
)

// email reads how e-mail leaves.
func (o *operator) email(v value) {
	f, ok := v.fields("email", "smtp", "from")
	if !ok {
		return
	}
	if v, ok := f.need("smtp"); ok {
		o.config.Email.SMTP = o.smtp(v)
	}
	if v, ok := f.need("from"); ok {
		o.config.Email.From, _ = v.sender()
	}
}

const smtpAdvice = `it reads "smtp://user:password@mail.example.com:587" or "smtps://…:465"; write special characters of a password as %40 and the like`

// smtp reads the address of a mail server, or a reference to it, without which no password may be in it.
func (o *operator) smtp(v value) Secret {
	text, ok := v.filled("the address of a mail server")
	if !ok {
		return Secret{}
	}
	if !strings.Contains(text, "${") {
		// What can't be read as an address may hold a password anywhere.
		if u, err := url.Parse(text); err != nil || u.User != nil || strings.Contains(text, "@") {
			v.hide("secret", "a user and a password must not stand in this file").
				Hint = `put the address into the environment and write "${env:SMTP_URL}", or into a file: "${file:/run/secrets/smtp}"`
			return Secret{}
		}
		if !smtpAddress(text) {
			v.fail("url", "%s is not the address of a mail server", quoted(text)).
				Hint = `write "smtp://mail.example.com:25", or a reference to it: "${env:SMTP_URL}"`
			return Secret{}
		}
		return NewSecret(text)
	}
	secret := o.resolve(v, text)
	if !secret.Empty() && !smtpAddress(secret.Reveal()) {
		v.fail("url", "what this refers to is not the address of a mail server").Hint = smtpAdvice
	}
	return secret
}

// smtpAddress tells whether a text is smtp:// or smtps:// with a host, and nothing behind it.
func smtpAddress(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	_, wrong := strconv.ParseUint(u.Port(), 10, 16)
	return (u.Port() == "" || wrong == nil) && strings.Trim(u.Path, "/") == ""
}
