package main

import (
	"errors"
	"testing"

	"github.com/lib/pq"

	"github.com/yardstickd/yardstick/monitor/postgres"
)

// wantApart wants the roles of docs/operations.md to be refused what is not theirs, whatever they set for themselves.
func wantApart(t *testing.T, as func(role string) string) {
	t.Helper()
	for role, statements := range map[string][]string{
		"yardstick_reader": {
			"INSERT INTO helpdesk.tickets VALUES ('1', now())", "UPDATE helpdesk.tickets SET id = '2'", "DELETE FROM helpdesk.tickets",
			"TRUNCATE helpdesk.tickets", "DROP TABLE helpdesk.tickets", "CREATE TABLE helpdesk.mine (id int)", "CREATE TABLE public.mine (id int)",
			"CREATE SCHEMA mine", "SELECT * FROM yardstick.alert", "CREATE FUNCTION public.now() RETURNS int LANGUAGE sql AS 'SELECT 1'",
		},
		"yardstick": {
			"SELECT * FROM helpdesk.tickets", "INSERT INTO helpdesk.tickets VALUES ('1', now())", "CREATE SCHEMA mine", "CREATE TABLE public.mine (id int)",
		},
		"yardstick_writer": {
			"SELECT * FROM helpdesk.tickets", "CREATE TABLE yardstick.mine (id int)", "DROP TABLE yardstick.alert", "TRUNCATE yardstick.verdict",
			"CREATE SCHEMA mine", "CREATE TABLE public.mine (id int)",
		},
	} {
		db, err := postgres.Open(t.Context(), as(role))
		if err != nil {
			t.Fatal(err)
		}
		db.SetMaxOpenConns(1)
		if _, err := db.Exec("SET default_transaction_read_only = off"); err != nil {
			t.Fatal(err)
		}
		for _, statement := range statements {
			var refused *pq.Error
			if _, err := db.Exec(statement); !errors.As(err, &refused) || refused.Code != "42501" {
				t.Errorf("%s: %s: %v", role, statement, err)
			}
		}
		_ = db.Close()
	}
	var readOnly, timeout string
	db, err := postgres.Open(t.Context(), as("yardstick_reader"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.QueryRow("SELECT current_setting('default_transaction_read_only'), current_setting('statement_timeout')").Scan(&readOnly, &timeout); err != nil {
		t.Fatal(err)
	}
	if readOnly != "on" || timeout != "15min" {
		t.Errorf("of itself the reader is read-only %s, for at most %s", readOnly, timeout)
	}
}
