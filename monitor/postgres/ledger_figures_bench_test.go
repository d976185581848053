package postgres_test

import (
	"database/sql"
	"errors"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/compliance"
)

// benchDigest names how many closed clocks BenchmarkWeekFigures makes; it is skipped where it is not set, since 5,000,000 of them take
// some minutes and ten gigabytes.
const benchDigest = "YARDSTICK_BENCH_DIGEST"

// digestWeeks are the weeks over which the clocks are spread; the week reported on is one of the last.
const digestWeeks = 54

// seedFigures makes n clocks that ended over some weeks, and one in a thousand that is open: 8 standards with 3 targets, 10 teams, 12 categories, 4 channels
// and 5,000 customers of which some ask much more than others; a twelfth is missed. They lie in the table by the instant they ended.
func seedFigures(tb testing.TB, db *sql.DB, n, weeks int) {
	tb.Helper()
	for from := 0; from < n; from += 250_000 {
		_, err := db.Exec(`
			INSERT INTO yardstick.clock (source, as_of, ticket, standard, cycle_us, cycle_n, ordinal, version, target_row, state, verdict,
			    reason, started_at, opens_at, due_at, stopped_at, elapsed_us, calendar, baseline, fell_day, start_hour, target, near, took,
			    late, attributes)
			SELECT 'desk', c.ended, 'T-' || lpad(i::text, 9, '0'), 'standard-' || c.a % 8, i, 0, 1, '0f1e2d3c4b5a69788796a5b4c3d2e1f0', 0,
			       CASE WHEN i % 1000 = 0 THEN 'running' ELSE 'stopped' END,
			       CASE WHEN i % 1000 = 0 THEN 'open' WHEN c.b % 12 = 0 THEN 'missed' WHEN c.b % 3 = 0 THEN 'exceeded' ELSE 'met' END, '',
			       c.started, c.started, CASE WHEN c.b % 12 = 0 THEN c.ended - c.late * interval '1 second' ELSE c.ended + interval '1 hour' END,
			       CASE WHEN i % 1000 > 0 THEN c.ended END, 3600000000, 'support', '',
			       CASE WHEN i % 1000 > 0 THEN (CASE WHEN c.b % 12 = 0 THEN c.ended - c.late * interval '1 second' ELSE c.ended END)::date END,
			       (extract(isodow FROM c.started)::int - 1) * 24 + extract(hour FROM c.started)::int,
			       (ARRAY['2h', '4h', 'next working day by 12:00'])[1 + c.a / 8 % 3], c.b % 12 > 10 AND i % 1000 > 0,
			       ceil(ln(60 + c.took) / ln(1.01 / 0.99))::int,
			       CASE WHEN c.b % 12 = 0 THEN ceil(ln(1 + c.late) / ln(1.01 / 0.99))::int ELSE -1 END,
			       '{"team":"team-' || c.a / 24 % 10 || '","category":"category-' || c.a / 240 % 12 || '","channel":"channel-' || c.a / 2880 % 4
			           || '","customer":"Customer No. ' || floor(5000 * power(c.c / 2147483648.0, 2))::int || ', Inc."}'
			FROM (SELECT i, a, b, c, b / 12 % 40000 AS took, 1 + b / 7 % 40000 AS late,
			             timestamptz '2025-11-03 00:00+00' + i * (interval '1 week' * $3 / $4::bigint) AS ended,
			             timestamptz '2025-11-03 00:00+00' + i * (interval '1 week' * $3 / $4::bigint) - (c % 90000) * interval '1 second' AS started
			      FROM (SELECT i, abs(hashint8(i)) AS a, abs(hashint8(i + 77777777777)) AS b, abs(hashint8(i + 99999999999)) AS c
			            FROM generate_series($1::bigint, $2::bigint) AS i) AS h) AS c`,
			from+1, min(from+250_000, n), weeks, n)
		if err != nil {
			tb.Fatal(err)
		}
	}
}

