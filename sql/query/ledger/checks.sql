-- The console's list (console_list.h), of what the last checks found; none of its filters but the place.
SELECT id, checked_at AS created_at, faults FROM ledger_check
WHERE coalesce($1::text, $2::text, $3::text, $4::text, $5::text) IS NULL
  AND ($6::timestamptz IS NULL OR (checked_at, id) < ($6::timestamptz, $7::bigint))
ORDER BY checked_at DESC, id DESC LIMIT $8::bigint
