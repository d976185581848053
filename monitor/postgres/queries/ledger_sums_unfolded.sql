SELECT EXISTS (SELECT FROM cell_new WHERE day >= $1::date AND day < $2::date)
