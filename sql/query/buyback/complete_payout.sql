-- $2 the transaction that paid.
UPDATE buyback SET status = 'COMPLETED', completed_at = gem_now(), tx_hash = $2 WHERE id = $1::uuid
