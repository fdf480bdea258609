-- $1 status or NULL; $2, $3 the last row seen; $4 rows. Newest first: the page is found by its index, the rest is looked up for it.
WITH page AS MATERIALIZED (
    SELECT id, handle, email, status, xp, created_at FROM app_user
    WHERE ($1::user_status IS NULL OR status = $1::user_status)
      AND ($2::timestamptz IS NULL OR (created_at, id) < ($2::timestamptz, $3::uuid))
    ORDER BY created_at DESC, id DESC LIMIT $4::bigint
)
SELECT id, handle, email, status::text, xp, created_at,
       (SELECT balance FROM ledger_account WHERE owner_id = page.id AND purpose = 'user_credit' AND currency = 'USD') AS credit_balance,
       (SELECT count(*) FROM vault_item WHERE user_id = page.id AND closed_at IS NULL) AS gems
FROM page ORDER BY created_at DESC, id DESC
