SELECT n, said_by, at, until
FROM care
WHERE request = $1
