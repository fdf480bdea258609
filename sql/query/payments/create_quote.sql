-- $5 USD, $6 USD of one SOL or NULL for USDC (whose base units are micros), $7 recipient, $8 mint, $9 reference, $10 memo, $11 seconds.
-- The amount is rounded up to the lamport.
INSERT INTO payment_quote (id, user_id, purpose, asset, usd, amount, recipient, mint, reference, memo, expires_at)
VALUES ($1::uuid, $2::uuid, $3::quote_purpose, $4::asset, $5::numeric,
        ceil(CASE WHEN $6::numeric IS NULL THEN $5::numeric * 1000000 ELSE $5::numeric * 1000000000 / $6::numeric END)::bigint,
        $7, $8, $9, $10, gem_now() + $11::integer * interval '1 second')
RETURNING id, recipient, reference, amount, mint, memo, expires_at, asset, purpose
