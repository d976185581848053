package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// gate stands before a Postgres. Shut, it asks for the password, and repeats it in its refusal, as no good server would.
type gate struct {
	listener         net.Listener
	network, address string // of the server behind it

	mu    sync.Mutex
	shut  bool
	conns map[net.Conn]bool
	under sync.WaitGroup
}

// newGate opens a gate before the server of a URL.
func newGate(t *testing.T, database string) *gate {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{listener: listener, network: "tcp", address: u.Host, conns: map[net.Conn]bool{}}
	if socket := u.Query().Get("host"); socket != "" {
		g.network, g.address = "unix", socket+"/.s.PGSQL."+u.Query().Get("port")
	}
	g.under.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			g.under.Go(func() { g.serve(conn) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		g.close()
		g.under.Wait()
	})
	return g
}

// of gives the URL of the database behind the gate, for somebody with a password.
func (g *gate) of(database, password string) string {
	u, _ := url.Parse(database) // it was parsed before
	u.User, u.Host, u.RawQuery = url.UserPassword("postgres", password), g.listener.Addr().String(), "sslmode=disable"
	return u.String()
}

// close shuts the gate, and cuts who is through.
func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = true
	for conn := range g.conns {
		_ = conn.Close()
	}
}

func (g *gate) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	g.mu.Lock()
	shut := g.shut
	g.conns[conn] = true
	g.mu.Unlock()
	if shut {
		refuse(conn)
		return
	}
	server, err := net.Dial(g.network, g.address)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	go func() {
		_, _ = io.Copy(server, conn)
		_ = server.Close()
	}()
	_, _ = io.Copy(conn, server)
}

// refuse speaks as much of Postgres as to be told the password, and repeats it.
func refuse(conn net.Conn) {
	var length uint32
	if binary.Read(conn, binary.BigEndian, &length) != nil || length < 8 || length > 1<<16 {
		return
	}
	if _, err := io.CopyN(io.Discard, conn, int64(length)-4); err != nil {
		return
	}
	_, _ = conn.Write([]byte{'R', 0, 0, 0, 8, 0, 0, 0, 3}) // the password, in the clear
	head := make([]byte, 5)
	if _, err := io.ReadFull(conn, head); err != nil || head[0] != 'p' {
		return
	}
	password := make([]byte, min(binary.BigEndian.Uint32(head[1:]), 1<<16)-4)
	if _, err := io.ReadFull(conn, password); err != nil {
		return
	}
	password = bytes.TrimRight(password, "\x00")
	var fields bytes.Buffer
	fmt.Fprintf(&fields, "SFATAL\x00VFATAL\x00C28P01\x00Mpassword authentication failed for %q\x00Dit was %s\x00Hwrite %s\x00\x00", password, password, password)
	answer := binary.BigEndian.AppendUint32([]byte{'E'}, uint32(fields.Len()+4))
	_, _ = conn.Write(append(answer, fields.Bytes()...))
	_, _ = io.Copy(io.Discard, conn) // until the client has read it and goes
}
