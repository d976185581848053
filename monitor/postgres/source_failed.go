package postgres

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/lib/pq"
)

// SQLSTATEs that get advice of their own.
const (
	stateCancelled = "57014" // also where statement_timeout ran out
	stateNoTable   = "42P01"
)

// failed puts a database error into words that lead to the query at fault.
func (s *Source) failed(ctx context.Context, which string, err error) error {
	if ctx.Err() != nil { // the server then says that it cancelled the statement, which is no news
		return fmt.Errorf("source %s: %w", s.options.Name, stopped(ctx))
	}
	var server *pq.Error
	switch {
	case errors.Is(err, driver.ErrBadConn):
		return fmt.Errorf("source %s: the connection was lost during the %s query: %w", s.options.Name, which, err)
	case !errors.As(err, &server):
		return fmt.Errorf("source %s: the %s query: %w", s.options.Name, which, err)
	case server.Code == stateCancelled:
		return fmt.Errorf("source %s: the %s query took longer than %s, or was cancelled: %w",
			s.options.Name, which, s.options.Timeout, err)
	case server.Code == stateNoTable && strings.HasPrefix(server.Message, "relation") && !strings.Contains(server.Message, "."):
		return fmt.Errorf("source %s: the %s query%w; tables are looked for in %s: name the schema in the query, "+
			"or as search_path in the url", s.options.Name, which, queryError{err}, s.searchPath)
	}
	return fmt.Errorf("source %s: the %s query%w", s.options.Name, which, queryError{err})
}

// queryError says what a server has against a mapping query, on one line.
type queryError struct{ error }

// Error begins with the line of the query, where the server names one.
func (e queryError) Error() string {
	var at lineError
	var server *pq.Error
	text := ": "
	if errors.As(e.error, &at) {
		text = ", line " + strconv.Itoa(at.line) + ": "
	}
	if !errors.As(e.error, &server) {
		return text + e.error.Error()
	}
	message, _, _ := strings.Cut(server.Message, "\n") // what follows is our own text around the query
	text += fmt.Sprintf("%s (%s)", message, server.Code)
	if server.Hint != "" {
		text += ". " + strings.TrimSuffix(strings.ReplaceAll(server.Hint, "\n", " "), ".")
	}
	return text
}

// Unwrap gives the driver's error.
func (e queryError) Unwrap() error { return e.error }

// lineError adds the line of the mapping query, from 1, to a server's error.
type lineError struct {
	error
	line int
}

// Unwrap gives the driver's error.
func (e lineError) Unwrap() error { return e.error }

// located finds the line of the query for which a probe failed: the server counts characters of the whole statement.
// What lies behind the query, such as the end of a bracket, is a fault of its last line.
func located(err error, query string) error {
	var server *pq.Error
	if !errors.As(err, &server) {
		return err
	}
	before, _, _ := strings.Cut(statement("source_probe"), "{query}")
	at, bad := strconv.Atoi(server.Position)
	at -= len([]rune(before))
	if bad != nil || at < 1 {
		return err
	}
	runes := []rune(query)
	return lineError{err, 1 + strings.Count(string(runes[:min(at, len(runes))]), "\n")}
}
