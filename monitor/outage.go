package monitor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
)

const (
	// calm is for how long a source must give fresh answers until its outage is over, though no longer than its StaleAfter:
	// one that comes and goes is one outage.
	calm = time.Minute
	// outageEvery is how often it is looked how the sources stand.
	outageEvery = 10 * time.Second
)

// Listening tells the operators of each outage of a source once when it has lasted, and once when it is over, until ctx
// ends. It is for the one who leads: which outage was told, and is not over, the ledger knows, whoever led then.
func (r *Rounds) Listening(ctx context.Context) {
	var all sync.WaitGroup
	for _, w := range r.sources {
		all.Go(func() {
			o := outageNotices{Rounds: r, w: w}
			for ctx.Err() == nil {
				o.look(ctx)
				rest(ctx, outageEvery, nil)
			}
		})
	}
	all.Wait()
}

// outageNotices are what is told of one source's outages.
type outageNotices struct {
	*Rounds
	w *watching
	// open is the outage that was told and is not over: when it was, as keys have it; "" for none.
	open string
	// next is the outage that is about to be told, so that each try has the same key.
	next string
	// remembered says that open is what the ledger has.
	remembered bool
	// fresh is since when the source has given fresh answers in an outage; answered for not yet.
	fresh time.Duration
}

func (o *outageNotices) look(ctx context.Context) {
	if !o.remembered && !o.remember(ctx) {
		return
	}
	out, is := o.w.heard.outage(o.w.staleAfter())
	switch {
	case is && o.open == "":
		o.begun(ctx, &out)
	case o.open == "":
		o.next = "" // it was over before it could be told
	case !o.w.heard.fine(o.w.staleAfter()):
		o.fresh = answered
	case o.fresh == answered:
		o.fresh = o.running()
	case o.running()-o.fresh >= min(calm, o.w.staleAfter()):
		o.over(ctx)
	}
}

func (o *outageNotices) key(kind string) string { return key(kind, o.w.Source.Name()) + "/" }

// remember learns from the ledger whether an outage was told that is not over.
func (o *outageNotices) remember(ctx context.Context) bool {
	o.fresh = answered
	if o.Operators != "" && o.Notices != nil {
		last, err := o.Notices.LastNotice(ctx, o.key("stale"), o.key("stale_over"))
		if err != nil {
			if ctx.Err() == nil {
				o.Log.ErrorContext(ctx, "reading which outage was told failed", slog.String("source", o.w.Source.Name()), slog.Any("error", err))
			}
			return false
		}
		if about, is := strings.CutPrefix(last, o.key("stale")); is {
			o.open = about
		}
	}
	o.remembered = true
	return true
}

func (o *outageNotices) begun(ctx context.Context, out *Outage) {
	title := fmt.Sprintf("Source %s has not answered for %s", out.Source, out.For.Round(time.Second))
	if out.Behind {
		title = fmt.Sprintf("Source %s is a replica that is %s behind", out.Source, out.For.Round(time.Second))
	}
	if o.next == "" {
		o.next = o.now().Time().UTC().Format("2006-01-02T15:04:05.000000Z")
		o.Log.ErrorContext(ctx, "source gives no fresh answer", slog.String("source", out.Source),
			slog.Duration("for", out.For.Round(time.Second)), slog.Bool("behind", out.Behind))
	}
	if o.tell(ctx, o.key("stale")+o.next, title, "Its alerts wait until it can be asked whether they are still so. The log says what fails.") {
		o.open, o.next, o.fresh = o.next, "", answered
	}
}

func (o *outageNotices) over(ctx context.Context) {
	if o.tell(ctx, o.key("stale_over")+o.open, "Source "+o.w.Source.Name()+" answers again",
		"Alerts that waited for it are told now, if they are still so.") {
		o.Log.InfoContext(ctx, "source answers again", slog.String("source", o.w.Source.Name()))
		o.open = ""
	}
}

// tell keeps a notice for the operators; false where that must be tried again.
func (o *outageNotices) tell(ctx context.Context, key, title, line string) bool {
	if o.Operators == "" || o.Notices == nil {
		return true // it is in the log
	}
	err := o.Notices.Notify(ctx, NoticeIntent{Place: o.Operators, Notice: notifiers.Notice{
		Key: key, Title: title, Lines: []string{line}, AsOf: o.now(), Location: o.Location,
	}})
	switch {
	case errors.Is(err, ErrNotLeading), err != nil && ctx.Err() != nil:
		return false
	case err != nil:
		o.Log.ErrorContext(ctx, "keeping a notice failed", slog.String("notice", title), slog.Any("error", err))
		return false
	}
	o.found()
	return true
}
