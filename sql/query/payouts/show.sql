SELECT payout.id, cause, cause_id, status, asset, recipient, usd, attempts, problem, created_at, completed_at,
       (SELECT signature FROM payout_attempt WHERE payout_id = payout.id ORDER BY status = 'COMPLETED' DESC, attempt DESC LIMIT 1) AS signature
FROM payout WHERE id = $1::uuid
