-- $1 status or NULL; $2, $3 the last row seen; $4 rows; $5 what is looked for, $6 the same as a pattern, in which % and _ mean
-- themselves. Newest first. Found first, then sorted, so that each way of finding uses its index.
WITH found AS (
    SELECT id FROM app_user WHERE handle ILIKE $6
    UNION SELECT id FROM app_user WHERE email ILIKE $6
    UNION SELECT id FROM app_user WHERE solana_address = $5
    UNION SELECT id FROM app_user WHERE evm_address = $5
    UNION SELECT id FROM app_user WHERE twitter_handle = ltrim($5, '@')
    UNION SELECT id FROM app_user WHERE id = CASE WHEN $5 ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN $5::uuid END
), page AS MATERIALIZED (
    SELECT id, handle, email, status, xp, created_at FROM app_user JOIN found USING (id)
    WHERE ($1::user_status IS NULL OR status = $1::user_status)
      AND ($2::timestamptz IS NULL OR (created_at, id) < ($2::timestamptz, $3::uuid))
    ORDER BY created_at DESC, id DESC LIMIT $4::bigint
)
SELECT id, handle, email, status::text, xp, created_at,
       (SELECT balance FROM ledger_account WHERE owner_id = page.id AND purpose = 'user_credit' AND currency = 'USD') AS credit_balance,
       (SELECT count(*) FROM vault_item WHERE user_id = page.id AND closed_at IS NULL) AS gems
FROM page ORDER BY created_at DESC, id DESC
