SELECT min(first_round_at) FROM connection
