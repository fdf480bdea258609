-- What a user ($1) sold and bought; each side has its index. $2 and $3 place of the last row seen, $4 rows.
SELECT * FROM (
    (SELECT * FROM trade_shown
     WHERE seller_id = $1::uuid AND (traded_at, id) < (coalesce($2::timestamptz, 'infinity'), coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
     ORDER BY traded_at DESC, id DESC LIMIT $4::bigint)
    UNION ALL
    (SELECT * FROM trade_shown
     WHERE buyer_id = $1::uuid AND (traded_at, id) < (coalesce($2::timestamptz, 'infinity'), coalesce($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
     ORDER BY traded_at DESC, id DESC LIMIT $4::bigint)
) AS traded
ORDER BY traded_at DESC, id DESC LIMIT $4::bigint
