-- Those that are not over, the ones for a person first.
SELECT payout.id, cause, cause_id, status, asset, recipient, usd, attempts, problem, created_at,
       (SELECT signature FROM payout_attempt WHERE payout_id = payout.id ORDER BY attempt DESC LIMIT 1) AS signature
FROM payout WHERE status IN ('PENDING', 'SENDING', 'REVIEW') ORDER BY status = 'REVIEW' DESC, created_at, id LIMIT 100
