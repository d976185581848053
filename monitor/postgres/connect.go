package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// connectTimeout is how long a server may take to answer, where the URL names no connect_timeout.
const connectTimeout = 10 * time.Second

// Open connects to the database at a URL (postgres://… or host=… dbname=…) and asks whether it answers. Where the URL
// does not say, TLS is used if the server has it (sslmode=prefer, as psql does), and a bound argument costs one round
// trip, which is also what PgBouncer's transaction mode needs. No error holds the URL or its password.
func Open(ctx context.Context, databaseURL string) (*sqlx.DB, error) {
	config, err := connection(databaseURL)
	if err != nil {
		return nil, err
	}
	return open(ctx, config, "")
}

// open connects; session is what each connection is told first.
func open(ctx context.Context, config pq.Config, session string) (*sqlx.DB, error) {
	connector, err := pq.NewConnectorConfig(config)
	if err != nil {
		return nil, fmt.Errorf("the database URL can't be used: %w", redact(err, config.Password))
	}
	db := sqlx.NewDb(sql.OpenDB(discreet{connector, config.Password, session}), "postgres")
	db.SetConnMaxIdleTime(time.Minute)
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("can't connect to database %q at %s as %q: %w",
			config.Database, config.Host, config.User, err)
	}
	return db, nil
}

// connection reads a URL and fills in what it leaves open.
func connection(databaseURL string) (pq.Config, error) {
	config, err := pq.NewConfig(databaseURL)
	if err != nil {
		// The driver's and net/url's errors quote the whole URL, and with it the password.
		return pq.Config{}, errors.New("the database URL can't be read: write postgres://user:password@host:5432/dbname, " +
			"with special characters of the password percent-encoded")
	}
	if config.SSLMode == "" { // which the driver takes for require
		config.SSLMode = pq.SSLModePrefer
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	if config.ApplicationName == "" {
		config.ApplicationName = "yardstick"
	}
	config.BinaryParameters = true
	return config, nil
}

// discreet connects and keeps the password to itself: also when the pool connects anew, long after Open.
type discreet struct {
	driver.Connector
	password string
	// session is said at the beginning of each connection: settings that a pooler need not know, unlike those of the start-up packet.
	session string
}

// Connect makes a connection.
func (d discreet) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := d.Connector.Connect(ctx)
	if err != nil {
		return nil, redact(err, d.password)
	}
	if d.session == "" {
		return conn, nil
	}
	able, ok := conn.(driver.ExecerContext)
	if !ok {
		_ = conn.Close()
		return nil, errors.New("the driver can't set up a connection")
	}
	if _, err := able.ExecContext(ctx, d.session, nil); err != nil {
		_ = conn.Close()
		return nil, redact(err, d.password)
	}
	return conn, nil
}

// redact takes a password out of an error's text, should a server ever repeat it. The error is then nothing but its text,
// since what it was made of has the password, too.
func redact(err error, password string) error {
	whole := err.Error()
	var server *pq.Error
	if errors.As(err, &server) {
		whole += server.Message + server.Detail + server.Hint + server.Where
	}
	if password == "" || !strings.Contains(whole, password) {
		return err
	}
	return errors.New(strings.ReplaceAll(err.Error(), password, "[secret]"))
}
