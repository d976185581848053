package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// readerPatience is how long a statement of a reader may take.
const readerPatience = 8 * time.Second

// OpenReader opens a ledger that can only be read: the server refuses its writes. It has a number of connections of its own, so that
// whoever reads much takes none from those who judge and deliver, and its statements end after some seconds.
func OpenReader(ctx context.Context, databaseURL, schema string, zones Zones, connections int) (*Ledger, error) {
	l, err := openLedger(ctx, databaseURL, schema, zones, nil,
		fmt.Sprintf("; SET default_transaction_read_only = on; SET statement_timeout = %d", readerPatience.Milliseconds()))
	if err != nil {
		return nil, err
	}
	l.begin = &sql.TxOptions{ReadOnly: true} // the driver's own BEGIN would say READ WRITE
	l.db.SetMaxOpenConns(connections)
	l.db.SetMaxIdleConns(connections)
	return l, nil
}
