-- What a session of a leader needs: an answer soon, also where an old term still writes. $1 milliseconds.
SELECT set_config('lock_timeout', $1, false)
