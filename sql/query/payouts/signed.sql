-- What the attempts that may still land pay, in base units, and how many there are.
SELECT coalesce(sum(attempt.amount) FILTER (WHERE asset = 'SOL'), 0) AS sol, coalesce(sum(attempt.amount) FILTER (WHERE asset = 'USDC'), 0) AS usdc,
       count(*) AS open
FROM payout_attempt AS attempt JOIN payout ON payout.id = payout_id WHERE attempt.status = 'SIGNED'
