-- The last payout for a cause, with the attempt that landed, else the last one.
SELECT payout.id, payout.status, attempt.signature, payout.problem
FROM payout
LEFT JOIN LATERAL (SELECT signature FROM payout_attempt WHERE payout_id = payout.id
                   ORDER BY status = 'COMPLETED' DESC, attempt DESC LIMIT 1) AS attempt ON true
WHERE payout.cause = $1::payout_cause AND payout.cause_id = $2::uuid
ORDER BY payout.created_at DESC, payout.id DESC LIMIT 1
