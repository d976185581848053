package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/config/zone"
	"github.com/yardstickd/yardstick/monitor/postgres"
)

// mostSkew is how far two clocks may be apart before it is worth a word.
const mostSkew = 5 * time.Second

// ledger looks at the ledger's database: who we are there, and whether we may do what has to be done.
func (d *doctor) ledger(ctx context.Context) {
	if d.namedDatabase() == "" {
		d.find(warning, "ledger", "no database is named: a private Postgres in "+shortest(d.privateDatabase())+" is used",
			"to rely on it, name a database of your own: database: { url: \"${env:DATABASE_URL}\" }")
	}
	if err := d.openDatabase(ctx); err != nil {
		d.find(problem, "ledger", oneLine(err), "see the message: it names each way out")
		return
	}
	exam, err := postgres.ExamineLedger(ctx, d.databaseURL, d.config.Database.Schema, zone.Load)
	var pooled *postgres.PooledError
	switch {
	case errors.As(err, &pooled):
		d.find(problem, "ledger", oneLine(err), directly)
		return
	case err != nil:
		d.find(problem, "ledger", oneLine(err), "check database.url (host, port, database, user, password), and that the server lets this machine in (pg_hba.conf, firewall)")
		return
	}
	d.fine("ledger", "PostgreSQL %s answers, as %s", exam.Server, exam.Role)
	d.session(exam)
	d.privileges(exam)
	d.skew("ledger", "the ledger's database", exam.Now)
	for _, f := range exam.Failed {
		d.find(warning, "ledger", fmt.Sprintf("%s to %s failed for good, the last since: %s", counted(f.N, "message"), f.Place, f.Reason),
			"put that right; docs/operations.md says how to have them told after all")
	}
}

// directly is what to do about a pooler.
const directly = "let database.url lead to Postgres itself, or to a pooler in session mode: in transaction mode locks and settings of a session are nobody's. Sources may stay behind it"

func (d *doctor) session(exam *postgres.LedgerExam) {
	switch {
	case !exam.Session:
		d.find(problem, "ledger", "what answers is a pooler in transaction mode: a session is not ours for as long as the connection lasts", directly)
	case !exam.PathHolds:
		d.find(problem, "ledger", fmt.Sprintf("the search path is %s in place of the ledger's schema", exam.SearchPath), directly)
	default:
		d.fine("ledger", "the connection is direct: locks and settings hold for the session")
	}
	if exam.Encoding != "UTF8" {
		d.find(problem, "ledger", "the database is in "+exam.Encoding+", which can't hold every text", "make one in UTF8: CREATE DATABASE yardstick ENCODING 'UTF8' TEMPLATE template0")
	}
	if exam.Replica {
		d.find(problem, "ledger", "the server is a replica, to which nobody can write", "let database.url lead to the primary; a source may be a replica")
	}
	if exam.Superuser {
		d.find(warning, "ledger", "the role "+exam.Role+" is a superuser", "use a role of its own, which owns the schema and nothing else: docs/operations.md has the statements")
	}
}

// privileges tells whether the schema is there, or can be made, and whether what is in it is ours.
func (d *doctor) privileges(exam *postgres.LedgerExam) {
	schema := d.config.Database.Schema
	if schema == "" {
		schema = postgres.DefaultSchema
	}
	owned := fmt.Sprintf("have the tables' owner run `yardstick migrate`, or give them to the role: ALTER TABLE … OWNER TO %s", exam.Role)
	switch {
	case !exam.Made && !exam.MayMake:
		d.find(problem, "ledger", "there is no schema "+schema+", and the role "+exam.Role+" may not make one",
			fmt.Sprintf("have an owner of the database run: CREATE SCHEMA %s AUTHORIZATION %s", schema, exam.Role))
	case !exam.Made:
		d.fine("ledger", "there is no schema %s yet: the first `run`, or `migrate`, makes it", schema)
	case exam.Found > exam.Known:
		d.find(problem, "ledger", fmt.Sprintf("schema %s is at version %d, this program knows up to %d", schema, exam.Found, exam.Known),
			"use the newer yardstick that migrated it")
	case len(exam.Unwritable) > 0:
		d.find(problem, "ledger", "the role "+exam.Role+" can't write "+strings.Join(exam.Unwritable, ", "),
			fmt.Sprintf("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %s TO %s", schema, exam.Role))
	case exam.Found < exam.Known && (!exam.MayAdd || len(exam.Foreign) > 0):
		d.find(problem, "ledger", fmt.Sprintf("schema %s is at version %d, %d is needed, and the role %s may not migrate it", schema, exam.Found, exam.Known, exam.Role), owned)
	case exam.Found < exam.Known:
		d.fine("ledger", "schema %s is at version %d and can be migrated to %d, which the next `run` does", schema, exam.Found, exam.Known)
	case !exam.MayAdd || len(exam.Foreign) > 0:
		d.find(warning, "ledger", fmt.Sprintf("schema %s is at version %d, which is up to date; the role %s could not migrate it", schema, exam.Found, exam.Role), owned)
	default:
		d.fine("ledger", "schema %s is at version %d, up to date, and can be migrated", schema, exam.Found)
	}
}

// skew compares a database's clock with this machine's.
func (d *doctor) skew(about, whose string, now time.Time) {
	off := d.now().Sub(now).Round(time.Second)
	if off.Abs() <= mostSkew {
		d.fine(about, "this machine's clock and that of %s agree", whose)
		return
	}
	d.find(warning, about, fmt.Sprintf("this machine's clock is %v off that of %s", off, whose),
		"let both be set by NTP; what counts for clocks and leases is the time of the ledger's database")
}
