package config

import (
	"net"
	"strconv"
)

// server reads where the daemon answers over HTTP. It asks for no token, so only this machine may ask.
func (o *operator) server(v value) {
	f, ok := v.fields("server", "listen")
	if !ok {
		return
	}
	at, ok := f.need("listen")
	if !ok {
		return
	}
	text, ok := at.filled("an address such as 127.0.0.1:8080")
	if !ok {
		return
	}
	host, port, err := net.SplitHostPort(text)
	number, wrong := strconv.ParseUint(port, 10, 16)
	switch {
	case err != nil || wrong != nil || strconv.FormatUint(number, 10) != port:
		at.fail("address", "%s is not an address to listen at", quoted(text)).Hint = "write a host and a port: 127.0.0.1:8080"
	case !loopback(host):
		at.fail("address", "whoever reaches %s could read what the daemon says", quoted(text)).
			Hint = "it asks for no token yet: write 127.0.0.1:" + port + ", and put a proxy with a login before it for other machines"
	default:
		o.config.Server.Listen = text
	}
}
