package board

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// mostLogin is how many bytes a login may have.
const mostLogin = 8 << 10

// cookieName is that of the session's cookie. Where people come by https, browsers keep it to this host and to https.
func (b *Board) cookieName() string {
	if b.tls() {
		return "__Host-yardstick"
	}
	return "yardstick"
}

// tls tells whether people come by https.
func (b *Board) tls() bool { return strings.HasPrefix(strings.ToLower(b.URL), "https://") }

// loginForm asks for the token, in place of the page that was asked for.
func (b *Board) loginForm(r *http.Request, wrong string) *answer {
	next := "/"
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		next = r.URL.RequestURI()
	} else if sent := r.PostFormValue("next"); sent != "" {
		next = sent
	}
	made := b.render("login", &frame{Title: "Log in", Now: b.moment()}, struct{ Next, Wrong string }{inside(next), wrong})
	made.status = http.StatusUnauthorized
	made.headers = map[string]string{"WWW-Authenticate": `Bearer realm="yardstick"`}
	return made
}

// inside gives an address of the board for what somebody wants to be led to; "/" for anything that may lead elsewhere.
func inside(next string) string {
	u, err := url.Parse(next)
	odd := func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' }
	switch {
	case err != nil, !strings.HasPrefix(next, "/"), strings.HasPrefix(next, "//"), strings.ContainsFunc(next, odd):
		return "/"
	case u.Scheme != "" || u.Host != "" || u.User != nil || len(next) > mostQuery:
		return "/"
	case u.Path == "/login" || u.Path == "/logout":
		return "/"
	}
	return next
}

// sameOrigin checks that a form was sent by the board's own page.
func (b *Board) sameOrigin(r *http.Request) error {
	guard := http.NewCrossOriginProtection()
	if u, err := url.Parse(b.URL); err == nil && u.Host != "" {
		_ = guard.AddTrustedOrigin(u.Scheme + "://" + u.Host) // one that can't be trusted is not
	}
	if guard.Check(r) != nil {
		return &failure{
			status: http.StatusForbidden, what: "This form was not sent by the board's own page", todo: "Open the board, and log in there.",
		}
	}
	return nil
}

// login takes the token and gives a cookie.
func (b *Board) login(_ context.Context, r *http.Request) (*answer, error) {
	if b.Pass == nil {
		return &answer{to: "/"}, nil
	}
	if err := b.sameOrigin(r); err != nil {
		return nil, err
	}
	r.Body = http.MaxBytesReader(nil, r.Body, mostLogin)
	if err := r.ParseForm(); err != nil {
		return nil, &failure{status: http.StatusBadRequest, what: "The form can't be read", todo: "Open the board, and log in there."}
	}
	in, wait := b.Pass.try(r, strings.TrimSpace(r.PostFormValue("token")))
	switch {
	case wait > 0:
		return nil, tooMany(wait)
	case !in:
		return b.loginForm(r, "That is not the token."), nil
	}
	value, until := b.Pass.session()
	return &answer{
		to: inside(r.PostFormValue("next")), headers: map[string]string{"Set-Cookie": b.cookie(value, until, int(sessionFor/time.Second))},
	}, nil
}

// logout takes the cookie away.
func (b *Board) logout(_ context.Context, r *http.Request) (*answer, error) {
	if err := b.sameOrigin(r); err != nil {
		return nil, err
	}
	return &answer{to: "/", headers: map[string]string{"Set-Cookie": b.cookie("", time.Unix(0, 0), -1)}}, nil
}

// cookie writes the session's cookie for so many seconds, less than 0 for that it is to go.
func (b *Board) cookie(value string, until time.Time, seconds int) string {
	cookie := http.Cookie{ //nolint:gosec // Secure where people come by https: elsewhere browsers would not send it
		Name: b.cookieName(), Value: value, Path: "/", Expires: until, MaxAge: seconds,
		HttpOnly: true, Secure: b.tls(), SameSite: http.SameSiteStrictMode,
	}
	return cookie.String()
}
