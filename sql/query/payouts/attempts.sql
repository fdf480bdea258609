SELECT attempt, status, signature, amount, fee, problem, created_at, closed_at FROM payout_attempt WHERE payout_id = $1::uuid ORDER BY attempt
