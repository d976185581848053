package slack

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"
)

// punctual is a connection that sends nothing once the time of the request that goes over it is up. A context's end is
// found out by a timer, and a process that was frozen goes on where it stood before any timer of its fires: by then the
// lease on a message may be over, and another process may have sent it. So the clock is read right before each write;
// time goes on while a process is frozen.
type punctual struct {
	net.Conn
	notAfter atomic.Pointer[time.Time] // nil for no limit
}

// Write writes in time, or not at all.
func (p *punctual) Write(b []byte) (int, error) {
	if end := p.notAfter.Load(); end != nil && !time.Now().Before(*end) {
		return 0, os.ErrDeadlineExceeded
	}
	return p.Conn.Write(b)
}

// punctually gives a transport like http.DefaultTransport whose connections are punctual.
func punctually() *http.Transport {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &punctual{Conn: conn}, nil
	}
	return transport
}

// limit has a connection send nothing after the end of ctx's time. Of requests that share it, the last one counts: those
// that a frozen process had begun are all over once it goes on.
func limit(ctx context.Context, conn net.Conn) {
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	p, ok := conn.(*punctual)
	if !ok {
		return
	}
	if end, limited := ctx.Deadline(); limited {
		p.notAfter.Store(&end)
		return
	}
	p.notAfter.Store(nil)
}
