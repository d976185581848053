package board

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

const secret = "canary-of-the-board"

func guardedStand(t *testing.T, address string) *stand {
	return newStand(t, func(o *Options) { o.Pass, o.URL = NewPass(secret), address })
}

// logIn gives the cookie of a login.
func (s *stand) logIn(t *testing.T) *http.Cookie {
	t.Helper()
	answer, _ := s.ask(t, http.MethodPost, "/login", url.Values{"token": {secret}, "next": {"/standards?period=2026"}}.Encode(), "Sec-Fetch-Site", "same-origin")
	if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != "/standards?period=2026" || len(answer.Cookies()) != 1 {
		t.Fatalf("%d %v", answer.StatusCode, answer.Header)
	}
	return answer.Cookies()[0]
}

// Who has the token comes in, by a header or by logging in; who has not sees nothing but the form, and no secret is in any answer.
func TestLogin(t *testing.T) {
	s := guardedStand(t, "")
	for _, address := range allPages {
		if strings.HasPrefix(address, "/log") || strings.HasPrefix(address, "/board/") {
			continue
		}
		answer, page := s.ask(t, http.MethodGet, address, "")
		if answer.StatusCode != http.StatusUnauthorized || !strings.Contains(page, `action="/login"`) || strings.Contains(page, "Printer") || answer.Header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s: %d\n%s", address, answer.StatusCode, page)
		}
		if code, _ := s.get(t, address, "Authorization", "Bearer "+secret); code == 401 {
			t.Errorf("%s with the token: 401", address)
		}
	}
	cookie := s.logIn(t)
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || strings.Contains(cookie.Value, "canary") || cookie.Path != "/" || cookie.Secure {
		t.Errorf("the cookie: %+v", cookie)
	}
	if code, page := s.get(t, "/", "Cookie", cookie.Name+"="+cookie.Value); code != 200 || !strings.Contains(page, "Printer") || strings.Contains(page, secret) {
		t.Errorf("with the cookie: %d", code)
	}
	answer, page := s.ask(t, http.MethodPost, "/login", "token=wrong", "Sec-Fetch-Site", "same-origin")
	if answer.StatusCode != http.StatusUnauthorized || len(answer.Cookies()) != 0 || !strings.Contains(page, "That is not the token.") {
		t.Errorf("a wrong token: %d", answer.StatusCode)
	}
	answer, _ = s.ask(t, http.MethodPost, "/logout", "", "Sec-Fetch-Site", "same-origin", "Cookie", cookie.Name+"="+cookie.Value)
	if len(answer.Cookies()) != 1 || answer.Cookies()[0].MaxAge >= 0 {
		t.Errorf("logging out: %v", answer.Header)
	}
	if secure := guardedStand(t, "https://board.example.com").logIn(t); !secure.Secure || secure.Name != "__Host-yardstick" {
		t.Errorf("behind https: %+v", secure)
	}
}

// A cookie lets in for twelve hours, everywhere the token is the same, and not once a letter of it or the token is another.
func TestCookies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPass(secret)
		value, until := p.session()
		if !p.admits(value) || !NewPass(secret).admits(value) || NewPass(secret+"x").admits(value) {
			t.Error("it is not the token that decides")
		}
		for i := range value {
			for _, other := range []byte{'A', 'B', '-'} {
				if other != value[i] && i < len(value)-1 && p.admits(value[:i]+string(other)+value[i+1:]) {
					t.Errorf("with letter %d another it is admitted", i)
				}
			}
		}
		for _, wrong := range []string{"", "x", value[:len(value)-2], value + "AA", secret, strings.Repeat("A", 75)} {
			if p.admits(wrong) {
				t.Errorf("%q is admitted", wrong)
			}
		}
		if another, _ := p.session(); another == value {
			t.Error("two logins have the same cookie")
		}
		time.Sleep(time.Until(until) - time.Second)
		if !p.admits(value) {
			t.Error("it ends too soon")
		}
		time.Sleep(time.Second)
		if p.admits(value) {
			t.Error("it does not end")
		}
	})
}

