package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/config/diag"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// reloader keeps the live standards those of the files:
//
//	something changed ──► read until two readings agree ──► good ──► names known? ──► ledger ──► live
//	                                                         │            │
//	                                                        bad ◄─────────┘   the last good set stays live
//
// What is bad, and what takes a standard away, must last a moment before it counts: it may be half written.
type reloader struct {
	pace   pace
	log    *slog.Logger
	now    func() time.Time
	zone   *time.Location // in which notices show when
	health *health
	// read reads the files.
	read func() config.Reading
	// lacks gives an error of the names that no source has; any other error means that nobody knows now.
	lacks func(context.Context, *config.Set) error
	// activate writes the set's versions to the ledger, makes it live, and judges by it.
	activate func(context.Context, *config.Set) error
	// tell sends a notice to the operators; nil where they named no place.
	tell func(context.Context, notifiers.Notice) error

	live    *config.Set
	decided string // the fingerprint of the files on which was decided last
	seen    string // the fingerprint of the reading before
	doubted string // the fingerprint of files that look wrong
	since   time.Time
	refused []string  // the problems for which the files are refused; none where the live set is theirs
	refusal string    // what the notice of that was keyed by
	lacking time.Time // when the sources were asked last for the names for which the files are refused; zero for none
	untold  []notifiers.Notice
	trouble string // why good files can't be made live, as it was logged; "" for nothing
}

// run watches until ctx ends. A signal wakes it.
func (r *reloader) run(ctx context.Context, hangup <-chan os.Signal) {
	r.pace.until(ctx, r.log, hangup, r.look)
}

// look reads what has changed and decides on it. It gives the folders to watch, and how soon it wants to look again.
func (r *reloader) look(ctx context.Context, woken bool) ([]string, time.Duration) {
	reading := r.read()
	again := r.decide(ctx, &reading, woken)
	r.tellAll(ctx)
	return foldersOf(reading.Files), again
}

// decide gives how soon it must be decided again; 0 for when the files change.
func (r *reloader) decide(ctx context.Context, reading *config.Reading, woken bool) time.Duration {
	if reading.Fingerprint == r.decided && (r.lacking.IsZero() || time.Since(r.lacking) < r.pace.names && !woken) {
		r.doubted, r.seen = "", reading.Fingerprint
		r.settle()
		if woken {
			r.log.InfoContext(ctx, "standards unchanged", slog.Bool("refused", len(r.refused) > 0))
		}
		return 0
	}
	if reading.Fingerprint != r.seen {
		r.seen = reading.Fingerprint
		return r.pace.quiet // somebody may be writing
	}
	lines, err := r.judge(ctx, reading)
	if err != nil {
		return r.wait(ctx, err)
	}
	if wait := r.doubt(reading, len(lines) > 0 || r.loses(reading.Set)); wait > 0 {
		return wait
	}
	if r.lacking = (time.Time{}); len(lines) > 0 && reading.Set != nil {
		r.lacking = time.Now()
	}
	if len(lines) > 0 {
		r.refuse(ctx, lines, reading.Problems)
	} else if err := r.accept(ctx, reading.Set); err != nil {
		return r.wait(ctx, err)
	}
	r.decided, r.trouble = reading.Fingerprint, ""
	return 0
}

// judge gives what is wrong with a reading, a line each.
func (r *reloader) judge(ctx context.Context, reading *config.Reading) ([]string, error) {
	if reading.Set == nil {
		return problemLines(reading.Problems), nil
	}
	err := r.lacks(ctx, reading.Set)
	var unknown *monitor.UnknownNamesError
	if errors.As(err, &unknown) {
		return strings.Split(unknown.Advised(advice), "\n"), nil
	}
	return nil, err
}

// doubt tells how long what looks wrong must still last; 0 if it counts.
func (r *reloader) doubt(reading *config.Reading, wrong bool) time.Duration {
	if !wrong {
		r.doubted = ""
		return 0
	}
	if r.doubted != reading.Fingerprint {
		r.doubted, r.since = reading.Fingerprint, time.Now()
	}
	return max(r.pace.patience-time.Since(r.since), 0)
}

// loses tells whether a live standard is not in a set, which would end its clocks.
func (r *reloader) loses(set *config.Set) bool {
	if set == nil {
		return true
	}
	there := map[string]bool{}
	for _, s := range set.Standards {
		there[s.ID] = true
	}
	for _, s := range r.live.Standards {
		if !there[s.ID] {
			return true
		}
	}
	return false
}

