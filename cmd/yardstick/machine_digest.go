package main

import (
	"bytes"
	"context"
	"log/slog"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// digesting makes the job that makes the daemon's digests by the standards that are live.
func (m *machine) digesting(found func()) *monitor.Digests {
	return &monitor.Digests{
		Reporting: m.reporting(m.ledger), Ledger: m.ledger, Encode: digest.JSON,
		Series: func() []monitor.DigestSeries {
			m.stance.mu.Lock()
			defer m.stance.mu.Unlock()
			return m.series(m.set, m.outlets.shown())
		},
		Weekly: m.config.Schedule.Digest, Daily: m.config.Schedule.Daily, Location: m.config.Schedule.Location,
		Now: func() calendar.Instant { return calendar.FromTime(m.now()) }, Speed: m.speed, Found: found,
		Observe: m.health.metrics.digested, Log: m.logger,
	}
}

// digest makes digests while this process leads.
func (m *machine) digest(ctx context.Context) {
	if err := m.digests.Run(ctx); err != nil {
		m.logger.ErrorContext(ctx, "no digests", slog.Any("error", err)) // the schedules were read before
	}
}

// observed notes what a pass did, and has the digests that wait for it made.
func (m *machine) observed(r monitor.Report) {
	m.health.observed(r)
	if r.Kind != monitor.SweepPass {
		m.digests.Wake()
	}
}

// digestFile makes the PDF that follows a digest in its thread; not for a terminal, which has no files.
func (m *machine) digestFile() func(*notifiers.Digest) (string, []byte, error) {
	if m.outlets.shown() {
		return nil
	}
	return func(d *notifiers.Digest) (string, []byte, error) {
		var content bytes.Buffer
		err := digest.PDF(&content, d.Report, m.digestOptions(d.Report))
		return digestName(d.Report, "pdf"), content.Bytes(), err
	}
}

// digestName is how the file of a digest is called.
func digestName(r *compliance.Report, suffix string) string {
	name := "digest-" + r.Period.Name
	if r.Name != compliance.Executive {
		name = "digest-" + fileWord(r.Name) + "-" + r.Period.Name
	}
	return name + "." + suffix
}

// fileWord leaves of a name what any file may be called.
func fileWord(name string) string {
	word := []rune(name)
	for i, r := range word {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-', r == '_':
		default:
			word[i] = '-'
		}
	}
	return string(word)
}
