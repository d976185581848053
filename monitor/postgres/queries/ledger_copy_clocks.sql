COPY clock (source, as_of, ticket, standard, cycle_us, cycle_n, ordinal, version, target_row, state, verdict, reason,
            started_at, opens_at, due_at, desired_at, next_at, stopped_at, elapsed_us, calendar, baseline,
            fell_day, start_hour, target, near, took, late, attributes, risk_at, subject, team, customer) FROM STDIN
