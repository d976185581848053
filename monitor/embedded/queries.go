package embedded

import _ "embed" // for the statements

var (
	//go:embed queries/database_exists.sql
	databaseExists string
	//go:embed queries/create_database.sql
	createYardstick string
)
