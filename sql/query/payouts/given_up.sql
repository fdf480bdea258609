-- The attempts of a payout that were taken for lost, in the form of to_send.sql.
SELECT attempt.id AS attempt_id, signature, payout.id, cause, cause_id, asset, recipient, usd, payout.amount, attempts, attempts_allowed,
       transaction, last_valid_block_height, attempt.amount AS attempt_amount, sol_price, true AS sent
FROM payout JOIN payout_attempt AS attempt ON payout_id = payout.id AND attempt.status = 'EXPIRED'
WHERE payout.id = $1::uuid ORDER BY attempt
