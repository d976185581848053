package postgres

import (
	"context"
	_ "embed" // for the statements
	"encoding/json"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
)

var (
	//go:embed queries/ledger_insert_digests.sql
	insertDigests string
	//go:embed queries/ledger_retell_digests.sql
	retellDigests string
	//go:embed queries/ledger_insert_digest_file.sql
	insertDigestFile string
)

// storedDigest is what lies in the outbox of a digest: which one it is. What it says lies beside, once for all places.
type storedDigest struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	Period string `json:"period"` // e.g. 2026-W46
}

// tellDigest makes the intents of telling a recorded digest in places, those anew that were given up, and gives how many it made.
func tellDigest(ctx context.Context, tx *sqlx.Tx, name, period string, places []notifiers.Place) (int, error) {
	var keys, texts, to pq.StringArray
	for _, place := range places {
		key := monitor.DigestKey(name, period, place)
		text, err := encodeMessage(storedMessage{Digest: &storedDigest{Key: key, Name: name, Period: period}})
		if err != nil {
			return 0, err
		}
		keys, to, texts = append(keys, key), append(to, string(place)), append(texts, text)
	}
	if len(keys) == 0 {
		return 0, nil
	}
	if _, err := tx.ExecContext(ctx, insertPlaces, to); err != nil {
		return 0, err
	}
	total := 0
	for _, statement := range []struct {
		text      string
		arguments []any
	}{{retellDigests, []any{keys}}, {insertDigests, []any{keys, to, texts}}} {
		made, err := tx.ExecContext(ctx, statement.text, statement.arguments...)
		if err != nil {
			return 0, err
		}
		n, err := made.RowsAffected()
		if err != nil {
			return 0, err
		}
		total += int(n)
	}
	return total, nil
}

// TellDigest makes the intents of telling a recorded digest in places, and gives how many it made: a place is told a digest once for
// ever, and again only what failed there for good.
func (l *Ledger) TellDigest(ctx context.Context, name, period string, places []notifiers.Place) (n int, err error) {
	err = l.inTransaction(ctx, func(tx *sqlx.Tx) (err error) {
		n, err = tellDigest(ctx, tx, name, period, places)
		return err
	})
	return n, err
}

// DigestOf is monitor.Outbox's.
func (l *Ledger) DigestOf(ctx context.Context, c *monitor.Claim) (*notifiers.Digest, error) {
	var text []byte
	if err := l.db.GetContext(ctx, &text, selectMessageOf, c.ID); err != nil {
		return nil, fmt.Errorf("ledger: reading %s: %w", c.Message.Key(), err)
	}
	var stored storedMessage
	if err := json.Unmarshal(text, &stored); err != nil {
		return nil, fmt.Errorf("ledger: reading %s: %w", c.Message.Key(), err)
	}
	of := stored.Digest
	if stored.File != nil {
		of = stored.File.Digest
	}
	if of == nil {
		return nil, fmt.Errorf("ledger: %s is of no digest", c.Message.Key())
	}
	record, err := l.Digest(ctx, of.Name, of.Period)
	if err != nil {
		return nil, err
	}
	if record == nil {
		return nil, fmt.Errorf("ledger: there is no digest %s of %s", of.Name, of.Period)
	}
	report, err := record.Report()
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	return &notifiers.Digest{Key: of.Key, Report: report, Location: l.zone(report.Period.Zone)}, nil
}
