package board

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Pass lets those in who have the server's token: in the Authorization header, or by a cookie that logging in gave them. It keeps
// no token, only what can be compared with one. It is safe for use by several goroutines.
type Pass struct {
	token [sha256.Size]byte
	key   [sha256.Size]byte // of the cookies
	mu    sync.Mutex
	wrong map[string]*wrong
	now   func() time.Time
}

// wrong counts wrong tokens of one address.
type wrong struct {
	n     int
	since time.Time
}

const (
	// sessionFor is how long a cookie lets in: a working day, so that a board in a team's room asks once a day.
	sessionFor = 12 * time.Hour
	// mostWrong is how many wrong tokens an address may bring in wrongIn.
	mostWrong = 30
	wrongIn   = time.Minute
	// mostAddresses bounds the memory that wrong tokens take.
	mostAddresses = 4096
)

// NewPass makes the pass of a token, which must not be empty.
func NewPass(token string) *Pass {
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte("yardstick board session 1"))
	p := &Pass{token: sha256.Sum256([]byte(token)), wrong: map[string]*wrong{}, now: time.Now}
	mac.Sum(p.key[:0])
	return p
}

// Bearer tells whether a request has the token in its Authorization header. wait is how long its address has to wait where it has
// brought too many wrong ones; then it is not looked at.
func (p *Pass) Bearer(r *http.Request) (in bool, wait time.Duration) {
	scheme, sent, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if sent == "" || !strings.EqualFold(scheme, "Bearer") {
		return false, 0
	}
	return p.try(r, sent)
}

// try compares a token that somebody sent.
func (p *Pass) try(r *http.Request, sent string) (in bool, wait time.Duration) {
	address := addressOf(r)
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	w := p.wrong[address]
	if w != nil && now.Sub(w.since) >= wrongIn {
		delete(p.wrong, address)
		w = nil
	}
	if w != nil && w.n >= mostWrong {
		return false, wrongIn - now.Sub(w.since)
	}
	got := sha256.Sum256([]byte(sent)) // so that not even its length can be measured
	if subtle.ConstantTimeCompare(got[:], p.token[:]) == 1 {
		return true, 0
	}
	if w == nil {
		p.forget(now)
		w = &wrong{since: now}
		p.wrong[address] = w
	}
	w.n++
	return false, 0
}

// forget makes room for another address.
func (p *Pass) forget(now time.Time) {
	if len(p.wrong) < mostAddresses {
		return
	}
	for address, w := range p.wrong {
		if now.Sub(w.since) >= wrongIn {
			delete(p.wrong, address)
		}
	}
	for address := range p.wrong { // of a flood from everywhere any may go
		if len(p.wrong) < mostAddresses {
			break
		}
		delete(p.wrong, address)
	}
}

// addressOf gives the address of who is connected; of an IPv6 one the network, which is one customer's.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	if ip := net.ParseIP(host); ip != nil && ip.To4() == nil {
		return ip.Mask(net.CIDRMask(64, 128)).String()
	}
	return host
}

// session gives the value of a cookie that lets in until sessionFor from now: when it ends, a random number, and an HMAC over both
// with a key derived from the token. Every process with the same token takes it, and none once the token is another.
func (p *Pass) session() (value string, until time.Time) {
	until = p.now().Add(sessionFor)
	words := binary.BigEndian.AppendUint64(nil, uint64(until.Unix()))
	words = append(words, rand.Text()[:16]...)
	return base64.RawURLEncoding.EncodeToString(p.seal(words)), until
}

// seal adds the HMAC.
func (p *Pass) seal(words []byte) []byte {
	mac := hmac.New(sha256.New, p.key[:])
	mac.Write(words)
	return mac.Sum(words)
}

// sessionWords is how long the sealed part of a cookie is.
const sessionWords = 8 + 16

// admits tells whether a cookie's value is one of ours and has not ended.
func (p *Pass) admits(value string) bool {
	sealed, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil || len(sealed) != sessionWords+sha256.Size {
		return false
	}
	if !hmac.Equal(sealed, p.seal(sealed[:sessionWords:sessionWords])) {
		return false
	}
	return p.now().Unix() < int64(binary.BigEndian.Uint64(sealed))
}
