package postgres_test

import (
	"context"
	"database/sql"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"runtime"
	"runtime/metrics"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/config/zone"
	"github.com/yardstickd/yardstick/monitor/board"
	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
	"github.com/yardstickd/yardstick/monitor/postgres"
	"github.com/yardstickd/yardstick/rules"
)

// lookedAt is when the board of the benchmark is looked at.
var lookedAt = time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)

// rare is a customer of thirty clocks, whatever their number.
const rare = "Seldom & Sons"

// seedRunning makes n clocks that run: 8 standards, 12 teams of very different sizes, 5,000 customers of which some ask much more than
// others, and one that is rare. A twentieth is late, up to thirty days; the others are due within as many, and a fourteenth of them
// is past its first warning.
func seedRunning(tb testing.TB, db *sql.DB, n int) {
	tb.Helper()
	for from := 0; from < n; from += 250_000 {
		_, err := db.Exec(`
			INSERT INTO yardstick.clock (source, as_of, ticket, standard, cycle_us, cycle_n, ordinal, version, target_row, state, verdict,
			    reason, started_at, opens_at, due_at, next_at, elapsed_us, calendar, baseline, start_hour, target, attributes, risk_at, subject, team, customer)
			SELECT 'desk', $4::timestamptz, 'T-' || lpad(i::text, 9, '0'), 'standard-' || a % 8, i, 0, 1, '0f1e2d3c4b5a69788796a5b4c3d2e1f0', 0,
			       CASE WHEN a % 10 = 0 THEN 'paused' ELSE 'running' END, CASE WHEN due < $4 THEN 'missed' ELSE 'open' END, '', due - late, due - late,
			       due, due, 0, 'support', '', 10, '2h',
			       '{"team":"' || team || '","category":"category-' || a / 240 % 12 || '","channel":"channel-' || a / 2880 % 4 || '","customer":"'
			           || customer || '"}',
			       due - late / 4, 'What somebody wrote about number ' || i, team, customer
			FROM (SELECT i, a, 'team-' || floor(12 * power(b / 2147483648.0, 2))::int AS team,
			             CASE WHEN i % ($3::bigint / 30) = 0 THEN $5 ELSE 'Customer No. ' || floor(5000 * power(c / 2147483648.0, 2))::int || ', Inc.' END
			                 AS customer, interval '2 hours' + a % 200000 * interval '1 second' AS late,
			             $4::timestamptz + (CASE WHEN a / 7 % 20 = 0 THEN -1 ELSE 1 END) * (b % 2592000 + 1) * interval '1 second' AS due
			      FROM (SELECT i, abs(hashint8(i)) AS a, abs(hashint8(i + 77777777777)) AS b, abs(hashint8(i + 99999999999)) AS c
			            FROM generate_series($1::bigint, $2::bigint) AS i) AS h) AS d`,
			from+1, min(from+250_000, n), n, lookedAt, rare)
		if err != nil {
			tb.Fatal(err)
		}
	}
	for _, statement := range []string{`VACUUM (ANALYZE) yardstick.clock`, `CHECKPOINT`} {
		if _, err := db.Exec(statement); err != nil {
			tb.Fatal(err)
		}
	}
}

// openBoard serves the pages of a ledger as the daemon does.
func openBoard(tb testing.TB, databaseURL string) http.Handler {
	tb.Helper()
	reader, err := postgres.OpenReader(tb.Context(), databaseURL, "", zone.Load, board.MostReaders)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = reader.Close() })
	var standards []*rules.Standard
	for i := range 8 {
		standards = append(standards, &rules.Standard{ID: "standard-" + strconv.Itoa(i), Promise: "We keep what we say."})
	}
	made, err := board.New(board.Options{
		Ledger: reader, Standing: func() board.Standing { return board.Standing{Standards: standards} }, Now: func() time.Time { return lookedAt },
		Sources: []board.Source{{Name: "desk"}}, By: []string{"team", "category", "channel", "customer"}, Customer: "customer",
	})
	if err != nil {
		tb.Fatal(err)
	}
	return made.Handler()
}

