COPY verdict (source, ticket, standard, cycle_us, cycle_n, serial, verdict, previous, reason, as_of, state, version,
              target_row, due_at, stopped_at, elapsed_us, attributes) FROM STDIN
