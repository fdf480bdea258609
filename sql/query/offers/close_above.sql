-- $1 listing, $2 its new price, $3 why: an offer at or above the price is none (E26). Those that hold money in escrow come back.
WITH closed AS (
    UPDATE offer SET status = 'CANCELLED', closed_at = gem_now(), closed_reason = $3
     WHERE listing_id = $1::uuid AND status = 'PENDING' AND price >= $2::numeric
    RETURNING id, buyer_id, price, escrowed
)
SELECT id, buyer_id, price FROM closed WHERE escrowed ORDER BY buyer_id
