package postgres

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/yardstickd/yardstick/monitor"
)

const (
	// lateness is how many transactions that were stamped later may be committed before one is.
	lateness = 15
	// readEvery is after how many commits a further reading begins.
	readEvery = 20
	perKind   = 25 // tickets changed by a transaction, and as many events
)

// writers change a desk in transactions, each of which takes its stamp when it begins and is committed when others
// that were stamped later are: at any time lateness+1 of them are open. The stamps are the test's own, a second apart,
// so that an overlap of lateness seconds is exactly what the desk needs.
type writers struct {
	db     *sqlx.DB
	begin  chan int        // stamps, in order
	commit []chan struct{} // by stamp: closed when it may be committed
	done   []chan struct{} // by stamp: closed once it is
}

var firstStamp = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

// change is one transaction. Its end is told also where it fails, so that the others go on.
func (w *writers) change(t *testing.T, n int) error {
	defer close(w.done[n])
	tx, err := w.db.BeginTxx(t.Context(), nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	stamp := firstStamp.Add(time.Duration(n) * time.Second)
	// No two change the same row: each ticket is changed once, by its row or by an event, so that nothing heals a miss.
	from := 2 * perKind * n
	_, err = tx.ExecContext(t.Context(), `UPDATE tickets SET changed = true, changed_at = $1 WHERE id >= $2 AND id < $2 + $3`, stamp, from, perKind)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(t.Context(), `INSERT INTO log SELECT i, $1, 'done', $1 FROM generate_series($2::int, $2::int + $3 - 1) i`,
		stamp, from+perKind, perKind)
	if err != nil {
		return err
	}
	<-w.commit[n]
	return tx.Commit()
}

// missed lets writers make changes while a reader follows with an overlap, and gives how many tickets it did not see as
// they were once the change was committed.
func missed(t *testing.T, transactions int, overlap time.Duration) int {
	tickets := 2 * perKind * transactions
	url, db := seededDB(t, `CREATE TABLE tickets (id int PRIMARY KEY, changed boolean, changed_at timestamptz) WITH (fillfactor = 50)`,
		`CREATE TABLE log (ticket_id int, at timestamptz, kind text, changed_at timestamptz)`,
		fmt.Sprintf(`INSERT INTO tickets SELECT i, false, '2026-02-01' FROM generate_series(0, %d) i`, tickets-1),
		`CREATE INDEX ON tickets (changed_at)`, `CREATE INDEX ON log (ticket_id)`, `CREATE INDEX ON log (changed_at)`, `ANALYZE tickets`)
	w := &writers{db: db, begin: make(chan int, transactions)}
	for n := range transactions {
		w.begin <- n
		w.commit, w.done = append(w.commit, make(chan struct{})), append(w.done, make(chan struct{}))
	}
	close(w.begin)
	var running sync.WaitGroup
	for range lateness + 1 {
		running.Go(func() {
			for n := range w.begin {
				if err := w.change(t, n); err != nil {
					t.Error(err)
				}
			}
		})
	}
	defer running.Wait()
	seen := newSightings(t, url, tickets, overlap)
	seen.read() // as it was before
	turn := make(chan struct{})
	reader := make(chan struct{})
	go func() {
		defer close(reader)
		for range turn {
			seen.read()
		}
	}()
	for k, n := range commitOrder(transactions) {
		close(w.commit[n])
		<-w.done[n]
		if k%readEvery == readEvery-1 {
			turn <- struct{}{} // it reads while others write and commit
		}
	}
	turn <- struct{}{}
	close(turn)
	<-reader
	return seen.missing()
}

// commitOrder puts the stamps in an order in which each is passed by some of the next ones, and by none that is more
// than lateness behind it.
func commitOrder(n int) []int {
	random := rand.New(rand.NewPCG(1, 2)) // the same order each time
	order, due := make([]int, n), make([]int, n)
	for i := range order {
		order[i], due[i] = i, i+random.IntN(lateness+1)
	}
	slices.SortStableFunc(order, func(a, b int) int { return due[a] - due[b] })
	return order
}

// sightings are what a reader saw.
type sightings struct {
	t        *testing.T
	follower follower
	changed  []bool // by ticket: as it is once changed
	readings int
	tickets  int // read in all
}

func newSightings(t *testing.T, url string, tickets int, overlap time.Duration) *sightings {
	s := newSource(t, SourceOptions{URL: url, Tickets: "TABLE tickets", Events: "TABLE log", Kinds: []string{"done"}})
	return &sightings{t: t, changed: make([]bool, tickets), follower: follower{source: s, overlap: overlap}}
}

func (s *sightings) read() {
	s.readings++
	s.follower.each(s.t, func(b *monitor.Batch) error {
		for i := range b.Tickets {
			ticket := &b.Tickets[i]
			id, err := strconv.Atoi(ticket.ID)
			if err != nil {
				return err
			}
			s.tickets++
			s.changed[id] = s.changed[id] || ticket.Attributes[1].Text == "true" || len(ticket.Events) > 0
		}
		return nil
	})
}

func (s *sightings) missing() int {
	n := 0
	for _, ok := range s.changed {
		if !ok {
			n++
		}
	}
	s.t.Logf("%d readings gave %d tickets, of %d changed ones %d were missed", s.readings, s.tickets, len(s.changed), n)
	return n
}

// TestWritersThatCommitOutOfOrder makes 100,000 changes from 16 connections and misses none of them, and shows that
// without the overlap it would.
func TestWritersThatCommitOutOfOrder(t *testing.T) {
	if n := missed(t, 100_000/(2*perKind), lateness*time.Second); n != 0 {
		t.Errorf("%d changes were missed", n)
	}
	if n := missed(t, 10_000/(2*perKind), 0); n == 0 {
		t.Error("without an overlap nothing was missed either: the writers do not commit out of order")
	}
}