// wait notes that the files are good but can't be made live yet, and tries again later.
func (r *reloader) wait(ctx context.Context, err error) time.Duration {
	if ctx.Err() != nil {
		return 0
	}
	if r.trouble != err.Error() {
		r.trouble = err.Error()
		r.log.ErrorContext(ctx, "standards can't be made live yet", slog.Any("error", err))
	}
	r.health.standardsWait()
	return r.pace.patience
}

// settle notes that nothing waits any more: the files are again those on which was decided.
func (r *reloader) settle() {
	if r.trouble != "" {
		r.trouble = ""
		r.health.standardsSettled()
	}
}

// accept makes a set live, unless it is.
func (r *reloader) accept(ctx context.Context, set *config.Set) error {
	if set.Fingerprint != r.live.Fingerprint {
		if err := r.activate(ctx, set); err != nil {
			return err
		}
		r.live = set
	}
	r.log.InfoContext(ctx, "standards loaded", slog.Int("standards", len(set.Standards)),
		slog.String("fingerprint", brief(set.Fingerprint)), slog.Bool("refused_before", len(r.refused) > 0))
	if len(r.refused) > 0 {
		r.announce("restored", digestOf([]string{r.refusal, set.Fingerprint}), "The standards can be used again",
			[]string{"They are live as the files say: " + plural(len(set.Standards), "standard") + "."})
		r.refused = nil
	}
	r.health.standardsLoaded(set)
	return nil
}

// refuse keeps the last good set. The same refusal again is no news; nor, to the operators, is one that comes and goes
// within an hour.
func (r *reloader) refuse(ctx context.Context, lines []string, problems []diag.Problem) {
	if slices.Equal(lines, r.refused) {
		return
	}
	for _, p := range problems {
		if p.Severity == diag.Error {
			r.log.ErrorContext(ctx, "problem in the standards", slog.String("file", p.File), slog.Int("line", p.Line),
				slog.Int("col", p.Col), slog.String("kind", p.Kind), slog.String("problem", p.Message), slog.String("hint", p.Hint))
		}
	}
	r.log.ErrorContext(ctx, "standards refused: those of before stay live", slog.Int("problems", len(lines)),
		slog.String("first", lines[0]), slog.String("fingerprint", brief(r.live.Fingerprint)))
	hour := r.now().UTC().Format("2006-01-02T15")
	r.refusal = digestOf(append([]string{r.live.Fingerprint, hour}, lines...))
	r.announce("refused", r.refusal, "The standards were changed and can't be used",
		append([]string{"Those of before stay live until this is put right:"}, lines...))
	r.refused = lines
	r.health.standardsRefused(lines)
}

// announce keeps a notice until it is told. Its key is made of what it is about, so that replicas tell it once.
func (r *reloader) announce(what, about, title string, lines []string) {
	if r.tell == nil {
		return
	}
	r.untold = append(r.untold, notifiers.Notice{
		Key: "standards/" + what + "/" + about, Title: title, Lines: lines, AsOf: calendar.FromTime(r.now()), Location: r.zone,
	})
}

// tellAll writes notices to the ledger; what it can't take now is told at the next look.
func (r *reloader) tellAll(ctx context.Context) {
	for len(r.untold) > 0 {
		if err := r.tell(ctx, r.untold[0]); err != nil {
			if ctx.Err() == nil {
				r.log.ErrorContext(ctx, "operators can't be told yet", slog.Any("error", err))
			}
			return
		}
		r.untold = r.untold[1:]
	}
}

// problemLines gives each error as file:line:col and what is wrong, without the line itself.
func problemLines(problems []diag.Problem) []string {
	var lines []string
	for _, p := range problems {
		if p.Severity != diag.Error {
			continue
		}
		line := fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Col, p.Message)
		if p.Line == 0 {
			line = p.File + ": " + p.Message
		}
		if p.Hint != "" {
			line += "; " + p.Hint
		}
		lines = append(lines, line)
	}
	return lines
}

func digestOf(parts []string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return hex.EncodeToString(sum[:12])
}

// brief is enough of a fingerprint to tell one from another.
func brief(fingerprint string) string { return fingerprint[:min(len(fingerprint), 12)] }
