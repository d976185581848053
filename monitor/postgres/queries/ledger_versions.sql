SELECT serial, standard, hash, effective_from, loaded_at, definition
FROM version
ORDER BY serial
