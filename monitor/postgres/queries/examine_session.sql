-- Which of the server's sessions answers, and what was set in it.
SELECT pg_backend_pid() AS pid, COALESCE(current_setting('yardstick.probe', true), '') AS probe
