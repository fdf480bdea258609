-- All trades, newest first. $1 and $2 place of the last row seen, $3 rows.
SELECT * FROM trade_shown
WHERE (traded_at, id) < (coalesce($1::timestamptz, 'infinity'), coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
ORDER BY traded_at DESC, id DESC LIMIT $3::bigint
