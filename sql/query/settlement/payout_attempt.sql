-- The payout's attempt that a transaction is.
SELECT payout_id, status FROM payout_attempt WHERE signature = $1
