package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

var (
	//go:embed queries/ledger_sums.sql
	selectSums string
	//go:embed queries/ledger_sums_time.sql
	selectSumsTime string
	//go:embed queries/ledger_sums_share.sql
	selectSumsShare string
	//go:embed queries/ledger_sums_share_week.sql
	selectSumsShareWeek string
	//go:embed queries/ledger_sums_unfolded.sql
	selectUnfoldedDays string
	//go:embed queries/ledger_sums_misses.sql
	selectSumsMisses string
	//go:embed queries/ledger_day_counts.sql
	selectDayCounts string
)

var _ monitor.Figures = (*Ledger)(nil)

// sight reads the ledger by itself, or in one transaction.
type sight struct {
	on interface {
		sqlx.QueryerContext
		GetContext(ctx context.Context, dest any, query string, args ...any) error
		SelectContext(ctx context.Context, dest any, query string, args ...any) error
	}
}

var _ monitor.Sight = sight{}

// AtOnce is monitor.Figures'.
func (l *Ledger) AtOnce(ctx context.Context, look func(monitor.Sight) error) error {
	tx, err := l.db.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return look(sight{tx})
}

// countRow are the columns of compliance.Counts.
type countRow struct {
	Exceeded      int `db:"exceeded"`
	Met           int `db:"met"`
	Missed        int `db:"missed"`
	Unknown       int `db:"unknown"`
	Cancelled     int `db:"cancelled"`
	CancelledLate int `db:"cancelled_late"`
	Near          int `db:"near"`
	Excused       int `db:"excused"`
	Open          int `db:"open"`
}

func (r *countRow) counts() compliance.Counts {
	return compliance.Counts{
		Exceeded: r.Exceeded, Met: r.Met, Missed: r.Missed, Unknown: r.Unknown, Cancelled: r.Cancelled,
		CancelledLate: r.CancelledLate, Near: r.Near, Excused: r.Excused, Open: r.Open,
	}
}

// Sums is monitor.Sight's, of one state of the ledger.
func (l *Ledger) Sums(ctx context.Context, days compliance.Days, standards []string) (sums *compliance.Sums, err error) {
	err = l.AtOnce(ctx, func(at monitor.Sight) error {
		sums, err = at.Sums(ctx, days, standards)
		return err
	})
	return sums, err
}

// Sums is monitor.Sight's.
func (v sight) Sums(ctx context.Context, days compliance.Days, standards []string) (*compliance.Sums, error) {
	s := summing{
		on: v, from: dateText(days.From), to: dateText(days.To),
		sums: &compliance.Sums{Days: days, Standards: map[string]*compliance.Sum{}}, standards: standards,
	}
	for _, step := range []struct {
		does string
		do   func(context.Context) error
	}{{"counts", s.counts}, {"times", s.times}, {"attributes", s.shares}, {"misses", s.groups}} {
		if err := step.do(ctx); err != nil {
			return nil, fmt.Errorf("ledger: adding up %s: %w", step.does, err)
		}
	}
	return s.sums, nil
}

// summing is one call of Sums.
type summing struct {
	on        sight
	from, to  string
	standards pq.StringArray // nil for all
	sums      *compliance.Sums
	// Memory that is used again by each row.
	buckets, numbers, grouped []int
}

// counts reads the counts; what comes to nothing is as if it had not been.
func (s *summing) counts(ctx context.Context) error {
	var rows []struct {
		Standard string `db:"standard"`
		Target   string `db:"target"`
		countRow
	}
	if err := s.on.on.SelectContext(ctx, &rows, selectSums, s.from, s.to); err != nil {
		return err
	}
	for i := range rows {
		counts := rows[i].counts()
		if counts == (compliance.Counts{}) {
			continue
		}
		sum := s.sums.Of(rows[i].Standard)
		sum.Counts.Add(&counts)
		sum.Targets[rows[i].Target] = &compliance.TargetSum{
			Counts: counts, Took: compliance.Histogram{}, Late: compliance.Histogram{},
		}
	}
	return nil
}

// The kinds of histograms, as the trigger of the migration names them.
const (
	tookKind  = "took"
	lateKind  = "late"
	startKind = "start"
	missKind  = "miss"
)

func (s *summing) times(ctx context.Context) error {
	rows, err := s.on.on.QueryContext(ctx, selectSumsTime, s.from, s.to)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var standard, target, kind string
		var buckets, counts sql.RawBytes
		if err := rows.Scan(&standard, &target, &kind, &buckets, &counts); err != nil {
			return err
		}
		sum := s.sums.Standards[standard]
		if sum == nil || sum.Targets[target] == nil { // its clocks cancelled each other out, and so do its times
			continue
		}
		into := sum.Targets[target]
		s.buckets, s.numbers = appendIntegers(s.buckets[:0], buckets), appendIntegers(s.numbers[:0], counts)
		for i, bucket := range s.buckets {
			n := s.numbers[i]
			switch kind {
			case tookKind:
				into.Took[int16(bucket)] += n
			case lateKind:
				into.Late[int16(bucket)] += n
			case startKind:
				sum.Hours[bucket].N += n
			case missKind:
				sum.Hours[bucket].Missed += n
			}
		}
	}
	for _, sum := range s.sums.Standards {
		for _, target := range sum.Targets {
			maps.DeleteFunc(target.Took, nothing)
			maps.DeleteFunc(target.Late, nothing)
		}
	}
	return rows.Err()
}

