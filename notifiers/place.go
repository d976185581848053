package notifiers

import "strings"

// Place is where a message goes:
//
//	#support, C0123456789     a Slack channel, by name or id
//	mailto:leads@example.com  an e-mail address
//	webhook:pager             a webhook, by its name in yardstick.yaml: its address is a secret
type Place string

// The prefixes of places that are not Slack's.
const (
	mailPrefix    = "mailto:"
	webhookPrefix = "webhook:"
)

// Mail is the place of an e-mail address.
func Mail(address string) Place { return Place(mailPrefix + address) }

// Webhook is the place of a webhook of a name.
func Webhook(name string) Place { return Place(webhookPrefix + name) }

// Mail gives the e-mail address of a place; false where it is none.
func (p Place) Mail() (string, bool) { return strings.CutPrefix(string(p), mailPrefix) }

// Webhook gives the name of a webhook; false where it is none.
func (p Place) Webhook() (string, bool) { return strings.CutPrefix(string(p), webhookPrefix) }

// Chat tells whether the place is a channel in which people talk: of Slack, or the terminal that stands for it.
func (p Place) Chat() bool {
	_, mail := p.Mail()
	_, webhook := p.Webhook()
	return !mail && !webhook
}