// BenchmarkBoard times the board's first page among running clocks, as many as YARDSTICK_TRIAL_CLOCKS says: as it opens, filtered, and
// further on; one at a time, and eight at once. Beside each page one reading of fifty rows by an index is timed, which no page can be
// faster than. It gives what the heap holds before and after, and at most.
func BenchmarkBoard(b *testing.B) {
	n := 100_000
	if text := os.Getenv("YARDSTICK_TRIAL_CLOCKS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil || n < 1000 {
			b.Fatalf("YARDSTICK_TRIAL_CLOCKS=%s is no number of clocks", text)
		}
	}
	address := pgtest.Database(b)
	ledger, db := openLedger(b, address, ""), openSQL(b, address)
	if _, err := ledger.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	seedRunning(b, db, n)
	handler := openBoard(b, address)
	for _, c := range []struct{ name, path string }{
		{"first", "/"},
		{"team", "/?team=team-3"},
		{"small_team", "/?team=team-11"},
		{"rare_customer", "/?customer=" + url.QueryEscape(rare)},
		{"customer_and_team", "/?team=team-0&customer=" + url.QueryEscape("Customer No. 17, Inc.")},
		{"nobody", "/?customer=Nobody"},
		{"standard", "/?standard=standard-5"},
		{"page_2", following(b, handler, "/")},
		{"page_2_of_a_team", following(b, handler, "/?team=team-3")},
	} {
		for _, at := range []int{1, 8} {
			b.Run(fmt.Sprintf("%s/at_once_%d", c.name, at), func(b *testing.B) { timeBoard(b, handler, db, c.path, at) })
		}
	}
}

// following gives the address of what follows the first page of the late ones.
func following(b *testing.B, h http.Handler, path string) string {
	b.Helper()
	link := regexp.MustCompile(`href="(/\?[^"]*list=late[^"]*)"`).FindStringSubmatch(ask(b.Context(), h, path).Body.String())
	if link == nil {
		b.Fatalf("%s has no second page", path)
	}
	return html.UnescapeString(link[1])
}

func ask(ctx context.Context, h http.Handler, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "http://localhost"+path, http.NoBody))
	return w
}

// boardRequests is how often each page is asked for in a run.
const boardRequests = 200

func timeBoard(b *testing.B, h http.Handler, db *sql.DB, path string, atOnce int) {
	var (
		mu           sync.Mutex
		pages, reads []time.Duration
		peak         uint64
	)
	before := heap(true)
	for b.Loop() {
		work := make(chan struct{})
		var asking sync.WaitGroup
		for range atOnce {
			asking.Go(func() {
				for range work {
					began := time.Now()
					answer := ask(b.Context(), h, path)
					took := time.Since(began)
					if answer.Code != http.StatusOK {
						body, _ := io.ReadAll(answer.Body)
						b.Errorf("%s: %d %s", path, answer.Code, body)
					}
					read := readFifty(b, db)
					mu.Lock()
					pages, reads, peak = append(pages, took), append(reads, read), max(peak, heap(false))
					mu.Unlock()
				}
			})
		}
		for range boardRequests {
			work <- struct{}{}
		}
		close(work)
		asking.Wait()
	}
	slices.Sort(pages)
	slices.Sort(reads)
	b.ReportMetric(0, "ns/op") // of 200 requests: it says nothing
	b.ReportMetric(milliseconds(pages[len(pages)/2]), "p50-ms")
	b.ReportMetric(milliseconds(pages[len(pages)*95/100]), "p95-ms")
	b.ReportMetric(milliseconds(reads[len(reads)*95/100]), "read-p95-ms")
	b.ReportMetric(float64(before)/(1<<20), "heap-before-MB")
	b.ReportMetric(float64(heap(true))/(1<<20), "heap-after-MB")
	b.ReportMetric(float64(peak)/(1<<20), "heap-peak-MB")
}

// readFifty reads the fifty clocks that are late longest, by their index.
func readFifty(b *testing.B, db *sql.DB) time.Duration {
	began := time.Now()
	rows, err := db.QueryContext(b.Context(), `SELECT ticket, standard, due_at, subject, attributes FROM yardstick.clock
		WHERE state IN ('running', 'paused') AND due_at IS NOT NULL AND due_at < $1 ORDER BY due_at LIMIT 50`, lookedAt)
	if err != nil {
		b.Error(err)
		return 0
	}
	defer func() { _ = rows.Close() }()
	n := 0
	for ; rows.Next(); n++ {
		var ticket, standard, subject, attributes string
		var due time.Time
		if err := rows.Scan(&ticket, &standard, &due, &subject, &attributes); err != nil {
			b.Error(err)
		}
	}
	if rows.Err() != nil || n != 50 {
		b.Error(n, rows.Err())
	}
	return time.Since(began)
}

// heap gives the bytes of what the heap holds; collected, of what is still needed.
func heap(collected bool) uint64 {
	if collected {
		runtime.GC()
	}
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
