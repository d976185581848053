package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/rules"
)

// sources looks at each help desk, and whether all of them together have what the standards name.
func (d *doctor) sources(ctx context.Context) {
	if len(d.config.Sources) == 0 {
		d.find(problem, "sources", "no source is named", "say under `sources:` where the tickets are")
		return
	}
	var unknown monitor.UnknownNames
	answered := 0
	for _, s := range d.config.Sources {
		if d.source(ctx, s, &unknown) {
			answered++
		}
	}
	if err := unknown.Err(); err != nil && answered == len(d.config.Sources) {
		d.find(problem, "standards", strings.Join(strings.Fields(advised(err).Error()), " "), "write the names as the source has them, or add the column or kind to its query")
	}
}

// source looks at one; false says that it does not answer.
func (d *doctor) source(ctx context.Context, s config.Source, unknown *monitor.UnknownNames) bool {
	about := "source " + s.Name
	if s.URL.Empty() && d.databaseURL == "" {
		d.find(problem, about, "it is in the ledger's database, which can't be reached", "see there")
		return false
	}
	source, err := postgres.NewSource(ctx, d.sourceOptions(s))
	if err != nil {
		d.find(problem, about, oneLine(err), "check its url (host, port, database, user, password), and that the server lets this machine in (pg_hba.conf, firewall)")
		return false
	}
	d.onClose(source.Close)
	exam, err := source.Examine(ctx, d.config.Database.Schema)
	if err != nil {
		d.find(problem, about, oneLine(err), "the role must be allowed to read: docs/operations.md has the statements")
		return false
	}
	d.rights(about, exam)
	d.timely(about, s, exam)
	c, err := d.connectOne(ctx, s)
	if err != nil {
		d.find(problem, about, oneLine(err), "put the query right in yardstick.yaml: docs/configuration.md says which columns are needed")
		return false
	}
	_, names := rules.Bind(d.histories, c.vocabulary)
	if d.set != nil {
		names = append(names, d.config.Lacks(d.set, c.vocabulary)...)
	}
	unknown.Add(s.Name, names)
	d.fine(about, "attributes: %s", listed(c.vocabulary.Attributes()))
	d.fine(about, "events: %s", listed(c.vocabulary.Kinds()))
	d.sample(ctx, about, c)
	return true
}

// rights says what the role could do beyond reading. Our sessions can't write in any case.
func (d *doctor) rights(about string, exam *postgres.SourceExam) {
	var too []string
	if exam.Superuser {
		too = append(too, "is a superuser")
	}
	if exam.Administers {
		too = append(too, "may make databases or roles")
	}
	if exam.MayMake {
		too = append(too, "may make schemas")
	}
	if exam.Writable > 0 && !exam.Superuser {
		too = append(too, fmt.Sprintf("may write to %s", counted(exam.Writable, "table")))
	}
	if len(too) == 0 {
		d.fine(about, "PostgreSQL %s answers, as %s, who can only read", exam.Server, exam.Role)
		return
	}
	d.find(warning, about, fmt.Sprintf("PostgreSQL %s answers, as %s, who %s", exam.Server, exam.Role, strings.Join(too, " and ")),
		"use a role that can only read: docs/operations.md has the statements (our sessions are read-only in any case)")
}

// timely looks at the source's clock, at how far a replica is behind, and at stamps without zone.
func (d *doctor) timely(about string, s config.Source, exam *postgres.SourceExam) {
	d.skew(about, "its database", exam.Now)
	switch {
	case exam.Replica && exam.Behind > s.StaleAfter:
		d.find(problem, about, fmt.Sprintf("the replica is %v behind: alerts wait while it is further behind than stale_after (%v)", exam.Behind.Round(time.Second), s.StaleAfter),
			"look why it does not replay, or read the primary")
	case exam.Replica:
		d.fine(about, "it is a replica, %v behind", exam.Behind.Round(time.Second))
	}
	if len(exam.Naive) > 0 && (s.Location == nil || s.Location == time.UTC) {
		d.find(warning, about, "stamps without zone are read as UTC: "+listed(exam.Naive), "if the help desk writes local time, say so: timezone: Europe/Berlin")
	}
}

// sampled is how many tickets are looked at, sampledSince of which time.
const (
	sampled      = 5000
	sampledSince = 14 * 24 * time.Hour
)

// mostListed is how many names are listed.
const mostListed = 30

func listed(names []string) string {
	names = slices.DeleteFunc(slices.Sorted(slices.Values(names)), func(name string) bool { return name == "" }) // that of all others
	if len(names) == 0 {
		return "none"
	}
	if len(names) > mostListed {
		return strings.Join(names[:mostListed], ", ") + fmt.Sprintf(" and %d more", len(names)-mostListed)
	}
	return strings.Join(names, ", ")
}
