package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// stance is what a machine judges by, or would if it led.
type stance struct {
	mu      sync.Mutex  // held while another set is made live
	set     *config.Set // the last good files
	judging string      // identifies the standing in use, as the leader says it to the others; "" for the files alone
}

// leadership has machines on one ledger have one leader.
func (m *machine) leadership() *monitor.Lead {
	return &monitor.Lead{
		Seat: m.ledger, Holder: processName(), Begin: m.activateLatest, Standards: m.judgingBy, Follow: m.follow, Log: m.logger,
	}
}

// processName is how this process is known to people who run several.
func processName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s/%d", host, os.Getpid())
}

// activate writes to the ledger what a set changes of the standards' versions, and has all that begins from now on judge by it.
func (m *machine) activate(ctx context.Context, set *config.Set) error {
	m.keep(set)
	return m.activateLatest(ctx)
}

// keep takes a set for the one to judge by, once this process leads or the leader judges by it, too.
func (m *machine) keep(set *config.Set) {
	m.stance.mu.Lock()
	defer m.stance.mu.Unlock()
	m.stance.set = set
}

// activateLatest is activate of the set that was kept last.
func (m *machine) activateLatest(ctx context.Context) error {
	m.stance.mu.Lock()
	defer m.stance.mu.Unlock()
	live, at := m.stance.set.Histories(), calendar.FromTime(m.now())
	rows, err := m.ledger.Activate(ctx, func(have []monitor.VersionRow) []monitor.VersionRow {
		return monitor.Changed(have, live, config.Define, at)
	})
	if err != nil {
		return err
	}
	return m.judgeBy(rows, "")
}

// judgeBy has all that begins from now on judge by the set kept last and the versions of a ledger; only if that is
// the same as another process judges by, unless that is "".
func (m *machine) judgeBy(rows []monitor.VersionRow, as string) error {
	histories, err := monitor.Histories(rows, m.stance.set.Histories(), m.stance.set.Recall)
	if err != nil {
		return err
	}
	standing := m.standing(m.stance.set, histories, fmt.Sprintf(" %d", rows[len(rows)-1].Serial))
	if as != "" && standing.Fingerprint != as {
		return nil // the leader is about to judge by something else
	}
	m.set, m.histories, m.stance.judging = m.stance.set, histories, standing.Fingerprint
	m.rounds.Use(standing)
	m.showOnBoard(histories)
	return nil
}

// judgingBy identifies what this process judges by.
func (m *machine) judgingBy() string {
	m.stance.mu.Lock()
	defer m.stance.mu.Unlock()
	return m.stance.judging
}

// follow has this process judge as the leader does, if its files say the same.
func (m *machine) follow(ctx context.Context, leader monitor.Leader) bool {
	m.stance.mu.Lock()
	defer m.stance.mu.Unlock()
	if !strings.HasPrefix(leader.Standards, m.stance.set.Fingerprint+" ") {
		return false
	}
	if m.stance.judging != leader.Standards {
		rows, err := m.ledger.Versions(ctx)
		if err == nil {
			err = m.judgeBy(rows, leader.Standards)
		}
		if err != nil && ctx.Err() == nil {
			m.logger.ErrorContext(ctx, "what the leader judges by can't be read", slog.Any("error", err))
		}
	}
	return m.stance.judging == leader.Standards
}

// adopt makes a changed set live if this process leads, and judges all by it at once; else the set waits until the leader
// has the same, or until this process leads.
func (m *machine) adopt(_ context.Context, set *config.Set) error {
	m.keep(set)
	term, leading := m.lead.Term()
	if !leading {
		return nil
	}
	if err := m.activateLatest(term); err != nil {
		if errors.Is(err, monitor.ErrNotLeading) {
			return nil
		}
		return err
	}
	m.daemon.RoundNow(term) // what is judged differently now need not wait for the schedule
	return nil
}
