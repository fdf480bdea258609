-- $1 listing, $2 the offer to leave, or NULL, $3 why, for people. Those that hold money in escrow come back.
WITH closed AS (
    UPDATE offer SET status = 'CANCELLED', closed_at = gem_now(), closed_reason = $3
     WHERE listing_id = $1::uuid AND status IN ('PENDING', 'ACCEPTED') AND id IS DISTINCT FROM $2::uuid
    RETURNING id, buyer_id, price, escrowed
)
SELECT id, buyer_id, price FROM closed WHERE escrowed ORDER BY buyer_id
