-- $1 user, $2 status or NULL for those still held, $3 and $4 place of the last row seen, $5 rows.
SELECT shown.*
FROM vault_item AS item JOIN vault_item_shown AS shown ON shown.id = item.id
WHERE item.user_id = $1::uuid
  AND CASE WHEN $2::text IS NULL THEN item.closed_at IS NULL ELSE item.status = $2::vault_status END
  AND ($3::text IS NULL OR (shown.fmv, item.id) < ($3::numeric, $4::uuid))
ORDER BY shown.fmv DESC, item.id DESC LIMIT $5::bigint