// BenchmarkWeekFigures times all that a weekly report reads of a ledger of a year and more, by turns with what bounds it in two ways: a
// count of that week's clocks by standard, with the best index that the product has for it (none: it reads the table), and with one
// made for nothing else, which holds all that is asked for in its order.
func BenchmarkWeekFigures(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv(benchDigest))
	if err != nil {
		b.Skipf("%s names no number of clocks, such as 5000000", benchDigest)
	}
	url := pgtest.Database(b)
	ledger, db := openLedger(b, url, ""), openSQL(b, url)
	if _, err := ledger.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	seedFigures(b, db, n, digestWeeks)
	began, folds := time.Now(), 0
	for more := true; more; folds++ {
		if more, err = ledger.Fold(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.Logf("%d clocks folded in %s, by %d calls", n, time.Since(began).Round(time.Second), folds)
	for _, statement := range []string{
		`VACUUM (ANALYZE) yardstick.clock, yardstick.cell, yardstick.cell_time, yardstick.cell_share, yardstick.cell_new`, `CHECKPOINT`,
	} {
		if _, err := db.Exec(statement); err != nil {
			b.Fatal(err)
		}
	}
	from := calendar.DateOf(2025, time.November, 3) + 7*(digestWeeks-2)
	week := compliance.Days{From: from, To: from + 7}
	scan, found := countWeek(b, db, week) // by what the product has
	if _, err := db.Exec(`CREATE INDEX ideal ON yardstick.clock (fell_day, standard)`); err != nil {
		b.Fatal(err)
	}
	if _, err := db.Exec(`VACUUM (ANALYZE) yardstick.clock`); err != nil {
		b.Fatal(err)
	}
	countWeek(b, db, week)
	readWeek(b, ledger, week)
	var reads, counts time.Duration
	for b.Loop() {
		for range 5 {
			reads += readWeek(b, ledger, week)
			took, _ := countWeek(b, db, week)
			counts += took
		}
	}
	runs := float64(5 * b.N)
	b.ReportMetric(float64(found), "clocks")
	b.ReportMetric(milliseconds(reads)/runs, "figures-ms")
	b.ReportMetric(milliseconds(counts)/runs, "count-ms")
	b.ReportMetric(milliseconds(scan), "count-scan-ms")
	b.ReportMetric(reads.Seconds()/counts.Seconds(), "figures/count")
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// readWeek reads what a report on a week is made of.
func readWeek(b *testing.B, ledger *postgres.Ledger, week compliance.Days) time.Duration {
	b.Helper()
	ctx, asOf := b.Context(), calendar.FromTime(time.Date(2026, 11, 10, 8, 0, 0, 0, time.UTC))
	began := time.Now()
	err := ledger.AtOnce(ctx, func(at monitor.Sight) error {
		_, err := at.Sums(ctx, week, nil)
		errs := []error{err}
		_, err = at.DayCounts(ctx, compliance.Days{From: week.From - 12*7, To: week.To})
		errs = append(errs, err)
		_, err = at.WorstMisses(ctx, week, asOf, "customer", 5)
		errs = append(errs, err)
		_, err = at.Running(ctx, asOf)
		errs = append(errs, err)
		_, err = at.JudgedUntil(ctx, []string{"desk"}, "")
		errs = append(errs, err)
		_, _, err = at.LastReading(ctx, []string{"desk"})
		errs = append(errs, err)
		_, err = at.Baselines(ctx)
		errs = append(errs, err)
		_, err = at.Digests(ctx, compliance.Executive, 400)
		return errors.Join(append(errs, err)...)
	})
	if err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

// countWeek counts the clocks whose verdicts fell in a week, by standard, and all of them.
func countWeek(b *testing.B, db *sql.DB, week compliance.Days) (took time.Duration, all int) {
	b.Helper()
	began := time.Now()
	rows, err := db.Query(`SELECT standard, count(*) FROM yardstick.clock WHERE fell_day >= $1 AND fell_day < $2 GROUP BY standard`,
		week.From.String(), week.To.String())
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var standard string
		var n int
		if err := rows.Scan(&standard, &n); err != nil {
			b.Fatal(err)
		}
		all += n
	}
	if rows.Err() != nil {
		b.Fatal(rows.Err())
	}
	return time.Since(began), all
}
