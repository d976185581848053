package config

import (
	"net"
	"net/url"
	"strconv"
	"strings"
)

// server reads where the daemon answers over HTTP. Without a token only this machine may ask.
func (o *operator) server(v value) {
	f, ok := v.fields("server", "listen", "token", "url")
	if !ok {
		return
	}
	if at, ok := f.get("token"); ok {
		o.config.Server.Token = o.token(at, "YARDSTICK_TOKEN")
	}
	if at, ok := f.need("listen"); ok {
		o.config.Server.Listen = at.listen(f.hasOrMeant("token"))
	}
	if at, ok := f.get("url"); ok {
		o.config.Server.URL = at.boardURL()
	}
}

// boardURL reads how people reach the board, without a slash at its end.
func (v value) boardURL() string {
	text, ok := v.filled("a web address such as https://yardstick.example.com")
	if !ok {
		return ""
	}
	u, err := url.Parse(text)
	switch {
	case err == nil && u.User != nil:
		v.hide("secret", "a user and a password must not stand in this file").Hint = "links in messages lead there: everybody would read them"
	case err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		v.fail("url", "%s is not a web address", quoted(text)).Hint = "write how people reach the board: https://yardstick.example.com"
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(text, "#"):
		v.fail("url", "pages are found below %s, so it can have neither ? nor #", quoted(text)).Hint = "write it without: " + clip((&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String())
	default:
		return strings.TrimRight(text, "/")
	}
	return ""
}

// listen reads an address to listen at; secured says that a token is asked of who comes.
func (v value) listen(secured bool) string {
	text, ok := v.filled("an address such as 127.0.0.1:8080")
	if !ok {
		return ""
	}
	host, port, err := net.SplitHostPort(text)
	number, wrong := strconv.ParseUint(port, 10, 16)
	switch {
	case err != nil || wrong != nil || strconv.FormatUint(number, 10) != port:
		v.fail("address", "%s is not an address to listen at", quoted(text)).Hint = "write a host and a port: 127.0.0.1:8080"
	case !secured && !loopback(host):
		v.fail("address", "whoever reaches %s could read what the daemon says", quoted(text)).
			Hint = `add token: "${env:YARDSTICK_TOKEN}", which is then asked for; or write 127.0.0.1:` + port + " for this machine alone"
	default:
		return text
	}
	return ""
}
