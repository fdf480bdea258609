SELECT gem_shift_clock($1::bigint)
