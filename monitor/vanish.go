package monitor

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/maphash"
	"log/slog"
	"slices"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
)

const (
	// openPage is how many open tickets are asked of the ledger at once, and at most how many are looked for in the source.
	openPage = 500
	// mostVanished is how many vanished tickets one reconciliation ends; the next goes on.
	mostVanished = 100_000
	// fewVanished may vanish however few tickets there are; of more, no more than one in manyShare.
	fewVanished = 20
	manyShare   = 20
	// shownVanished are named in the alarm.
	shownVanished = 10
)

// rollCall remembers which tickets were read: eight bytes for each. Two ids of the same hash could hide that one of them
// has vanished; among a million tickets that happens once in forty million times.
type rollCall struct {
	hashes []uint64
	sorted bool
}

var rollSeed = maphash.MakeSeed()

func (r *rollCall) see(id string) {
	r.hashes = append(r.hashes, maphash.String(rollSeed, id))
}

func (r *rollCall) has(id string) bool {
	if !r.sorted {
		slices.Sort(r.hashes)
		r.sorted = true
	}
	_, found := slices.BinarySearch(r.hashes, maphash.String(rollSeed, id))
	return found
}

// vanished ends the open clocks of tickets that the source no longer has, unless they are so many that something else
// must be wrong: a view that lost its rows, a mapping that leaves tickets out.
func (p *pass) vanished(ctx context.Context, roll *rollCall) error {
	if p.Agenda == nil {
		return nil
	}
	missing, open, err := p.missing(ctx, roll)
	if err != nil || len(missing) == 0 {
		return err
	}
	if missing, err = p.reallyMissing(ctx, missing); err != nil || len(missing) == 0 {
		return err
	}
	if len(missing) > fewVanished && len(missing)*manyShare > open {
		p.report.Alarm = len(missing)
		p.alarm(ctx, missing, open)
		return nil
	}
	for chunk := range slices.Chunk(missing, openPage) {
		if err := p.vanish(ctx, chunk); err != nil {
			return err
		}
	}
	p.report.Vanished = len(missing)
	return nil
}

// missing gives the tickets with an open clock that were not read, and how many tickets have one. Clocks judged since
// the reading began are of tickets that are there.
func (p *pass) missing(ctx context.Context, roll *rollCall) (missing []string, open int, err error) {
	for after := ""; ; {
		page, err := p.Agenda.Open(ctx, p.w.Source.Name(), after, p.asOf, openPage)
		if err != nil {
			return nil, 0, err
		}
		for _, id := range page {
			if !roll.has(id) && len(missing) < mostVanished {
				missing = append(missing, id)
			}
		}
		open += len(page)
		if len(page) < openPage {
			return missing, open, nil
		}
		after = page[len(page)-1]
	}
}

// reallyMissing looks for tickets once more, by their ids.
func (p *pass) reallyMissing(ctx context.Context, ids []string) ([]string, error) {
	var missing []string
	for chunk := range slices.Chunk(ids, openPage) {
		gone, err := p.lookFor(ctx, chunk)
		if err != nil {
			return nil, err
		}
		missing = append(missing, gone...)
	}
	return missing, nil
}

// lookFor gives those of some tickets that the source does not have. One whose row is set aside is there, though it
// can't be read; which one it is comes out by halves.
func (p *pass) lookFor(ctx context.Context, ids []string) ([]string, error) {
	there := map[string]struct{}{}
	query := Query{IDs: ids, Now: p.asOf, Vocabulary: p.bound.book.Vocabulary()}
	reading, err := p.w.Source.Read(ctx, query, func(b *Batch) error {
		for i := range b.Tickets {
			for _, id := range ids { // the batch's own id does not last
				if id == b.Tickets[i].ID {
					there[id] = struct{}{}
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	gone := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { _, found := there[id]; return found })
	switch {
	case reading.Tally.Rows.SetAside == 0 || len(gone) == 0:
		return gone, nil
	case len(gone) == 1:
		return nil, nil
	}
	first, err := p.lookFor(ctx, gone[:len(gone)/2])
	if err != nil {
		return nil, err
	}
	second, err := p.lookFor(ctx, gone[len(gone)/2:])
	return append(first, second...), err
}

// vanish ends the open clocks of some tickets, in one turn.
func (p *pass) vanish(ctx context.Context, ids []string) error {
	p.w.turn.Lock()
	defer p.w.turn.Unlock()
	if err := p.loadTickets(ctx, ids); err != nil {
		return err
	}
	for _, id := range ids {
		before := p.before[id]
		if p.overtaken(id, before) {
			continue // a sweep found it meanwhile
		}
		for _, r := range before {
			if !r.Known || r.Row.State == rules.Stopped || r.Row.State == rules.Cancelled {
				continue
			}
			row := p.ended(r, vanishedReason)
			p.verdict(r, &row, nil, nil)
			p.change.Clocks = append(p.change.Clocks, row)
			p.withdraw(&rules.Ticket{ID: id}, r, TicketVanished)
		}
	}
	return p.flush(ctx)
}

// alarm tells the operators that too many tickets are gone for it to be true; once for the same tickets.
func (p *pass) alarm(ctx context.Context, missing []string, open int) {
	p.Log.ErrorContext(ctx, "too many tickets have vanished: nothing is cancelled", slog.String("source", p.w.Source.Name()),
		slog.Int("vanished", len(missing)), slog.Int("open", open))
	sum := sha256.New()
	for _, id := range missing {
		_, _ = fmt.Fprintf(sum, "%d:%s", len(id), id) // a hash takes everything
	}
	lines := []string{
		"Nothing was cancelled. Look whether the tickets query still gives all tickets, and whether its role may read them.",
	}
	for _, id := range missing[:min(shownVanished, len(missing))] {
		lines = append(lines, "not found: "+id)
	}
	p.notices = append(p.notices, NoticeIntent{Place: p.Operators, Notice: notifiers.Notice{
		Key:   key("vanished", p.w.Source.Name(), hex.EncodeToString(sum.Sum(nil)[:16])),
		Title: fmt.Sprintf("%d of %d open tickets are no longer in source %s", len(missing), open, p.w.Source.Name()),
		Lines: lines, AsOf: p.asOf, Location: p.Location,
	}})
}
