package notifiers

import (
	"net/url"
	"strings"
)

// maxAddress is how many bytes a link's address may have.
const maxAddress = 2000

// WebAddress gives the address of a ticket's link as it may be followed; false where it is no web address, is longer than
// anything honest, or hides what it leads to.
func WebAddress(link string) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return "", false
	}
	address := u.String()
	odd := func(r rune) bool { return r <= ' ' || r >= 0x7f }
	return address, len(address) <= maxAddress && !strings.ContainsFunc(address, odd)
}
