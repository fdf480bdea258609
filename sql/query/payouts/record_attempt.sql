-- $1 id, $2 payout, $3 signature, $4 bytes, $5 last height, $6 base units, $7 price of SOL.
WITH sending AS (
    UPDATE payout SET status = 'SENDING', attempts = attempts + 1, problem = NULL WHERE id = $2::uuid RETURNING id, attempts
)
INSERT INTO payout_attempt (id, payout_id, attempt, signature, transaction, last_valid_block_height, amount, sol_price)
SELECT $1::uuid, id, attempts, $3, $4, $5::bigint, $6::bigint, $7::numeric FROM sending
