package pgtest_test

import (
	"database/sql"
	"testing"

	"github.com/yardstickd/yardstick/monitor/embedded/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func TestEachTestHasADatabaseOfItsOwn(t *testing.T) {
	first, second := open(t), open(t)
	if _, err := first.Exec("CREATE TABLE notes (id int)"); err != nil {
		t.Fatal(err)
	}
	var tables int
	if err := second.QueryRow("SELECT count(*) FROM pg_tables WHERE tablename = 'notes'").Scan(&tables); err != nil {
		t.Fatal(err)
	}
	if tables != 0 {
		t.Error("a table made in one test's database is seen in another's")
	}
}

func TestDatabaseIsDroppedWithItsConnections(t *testing.T) {
	var db *sql.DB
	t.Run("inner", func(t *testing.T) {
		var err error
		if db, err = sql.Open("postgres", pgtest.Database(t)); err != nil {
			t.Fatal(err)
		}
		if err := db.Ping(); err != nil {
			t.Fatal(err)
		}
	})
	defer func() { _ = db.Close() }()
	if err := db.Ping(); err == nil {
		t.Error("the database is still there after its test")
	}
}

func open(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", pgtest.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func BenchmarkDatabase(b *testing.B) {
	for b.Loop() {
		pgtest.Database(b)
	}
}
