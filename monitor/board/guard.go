package board

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
)

const (
	// mostReaders is how many pages read the ledger at once.
	mostReaders = 4
	// mostDesks is how many more read a source: it has people to serve.
	mostDesks = 2
	// seatPatience is how long a request waits for its turn, pagePatience how long reading may take from then on.
	seatPatience = 2 * time.Second
	pagePatience = 10 * time.Second
	// mostQuery bounds what may follow the ? of an address.
	mostQuery = 4096
)

// MostReaders is how many connections to the ledger the board has use for.
const MostReaders = mostReaders + mostDesks

// policy lets the board's own files in and nothing else: no script, style or image of another origin, none written into a page,
// no frame around it, and no form that leads elsewhere.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secured sets what browsers are told with every answer. The referrer stays within the board: with none at all browsers would say
// "null" for the origin of a login, which can't be told from another site's.
func secured(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("Cache-Control", "no-store")
}

// page makes an answer; why there is none is a *failure, or an error for the log.
type page func(ctx context.Context, r *http.Request) (*answer, error)

// answer is a whole page, made before any of it is sent: who reads slowly holds nothing but its bytes.
type answer struct {
	status  int    // 0 for 200
	kind    string // Content-Type; "" for HTML
	body    []byte
	file    string // the name under which it is saved; "" for that it is shown
	to      string // where it leads instead; "" for nowhere
	headers map[string]string
}

// open answers without asking who it is: the files that a login page needs, too.
func (b *Board) open(name string, p page) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { b.serve(w, r, name, p) })
}

// closed answers those who may come in, when it is their turn to read the ledger.
func (b *Board) closed(name string, p page) http.Handler { return b.closedAt(name, b.seats, p) }

// closedAt is closed for pages that take turns by themselves: what waits for a help desk keeps no other page waiting.
func (b *Board) closedAt(name string, seats chan struct{}, p page) http.Handler {
	return b.open(name, func(ctx context.Context, r *http.Request) (*answer, error) {
		if err := b.admit(r); err != nil {
			return nil, err
		}
		if len(r.URL.RawQuery) > mostQuery {
			return nil, &failure{status: http.StatusRequestURITooLong, what: "This address is too long", todo: "Use shorter filters."}
		}
		leave, err := turn(ctx, seats)
		if err != nil {
			return nil, err
		}
		defer leave()
		limited, cancel := context.WithTimeout(ctx, pagePatience)
		defer cancel()
		return p(limited, r)
	})
}

// turn waits for a place among those that may read at once.
func turn(ctx context.Context, seats chan struct{}) (leave func(), err error) {
	patience := time.NewTimer(seatPatience)
	defer patience.Stop()
	select {
	case seats <- struct{}{}:
		return func() { <-seats }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-patience.C:
		return nil, busy("Many pages are being read at this moment")
	}
}

// busy is what is answered to those for whom there is no time now.
func busy(what string) *failure {
	return &failure{status: http.StatusServiceUnavailable, what: what, todo: "Reload the page in a few seconds.", wait: 5 * time.Second}
}

// serve makes a page and sends it.
func (b *Board) serve(w http.ResponseWriter, r *http.Request, name string, p page) {
	began := time.Now()
	made, err := b.made(r, p)
	if err != nil {
		made = b.failed(r, name, err)
	}
	status := send(w, r, made)
	if b.Observe != nil {
		b.Observe(name, status, time.Since(began))
	}
}

// made makes a page; a panic is an error like others.
func (b *Board) made(r *http.Request, p page) (made *answer, err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			b.Log.ErrorContext(r.Context(), "a page of the board panicked", slog.Any("panic", thrown), slog.String("stack", string(debug.Stack())))
			made, err = nil, errors.New("panic")
		}
	}()
	if err := b.host(r); err != nil {
		return nil, err
	}
	return p(r.Context(), r)
}

// send writes an answer and gives its status.
func send(w http.ResponseWriter, r *http.Request, a *answer) int {
	status, h := a.status, w.Header()
	if status == 0 {
		status = http.StatusOK
	}
	for name, value := range a.headers {
		h.Set(name, value)
	}
	if a.to != "" {
		if status == http.StatusOK {
			status = http.StatusSeeOther
		}
		h.Set("Location", a.to)
		w.WriteHeader(status)
		return status
	}
	kind := a.kind
	if kind == "" {
		kind = "text/html; charset=utf-8"
	}
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	if a.file != "" {
		h.Set("Content-Disposition", `attachment; filename="`+a.file+`"`)
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(a.body) //nolint:gosec // templates have escaped it, and files say what they are
	}
	return status
}

// host refuses names that are not the board's. Where nobody is asked for a token, a page of another site could else have its own
// name point to this machine, and a browser here would read the board to it (DNS rebinding).
func (b *Board) host(r *http.Request) error {
	if b.Pass != nil || Named(r.Host, b.URL) {
		return nil
	}
	return &failure{
		status: http.StatusForbidden, what: "The board does not answer to this name",
		todo: "Without server.token it answers to localhost alone, and to the host of server.url where that is set.",
	}
}

// Named tells whether a Host header names this machine for itself, or is that of server.url ("" for none).
func Named(host, site string) bool { return loopback(host) || own(host, site) }

// loopback tells whether a Host header names this machine.
func loopback(host string) bool {
	name := hostname(host)
	ip := net.ParseIP(name)
	return strings.EqualFold(name, "localhost") || ip != nil && ip.IsLoopback()
}

// own tells whether a Host header is that of server.url.
func own(host, site string) bool {
	u, err := url.Parse(site)
	return err == nil && u.Host != "" && strings.EqualFold(u.Hostname(), hostname(host))
}

// hostname takes the port off.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}

// admit tells whether who asks may come in.
func (b *Board) admit(r *http.Request) error {
	if b.Pass == nil {
		return nil
	}
	in, wait := b.Pass.Bearer(r)
	switch {
	case in:
		return nil
	case wait > 0:
		return tooMany(wait)
	}
	if cookie, err := r.Cookie(b.cookieName()); err == nil && b.Pass.admits(cookie.Value) {
		return nil
	}
	return errLogin
}

func tooMany(wait time.Duration) *failure {
	return &failure{
		status: http.StatusTooManyRequests, what: "Too many wrong tokens came from your address",
		todo: "Try again in a minute.", wait: wait,
	}
}
