-- %[1]s is the schema's quoted name.
SELECT COALESCE(max(version_id), 0) FROM %[1]s.goose_db_version WHERE is_applied
