package postgres

import (
	"context"
	_ "embed" // for the statement
	"fmt"
	"time"
)

//go:embed queries/examine_source.sql
var examineSource string

// SourceExam is what a help desk's database is found to be.
type SourceExam struct {
	Role      string `db:"role"`
	Server    string `db:"server"`
	Replica   bool   `db:"replica"`
	Superuser bool   `db:"superuser"`
	// Administers says that the role may make databases or roles, MayMake that it may make schemas.
	Administers bool `db:"administers"`
	MayMake     bool `db:"may_make"`
	// Writable counts the tables and views that the role could write to, those of the ledger's schema left out.
	Writable int `db:"writable"`
	// Now is what the database's clock shows, Behind how far a replica is behind.
	Now    time.Time `db:"now"`
	Behind time.Duration
	// Naive are the columns of both queries that hold stamps without a zone, which are read by source.timezone.
	Naive []string
}

// Examine looks at what the source's role may do, beyond what it needs: to read. Tables of the schema except, which is
// the ledger's where both live in one database, are passed over.
func (s *Source) Examine(ctx context.Context, except string) (*SourceExam, error) {
	tx, at, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }() // it has only read
	exam := &SourceExam{Behind: at.behind}
	if err := tx.GetContext(ctx, exam, examineSource, except); err != nil {
		return nil, fmt.Errorf("source %s: %w", s.options.Name, err)
	}
	if columns, err := s.probe(ctx, tx); err == nil { // Vocabulary says why it fails
		exam.Naive = naive(columns)
	}
	return exam, nil
}

// naive gives the columns that hold stamps without a zone.
func naive(c *columns) []string {
	var found []string
	for _, of := range []struct {
		query   string
		columns []column
	}{{"tickets", c.tickets}, {"events", c.events}} {
		for _, column := range of.columns {
			if column.typ == "TIMESTAMP" {
				found = append(found, of.query+"."+column.name)
			}
		}
	}
	return found
}
