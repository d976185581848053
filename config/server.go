package config

import (
	"net"
	"strconv"
)

// server reads where the daemon answers over HTTP. Without a token only this machine may ask.
func (o *operator) server(v value) {
	f, ok := v.fields("server", "listen", "token")
	if !ok {
		return
	}
	if at, ok := f.get("token"); ok {
		o.config.Server.Token = o.token(at, "YARDSTICK_TOKEN")
	}
	if at, ok := f.need("listen"); ok {
		o.config.Server.Listen = at.listen(f.hasOrMeant("token"))
	}
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
