-- $1 asset, $2 what the chain says, $3 when it was asked. On chain less recorded.
INSERT INTO treasury_check (asset, on_chain, recorded, checked_at)
SELECT $1::asset, $2::bigint, coalesce((SELECT sum(amount) FROM chain_payment WHERE asset = $1::asset), 0), $3::timestamptz
RETURNING on_chain - recorded
