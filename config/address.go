package config

import (
	"regexp"
	"strings"
)

// addressPattern is an e-mail address as nearly everybody has one: what HTML takes for one, with a letter or digit at its end.
const addressPattern = `[A-Za-z0-9!#$%&'*+/=?^_` + "`" + `{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_` + "`" + `{|}~-]+)*` +
	`@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*`

// maxAddress is how long an address may be.
const maxAddress = 254

// senderPattern is an address, or a name of words that need no quotes, and the address in angle brackets.
const senderPattern = `(?:` + addressPattern + `|[^\s\x00-\x1f\x7f()<>\[\]:;@\\,."][^\x00-\x1f\x7f()<>\[\]:;@\\,."]{0,63} <` + addressPattern + `>)`

var (
	addressForm = regexp.MustCompile(`^` + addressPattern + `$`)
	senderForm  = regexp.MustCompile(`^` + senderPattern + `$`)
	inBrackets  = regexp.MustCompile(`<(` + addressPattern + `)>$`)
)

// address reads an e-mail address, without a name.
func (v value) address() (string, bool) { return v.mailbox(addressForm) }

// sender reads whom mails are from: an e-mail address, with or without a name.
func (v value) sender() (string, bool) { return v.mailbox(senderForm) }

// mailbox reads what has one of the forms above.
func (v value) mailbox(form *regexp.Regexp) (string, bool) {
	text, ok := v.filled("an e-mail address")
	if !ok {
		return "", false
	}
	if form.MatchString(text) && len(text) <= maxAddress {
		return text, true
	}
	p := v.fail("address", "%s is not an e-mail address", quoted(text))
	plain := strings.TrimPrefix(text, "mailto:")
	if m := inBrackets.FindStringSubmatch(text); m != nil {
		plain = m[1]
	}
	switch {
	case plain != text && addressForm.MatchString(plain):
		p.Hint = `did you mean "` + clip(plain) + `"?`
	case strings.ContainsAny(text, ",;"):
		p.Hint = "several are a list: [leads@example.com, jane@example.com]"
	default:
		p.Hint = "write it alone, such as leads@example.com"
	}
	return "", false
}
