package embedded

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"time"

	_ "github.com/lib/pq" // the driver named postgres
)

// databaseName is the database that the commands share.
const databaseName = "yardstick"

// address is a URL for lib/pq and libpq alike.
func address(socket, database string) string {
	query := url.Values{"host": {socket}, "port": {"5432"}, "sslmode": {"disable"}}
	u := url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/" + database, RawQuery: query.Encode()}
	return u.String()
}

// await waits until the server answers, or its process ends.
func (s *Server) await(ctx context.Context) error {
	db, err := sql.Open("postgres", address(s.socket, "postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	var ended <-chan struct{} // never, where it is not our child
	if s.child != nil {
		ended = s.child.done
	}
	tick := time.NewTicker(lookPause)
	defer tick.Stop()
	for {
		if err = db.PingContext(ctx); err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-ended:
			return fmt.Errorf("the server ended while starting: %s", s.child.lastWords())
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("the server does not answer: %w", err), ctx.Err())
		}
	}
}

// createDatabase makes a database where it is missing. The gate is held, so nobody else does.
func createDatabase(ctx context.Context, admin, name string) error {
	db, err := sql.Open("postgres", admin)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	var there bool
	if err := db.QueryRowContext(ctx, databaseExists, name).Scan(&there); err != nil || there {
		return err
	}
	_, err = db.ExecContext(ctx, createYardstick)
	return err
}