// nothing tells whether a bucket has come to nothing.
func nothing(_ int16, n int) bool { return n == 0 }

// slotsADay is how many slots a day has in the rows of shares: one for each part of the week, and one for what is in none.
const slotsADay = 29

// mostMissed asks for the attributes that were missed most.
func (s *summing) mostMissed(ctx context.Context) (*sql.Rows, error) {
	days, on := s.sums.Days, s.on.on
	if days.Len() == foldedDays && days.From.Weekday() == time.Monday {
		var unfolded bool
		if err := on.GetContext(ctx, &unfolded, selectUnfoldedDays, s.from, s.to); err != nil {
			return nil, err
		}
		if !unfolded {
			return on.QueryContext(ctx, selectSumsShareWeek, s.from, s.standards, monitor.MostFacets)
		}
	}
	return on.QueryContext(ctx, selectSumsShare, s.from, s.to, s.standards, monitor.MostFacets)
}

func (s *summing) shares(ctx context.Context) error {
	rows, err := s.mostMissed(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var standard, attribute, value string
		var week time.Time
		var slots, counts, misses sql.RawBytes
		if err := rows.Scan(&standard, &attribute, &value, &week, &slots, &counts, &misses); err != nil {
			return err
		}
		facets := s.sums.Of(standard).Facets
		if facets[attribute] == nil {
			facets[attribute] = map[string]*compliance.FacetSum{}
		}
		facet := facets[attribute][value]
		if facet == nil {
			facet = &compliance.FacetSum{}
			facets[attribute][value] = facet
		}
		monday := calendar.DateOf(week.Date())
		s.buckets, s.numbers = appendIntegers(s.buckets[:0], slots), appendIntegers(s.numbers[:0], counts)
		s.grouped = appendIntegers(s.grouped[:0], misses)
		for i, slot := range s.buckets {
			if !s.sums.Days.Has(monday + calendar.Date(slot/slotsADay)) {
				continue
			}
			addShare(&facet.Share, s.numbers[i], s.grouped[i])
			if part := slot%slotsADay - 1; part >= 0 {
				addShare(&facet.Parts[part], s.numbers[i], s.grouped[i])
			}
		}
	}
	return rows.Err()
}

func addShare(to *compliance.Share, n, missed int) { to.N, to.Missed = to.N+n, to.Missed+missed }

// appendIntegers reads an array of integers, none of them null, as Postgres writes it: {1,-2}. The driver's own way takes ten times as long, and
// a report reads a hundred thousand of them.
func appendIntegers(dst []int, text []byte) []int {
	n, negative, digits := 0, false, false
	for _, c := range text {
		switch {
		case c == '-':
			negative = true
		case c >= '0' && c <= '9':
			n, digits = n*10+int(c-'0'), true
		case digits:
			if negative {
				n = -n
			}
			dst = append(dst, n)
			n, negative, digits = 0, false, false
		}
	}
	return dst
}

// mostMisses is about how many misses are looked at for what they have in common: each standard has the same part of them.
const mostMisses = 500

func (s *summing) groups(ctx context.Context) error {
	var of pq.StringArray
	var each pq.Int64Array
	for id, sum := range s.sums.Standards {
		if wanted := s.standards == nil || slices.Contains(s.standards, id); wanted && sum.Missed > 0 {
			of = append(of, id)
		}
	}
	for _, id := range of {
		each = append(each, int64(s.sums.Standards[id].Missed*len(of)/mostMisses)+1)
	}
	var rows []struct {
		Standard   string `db:"standard"`
		Attributes string `db:"attributes"`
		Hour       int16  `db:"hour"`
		N          int    `db:"n"`
	}
	if err := s.on.on.SelectContext(ctx, &rows, selectSumsMisses, s.from, s.to, of, each); err != nil {
		return err
	}
	for i := range rows {
		sum := s.sums.Of(rows[i].Standard)
		sum.Misses = append(sum.Misses, compliance.MissGroup{Attributes: rows[i].Attributes, Hour: rows[i].Hour, N: rows[i].N})
	}
	return nil
}

// DayCounts is monitor.Sight's.
func (v sight) DayCounts(ctx context.Context, days compliance.Days) ([]compliance.DayCount, error) {
	var rows []struct {
		Standard string    `db:"standard"`
		Day      time.Time `db:"day"`
		countRow
	}
	if err := v.on.SelectContext(ctx, &rows, selectDayCounts, dateText(days.From), dateText(days.To)); err != nil {
		return nil, fmt.Errorf("ledger: counting days: %w", err)
	}
	counted := make([]compliance.DayCount, 0, len(rows))
	for i := range rows {
		r := &rows[i]
		if counts := r.counts(); counts != (compliance.Counts{}) {
			counted = append(counted, compliance.DayCount{Standard: r.Standard, Day: calendar.DateOf(r.Day.Date()), Counts: counts})
		}
	}
	return counted, nil
}
