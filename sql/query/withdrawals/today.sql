-- What a user ($1) has withdrawn on this day of UTC, less what came to nothing.
SELECT coalesce(sum(amount), 0) FROM withdrawal
WHERE user_id = $1::uuid AND created_at >= date_trunc('day', gem_now(), 'UTC') AND status NOT IN ('CANCELLED', 'REJECTED', 'FAILED')
