-- Gives the places (from 1) of those that were not recorded before, with their ids. What is said of a clock that is
-- recorded as of a later instant than $12 is left out: the fresher round speaks.
WITH given AS (
    SELECT g.ticket, g.standard, g.cycle_us, g.cycle_n, g.stage, g.kind, g.episode, g.at, g.found_at, g.reason, g.place
    FROM unnest($2::text[], $3::text[], $4::bigint[], $5::integer[], $6::text[], $7::text[], $8::integer[],
                $9::timestamptz[], $10::timestamptz[], $11::text[]) WITH ORDINALITY
         AS g (ticket, standard, cycle_us, cycle_n, stage, kind, episode, at, found_at, reason, place)
), added AS (
    INSERT INTO transition (source, ticket, standard, cycle_us, cycle_n, stage, kind, episode, at, found_at, reason)
    SELECT $1, g.ticket, g.standard, g.cycle_us, g.cycle_n, g.stage, g.kind, g.episode, g.at, g.found_at, g.reason
    FROM given AS g
    WHERE COALESCE((SELECT c.as_of
                    FROM clock AS c
                    WHERE c.source = $1 AND c.ticket = g.ticket AND c.standard = g.standard AND c.cycle_us = g.cycle_us
                      AND c.cycle_n = g.cycle_n) <= $12::timestamptz, true)
    ORDER BY g.place
    ON CONFLICT (source, ticket, standard, cycle_us, cycle_n, stage, episode) DO NOTHING
    RETURNING transition_id, ticket, standard, cycle_us, cycle_n, stage, episode
)
SELECT g.place, a.transition_id
FROM added AS a
JOIN given AS g USING (ticket, standard, cycle_us, cycle_n, stage, episode)
ORDER BY g.place
