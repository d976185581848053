package board

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"
)

// failure is why a page can't be shown, and what to do.
type failure struct {
	status int
	what   string // a heading
	todo   string // what whoever sees it can do
	wait   time.Duration
	// headers are further ones of the answer.
	headers map[string]string
}

// Error gives the heading.
func (f *failure) Error() string { return f.what }

// errLogin says that somebody has to log in first.
var errLogin = errors.New("who asks has not logged in")

// notFound is the failure of an address that leads nowhere.
func notFound(what, todo string) *failure {
	return &failure{status: http.StatusNotFound, what: what, todo: todo}
}

// failed makes the page that says why another can't be shown. What went wrong inside is for the log: an error may hold what is
// not for everybody's eyes.
func (b *Board) failed(r *http.Request, name string, err error) *answer {
	if errors.Is(err, errLogin) {
		return b.loginForm(r, "")
	}
	var f *failure
	if !errors.As(err, &f) {
		switch {
		case r.Context().Err() != nil: // nobody waits any more
			f = busy("The request was given up")
		case errors.Is(err, context.DeadlineExceeded):
			f = busy("Reading took too long")
		default:
			f = busy("The ledger does not answer")
			f.todo = "Reload the page in a few seconds. If it stays so, the daemon's log says why, and /readyz how it is doing."
		}
		if r.Context().Err() == nil {
			b.Log.ErrorContext(r.Context(), "a page of the board can't be shown", slog.String("page", name), slog.Any("error", err))
		}
	}
	made := b.render("failure", &frame{Title: f.what, Now: b.moment()}, f.view())
	made.status, made.headers = f.status, f.headers
	if f.wait > 0 {
		made.headers = map[string]string{"Retry-After": strconv.Itoa(max(1, int((f.wait+time.Second-1)/time.Second)))}
	}
	return made
}

// failureView is what its page shows.
type failureView struct {
	Status     int
	Name       string
	What, Todo string
}

func (f *failure) view() failureView {
	return failureView{Status: f.status, Name: http.StatusText(f.status), What: f.what, Todo: f.todo}
}