// Another site can neither log anybody in nor out, and no login leads elsewhere.
func TestLoginIsTheBoardsOwn(t *testing.T) {
	s := guardedStand(t, "https://board.example.com")
	for _, c := range []struct {
		headers []string
		refused bool
	}{
		{[]string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, true},
		{[]string{"Sec-Fetch-Site", "same-site", "Origin", "https://evil.example.com"}, true},
		{[]string{"Origin", "https://evil.example"}, true},
		{[]string{"Origin", "null"}, true},
		{[]string{"Origin", "http://localhost:8080"}, false},
		{[]string{"Origin", "https://board.example.com"}, false}, // behind a proxy that gives its own name
		{[]string{"Sec-Fetch-Site", "same-origin"}, false},
		{nil, false}, // no browser
	} {
		for _, address := range []string{"/login", "/logout"} {
			answer, _ := s.ask(t, http.MethodPost, address, url.Values{"token": {secret}}.Encode(), c.headers...)
			if refused := answer.StatusCode == http.StatusForbidden; refused != c.refused || refused && len(answer.Cookies()) > 0 {
				t.Errorf("%s from %v: %d", address, c.headers, answer.StatusCode)
			}
		}
	}
	for next, want := range map[string]string{
		"/": "/", "/standards?period=2026#x": "/standards?period=2026#x", "": "/", "//evil.example": "/", "https://evil.example": "/", `/\evil.example`: "/",
		"/\t/evil.example": "/", "javascript:alert(1)": "/", "evil": "/", "/login": "/", "/logout": "/", "/%2F/evil.example": "/%2F/evil.example",
	} {
		if got := inside(next); got != want {
			t.Errorf("%q leads to %q, want %q", next, got, want)
		}
	}
}

// Where nobody is asked for a token the board answers to names of this machine alone, so that no other site's name can be made to stand for it.
func TestOnlyLoopbackNames(t *testing.T) {
	open, named, asked := newStand(t, nil), newStand(t, func(o *Options) { o.URL = "https://board.example.com" }), guardedStand(t, "")
	for host, want := range map[string][3]int{
		"localhost": {200, 200, 401}, "localhost:8080": {200, 200, 401}, "127.0.0.1:8080": {200, 200, 401}, "[::1]:8080": {200, 200, 401}, "::1": {200, 200, 401},
		"LOCALHOST:1": {200, 200, 401}, "127.1.2.3": {200, 200, 401}, "evil.example": {403, 403, 401}, "evil.example:8080": {403, 403, 401},
		"localhost.evil.example": {403, 403, 401}, "192.168.1.2:8080": {403, 403, 401}, "board.example.com": {403, 200, 401}, "": {403, 403, 401},
	} {
		for i, s := range []*stand{open, named, asked} {
			if code, _ := s.get(t, "/", "Host", host); code != want[i] {
				t.Errorf("%q: %d, want %d", host, code, want[i])
			}
		}
	}
}

// Guessing the token is slowed, address by address, and who is in stays in.
func TestGuessing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := guardedStand(t, "")
		cookie := s.logIn(t)
		for range mostWrong {
			if code, _ := s.get(t, "/", "Authorization", "Bearer guess"); code != 401 {
				t.Fatalf("a wrong token: %d", code)
			}
		}
		answer, _ := s.ask(t, http.MethodGet, "/", "", "Authorization", "Bearer "+secret)
		if answer.StatusCode != http.StatusTooManyRequests || answer.Header.Get("Retry-After") != "60" {
			t.Errorf("after many wrong ones: %d %v", answer.StatusCode, answer.Header)
		}
		if answer, _ := s.ask(t, http.MethodPost, "/login", "token="+secret); answer.StatusCode != http.StatusTooManyRequests {
			t.Errorf("by the form: %d", answer.StatusCode)
		}
		if code, _ := s.get(t, "/", "Cookie", cookie.Name+"="+cookie.Value); code != 200 {
			t.Errorf("who is in: %d", code)
		}
		other := NewPass(secret)
		for i := range 3 * mostAddresses {
			r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
			r.RemoteAddr = strings.Repeat("x", i%7) + string(rune('a'+i%26)) + time.Duration(i).String()
			other.try(r, "guess")
		}
		if len(other.wrong) > mostAddresses {
			t.Errorf("it remembers %d addresses", len(other.wrong))
		}
		time.Sleep(wrongIn)
		if code, _ := s.get(t, "/", "Authorization", "Bearer "+secret); code != 200 {
			t.Errorf("a minute later: %d", code)
		}
	})
}
