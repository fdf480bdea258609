-- A payout that the worker has to do something about, with the attempt that may still land.
SELECT payout.id, cause, cause_id, user_id, asset, recipient, usd, payout.amount, attempts, attempts_allowed, attempt.id AS attempt_id, signature,
       transaction, last_valid_block_height, attempt.amount AS attempt_amount, sol_price, sent_at IS NOT NULL AS sent
FROM payout LEFT JOIN payout_attempt AS attempt ON payout_id = payout.id AND attempt.status = 'SIGNED'
WHERE payout.id = $1::uuid AND payout.status IN ('PENDING', 'SENDING')
